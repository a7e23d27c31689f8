frappe.pages["department-board"].on_page_load = function (wrapper) {
	const title = __("Departments at a Glance");
	const page = frappe.ui.make_app_page({ parent: wrapper, title, single_column: true });
	wrapper.board = new DepartmentBoard(page);
};

frappe.pages["department-board"].on_page_show = function (wrapper) {
	wrapper.board.refresh();
};

const COLUMNS = [
	["waiting", () => __("In Hand")],
	["due_today", () => __("Due Today")],
	["overdue", () => __("Overdue")],
	["oldest", () => __("Oldest")],
	["returned", () => __("Returned to Follow-up")],
	["answered", () => __("Answered This Week")],
];
const MINUTES = 2;

/** How every department stands, the ones in trouble first; a number opens the list behind it. */
class DepartmentBoard {
	constructor(page) {
		this.page = page;
		this.body = $(`<div class="department-board"></div>`).appendTo(page.main.addClass("frappe-card"));
		this.body.on("click", "button[data-column]", (event) => this.open(event.currentTarget.dataset));
		page.set_primary_action(__("Refresh"), () => this.refresh(), "refresh");
		this.follow = page.add_field({
			fieldname: "follow",
			fieldtype: "Check",
			label: __("Refresh by Itself"),
			change: () => this.follow_the_clock(),
		});
	}

	async refresh() {
		const { message } = await frappe.call({ method: "citizen_service.desk.board.departments", type: "GET" });
		this.board = message;
		this.body.html(this.html());
	}

	/** Every two minutes, while it is wanted and somebody looks at the page. */
	follow_the_clock() {
		clearInterval(this.timer);
		if (!this.follow.get_value()) return;
		this.timer = setInterval(() => {
			if (!document.hidden && this.body.is(":visible")) {
				this.refresh().catch(() => clearInterval(this.timer));
			}
		}, MINUTES * 60 * 1000);
	}

	html() {
		const { rows, total, at } = this.board;
		if (!rows.length) return `<p class="text-muted">${__("No department is open to you.")}</p>`;
		const head = COLUMNS.map(([, label]) => `<th>${label()}</th>`).join("");
		const lines = rows.map((row, position) => this.line(row, position));
		if (rows.filter((row) => !row.depth).length > 1) lines.push(this.total_line(total));
		return `<p class="text-muted small">${__("As of {0}. A sector counts all departments below it.", [
			`<bdi class="text-nowrap">${at}</bdi>`,
		])}</p>
			<table class="table"><thead><tr><th>${__("Department")}</th>${head}</tr></thead>
			<tbody>${lines.join("")}</tbody></table>`;
	}

	line(row, position) {
		const cells = COLUMNS.map(([column, label]) => {
			const cell = this.cell(row, position, column);
			return `<td data-label="${label()}" data-column="${column}" class="${row[column] ? "" : "board-none"}">${cell}</td>`;
		});
		return `<tr data-department="${frappe.utils.escape_html(row.name)}" class="${row.is_group ? "board-sector" : ""}">
			<th scope="row"><span style="padding-inline-start: ${row.depth * 1.25}rem">
			<bdi>${frappe.utils.escape_html(row.name)}</bdi></span></th>${cells.join("")}</tr>`;
	}

	cell(row, position, column) {
		const value = row[column];
		if (column === "oldest") return frappe.utils.escape_html(value);
		const color = { overdue: "red", due_today: "orange", returned: "yellow" }[column];
		const shown = value && color ? citizen_service.pill(String(value), color) : value;
		if (!value || !this.board.opens) return shown;
		return `<button type="button" class="btn btn-link p-0" data-column="${column}" data-position="${position}">${shown}</button>`;
	}

	total_line(total) {
		const cells = COLUMNS.map(
			([column, label]) => `<td data-label="${label()}" data-column="${column}">${total[column] ?? ""}</td>`
		);
		return `<tr class="board-sector"><th scope="row">${__("All Departments")}</th>${cells.join("")}</tr>`;
	}

	open({ column, position }) {
		frappe.route_options = this.board.rows[position].filters[column];
		frappe.set_route("List", "Case Referral");
	}
}
