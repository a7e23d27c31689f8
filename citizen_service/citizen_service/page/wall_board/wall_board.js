frappe.pages["wall-board"].on_page_load = function (wrapper) {
	frappe.ui.make_app_page({ parent: wrapper, title: __("Wall-board"), single_column: true });
	wrapper.board = new WallBoard(wrapper);
};

frappe.pages["wall-board"].on_page_show = function (wrapper) {
	wrapper.board.open();
};

frappe.pages["wall-board"].on_page_hide = function (wrapper) {
	wrapper.board.close();
};

const BIG = [
	["overdue", () => __("Overdue Now"), "cases"],
	["emergencies", () => __("Emergencies"), "cases"],
	["received", () => __("Received Today"), "today"],
	["answered", () => __("Answered Today"), "today"],
];
const SMALL = [
	["open", () => __("Open Cases"), "cases"],
	["closed", () => __("Closed Today"), "today"],
];
const SECONDS = 60;
/** After so long without an answer the screen says that its figures are old. */
const OLD_AFTER = 150;

/** Big figures for a screen on the wall: asks every minute while somebody can see it, and says how old they are. */
class WallBoard {
	constructor(wrapper) {
		this.body = $(`<main class="wall-board" tabindex="-1"></main>`).appendTo(
			$(wrapper).find(".layout-main-section").empty()
		);
		this.body.on("click", "button[data-leave]", () => frappe.set_route(""));
		this.body.on("click", "button[data-full]", () => this.fill_the_screen());
		document.addEventListener("visibilitychange", () => this.open_now && !document.hidden && this.refresh());
		window.addEventListener("online", () => this.open_now && this.refresh());
		window.addEventListener("offline", () => this.open_now && this.show_age());
	}

	open() {
		this.open_now = true;
		this.refresh();
		this.timer = setInterval(() => !document.hidden && this.refresh(), SECONDS * 1000);
		this.ticking = setInterval(() => this.show_age(), 5000);
	}

	close() {
		this.open_now = false;
		clearInterval(this.timer);
		clearInterval(this.ticking);
	}

	/** By plain fetch: a screen that nobody sits at must not fill with the desk's messages when the network is away. */
	async refresh() {
		try {
			const answer = await fetch("/api/method/citizen_service.dashboards.wall.figures", {
				headers: { Accept: "application/json", "X-Frappe-CSRF-Token": frappe.csrf_token },
				signal: AbortSignal.timeout(20000),
			});
			if ([401, 403].includes(answer.status)) return this.refuse();
			if (!answer.ok) throw new Error(answer.status);
			this.figures = (await answer.json()).message;
			this.asked = Date.now();
			this.failed = false;
			this.body.html(this.html());
		} catch (error) {
			this.failed = true;
		}
		this.show_age();
	}

	refuse() {
		this.figures = null;
		this.body.html(
			`<p class="wall-board-age wall-board-lost" role="alert">${__("The wall-board is not open to you: sign in again.")}</p>`
		);
	}

	html() {
		const { cases, departments, office, at } = this.figures;
		const escape = frappe.utils.escape_html;
		const most = Math.max(1, ...departments.map((row) => row.waiting));
		return `<header><h1><bdi>${escape(office || __("Citizen Service"))}</bdi></h1>
				<p class="wall-board-time"><bdi>${escape(at)}</bdi></p></header>
			<section class="wall-board-big" aria-label="${__("Now and Today")}">${BIG.map((figure) => this.tile(figure)).join("")}</section>
			<section class="wall-board-rest">
				<div class="wall-board-departments"><h2>${__("With Departments")}</h2>${this.departments(departments, most)}</div>
				<div class="wall-board-small">${SMALL.map((figure) => this.tile(figure)).join("")}</div>
			</section>
			<footer><p class="wall-board-age" role="status"></p>
				<button type="button" class="btn" data-full>${__("Fill the Screen")}</button>
				<button type="button" class="btn" data-leave>${__("Leave")}</button></footer>`;
	}

	tile([key, label, part]) {
		const value = this.figures[part][key];
		const alarming = ["overdue", "emergencies"].includes(key) && value ? "wall-board-alarm" : "";
		return `<div class="wall-board-tile ${alarming}"><span class="wall-board-number">${this.number(value)}</span>
			<span class="wall-board-label">${label()}</span></div>`;
	}

	departments(rows, most) {
		if (!rows.length) return `<p class="wall-board-none">${__("Nothing is with a department.")}</p>`;
		const lines = rows.map((row) => {
			const width = (part) => Math.round((100 * part) / most);
			return `<tr><th scope="row"><bdi>${frappe.utils.escape_html(row.name)}</bdi></th>
				<td class="wall-board-bar"><span class="wall-board-late" style="inline-size: ${width(row.overdue)}%"></span><span
					class="wall-board-well" style="inline-size: ${width(row.waiting - row.overdue)}%"></span></td>
				<td>${this.number(row.waiting)}</td>
				<td class="${row.overdue ? "wall-board-red" : ""}">${this.number(row.overdue)}</td></tr>`;
		});
		return `<table><thead><tr><th>${__("Department")}</th><td></td><th>${__("In Hand")}</th><th>${__("Overdue")}</th></tr></thead>
			<tbody>${lines.join("")}</tbody></table>`;
	}

	number(value) {
		return `<bdi>${new Intl.NumberFormat("en").format(value)}</bdi>`;
	}

	/** When the figures came, and whether the connection is lost. */
	show_age() {
		const place = this.body.find(".wall-board-age");
		if (!this.asked) {
			if (this.failed) this.body.html(`<p class="wall-board-age wall-board-lost" role="alert">${this.lost()}</p>`);
			return;
		}
		const age = (Date.now() - this.asked) / 1000;
		const lost = this.failed || !navigator.onLine || age > OLD_AFTER;
		const at = `<bdi>${this.figures.counted_on.slice(11)}</bdi>`;
		place.toggleClass("wall-board-lost", lost).attr("role", lost ? "alert" : "status");
		const said = lost ? `${this.lost()} ${__("Figures of {0}.", [at])}` : __("Refreshed at {0}", [at]);
		if (place.html() !== said) place.html(said);
	}

	lost() {
		return __("The connection is lost; trying again every minute.");
	}

	fill_the_screen() {
		if (document.fullscreenElement) document.exitFullscreen();
		else document.documentElement.requestFullscreen();
	}
}
