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
	"Signed Form": "citizen_service.paper.access.form_query",
}
has_permission = {
	"Case Referral": "citizen_service.permissions.scope.has_referral_permission",
	"Response": "citizen_service.permissions.scope.has_response_permission",
	"Service Level Record": "citizen_service.permissions.scope.has_service_level_permission",
	"Extension Request": "citizen_service.permissions.scope.has_extension_permission",
	"Signed Form": "citizen_service.paper.access.has_form_permission",
}

override_whitelisted_methods = {
	"frappe.model.workflow.get_transitions": "citizen_service.desk.next_steps.transitions",
	"frappe.desk.form.linked_with.get": "citizen_service.permissions.doors.linked_with",
	"frappe.desk.search.get_link_title": "citizen_service.permissions.doors.link_title",
	"frappe.utils.global_search.search": "citizen_service.permissions.doors.search",
	"frappe.utils.print_format.download_pdf": "citizen_service.paper.printing.download_pdf",
}

# Steps of ours on the framework's own documents -------------------------------------------------
doc_events = {
	"Workflow": {
		"validate": "citizen_service.states.guard.validate_workflow",
		"on_update": "citizen_service.states.meaning.clear_cache",
		"on_trash": "citizen_service.states.meaning.clear_cache",
	},
	"DocShare": {"validate": "citizen_service.permissions.sharing.refuse_opening_share"},
	"ToDo": {"validate": "citizen_service.permissions.sharing.refuse_foreign_assignee"},
	"Document Follow": {"validate": "citizen_service.permissions.sharing.refuse_foreign_follower"},
	"Tag Link": {"validate": "citizen_service.permissions.sharing.refuse_tag"},
	"User": {"on_update": "citizen_service.outbox.assignment.follow_user"},
	"File": {
		"before_validate": "citizen_service.paper.guard.refuse_change",
		"before_rename": "citizen_service.paper.guard.refuse_removal",
		"on_trash": "citizen_service.paper.guard.refuse_removal",
	},
	"Citizen Service Settings": {"on_update": "citizen_service.outbox.assignment.follow_settings"},
}

# The ledger of seeds links to each seeded record, follows its renaming, and must not keep an admin from deleting it.
ignore_links_on_delete = ["Seed Record"]

clear_cache = [
	"citizen_service.sla.reading.forget",
	"citizen_service.states.meaning.forget",
]

# Background -------------------------------------------------------------------------------------
scheduler_events = {
	"cron": {"* * * * *": ["citizen_service.outbox.worker.sweep", "citizen_service.sla.sweep.sweep"]},
	"daily_long": ["citizen_service.paper.integrity.check_all"],
}
default_log_clearing_doctypes = {"Outbox Entry": 30}

# Print -----------------------------------------------------------------------------------------
jinja = {"methods": ["citizen_service.paper.form.special_form"]}

# Guests -----------------------------------------------------------------------------------------
auth_hooks = ["citizen_service.portal.doors.refuse_guests"]

# Portal -----------------------------------------------------------------------------------------
page_renderer = ["citizen_service.portal.pages.PortalPage"]
website_route_rules = [
	{"from_route": "/citizen-service", "to_route": "citizen_service_home"},
	{"from_route": "/citizen-service/submit", "to_route": "citizen_service_submit"},
	{"from_route": "/citizen-service/track", "to_route": "citizen_service_track"},
]
