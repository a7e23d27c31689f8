// Whoever is of the departments' staff and of no department is told so, in place of empty lists.

$(document).on("app_ready", () => {
	if (!(frappe.boot.citizen_service || {}).without_department) return;
	const told = __(
		"You are entered in no department yet, so nothing is shown to you. Ask the administrator to enter you among the members of your department."
	);
	$('<div class="alert alert-warning" role="alert"></div>').text(told).prependTo("#body");
});
