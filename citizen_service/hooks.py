app_name = "citizen_service"
app_title = "Citizen Service"
app_publisher = "The engineers of Citizen Service"
app_description = "Inquiries, complaints, suggestions and requests, from registration to the full reply."
app_email = "office@citizen-service.invalid"
app_license = "mit"
app_icon = "octicon octicon-comment-discussion"
app_color = "#14716b"

# Install and migrate -------------------------------------------------------------------------
before_install = "citizen_service.setup.install.before_install"
after_install = "citizen_service.setup.install.after_install"
before_app_install = "citizen_service.setup.install.before_app_install"
after_migrate = ["citizen_service.setup.install.after_migrate"]
before_uninstall = "citizen_service.setup.install.before_uninstall"

# Desk ----------------------------------------------------------------------------------------
app_include_js = "citizen_service.bundle.js"
web_include_css = "citizen_service_web.bundle.css"
doctype_js = {"Workflow": "public/js/workflow.js"}
extend_bootinfo = "citizen_service.desk.boot.extend"
additional_timeline_content = {
	"Case": ["citizen_service.desk.timeline.of_case"],
	"Case Referral": ["citizen_service.desk.timeline.of_referral"],
}
# The desk's Link fields search as people write.
standard_queries = {
	"Citizen": "citizen_service.citizens.search.link_query",
	"Service Procedure": "citizen_service.reception.procedures.search",
}
treeviews = ["Department", "Case Category", "Case Area"]
global_search_doctypes = {
	"Default": [
		{"doctype": "Case"},
		{"doctype": "Citizen"},
		{"doctype": "Case Referral"},
		{"doctype": "Response"},
		{"doctype": "Signed Form"},
		{"doctype": "Field Visit"},
		{"doctype": "Department"},
		{"doctype": "Service Procedure"},
	]
}

# Who sees what: one criterion per DocType, for lists and for documents alike ---------------------
permission_query_conditions = {
	"Case Referral": "citizen_service.permissions.scope.referral_query",
	"Response": "citizen_service.permissions.scope.response_query",
	"Service Level Record": "citizen_service.permissions.scope.service_level_query",
	"Extension Request": "citizen_service.permissions.scope.extension_query",
	"File": "citizen_service.permissions.files.file_query",
	"Signed Form": "citizen_service.paper.access.form_query",
	"Response Template": "citizen_service.answer.access.template_query",
	"Delegation": "citizen_service.permissions.delegations.query",
	"Withheld Identity": "citizen_service.identity.mail.sealed_query",
	"Email Queue": "citizen_service.identity.mail.queue_query",
	"Email Queue Recipient": "citizen_service.identity.mail.recipient_query",
	"Field Visit": "citizen_service.field_visit.access.visit_query",
	"Communication": "citizen_service.email_intake.access.communication_query",
	"Periodic Report": "citizen_service.periodic_report.access.query",
	"Periodic Report Finding": "citizen_service.permissions.rows.report_finding",
	"Periodic Report Recommendation": "citizen_service.permissions.rows.report_recommendation",
	"Periodic Report Follow-up": "citizen_service.permissions.rows.report_follow_up",
	"Referral Chase": "citizen_service.permissions.rows.referral_chase",
	"Response Attachment": "citizen_service.permissions.rows.response_attachment",
	"Response Delivery": "citizen_service.permissions.rows.response_delivery",
	"Service Level Event": "citizen_service.permissions.rows.service_level_event",
	"Field Visit Department": "citizen_service.permissions.rows.visit_department",
	"Field Visit Person": "citizen_service.permissions.rows.visit_person",
}
has_permission = {
	"Case Referral": "citizen_service.permissions.scope.has_referral_permission",
	"Response": "citizen_service.permissions.scope.has_response_permission",
	"Service Level Record": "citizen_service.permissions.scope.has_service_level_permission",
	"Extension Request": "citizen_service.permissions.scope.has_extension_permission",
	"Signed Form": "citizen_service.paper.access.has_form_permission",
	"Response Template": "citizen_service.answer.access.has_template_permission",
	"Delegation": "citizen_service.permissions.delegations.has_permission",
	"Withheld Identity": "citizen_service.identity.mail.has_sealed_permission",
	"Email Queue": "citizen_service.identity.mail.has_queue_permission",
	"Field Visit": "citizen_service.field_visit.access.has_visit_permission",
	"Communication": "citizen_service.email_intake.access.has_communication_permission",
	"Periodic Report": "citizen_service.periodic_report.access.has_permission",
	"Number Card": "citizen_service.dashboards.access.has_card_permission",
}

override_whitelisted_methods = {
	"frappe.model.workflow.get_transitions": "citizen_service.desk.next_steps.transitions",
	"frappe.desk.form.linked_with.get": "citizen_service.permissions.doors.linked_with",
	"frappe.desk.doctype.dashboard_chart.dashboard_chart.get": "citizen_service.dashboards.doors.chart",
	"frappe.desk.like.toggle_like": "citizen_service.permissions.doors.like",
	"frappe.desk.search.get_link_title": "citizen_service.permissions.doors.link_title",
	"frappe.utils.global_search.search": "citizen_service.permissions.doors.search",
	"frappe.model.workflow.apply_workflow": "citizen_service.states.stale.apply_workflow",
	"frappe.utils.print_format.download_pdf": "citizen_service.paper.printing.download_pdf",
	"frappe.desk.reportview.export_query": "citizen_service.exporting.list_export",
	"frappe.desk.query_report.export_query": "citizen_service.exporting.report_export",
	"frappe.core.doctype.data_export.exporter.export_data": "citizen_service.exporting.data_export",
	"frappe.core.doctype.data_import.data_import.download_template": "citizen_service.exporting.import_template",
}

# Mail to the office becomes cases -----------------------------------------------------------------
override_doctype_class = {
	"Auto Email Report": "citizen_service.exporting.NeutralAutoEmailReport",
	"Email Account": "citizen_service.email_intake.account.OfficeEmailAccount",
	"File": "citizen_service.permissions.files.GuardedFile",
	"Report": "citizen_service.statistics.report.RefusableReport",
}

# Steps of ours on the framework's own documents -------------------------------------------------
doc_events = {
	"*": {
		"onload": "citizen_service.desk.names.send_names",
		"validate": "citizen_service.documents.refuse_exceeding",
		"on_change": "citizen_service.portal.kept.follow",
		"on_trash": "citizen_service.portal.kept.follow",
		"after_rename": "citizen_service.portal.kept.follow",
	},
	"Workflow": {
		"validate": "citizen_service.states.guard.validate_workflow",
		"on_update": "citizen_service.states.meaning.clear_cache",
		"on_trash": "citizen_service.states.meaning.clear_cache",
	},
	"DocShare": {"validate": "citizen_service.permissions.sharing.refuse_opening_share"},
	"ToDo": {
		"before_insert": "citizen_service.delegation.holding.hand_over",
		"validate": "citizen_service.permissions.sharing.refuse_foreign_assignee",
	},
	"Communication": {
		"before_insert": [
			"citizen_service.identity.mail.mask_sender",
			"citizen_service.outbox.receipts.mask_code",
		]
	},
	"Document Follow": {"validate": "citizen_service.permissions.sharing.refuse_foreign_follower"},
	"Tag Link": {"validate": "citizen_service.permissions.sharing.refuse_tag"},
	"User": {
		"validate": "citizen_service.desk.modules.give_profile",
		"on_update": "citizen_service.outbox.assignment.follow_user",
		"on_trash": "citizen_service.confirmation.accounts.forget_user",
	},
	"File": {
		"before_validate": [
			"citizen_service.paper.guard.refuse_change",
			"citizen_service.permissions.files.refuse_foreign_address",
		],
		"before_rename": "citizen_service.paper.guard.refuse_removal",
		"on_trash": "citizen_service.paper.guard.refuse_removal",
	},
	"Citizen Service Settings": {
		"on_update": [
			"citizen_service.outbox.assignment.follow_settings",
			"citizen_service.dashboards.mails.follow_settings",
		]
	},
	"Department": {
		"on_update": "citizen_service.dashboards.mails.follow_department",
		"after_rename": "citizen_service.dashboards.mails.follow_renaming",
		"on_trash": "citizen_service.dashboards.mails.drop",
	},
}

# The ledger of seeds links to each seeded record, follows its renaming, and must not keep an admin from deleting it.
ignore_links_on_delete = ["Seed Record"]

clear_cache = [
	"citizen_service.portal.kept.forget",
	"citizen_service.sla.reading.forget",
	"citizen_service.states.meaning.forget",
]

# Background -------------------------------------------------------------------------------------
scheduler_events = {
	"hourly": ["citizen_service.field_visit.reminders.remind", "citizen_service.portal.uploads.sweep"],
	"cron": {
		"* * * * *": ["citizen_service.outbox.worker.sweep", "citizen_service.sla.sweep.sweep"],
		"*/10 * * * *": ["citizen_service.dashboards.charts.renew"],
		"30 1 1 * *": ["citizen_service.periodic_report.drafting.draft_ended_periods"],
	},
	"hourly_long": ["citizen_service.statistics.monthly.recount_recent"],
	"daily_long": [
		"citizen_service.paper.integrity.check_all",
		"citizen_service.statistics.monthly.recount_all",
		"citizen_service.statistics.yearly.recount",
	],
}
default_log_clearing_doctypes = {"Outbox Entry": 30}

# Print -----------------------------------------------------------------------------------------
jinja = {
	"methods": [
		"citizen_service.closing.appeal.latest_appeal",
		"citizen_service.outbox.stages.stage_text",
		"citizen_service.answer.plain.plain_text",
		"citizen_service.paper.form.special_form",
		"citizen_service.paper.letter.letter",
		"citizen_service.paper.receipt.receipt",
		"citizen_service.field_visit.order.visit_order",
	]
}

# Calls and guests -----------------------------------------------------------------------------------------
auth_hooks = [
	"citizen_service.calls.refuse_unreadable",
	"citizen_service.portal.doors.refuse_guests",
	"citizen_service.documents.refuse_misshapen",
]
before_request = ["citizen_service.portal.kept.begin"]
after_request = ["citizen_service.calls.answer_unreadable_body"]

# Portal -----------------------------------------------------------------------------------------
page_renderer = ["citizen_service.portal.pages.PortalPage"]
# The page that the framework makes of the public form would pass by the form's checks and limits.
website_redirects = [{"source": "/citizen-case(/.*)?", "target": "/citizen-service/submit"}]
