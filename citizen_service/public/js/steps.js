// The buttons for the next steps of a case: which ones, and in what order, is the server's word (desk/next_steps.py).

frappe.provide("citizen_service");

const steps = {};

/** What the button of a step says and does. `step`: {label: () => text, run: (frm, overview) => …}. */
citizen_service.add_step = function (name, step) {
	steps[name] = step;
};

/** The one place that lays out the buttons of a case: those of the server, the first one as the likeliest. */
citizen_service.lay_out_steps = function (frm, overview) {
	overview.steps
		.filter((name) => steps[name])
		.forEach((name, position) => {
			const { label, run } = steps[name];
			const $button = frm.add_custom_button(label(), () => run(frm, overview));
			if (position === 0 && overview.likeliest === name) {
				$button.removeClass("btn-default").addClass("btn-primary");
			}
		});
};
