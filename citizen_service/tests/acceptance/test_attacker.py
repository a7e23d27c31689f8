"""An attacker's walk over HTTP: guests who guess, a department's officer at another's records, forms sent with more than
they ask for, statements and scripts hidden in what people type. (`matrix.py` holds who may do what by the front door.)"""

import json

import frappe

from citizen_service.tests import factories as make
from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.support.server import Client, Reply

MARK = "MARK-5d2c-FOREIGN"
SCRIPT = '<img src=x onerror="alert(1)"><script>alert(2)</script>'
DESK, METHOD = "frappe.desk.", "/api/method/"


class AttackerTest(HttpTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		office = cls.office
		case, (cls.own, cls.other) = make.make_referred_case(
			office, office.roads, office.water, subject=f"شكوى {MARK}", assessment=MARK
		)
		cls.case = case.name
		frappe.db.set_value("Case Referral", cls.own, {"subject": "؟", "extract": "؟"})
		frappe.db.set_value("Case Referral", cls.other, {"subject": MARK, "instruction": MARK})
		cls.own_response = make.make_response(office.roads_officer, cls.own).name
		cls.foreign = {
			"Case": cls.case,
			"Case Referral": cls.other,
			"Response": make.make_response(office.water_officer, cls.other, body=f"<p>{MARK}</p>").name,
		}
		cls.files = []
		for doctype, name in cls.foreign.items():
			frappe.get_doc(doctype, name).add_comment("Comment", MARK)
			cls.files.append(cls.attach(doctype, name))
		for user, doctype in ((office.follow_up, "Case"), (office.water_officer, "Case Referral")):
			cls.todo(user, doctype, cls.foreign[doctype])
		frappe.db.commit()
		cls.officer = cls.as_user(office.roads_officer)

	@classmethod
	def attach(cls, doctype: str, name: str):
		values = {"attached_to_doctype": doctype, "attached_to_name": name, "is_private": 1}
		return frappe.get_doc(
			{"doctype": "File", "file_name": f"{MARK}-{name}.txt", "content": f"{MARK} {name}", **values}
		).insert(ignore_permissions=True)

	@classmethod
	def todo(cls, user: str, doctype: str, name: str) -> None:
		values = {
			"allocated_to": user,
			"reference_type": doctype,
			"reference_name": name,
			"description": MARK,
		}
		frappe.get_doc({"doctype": "ToDo", **values}).insert(ignore_permissions=True)

	def tells_nothing(self, reply: Reply) -> None:
		self.assertNotIn(MARK, reply.text)

	# Guests

	def test_a_guest_cannot_tell_what_exists(self):
		guest = self.web.client()
		for doctype, name in self.foreign.items():
			for path in ("/api/resource/{0}/{1}", "/printview?doctype={0}&name={1}"):
				with self.subTest(doctype, path=path):
					there = guest.get(path.format(doctype, name))
					missing = guest.get(path.format(doctype, "C-2099-999999"))
					self.assertEqual(there.status, missing.status)
		for path in ("/citizen-service/track",):
			there, missing = guest.get(path, reference=self.case), guest.get(path, reference="C-2099-999999")
			self.assertEqual(there.status, missing.status)
			self.assertNotIn(MARK, there.text)

	def test_a_guest_cannot_tell_which_users_there_are(self):
		guest = self.web.client()
		known, unknown = self.office.reception, f"nobody.at.all@{make.DOMAIN}"
		for ask in (
			lambda user: guest.post("/api/method/login", {"usr": user, "pwd": "wrong"}),
			lambda user: guest.read("User", user),
		):
			there, missing = ask(known), ask(unknown)
			self.assertEqual(self.said(there), self.said(missing))

	def said(self, reply: Reply) -> tuple:
		"""What a visitor is told; a site that shows tracebacks shows more, which its settings end."""
		return reply.status, reply.exc_type, (reply.json or {}).get("message")

	def test_a_guest_and_a_citizen_get_no_file(self):
		user = make.make_user("attacker.citizen")
		frappe.db.commit()
		citizen = self.as_user(user)
		for client in (self.web.client(), citizen):
			for file in self.files:
				self.tells_nothing(client.get(file.file_url))
				self.tells_nothing(client.get(METHOD + "download_file", file_url=file.file_url))
				self.tells_nothing(client.list("File", fields='["*"]'))
			for doctype, name in self.foreign.items():
				self.tells_nothing(client.read(doctype, name))
				self.tells_nothing(client.get("/printview", doctype=doctype, name=name))

	# A department's officer at what is another's

	def test_another_departments_record_opens_by_no_door(self):
		for doctype, name in self.foreign.items():
			for number, knock in enumerate(self.knocks(doctype, name)):
				with self.subTest(doctype, knock=number):
					self.tells_nothing(knock)

	def knocks(self, doctype: str, name: str) -> list[Reply]:
		officer, by_name = self.officer, json.dumps({"name": name})
		both = {"doctype": doctype, "name": name}
		around = {"reference_doctype": doctype, "reference_name": name}
		print_format = "frappe.utils.print_format."
		return [
			officer.call("frappe.client.get", **both),
			officer.call("frappe.client.get_value", doctype=doctype, filters=by_name, fieldname='["*"]'),
			officer.call("frappe.client.get_list", doctype=doctype, fields=["*"], or_filters={"name": name}),
			officer.call("frappe.client.validate_link", doctype=doctype, docname=name, fields='["subject"]'),
			officer.call(DESK + "form.load.getdoc", **both),
			officer.call(DESK + "form.load.get_docinfo", **both),
			officer.call(DESK + "form.linked_with.get", doctype=doctype, docname=name),
			officer.call(DESK + "reportview.get", doctype=doctype, fields='["*"]', filters=by_name),
			officer.call(DESK + "reportview.get_list", doctype=doctype, fields='["*"]', filters=by_name),
			officer.call(DESK + "reportview.export_query", **self.export(doctype, name)),
			officer.call(DESK + "reportview.get_sidebar_stats", doctype=doctype, stats='["_user_tags"]'),
			officer.call(
				DESK + "listview.get_group_by_count", doctype=doctype, current_filters="[]", field="owner"
			),
			officer.call(DESK + "search.search_link", doctype=doctype, txt=MARK[:9]),
			officer.call(DESK + "search.search_widget", doctype=doctype, txt=MARK[:9], searchfield="subject"),
			officer.call(DESK + "search.get_link_title", doctype=doctype, docname=name),
			officer.call(DESK + "form.assign_to.get", args=both),
			officer.call(DESK + "notifications.get_open_count", **both),
			officer.get(METHOD + "frappe.utils.global_search.search", text=MARK),
			officer.get("/printview", **both),
			officer.call("frappe.www.printview.get_html_and_style", doc=doctype, name=name),
			officer.call("frappe.www.printview.get_rendered_raw_commands", doc=doctype, name=name),
			officer.get(METHOD + print_format + "download_pdf", **both),
			officer.get(
				METHOD + print_format + "download_multi_pdf", doctype=doctype, name=json.dumps([name])
			),
			officer.get(METHOD + "frappe.utils.weasyprint.download_pdf", **both, print_format="Standard"),
			officer.list("Version", fields='["*"]', filters=json.dumps({"docname": name})),
			officer.list("Comment", fields='["*"]', filters=json.dumps(around)),
			officer.list("Communication", fields='["*"]', filters=json.dumps(around)),
			officer.list("ToDo", fields='["*"]', filters=json.dumps({"reference_name": name})),
			officer.list("File", fields='["*"]', filters=json.dumps({"attached_to_name": name})),
			officer.list("Activity Log", fields='["*"]'),
			officer.list("Access Log", fields='["*"]'),
			officer.list("View Log", fields='["*"]'),
			officer.list("Notification Log", fields='["*"]'),
			officer.list("Email Queue", fields='["*"]'),
			officer.list("Deleted Document", fields='["*"]'),
			officer.list("DocShare", fields='["*"]'),
			officer.list("Error Log", fields='["*"]'),
			*(officer.get(file.file_url, fid=file.name) for file in self.files),
		]

	def test_pitfall_31_rows_and_files_of_anothers_draft_are_in_no_list(self):
		draft, referral = ("Response", self.foreign["Response"]), ("Case Referral", self.other)
		rows = (
			("Response Attachment", draft, "citizen_files", "file_name"),
			("Response Delivery", draft, "deliveries", "note"),
			("Referral Chase", referral, "chases", "note"),
		)
		for child, (parenttype, parent), parentfield, field in rows:
			row = {"parenttype": parenttype, "parent": parent, "parentfield": parentfield, field: MARK}
			frappe.get_doc({"doctype": child, **row}).db_insert()
		frappe.db.commit()
		for child, (parenttype, _parent), _parentfield, field in rows:
			for reply in (
				*self.lists(self.officer, child, parenttype, '["*"]'),
				*self.lists(self.officer, child, parenttype, json.dumps(["name", field])),
				self.officer.call(DESK + "reportview.get", doctype=parenttype, fields=f'["`tab{child}`.*"]'),
			):
				with self.subTest(child):
					self.tells_nothing(reply)
			theirs = self.lists(self.as_user(self.office.follow_up), child, parenttype, json.dumps([field]))
			self.assertIn(MARK, theirs[0].text, "it is there to be seen")

	def lists(self, client: Client, child: str, parenttype: str, fields: str) -> list[Reply]:
		asked = {"doctype": child, "parent": parenttype, "fields": fields, "limit_page_length": 0}
		return [
			client.list(child, parent=parenttype, fields=fields, limit_page_length=0),
			client.list(child, fields=fields),
			client.call("frappe.client.get_list", **asked),
			client.call(DESK + "reportview.get", **asked),
		]

	def export(self, doctype: str, name: str) -> dict[str, str]:
		filters = json.dumps({"name": name})
		return {"doctype": doctype, "fields": '["*"]', "filters": filters, "file_format_type": "CSV"}

	def test_another_departments_record_is_changed_by_no_door(self):
		for doctype, name in self.foreign.items():
			before = frappe.get_doc(doctype, name).as_json()
			for number, blow in enumerate(self.blows(doctype, name)):
				with self.subTest(doctype, blow=number):
					self.tells_nothing(blow)
			frappe.db.rollback()
			self.assertEqual(frappe.get_doc(doctype, name).as_json(), before)
			for kind, field in (
				("Comment", "reference_name"),
				("ToDo", "reference_name"),
				("File", "attached_to_name"),
			):
				mine = {field: name, "owner": self.office.roads_officer}
				self.assertEqual(frappe.get_all(kind, mine, order_by="name asc"), [], kind)

	def blows(self, doctype: str, name: str) -> list[Reply]:
		officer, user = self.officer, self.office.roads_officer
		both, doc = {"doctype": doctype, "name": name}, json.dumps({"doctype": doctype, "name": name})
		bulk = {"doctype": doctype, "docnames": json.dumps([name])}
		return [
			officer.update(doctype, name, subject="x", body="x", instruction="x"),
			officer.delete(f"/api/resource/{doctype}/{name}"),
			officer.call("frappe.client.set_value", **both, fieldname="owner", value=user),
			officer.call("frappe.client.save", doc=doc),
			officer.call("frappe.client.delete", **both),
			officer.call("frappe.client.cancel", **both),
			officer.call("frappe.client.rename_doc", doctype=doctype, old_name=name, new_name="x"),
			officer.call(
				"frappe.model.rename_doc.update_document_title", doctype=doctype, docname=name, name="x"
			),
			officer.call(
				"frappe.client.attach_file", filename="x.txt", filedata="x", doctype=doctype, docname=name
			),
			officer.call(DESK + "form.save.savedocs", doc=doc, action="Save"),
			officer.call(DESK + "form.save.cancel", **both),
			officer.call(DESK + "form.assign_to.add", **both, assign_to=json.dumps([user])),
			officer.call(
				DESK + "form.utils.add_comment",
				reference_doctype=doctype,
				reference_name=name,
				content="x",
				comment_email=user,
				comment_by="x",
			),
			officer.call(DESK + "like.toggle_like", **both, add="Yes"),
			officer.call(DESK + "doctype.tag.tag.add_tag", tag="x", dt=doctype, dn=name),
			officer.call(
				DESK + "doctype.bulk_update.bulk_update.submit_cancel_or_update_docs",
				**bulk,
				action="update",
				data='{"owner": "Administrator"}',
			),
			officer.call("frappe.model.workflow.bulk_workflow_approval", **bulk, action="Accept"),
			officer.call("frappe.share.add", **both, user=user, read=1, write=1),
			officer.post(METHOD + "run_doc_method", {"method": "add_comment", "dt": doctype, "dn": name}),
			officer.call("frappe.core.doctype.communication.email.make", content="x", **both),
			officer.request(
				"POST",
				METHOD + "upload_file",
				data={"doctype": doctype, "docname": name, "is_private": "1"},
				files={"file": ("x.txt", b"x")},
			),
		]

	def test_an_own_response_does_not_move_to_another_department(self):
		moved = {"referral": self.other, "department": self.office.water, "audience": "Citizen"}
		self.officer.update("Response", self.own_response, **moved)
		frappe.db.rollback()
		kept = frappe.db.get_value("Response", self.own_response, ["referral", "department", "audience"])
		self.assertEqual(kept, (self.own, self.office.roads, "Office"))

	# Forms sent with more than they ask for

	def test_what_the_program_keeps_is_not_taken_from_a_request(self):
		more = {
			"name": "C-2099-000001",
			"owner": self.office.manager,
			"creation": "2001-01-01 00:00:00",
			"closed_on": "2001-01-01 00:00:00",
			"closed_in_former_register": 1,
			"due_on": "2099-01-01 00:00:00",
			"code_nonce": "known",
			"submission_key": "known",
		}
		reception = self.as_user(self.office.reception)
		made = self.ok(reception.insert("Case", **make.case_values(**more))).data
		for name in (made["name"], self.case):
			reception.update("Case", name, **{key: value for key, value in more.items() if key != "name"})
			frappe.db.rollback()
			for field, value in more.items():
				with self.subTest(field, case=name):
					self.assertNotEqual(str(frappe.db.get_value("Case", name, field)), str(value))
			for hidden in ({"docstatus": 1}, {"docstatus": 2}, {"__islocal": 1, "name": "C-2099-000001"}):
				reception.put(f"/api/resource/Case/{name}", hidden)
				frappe.db.rollback()
				self.assertEqual(frappe.db.get_value("Case", name, "docstatus"), 0)
				self.assertFalse(frappe.db.exists("Case", "C-2099-000001"))

	def test_no_case_begins_anywhere_but_at_the_beginning(self):
		for state in ("Closed", "Referred"):
			reply = self.as_user(self.office.reception).insert(
				"Case", **make.case_values(workflow_state=state)
			)
			if reply.status == 200:
				self.assertEqual(reply.data["workflow_state"], "New")

	# Statements hidden in parameters

	def test_no_parameter_of_a_list_reaches_the_database_as_a_statement(self):
		others = "`tabCase`.`assessment`"
		for parameters in (
			{"fields": '["(select assessment from `tabCase` limit 1) as x"]'},
			{"fields": f'["{others}"]'},
			{"fields": '["case.assessment"]'},
			{"fields": '["case.subject as x", "name"]'},
			{"fields": '["name, (select 1 from `__Auth`)"]'},
			{"fields": '["sleep(5)"]'},
			{"order_by": "(select assessment from `tabCase` limit 1)"},
			{"order_by": "name; drop table `tabCase`"},
			{"order_by": "case.assessment desc"},
			{"group_by": f"name union select {others} from `tabCase`"},
			{"filters": '[["name) or (1=1", "=", "1"]]'},
			{"filters": '[["name", "= \'\' or 1=1 or name =", "x"]]'},
			{"filters": '{"department": ["in (select 1) or 1=1 -- ", "x"]}'},
			{"or_filters": '[["department", "like", "%"]]', "fields": '["*"]'},
			{"filters": '[["Case", "subject", "like", "%MARK%"]]'},
			{"limit_start": "0; select 1", "limit_page_length": "-1"},
			{"parent": "Case", "fields": '["*"]'},
			{"debug": "1"},
		):
			with self.subTest(**parameters):
				for reply in (
					self.officer.list("Case Referral", **parameters),
					self.officer.call(
						DESK + "reportview.get",
						doctype="Case Referral",
						**{"fields": '["name"]', **parameters},
					),
				):
					self.assertNotIn(MARK, reply.text)
					if reply.status == 200:
						self.assertNotIn(self.other, reply.text)
		self.assertTrue(frappe.db.exists("Case", self.case))

	# Scripts hidden in what people type

	def test_a_script_in_a_case_is_shown_as_text(self):
		reception, follow_up = self.as_user(self.office.reception), self.as_user(self.office.follow_up)
		typed = {"subject": f"حفرة {SCRIPT}", "description": SCRIPT, "citizen_name": f"سميرة {SCRIPT}"}
		case = self.ok(reception.insert("Case", **make.case_values(**typed))).data["name"]
		for path, arguments in (
			("/printview", {"doctype": "Case", "name": case}),
			("/printview", {"doctype": "Case", "name": case, "format": "Special Form"}),
			("/printview", {"doctype": "Case", "name": case, "no_letterhead": "1", "_lang": "ar"}),
		):
			with self.subTest(path, **arguments):
				self.no_script(self.ok(follow_up.get(path, **arguments)).text)

	def no_script(self, html: str) -> None:
		for part in ("<img src=x", "<script>alert(2)"):
			self.assertNotIn(part, html)
