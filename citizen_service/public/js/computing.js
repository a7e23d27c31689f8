// Documents whose figures are computed in the background: Periodic Report and Public Figures.

frappe.provide("citizen_service");

const POLL = 2000; // milliseconds; works without a socket

/** Says how the computation stands; while it runs, asks the method until it has ended or another document is open. */
citizen_service.follow_computation = function (frm, method, args) {
	if (frm.doc.computation === "Computing") {
		frm.dashboard.set_headline(__("The figures are being computed in the background."), "blue");
		wait(frm, method, args);
	} else if (frm.doc.computation === "Failed") {
		frm.dashboard.set_headline(
			__("The computation failed: compute once more, or ask an administrator."),
			"red"
		);
	}
};

function wait(frm, method, args) {
	const name = frm.doc.name;
	if (frm.waiting_for === name) return;
	frm.waiting_for = name;
	const ask = async () => {
		if (frm.doc.name !== name || cur_frm !== frm) return void (frm.waiting_for = null);
		const { message } = await frappe.call({ method, type: "GET", args });
		if (message.computation === "Computing") return setTimeout(ask, POLL);
		frm.waiting_for = null;
		if (frm.doc.name === name) frm.reload_doc();
	};
	setTimeout(ask, POLL);
}
