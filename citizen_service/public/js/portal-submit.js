// The public form where JavaScript runs: questions that depend on others come and go, files are looked at before they
// are sent, what was written stays in this browser, and the proof of work is found while the person writes.
"use strict";

const form = document.querySelector("form[data-steps]");
const DRAFTS = "citizen_service:draft:";
const WEEK = 7 * 24 * 3600 * 1000;
// What is no answer: it belongs to one showing of the form, or is secret.
const UNKEPT = new Set(["token", "step", "review", "procedure", "proof", "confirmed_mobile", "confirmed_email", "csrf_token", "code", "code_for", "attachments"]);

const store = () => {
	try {
		return window.localStorage;
	} catch {
		return null; // the browser keeps nothing
	}
};

const forget = (key) => {
	const drafts = store();
	if (!drafts) return;
	for (const name of Object.keys(drafts)) {
		if (name.startsWith(DRAFTS) && (!key || name === key)) drafts.removeItem(name);
	}
};

if (form) {
	const dependent = [...form.querySelectorAll("[data-if]")];
	const answerTo = (name) => {
		const inputs = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
		const given = inputs.find((input) => !["radio", "checkbox"].includes(input.type) || input.checked);
		return given ? given.value.trim() : "";
	};
	// The marks on the case are one question to the citizen.
	const ANSWERS = { anonymous: "anonymous", withhold_identity: "withheld" };
	const holds = ({ field, value, negated }) => {
		const answer = field in ANSWERS ? (answerTo("identity") === ANSWERS[field] ? "1" : "") : answerTo(field);
		const met = value === null ? !["", "0", "false", "no"].includes(answer.toLowerCase()) : answer === value;
		return met !== negated;
	};
	const showAndHide = () => {
		for (const question of dependent) question.hidden = !JSON.parse(question.dataset.if).every(holds);
	};

	const drafts = form.dataset.draft ? store() : null;
	const keep = () => {
		if (!drafts) return;
		const answers = {};
		for (const [name, value] of new FormData(form)) {
			if (!UNKEPT.has(name) && typeof value === "string" && value) answers[name] = value;
		}
		try {
			drafts.setItem(form.dataset.draft, JSON.stringify({ at: Date.now(), answers }));
		} catch {
			// full, or not allowed: then nothing is kept
		}
	};
	const draft = () => {
		try {
			const kept = JSON.parse(drafts.getItem(form.dataset.draft));
			return kept && Date.now() - kept.at < WEEK ? kept.answers : null;
		} catch {
			return null;
		}
	};
	const fill = (name, value) => {
		const inputs = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
		if (!inputs.length) {
			const carried = document.createElement("input");
			Object.assign(carried, { type: "hidden", name, value });
			form.append(carried);
		}
		for (const input of inputs) {
			if (["radio", "checkbox"].includes(input.type)) input.checked = input.value === value;
			else input.value = value;
		}
	};
	const restore = () => {
		const kept = drafts && form.hasAttribute("data-fresh") && draft();
		if (!kept || !Object.keys(kept).some((name) => name !== "identity")) return;
		// Who has just come by the door of a type means that one.
		const chosen = new URLSearchParams(window.location.search).get("case_type");
		for (const [name, value] of Object.entries(kept)) {
			if (UNKEPT.has(name) || typeof value !== "string") continue;
			if (name !== "case_type" || answerTo(name) !== chosen) fill(name, value);
		}
		const notice = document.querySelector("[data-draft-notice]");
		notice.hidden = false;
		notice.querySelector("[data-draft-clear]").addEventListener("click", () => {
			forget(form.dataset.draft);
			window.location.reload();
		});
	};

	if (!form.dataset.draft) forget();
	restore();
	showAndHide();
	form.addEventListener("input", () => {
		showAndHide();
		keep();
	});
	form.addEventListener("change", showAndHide);

	// Files

	const { files, showProblem: showWrongFiles } = watchFiles(form); // of portal.js

	// Proof of work, by ALTCHA's protocol: the browser derives keys outside this thread, a few at a time.

	const bytes = (hex) => Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16));
	const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
	const AT_ONCE = 4;

	const derive = async (parameters, counter) => {
		const nonce = bytes(parameters.nonce);
		const password = new Uint8Array(nonce.length + 4);
		password.set(nonce);
		new DataView(password.buffer).setUint32(nonce.length, counter);
		const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
		const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(parameters.salt), iterations: parameters.cost };
		return hex(await crypto.subtle.deriveBits(how, key, parameters.keyLength * 8));
	};

	const solve = async (challenge) => {
		const { parameters } = challenge;
		const most = Number(form.dataset.difficulty);
		for (let from = 0; from <= most; from += AT_ONCE) {
			const counters = Array.from({ length: AT_ONCE }, (_, at) => from + at);
			const keys = await Promise.all(counters.map((counter) => derive(parameters, counter)));
			const found = keys.findIndex((key) => key.startsWith(parameters.keyPrefix));
			if (found >= 0) {
				const solution = { counter: counters[found], derivedKey: keys[found] };
				return btoa(JSON.stringify({ challenge, solution }));
			}
		}
		return "";
	};

	const prove = async () => {
		const proof = form.elements.proof;
		if (!form.dataset.challenge || proof.value || !window.crypto?.subtle) return;
		const address = `${form.dataset.challenge}?form=${form.dataset.form}`;
		const reply = await fetch(address, { headers: { Accept: "application/json" } });
		if (!reply.ok) return;
		proof.value = await solve((await reply.json()).message);
	};
	// Without a proof, the server asks for a code instead.
	let proving = prove().catch(() => {}).finally(() => (proving = null));

	// Sending

	let sent = false;
	form.addEventListener("submit", (event) => {
		const pressed = event.submitter;
		if (sent || (pressed?.value !== "back" && showWrongFiles())) {
			event.preventDefault();
			if (!sent) files.focus();
			return;
		}
		keep();
		if (pressed?.value === "send" && proving) {
			event.preventDefault();
			form.querySelector("[data-proof-told]").hidden = false;
			proving.then(() => form.requestSubmit(pressed));
			return;
		}
		sent = true;
		// A disabled button would not be sent, so only its words change.
		if (pressed && !pressed.classList.contains("unseen")) pressed.textContent = form.dataset.wait;
	});
	// In the other language, this page with all that was written: a link alone would begin anew.
	for (const link of document.querySelectorAll("a[hreflang]")) {
		link.addEventListener("click", (event) => {
			event.preventDefault();
			fill("_lang", link.hreflang);
			fill("go", `to:${form.elements.step.value}`);
			form.submit();
		});
	}
	// Back to this page as the browser kept it: it can be sent again.
	window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());

	// The map, once it is asked for

	const map = form.querySelector("[data-map]");
	if (map) {
		map.querySelector("[data-map-parts]").hidden = false;
		const told = map.querySelector("[data-map-told]");
		const point = form.elements.latitude.value && `${form.elements.latitude.value}, ${form.elements.longitude.value}`;
		told.textContent = point ? `${map.dataset.set} \u2066${point}\u2069` : "";
		const load = async (button) => {
			told.textContent = map.dataset.loading;
			try {
				const { open } = await import(map.dataset.script);
				await open(map, button.hasAttribute("data-map-here"));
			} catch {
				told.textContent = map.dataset.failed;
			}
		};
		for (const button of map.querySelectorAll("[data-map-show], [data-map-here]")) {
			button.addEventListener("click", () => map.dataset.open || load(button));
		}
	}
} else if (document.querySelector(".receipt")) {
	forget();
}
