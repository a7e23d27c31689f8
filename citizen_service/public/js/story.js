// The story of a case or of a referral: what happened, in sentences, oldest first. The words are the server's.

frappe.provide("citizen_service");

const METHOD = "citizen_service.desk.story.";
const OF = { Case: ["of_case", "case"], "Case Referral": ["of_referral", "referral"] };

/** Fills the field “story” once somebody looks at it, and anew whenever the document was loaded again. */
citizen_service.offer_story = function (frm) {
	const $place = frm.fields_dict.story?.$wrapper;
	if (!$place || frm.is_new()) return;
	frm.story_watch?.disconnect();
	frm.story_watch = new IntersectionObserver((seen) => {
		if (!seen.some((entry) => entry.isIntersecting)) return;
		frm.story_watch.disconnect();
		tell(frm, $place);
	});
	$place.html(`<div class="citizen-service-story text-muted">${__("Loading...")}</div>`);
	frm.story_watch.observe($place[0]);
};

async function tell(frm, $place) {
	const [method, argument] = OF[frm.doctype];
	const { name } = frm.doc;
	const { message: story } = await frappe.call({
		method: METHOD + method,
		type: "GET",
		args: { [argument]: name },
	});
	if (frm.doc.name === name) $place.html(story_html(story));
}

function story_html(story) {
	let day = "";
	const lines = story.map((line) => {
		const [date, time] = line.moment.split(" ");
		const heading = date === day ? "" : `<li class="story-day"><bdi>${date}</bdi></li>`;
		day = date;
		return heading + line_html(line, time);
	});
	return `<ol class="citizen-service-story list-unstyled">${lines.join("")}</ol>`;
}

function line_html(line, time) {
	const what = in_order(escaped(line.what));
	const told = line.about
		? `<a href="${frappe.utils.get_form_link(...line.about)}">${what}</a>`
		: `<span>${what}</span>`;
	const who = line.who ? `<span class="text-muted"> · <bdi>${escaped(line.who)}</bdi></span>` : "";
	const why = line.why ? `<div class="story-why"><bdi>${in_order(escaped(line.why))}</bdi></div>` : "";
	return `<li class="story-line" data-tone="${line.tone}"><bdi class="story-time">${time}</bdi>
		<div class="story-what">${told}${who}${why}</div></li>`;
}

/** Dates, numbers of cases and addresses keep their own order in a sentence that runs from right to left. */
function in_order(html) {
	return html.replace(/\d+-\d+-\d+( \d+:\d+)?|[\w.+-]+@[\w.-]+/g, '<bdi class="text-nowrap">$&</bdi>');
}

function escaped(text) {
	return frappe.utils.escape_html(text || "");
}

frappe.dom.set_style(`
	.citizen-service-story { margin-block: var(--margin-sm); max-width: 60rem; }
	.story-day { font-weight: 600; margin-block: var(--margin-md) var(--margin-xs); }
	.story-line {
		display: flex; gap: var(--margin-md); padding-block: 6px; padding-inline-start: var(--margin-sm);
		border-inline-start: 3px solid var(--gray-300);
	}
	.story-line .story-time { color: var(--text-muted); font-variant-numeric: tabular-nums; }
	.story-line .story-what { min-width: 0; overflow-wrap: anywhere; }
	.story-line .story-why { color: var(--text-muted); white-space: pre-line; }
	.story-line[data-tone="referral"] { border-color: var(--blue-400); }
	.story-line[data-tone="reply"] { border-color: var(--green-400); }
	.story-line[data-tone="notice"] { border-color: var(--cyan-400, var(--blue-200)); }
	.story-line[data-tone="clock"] { border-color: var(--yellow-400); }
	.story-line[data-tone="late"] { border-color: var(--red-400); }
	.story-line[data-tone="end"] { border-color: var(--gray-700); }
`);
