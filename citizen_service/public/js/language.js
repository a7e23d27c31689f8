// Where the framework shows English, or breaks digits, on a screen in another language.

// It appends the site's time zone to a Datetime field's description before it looks the description up,
// and where the time is universal.
const { set_description } = frappe.ui.form.ControlDatetime.prototype;
frappe.ui.form.ControlDatetime.prototype.set_description = function () {
	this.df.description = __(this.df.description);
	this.df.hide_timezone ||= this.df.fieldname.endsWith("_utc");
	set_description.call(this);
};

// It shows the record of changes as it is stored, with the names that options and masters have in the database.
const { sync_docinfo } = frappe.model;
frappe.model.sync_docinfo = function (reply) {
	const { doctype, versions } = reply.docinfo || {};
	name_people(reply._link_titles);
	for (const version of versions || []) version.data = in_words(doctype, version.data);
	return sync_docinfo.call(this, reply);
};

/** Timeline and sidebar name only people that the framework told them of: here are those behind a document's links. */
function name_people(titles) {
	for (const [link, fullname] of Object.entries(titles || {})) {
		const [doctype, user] = link.split("::");
		if (doctype === "User") frappe.boot.user_info[user] ||= { fullname, name: user, email: user };
	}
}

function in_words(doctype, data) {
	const change = JSON.parse(data);
	for (const row of change.changed || []) {
		const field = frappe.meta.get_docfield(doctype, row[0]);
		if (field && has_words(field)) row.splice(1, 2, __(row[1]), __(row[2]));
		if (field && field.options === "User") row.splice(1, 2, full_name(row[1]), full_name(row[2]));
	}
	return JSON.stringify(change);
}

function full_name(user) {
	return frappe.boot.user_info[user]?.fullname || user;
}

function has_words(field) {
	return (
		field.fieldtype === "Select" ||
		(field.fieldtype === "Link" && frappe.boot.translated_doctypes.includes(field.options))
	);
}

// It translates the name behind a link only for those who may open the record.
for (const doctype of frappe.boot.translated_doctypes) {
	frappe.form.link_formatters[doctype] = (name) => __(name);
}

// And it never translates the names in the list of the records themselves, nor where such a name is the title.
const { after_render } = frappe.views.ListView.prototype;
frappe.views.ListView.prototype.after_render = function () {
	after_render.call(this);
	const title = frappe.meta.get_docfield(this.doctype, this.meta.title_field);
	if (!frappe.boot.translated_doctypes.includes(this.doctype) && !(title && has_words(title))) return;
	this.$result.find(".list-subject a").each((_, link) => {
		link.textContent = __(link.textContent.trim());
	});
};

// Right to left, a number's sign and an address's dots would change sides.
const left_to_right = ["mobile", "phone", "email", "department_email", "national_id", "postal_code"]
	.map((field) => `[dir="rtl"] .frappe-control[data-fieldname="${field}"] :is(input, .control-value)`)
	.join(",");
frappe.dom.set_style(`${left_to_right} { direction: ltr; text-align: right; }`);
