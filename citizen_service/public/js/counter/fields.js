// The fields of a case as the counter asks for them, in the order in which they are typed.

const leaf = () => ({ filters: { enabled: 1, is_group: 0 } });

/** `setting`: what `reception.counter.setting` answers; `on_procedure`, `on_type`, `on_text`: what follows a change. */
export const case_fields = (setting, { on_procedure, on_type, on_text }) => [
	{
		fieldname: "case_type",
		fieldtype: "Select",
		label: __("Type"),
		options: ["", ...setting.types],
		reqd: 1,
		onchange: on_type,
	},
	{
		fieldname: "channel",
		fieldtype: "Select",
		label: __("Channel"),
		options: setting.channels,
		reqd: 1,
		onchange: on_type,
	},
	{ fieldname: "letter_number", fieldtype: "Data", label: __("Letter Number"), hidden: 1 },
	{ fieldtype: "Column Break" },
	{
		fieldname: "category",
		fieldtype: "Link",
		options: "Case Category",
		label: __("Category"),
		get_query: leaf,
		onchange: on_text,
	},
	{
		fieldname: "procedure",
		fieldtype: "Link",
		options: "Service Procedure",
		label: __("Procedure"),
		onchange: on_procedure,
	},
	{ fieldname: "letter_date", fieldtype: "Date", label: __("Letter Date"), hidden: 1 },
	{ fieldtype: "Section Break" },
	{ fieldname: "subject", fieldtype: "Data", label: __("Subject"), reqd: 1, onchange: on_text },
	{
		fieldname: "description",
		fieldtype: "Small Text",
		label: __("What the Citizen Says"),
		reqd: 1,
		onchange: on_text,
	},
	{ fieldtype: "Section Break" },
	{
		fieldname: "area",
		fieldtype: "Link",
		options: "Case Area",
		label: __("Area"),
		get_query: leaf,
		onchange: on_text,
	},
	{
		fieldname: "language",
		fieldtype: "Select",
		label: __("Language of the Answer"),
		options: setting.languages,
		default: setting.language,
	},
	{ fieldtype: "Column Break" },
	{ fieldname: "address", fieldtype: "Data", label: __("Address") },
	{ fieldname: "is_emergency", fieldtype: "Check", label: __("Emergency"), hidden: setting.may_mark ? 0 : 1 },
	{
		fieldname: "emergency_reason",
		fieldtype: "Data",
		label: __("Reason for the Emergency"),
		depends_on: "eval:doc.is_emergency",
	},
	{ fieldname: "withhold_identity", fieldtype: "Check", label: __("Withhold Identity") },
];
