const ROLES = [
	"Reception Officer",
	"Follow-up Officer",
	"Department Officer",
	"Department Manager",
	"Citizen Service Manager",
];
const LEADING = ["Citizen Service Manager", "Citizen Service Admin"];

frappe.ui.form.on("Delegation", {
	setup(frm) {
		for (const field of ["absent_user", "stand_in"]) {
			frm.set_query(field, () => ({ filters: { enabled: 1, user_type: "System User" } }));
		}
	},
	refresh(frm) {
		if (!frm.is_new()) return;
		const leads = frappe.user_roles.some((role) => LEADING.includes(role));
		if (!leads && !frm.doc.absent_user) frm.set_value("absent_user", frappe.session.user);
		if (!frm.doc.role) {
			const own = ROLES.find((role) => frappe.user_roles.includes(role));
			if (!leads && own) frm.set_value("role", own);
		}
	},
});
