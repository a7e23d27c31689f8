// What the public pages do better where JavaScript runs. Without it everything works all the same.
"use strict";

for (const button of document.querySelectorAll("[data-print]")) {
	button.hidden = false;
	button.addEventListener("click", () => window.print());
}

/** Looks at the files of a form as they are chosen; `showProblem` says what is wrong with them and returns it. */
function watchFiles(form) {
	const files = form.querySelector("input[type=file]");
	const problem = form.querySelector("[data-files-problem]");

	const wrongWithFiles = () => {
		const chosen = files ? [...files.files] : [];
		const large = chosen.find((file) => file.size > Number(form.dataset.largest));
		if (large) return `${form.dataset.tooLarge} ${large.name}`;
		if (chosen.length > Number(form.dataset.most)) return form.dataset.tooMany;
		const together = chosen.reduce((sum, file) => sum + file.size, 0);
		return together > Number(form.dataset.together) ? form.dataset.tooMuch : "";
	};

	const showProblem = () => {
		const said = wrongWithFiles();
		if (problem) {
			problem.hidden = !said;
			problem.textContent = said;
		}
		return said;
	};

	if (files) files.addEventListener("change", showProblem);
	return { files, showProblem };
}

for (const form of document.querySelectorAll("form[data-once]")) {
	const { files, showProblem } = watchFiles(form);
	form.addEventListener("submit", (event) => {
		if (showProblem()) {
			event.preventDefault();
			files.focus();
			return;
		}
		const button = form.querySelector("button[type=submit]");
		button.disabled = true;
		button.textContent = form.dataset.sending;
	});
	// Back from the receipt: the browser may show the page as it was left.
	window.addEventListener("pageshow", (event) => {
		if (event.persisted) window.location.reload();
	});
}
