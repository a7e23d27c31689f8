frappe.ui.form.on("Working Calendar", {
	refresh(frm) {
		frm.add_custom_button(__("Preview"), () => show_preview(frm));
		if (frm.perm[0].write) {
			frm.add_custom_button(__("Import Holidays"), () => import_holidays(frm));
		}
	},
});

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** What the server answers about the form as it stands; null if it refused, which the framework has then shown. */
function ask(method, frm, args) {
	return frappe
		.xcall(`citizen_service.desk.${method}`, { calendar: JSON.stringify(frm.doc), ...args })
		.catch(() => null);
}

/** What people wrote, escaped and in its own direction. */
function escaped(text) {
	return `<bdi>${frappe.utils.escape_html(text || "")}</bdi>`;
}

// The preview: a month of the calendar as it stands on the form, and when something would be due by it.

function show_preview(frm) {
	const [year, month] = frappe.datetime.get_today().split("-").map(Number);
	const dialog = new frappe.ui.Dialog({
		title: __("Preview of {0}", [__(frm.doc.calendar_name || "Working Calendar")]),
		size: "large",
		fields: [
			{ fieldname: "month", fieldtype: "HTML" },
			{ fieldtype: "Section Break", label: __("If registered now, due when?") },
			{
				fieldname: "start",
				fieldtype: "Datetime",
				label: __("Registered At"),
				default: frappe.datetime.system_datetime(),
				change: () => show_due(frm, dialog),
			},
			{ fieldtype: "Column Break" },
			{
				fieldname: "amount",
				fieldtype: "Int",
				label: __("Time Limit"),
				default: 3,
				change: () => show_due(frm, dialog),
			},
			{ fieldtype: "Column Break" },
			{
				fieldname: "unit",
				fieldtype: "Select",
				label: __("Unit"),
				options: ["Working Minutes", "Working Hours", "Working Days", "Calendar Days"],
				default: "Working Days",
				change: () => show_due(frm, dialog),
			},
			{ fieldtype: "Section Break" },
			{ fieldname: "due", fieldtype: "HTML" },
		],
	});
	show_month(frm, dialog, year, month).then((shown) => {
		if (!shown) return;
		dialog.show();
		show_due(frm, dialog);
	});
}

async function show_month(frm, dialog, year, month) {
	const answer = await ask("calendar_preview.month", frm, { year, month });
	if (!answer) return false;
	const field = dialog.fields_dict.month.$wrapper;
	field.html(month_html(answer, year, month));
	const move = (step) => {
		const other = new Date(year, month - 1 + step, 1);
		show_month(frm, dialog, other.getFullYear(), other.getMonth() + 1);
	};
	field.find(".previous").on("click", () => move(-1));
	field.find(".next").on("click", () => move(1));
	return true;
}

function month_html({ days, first_weekday, today }, year, month) {
	const language = `${frappe.boot.lang}-u-ca-gregory-nu-latn`;
	const title = new Intl.DateTimeFormat(language, { month: "long", year: "numeric" }).format(
		new Date(year, month - 1, 1)
	);
	const heads = WEEKDAYS.map((_, n) => __(WEEKDAYS[(first_weekday + n) % 7]));
	const offset = (new Date(year, month - 1, 1).getDay() - first_weekday + 7) % 7;
	const weekday = (n) => heads[(offset + n) % 7];
	return `<style>${STYLE}</style>
		<div class="calendar-preview">
			<div class="top">
				<button class="btn btn-default btn-sm previous">${__("Previous Month")}</button>
				<h4>${title}</h4>
				<button class="btn btn-default btn-sm next">${__("Next Month")}</button>
			</div>
			<div class="days">
				${heads.map((text) => `<div class="head">${text}</div>`).join("")}
				${'<div class="blank"></div>'.repeat(offset)}
				${days.map((day, n) => day_html(day, weekday(n), day.date === today)).join("")}
			</div>
		</div>`;
}

function day_html(day, weekday, is_today) {
	const reasons = {
		rest: __("Weekly rest"),
		not_in_force: __("No shift is valid on this date"),
		holiday: citizen_service.listed(day.holidays.map(escaped)),
	};
	const notes = [];
	if (day.kind === "open") {
		notes.push(...day.holidays.map((name) => __("Part of the day closed: {0}", [escaped(name)])));
	} else {
		notes.push(reasons[day.kind]);
	}
	if (day.season) notes.push(escaped(day.season));
	const hours = day.hours.map((span) => `<div>${span.join("–")}</div>`).join("");
	return `<div class="day ${day.kind === "open" ? "open" : "closed"} ${is_today ? "today" : ""}">
		<div class="number"><span class="name">${weekday}</span> ${Number(day.date.slice(8))}
			${is_today ? `<span class="now">${__("today")}</span>` : ""}</div>
		<div class="what">
			${hours || `<div class="state">${__("Office closed")}</div>`}
			${notes.map((text) => `<div class="note">${text}</div>`).join("")}
		</div>
	</div>`;
}

const STYLE = `
	.calendar-preview .top { display: flex; align-items: center; justify-content: space-between; gap: 8px; margin-bottom: 8px; }
	.calendar-preview h4 { margin: 0; text-align: center; }
	.calendar-preview .days { display: grid; grid-template-columns: repeat(7, minmax(0, 1fr)); gap: 4px; }
	.calendar-preview .head { font-weight: 600; text-align: center; }
	.calendar-preview .day { border: 1px solid var(--border-color); border-radius: 6px; padding: 4px 6px; min-height: 84px;
		overflow-wrap: anywhere; font-size: 13px; }
	.calendar-preview .closed { background: repeating-linear-gradient(45deg, var(--control-bg) 0 6px, transparent 6px 12px); }
	.calendar-preview .today { border: 2px solid var(--text-color); }
	.calendar-preview .number { font-weight: 600; }
	.calendar-preview .now { font-weight: normal; font-size: 12px; }
	.calendar-preview .name { display: none; }
	.calendar-preview .state { font-weight: 600; }
	.calendar-preview .note { font-size: 12px; color: var(--text-muted); }
	@media (max-width: 767px) {
		.calendar-preview .days { grid-template-columns: 1fr; }
		.calendar-preview .head, .calendar-preview .blank { display: none; }
		.calendar-preview .name { display: inline; }
		.calendar-preview .day { display: grid; grid-template-columns: 40% 1fr; min-height: 0; }
	}`;

async function show_due(frm, dialog) {
	const { start, amount, unit } = dialog.get_values(true);
	const field = dialog.fields_dict.due.$wrapper;
	if (!amount || !unit) return field.empty();
	const answer = await ask("calendar_preview.due", frm, { start: start || null, amount, unit });
	if (!answer) return field.empty();
	const day = (text) =>
		`${__(WEEKDAYS[new Date(text.slice(0, 10)).getUTCDay()])} ${to_user(text)}`;
	const there = answer.zone
		? `<div class="text-muted">${__("By the clock of {0}: {1}", [
				escaped(answer.zone),
				to_user(answer.due_there),
		  ])}</div>`
		: "";
	field.html(`<div class="alert alert-info" role="status">
		${__("Registered on {0} → due on {1}", [day(answer.start), `<b>${day(answer.due)}</b>`])}${there}</div>`);
}

/** A date or time of the site without its seconds. Set apart, as Arabic before it would turn it round. */
function to_user(text) {
	return `<bdi class="text-nowrap">${frappe.datetime.str_to_user(text).replace(/(\d\d:\d\d):00$/, "$1")}</bdi>`;
}

// The import: holidays of a file become rows of the form, which the admin looks through and saves.

const LARGEST = 5 * 1024 * 1024;

function import_holidays(frm) {
	let entries = [];
	const dialog = new frappe.ui.Dialog({
		title: __("Import Holidays"),
		fields: [{ fieldname: "file", fieldtype: "HTML" }, { fieldname: "rows", fieldtype: "HTML" }],
		primary_action_label: __("Add to the Table"),
		primary_action() {
			const wanted = entries.filter((_, n) => chosen(dialog, n));
			wanted.forEach((entry) => frm.add_child("holidays", entry.row));
			frm.refresh_field("holidays");
			frm.dirty();
			dialog.hide();
			frappe.show_alert({
				message: __("{0} holidays added. Look them through, then save.", [wanted.length]),
				indicator: "orange",
			});
		},
	});
	const label = __("File of holidays (.ics), exported from a calendar program");
	dialog.fields_dict.file.$wrapper.html(`<label class="control-label" for="holiday-file">${label}</label>
		<input type="file" class="form-control" style="height: auto" id="holiday-file" accept=".ics,text/calendar">`);
	dialog.$wrapper.find("#holiday-file").on("change", async (event) => {
		entries = [];
		show_entries(dialog, null);
		const [file] = event.target.files;
		if (!file) return;
		if (file.size > LARGEST) {
			frappe.msgprint(__("The file is larger than {0} MB: export the holidays alone.", [LARGEST / 1024 ** 2]));
			return;
		}
		const answer = await ask("holiday_import.read_holidays", frm, { content: await base64(file) });
		if (!answer) {
			event.target.value = ""; // so that the mended file can be chosen again
			return;
		}
		entries = answer.entries;
		show_entries(dialog, answer);
	});
	show_entries(dialog, null);
	dialog.show();
}

function base64(file) {
	return new Promise((resolve, reject) => {
		const reader = new FileReader();
		reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
		reader.onerror = () => reject(reader.error);
		reader.readAsDataURL(file);
	});
}

function chosen(dialog, n) {
	return dialog.$wrapper.find(`input[data-entry="${n}"]`).prop("checked");
}

function show_entries(dialog, answer) {
	const field = dialog.fields_dict.rows.$wrapper;
	field.html(answer ? entries_html(answer) : "");
	const count = () => {
		const number = field.find("input[data-entry]:checked").length;
		dialog.get_primary_btn().prop("disabled", !number);
		field.find(".count").text(__("{0} chosen", [number]));
	};
	field.on("change", count);
	count();
}

function entries_html({ entries, skipped }) {
	const rows = entries.map(({ row, existing }, n) => [
		`<input type="checkbox" data-entry="${n}" id="entry-${n}" ${existing ? "" : "checked"}>`,
		`<label class="mb-0" for="entry-${n}">${escaped(row.holiday_name)}</label>
			<div class="text-muted">${days_html(row)}</div>`,
		existing ? __("Already there: row {0}", [existing]) : __("New"),
	]);
	const others = skipped.map((event) => [
		"",
		`${escaped(event.holiday_name)}<div class="text-muted">${__("Line {0}", [event.line])}</div>`,
		__("Left out: {0}", [event.reason]),
	]);
	const body = [...rows, ...others]
		.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`)
		.join("");
	return `<div class="mt-3" style="max-height: 55vh; overflow: auto"><table class="table table-sm">
		<thead><tr><th></th><th>${__("Holiday")}</th><th>${__("What Happens")}</th></tr></thead>
		<tbody>${body}</tbody></table></div><div class="count text-muted"></div>`;
}

function days_html(row) {
	const parts = [to_user(row.from_date)];
	if (row.to_date) parts[0] = __("{0} to {1}", [parts[0], to_user(row.to_date)]);
	if (row.yearly) parts.push(__("Every Year"));
	if (row.part_day) {
		const end = row.end_time === "00:00:00" ? "24:00" : row.end_time.slice(0, 5);
		parts.push(__("{0} to {1}", [row.start_time.slice(0, 5), end]));
	}
	return parts.join(" · ");
}

// Running time limits follow changed hours once they are saved: whoever saves sees before how many will move.
frappe.ui.form.on("Working Calendar", {
	async before_save(frm) {
		if (frm.is_new()) return;
		const seen = await frappe.xcall("citizen_service.sla.retiming.preview", { doc: frm.doc });
		if (!seen.moved) return;
		const texts = [
			__("{0} running time limits will get another due date: {1} earlier, {2} later.", [
				seen.moved,
				seen.earlier,
				seen.later,
			]),
		];
		if (seen.breached_at_once) {
			texts.push(__("{0} of them will be overdue at once.", [seen.breached_at_once]));
		}
		if (seen.more) {
			texts.push(
				__("Only {0} of the {1} running time limits were looked at: expect as many more in proportion.", [
					seen.open,
					seen.open + seen.more,
				])
			);
		}
		texts.push(__("Save?"));
		await new Promise((resolve) => {
			let saves = false;
			const dialog = frappe.confirm(texts.join("<br>"), () => (saves = true));
			dialog.onhide = () => {
				frappe.validated = saves;
				resolve();
			};
		});
	},
});
