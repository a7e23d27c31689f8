"""Who may call which whitelisted method of the app: the part of the table in `matrix.py` that is about methods.

Each line: the method below `citizen_service.`, who gets past its door, and what it is called with. `@word` stands for a
record of `support/matrix.py: World.words`; where a department matters, it is the own one's. The rest of what is sent is
empty or wrong on purpose: whoever gets past the door is told so, and nothing is changed.
"""

from citizen_service.tests.permissions.matrix import (
	DEPARTMENTS,
	EVERYBODY,
	FOLLOW_UP,
	OFFICE,
	OWN,
	STAFF,
)

NOBODY: set[str] = set()
LOGGED_IN = EVERYBODY - {"guest"}
HEADS = {"head", "parent_head", "other_head"}
OWN_HEADS = {"head", "parent_head"}
FIGURES = FOLLOW_UP | HEADS | {"supervisor"}
CASE, REFERRAL, RESPONSE = {"case": "@case"}, {"referral": "@own"}, {"response": "@response"}
ANSWER, VISIT, CLOCK = {"response": "@answer"}, {"visit": "@visit"}, {"record": "@clock"}
OWN_MATTER = OFFICE | OWN
REPORT = {"report": "@report"}
FIGURES_OFFICE, FIGURES_OF = {"manager", "admin"}, {"figures": "@figures"}

METHODS = {
	# The answer to the citizen
	"answer.compose.material": (OFFICE, CASE),
	"answer.compose.save": (OFFICE, {**CASE, "body": ""}),
	"answer.files.choosable": (OFFICE, CASE),
	"answer.panel.ways": (OFFICE, ANSWER),
	"answer.preview.preview": (OFFICE, {**ANSWER, "as_": "?"}),
	"answer.templates.offered": (OWN_MATTER, REFERRAL),
	"answer.templates.places": (STAFF - {"supervisor"}, {}),
	"answer.templates.text": (OWN_MATTER, {**REFERRAL, "template": "@template"}),
	"delivery.actions.record_delivery": (OFFICE, {**ANSWER, "channel": "?"}),
	"delivery.actions.send_by_email": (OFFICE, ANSWER),
	"delivery.actions.send_by_sms": (OFFICE, ANSWER),
	# Citizens and the counter
	"citizens.duplicates.likely": (OFFICE, {"doc": "{}"}),
	"citizens.history.cases_of": (OFFICE, {"citizen": "@citizen"}),
	"citizens.search.find": (OFFICE, {"text": ""}),
	"citizens.search.link_query": (OFFICE, {"doctype": "Citizen", "txt": ""}),
	"identity.looks.correct": ({"manager"}, {"case": "@withheld", "reason": "", "values": "{}"}),
	"identity.looks.give_back": ({"manager"}, {"case": "@withheld", "reason": ""}),
	"identity.looks.look": ({"manager"}, {"case": "@withheld", "reason": ""}),
	"portal.code.issue_new": (OFFICE, CASE),
	"portal.code.send_new": (OFFICE, CASE),
	"confirmation.proof.challenge": (EVERYBODY, {"form": "0" * 32}),
	"portal.intake.submit": (EVERYBODY, {"token": ""}),
	"reception.counter.look_up": (OFFICE, {"text": ""}),
	"reception.counter.register": ({"reception", "manager"}, {"case": "{}"}),
	"reception.counter.setting": (OFFICE, {}),
	"reception.day_book.add": (OFFICE, {"kind": ""}),
	"reception.day_book.today": (OFFICE, {}),
	"reception.day_book.today_card": (OFFICE, {}),
	"reception.day_book.undo": (OFFICE, {"entry": "?"}),
	"reception.on_the_spot.answer": (OFFICE, {**CASE, "body": ""}),
	"reception.on_the_spot.confirm": (OFFICE | DEPARTMENTS, {"responses": "[]"}),
	"reception.on_the_spot.give_again": (OFFICE, ANSWER),
	"reception.on_the_spot.proposal": (OFFICE, {}),
	"reception.on_the_spot.to_confirm": (OFFICE | DEPARTMENTS, {}),
	"reception.passing_on.pass_on": (DEPARTMENTS, {}),
	"reception.passing_on.setting": (DEPARTMENTS, {}),
	"reception.passing_on.to_check": (OFFICE, {}),
	"reception.procedures.search": (STAFF, {"doctype": "Service Procedure", "txt": ""}),
	"reception.procedures.text": (STAFF, {"procedure": "@procedure"}),
	"reception.procedures.to_review": (STAFF, {}),
	# Paper
	"paper.desk.paper_of_case": (OFFICE, CASE),
	"paper.integrity.verify": (OFFICE, {"form": "@form"}),
	"paper.originals.accept": (OFFICE, {"form": "@form"}),
	"paper.originals.attach": (OFFICE, CASE),
	"paper.printing.download_pdf": (OFFICE, {"doctype": "Case", "name": "@case"}),
	"paper.printing.letter_pdf": (OFFICE, ANSWER),
	"paper.printing.receipt_pdf": (OFFICE, CASE),
	"paper.printing.special_form_pdf": (OFFICE, CASE),
	# Public figures
	"figures.actions.compute": (FIGURES_OFFICE, FIGURES_OF),
	"figures.actions.preview": (FIGURES_OFFICE, FIGURES_OF),
	"figures.actions.progress": (FIGURES_OFFICE, FIGURES_OF),
	"figures.actions.publish": (FIGURES_OFFICE, FIGURES_OF),
	"figures.actions.withdraw": (FIGURES_OFFICE, FIGURES_OF),
	# Periodic reports
	"periodic_report.actions.compute": (FOLLOW_UP, REPORT),
	"periodic_report.actions.difference": (FOLLOW_UP, REPORT),
	"periodic_report.actions.pdf": (FOLLOW_UP, REPORT),
	"periodic_report.actions.preview": (FOLLOW_UP, REPORT),
	"periodic_report.actions.progress": (FOLLOW_UP, REPORT),
	"periodic_report.actions.send": ({"manager"}, REPORT),
	"periodic_report.actions.sheets": (FOLLOW_UP, REPORT),
	# Referrals and responses
	"referral.actions.acknowledge": (FOLLOW_UP | OWN, REFERRAL),
	"referral.actions.open_now": (FOLLOW_UP, REFERRAL),
	"referral.actions.refer": (FOLLOW_UP, {**CASE, "departments": "[]"}),
	"referral.actions.return_to_follow_up": (FOLLOW_UP | OWN, {**REFERRAL, "reason": ""}),
	"referral.actions.transfer": (FOLLOW_UP, {**REFERRAL, "department": "?", "reason": ""}),
	"referral.actions.withdraw": (FOLLOW_UP, {**REFERRAL, "reason": ""}),
	"referral.asking.ask_citizen": (FOLLOW_UP, {**RESPONSE, "question": ""}),
	"referral.asking.citizen_answered": (FOLLOW_UP, {**RESPONSE, "answer": ""}),
	"referral.assigning.assign": (OWN_HEADS, {**REFERRAL, "officers": "[]"}),
	"referral.chase.chase": (FOLLOW_UP, {**REFERRAL, "means": "?", "note": ""}),
	"referral.extension.ask": (FOLLOW_UP | OWN, {**REFERRAL, "until": "?", "reason": ""}),
	"referral.extension.grant": (FOLLOW_UP, {"request": "@extension", "until": "2001-01-01"}),
	"referral.extension.refuse_extension": (FOLLOW_UP, {"request": "@extension", "reason": ""}),
	"referral.steps.of": (OWN_MATTER, REFERRAL),
	"referral.steps.to_refer": (FOLLOW_UP, CASE),
	"field_visit.actions.arrive": (FOLLOW_UP, {**VISIT, "arrived_on": "?"}),
	"field_visit.actions.cancel": (FOLLOW_UP, {**VISIT, "reason": ""}),
	"field_visit.actions.record_findings": (FOLLOW_UP, {**VISIT, "findings": ""}),
	"field_visit.actions.reschedule": (
		FOLLOW_UP,
		{**VISIT, "planned_start": "?", "planned_end": "?", "reason": ""},
	),
	"field_visit.calendar.events": (OFFICE | DEPARTMENTS, {"start": "2001-01-01", "end": "2001-01-02"}),
	"field_visit.photos.add": (FOLLOW_UP, VISIT),
	"field_visit.photos.of_visit": (OWN_MATTER, VISIT),
	"field_visit.response.values": (OWN_MATTER, VISIT),
	# Closing, appeal, time limits
	"closing.appeal.appeal": (OFFICE, {**CASE, "grounds": ""}),
	"closing.appeal.decide_appeal": ({"manager"} | OWN_HEADS, {**REFERRAL, "decision": "", "reasons": ""}),
	"closing.panel.case_panel": (OFFICE, CASE),
	"closing.steps.close": (OFFICE, {**CASE, "values": "{}", "action": "?"}),
	"closing.steps.missing": (OFFICE, CASE),
	"closing.steps.reopen": (OFFICE, {**CASE, "reason": "", "action": "?"}),
	"delegation.holding.mine": (LOGGED_IN, {}),
	"sla.byhand.set_due": (FOLLOW_UP, {**CLOCK, "due_on": "?", "reason": ""}),
	"sla.retiming.preview": ({"admin"}, {"doc": "{}"}),
	"study.assessment.proposed_priority": (OFFICE, {}),
	# The desk
	"desk.board.departments": (FIGURES, {}),
	# Dashboards
	"dashboards.charts.get": (FIGURES, {"chart_name": "Replies in Time"}),
	"dashboards.doors.chart": (
		OFFICE | DEPARTMENTS,
		{"chart": '{"document_type": "Case Referral", "type": "Heatmap"}'},
	),
	**{
		f"dashboards.standing.{name}": ({"manager", "supervisor"}, {})
		for name in (
			"open_now",
			"overdue_now",
			"emergencies_now",
			"received_this_month",
			"closed_this_month",
			"answers_in_time",
		)
	},
	"dashboards.standing.replies_in_time": (FIGURES, {}),
	"dashboards.wall.figures": (OFFICE | {"supervisor"}, {}),
	"desk.calendar_preview.due": (STAFF, {"calendar": "{}", "amount": 1, "unit": "Working Hours"}),
	"desk.calendar_preview.month": (STAFF, {"calendar": "{}", "year": 2026, "month": 1}),
	"desk.holiday_import.read_holidays": ({"admin"}, {"calendar": "{}", "content": ""}),
	"desk.next_steps.transitions": (OFFICE, {"doc": '{"doctype": "Case", "name": "@case"}'}),
	"desk.overview.case_overview": (OFFICE, CASE),
	"desk.policy_test.test": (OFFICE | {"supervisor", "admin"}, {}),
	"desk.story.of_case": (OFFICE, CASE),
	"desk.story.of_referral": (OWN_MATTER, REFERRAL),
	"desk.time_left.time_left": (OFFICE, {"doctype": "Case", "names": '["@case"]'}),
	"desk.timeline.ledger": (OWN_MATTER, CLOCK),
	"desk.tree.add_node": ({"admin"}, {"doctype": "Department"}),
	"desk.views.of_list": (OFFICE, {"doctype": "Case"}),
	"exporting.data_export": (FOLLOW_UP, {"doctype": "Case", "select_columns": "{}", "with_data": "1"}),
	"exporting.import_template": (FOLLOW_UP, {"doctype": "Case", "export_fields": '{"Case": ["name"]}'}),
	"exporting.list_export": (
		FOLLOW_UP,
		{"doctype": "Case", "fields": '["`tabCase`.`name`"]', "file_format_type": "CSV"},
	),
	"exporting.report_export": (
		FIGURES,
		{"report_name": "Time Limits by Department", "filters": "{}", "file_format_type": "CSV"},
	),
	"outbox.worker.retry": ({"admin"}, {"entry": "?"}),
	"permissions.doors.like": (OFFICE, {"doctype": "Case", "name": "@case", "add": "No"}),
	"permissions.doors.link_title": (LOGGED_IN, {"doctype": "Citizen", "docname": "@citizen"}),
	"permissions.doors.linked_with": (OWN_MATTER, {"doctype": "Case Referral", "docname": "@own"}),
	"permissions.doors.search": (LOGGED_IN, {"text": "MARK-9c1e-WITHHELD"}),
	"states.stale.apply_workflow": (OFFICE, {"doc": '{"doctype": "Case", "name": "@case"}', "action": "?"}),
	# Number cards
	**{
		f"desk.cards.{name}": (OFFICE, {})
		for name in (
			"cases_awaiting_the_citizen",
			"cases_to_answer",
			"cases_to_pass_on",
			"cases_to_refer",
			"cases_to_study",
			"my_cases",
			"overdue_cases",
		)
	},
	**{
		f"desk.cards.{name}": (OFFICE | DEPARTMENTS, {})
		for name in (
			"answers_to_deliver",
			"my_referrals",
			"new_referrals",
			"overdue_referrals",
			"overdue_time_limits",
			"referrals_due_today",
			"responses_being_written",
			"responses_to_decide",
			"returned_referrals",
			"time_limits_due_today",
			"warned_time_limits",
		)
	},
}

GUESTS = {"confirmation.proof.challenge", "paper.printing.download_pdf", "portal.intake.submit"}
"""The methods that the framework lets guests call at all."""

REPORTS = {
	"Breaches of Time Limits": FIGURES,
	"Calls and Visits": {"reception", "follow_up", "manager", "supervisor", "head"},
	"Cases by Department": {"follow_up", "manager", "supervisor", "head"},
	"Case Statistics": FIGURES,
	"Cases behind a Figure": {"follow_up", "manager", "head"},
	"Department Performance": FIGURES,
	"Directions to Other Bodies": {"follow_up", "manager", "supervisor"},
	"Emergency Register": {"reception", "follow_up", "manager"},
	"Extensions": FIGURES,
	"Hot Spots": {"follow_up", "manager", "supervisor"},
	"Open Work by Age": FIGURES,
	"Outcomes and Root Causes": FIGURES,
	"Reopened and Appealed": FIGURES,
	"Satisfaction": FIGURES,
	"Staff Workload": {"manager", "supervisor"},
	"Suggestions": FIGURES,
	"Time Limits behind a Figure": {"follow_up", "manager", "head"},
	"Time Limits by Department": {"follow_up", "manager", "supervisor", "head"},
}
PAGES = {
	"counter": {"reception", "follow_up", "manager"},
	"day-book": {"reception", "follow_up", "manager"},
	"department-board": {"follow_up", "manager", "supervisor", "head"},
	"wall-board": {"reception", "follow_up", "manager", "supervisor"},
	"pass-on": {"officer", "head"},
}
"""Reports and pages, and by which columns they are opened."""
