// The time that is left, in lists and at the head of forms. The words are the server's.

frappe.provide("citizen_service");

const MOST = 500; // names that one call answers for
const MINUTE = 60 * 1000;
const COLORS = { left: "blue", overdue: "red", paused: "yellow", met: "green", met_late: "orange" };

const told = {}; // what was last said of each, so that a list that is drawn again does not flicker
const wanted = {}; // the names drawn since the last call, by DocType

/** A list's cell: the due day until the server's words are there. All cells drawn together are one call. */
citizen_service.time_left = function (doctype, name, due) {
	if ($.isEmptyObject(wanted)) setTimeout(ask_for_wanted);
	(wanted[doctype] ||= new Set()).add(name);
	const key = key_of(doctype, name);
	const day = due ? frappe.datetime.str_to_user(due.slice(0, 10)) : "";
	return `<span class="ellipsis" data-time-left="${key}">${told[key] ? in_list(told[key]) : day}</span>`;
};

function key_of(doctype, name) {
	return encodeURIComponent(`${doctype}/${name}`);
}

function ask_for_wanted() {
	for (const doctype of Object.keys(wanted)) {
		const names = [...wanted[doctype]];
		delete wanted[doctype];
		while (names.length) {
			ask(doctype, names.splice(0, MOST)).then((answer) => show_in_lists(doctype, answer));
		}
	}
}

function ask(doctype, names) {
	return frappe.xcall("citizen_service.desk.time_left.time_left", { doctype, names });
}

function show_in_lists(doctype, answer) {
	for (const name in answer) told[key_of(doctype, name)] = answer[name];
	for (const cell of document.querySelectorAll("[data-time-left]")) {
		const said = told[cell.dataset.timeLeft];
		if (said) cell.innerHTML = in_list(said);
	}
}

function in_list(said) {
	const title = `${said.clock}: ${said.text}` + (said.due ? ` (${frappe.datetime.str_to_user(said.due)})` : "");
	const text = said.label ? `${said.label}: ${said.text}` : said.text;
	const color = { overdue: "red", paused: "yellow" }[said.kind];
	const words = color ? citizen_service.pill(text, color) : frappe.utils.escape_html(text);
	const style = [said.kind === "left" || color ? "" : "text-muted", said.parts.length > 1 ? "several" : ""];
	return `<span class="${style.join(" ")}" title="${frappe.utils.escape_html(title)}">${words.replace(
		/\d+-\d+-\d+/g, // a date stays on one line
		'<bdi class="text-nowrap">$&</bdi>'
	)}</span>`;
}

// A column is narrow: the words take two lines rather than lose their end. On a phone, where the framework hides all
// columns but the first, this one stays.
frappe.dom.set_style(`
	[data-time-left], [data-time-left] .indicator-pill {
		white-space: normal; height: auto; line-height: 1.3; vertical-align: middle; text-align: start;
	}
	[data-time-left] .indicator-pill { display: inline-block; padding-block: 2px; }
	[data-time-left] .several, [data-time-left] .several .indicator-pill { font-size: 11px; line-height: 1.2; }
	@media (max-width: 767px) {
		.list-row .list-row-col.hidden-xs:has([data-time-left]) { display: block !important; flex: 0 0 38%; font-size: 12px; }
		.list-row-container .list-row:has([data-time-left]) { height: auto; min-height: 40px; padding-block: 6px; }
	}
`);

/** “!” before an emergency. */
citizen_service.emergency_mark = function (doc) {
	return doc.is_emergency ? citizen_service.pill("!", "red", __("Emergency")) + " " : "";
};

/** The head of a form: what is left and until when, brought up to date every minute while somebody looks at it. */
citizen_service.show_time_left = async function (frm) {
	clearInterval(frm.time_left_timer);
	show_in_head(frm);
	const { doctype, name } = frm.doc;
	const show = async () => {
		const said = (await ask(doctype, [name]))[name];
		if (said && frm.doc.name === name) show_in_head(frm, said);
	};
	const is_seen = () => !document.hidden && frm.doc.name === name && $(frm.wrapper).is(":visible");
	const show_again = () => is_seen() && show().catch(() => clearInterval(frm.time_left_timer));
	frm.time_left_timer = setInterval(show_again, MINUTE);
	await show();
};

function show_in_head(frm, said) {
	const { is_emergency } = frm.doc;
	if (!said && !is_emergency) return;
	const color = is_emergency ? "red" : COLORS[said.kind];
	const parts = is_emergency ? [`<b>${__("Emergency")}</b>`] : [];
	if (said) {
		parts.push(`${frappe.utils.escape_html(said.clock)}: <b>${frappe.utils.escape_html(said.text)}</b>`);
	}
	if (said && said.due) {
		const due = `<bdi class="text-nowrap">${frappe.datetime.str_to_user(said.due)}</bdi>`;
		parts.push(__("due {0}", [due]));
	}
	const html = `<div class="citizen-service-time-left" data-color="${color}">${parts.join(" · ")}</div>`;
	const head = frm.layout.message.find(".citizen-service-time-left");
	if (head.data("color") === color) {
		head.replaceWith(html);
		return;
	}
	if (head.length) frm.dashboard.clear_headline();
	frm.dashboard.set_headline(html, color);
}
