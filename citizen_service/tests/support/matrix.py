"""The people and the records that the permission matrix is tried with: one of everything, made once and committed."""

import frappe
from frappe.core.doctype.user.user import generate_keys
from frappe.model.document import Document
from frappe.utils import add_to_date, now_datetime

from citizen_service.acting import acting_as
from citizen_service.referral.extension import ask
from citizen_service.tests import factories as make
from citizen_service.tests.support.server import Client, WebServer

MODULE = "Citizen Service"
SECRET = "MARK-9c1e-WITHHELD"
"""The name of the citizen who withheld it: it must be in no answer whatever."""
SECRET_MOBILE = "0599333777"
FILE = "MARK-2b7d-FILE"
"""What stands in the files that are attached."""
LONG_AGO = "2001-01-01"
"""When the delegation held that is left on the site: it must not count today."""
MADE = {"own", "other", "any"}
"""The records whose like is made by their links."""
SINGLES = {"Citizen Service Settings"}


class World:
	"""`people`: user by key of `matrix.PEOPLE`; `records`: of each DocType the names called own, other or any."""

	def __init__(self, office: make.Office):
		self.office = office
		self.people = self._make_people()
		self.case, (self.own, self.other) = make.make_referred_case(office, self.department, office.water)
		self.case = self.case.name
		self.citizen = make.make_citizen().name
		frappe.db.set_value("Case", self.case, "citizen", self.citizen)
		self.withheld, (self.withheld_own,) = make.make_referred_case(
			office, self.department, withhold_identity=1, citizen_name=SECRET, mobile=SECRET_MOBILE
		)
		self.withheld = self.withheld.name
		self.records: dict[str, dict[str, str]] = {}
		for doctype in doctypes():
			self.records[doctype] = self._records_of(doctype)
		frappe.db.commit()

	def _make_people(self) -> dict[str, str | None]:
		people = {
			"officer": make.make_user("matrix.officer", "Department Officer"),
			"head": make.make_user("matrix.head", "Department Manager"),
			"parent_head": make.make_user("matrix.parent.head", "Department Manager"),
			"token": make.make_user("matrix.token", "Follow-up Officer"),
			"outsider": make.make_user("matrix.outsider", "Inbox User"),
			"citizen": make.make_user("matrix.citizen"),
			"guest": None,
		}
		self.above = make.make_department("دائرة المصفوفة للاختبار", people["parent_head"], is_group=1)
		self.department = make.make_department(
			"قسم المصفوفة للاختبار", people["head"], [people["officer"]], parent_department=self.above
		)
		office = self.office
		return people | {
			"reception": office.reception,
			"follow_up": office.follow_up,
			"manager": office.manager,
			"supervisor": office.supervisor,
			"admin": office.admin,
			"other_officer": office.water_officer,
			"other_head": office.water_manager,
		}

	def client(self, web: WebServer, key: str) -> Client:
		"""A client of its own, logged in as that person would."""
		user, client = self.people[key], web.client()
		if key == "token":
			secret = generate_keys(user)["api_secret"]
			frappe.db.commit()
			api_key = frappe.db.get_value("User", user, "api_key")
			client.session.headers["Authorization"] = f"token {api_key}:{secret}"
		elif user:
			client.login(user, make.password_of(user))
		return client

	def words(self) -> dict[str, str]:
		"""What `@word` stands for in the table of methods; a longer word before one that it begins with."""
		records = self.records
		words = {
			"withheld": self.withheld,
			"template": records["Response Template"]["own"],
			"procedure": self._any("Service Procedure"),
			"extension": records["Extension Request"]["own"],
			"response": records["Response"]["own"],
			"answer": records["Response"]["office"],
			"citizen": self.citizen,
			"visit": records["Field Visit"]["own"],
			"clock": records["Service Level Record"]["own"],
			"form": self._any("Signed Form"),
			"figures": self._any("Public Figures"),
			"report": self._any("Periodic Report"),
			"case": self.case,
			"own": self.own,
		}
		return dict(sorted(words.items(), key=lambda word: -len(word[0])))

	def _any(self, doctype: str) -> str:
		return self.records[doctype]["any"]

	def _records_of(self, doctype: str) -> dict[str, str]:
		if maker := MAKERS.get(doctype):
			return maker(self)
		if seeded := frappe.get_all(doctype, pluck="name", order_by="creation asc", limit=1):
			return {"any": seeded[0]}
		return {"any": raw(doctype, **self.links(doctype))}

	def links(self, doctype: str, which: str = "own") -> dict[str, str]:
		"""What a record of the DocType says of whose it is."""
		referral = self.other if which == "other" else self.own
		values = {
			"case": self.case,
			"referral": referral,
			"department": frappe.db.get_value("Case Referral", referral, "department"),
			"citizen": self.citizen,
		}
		meta = frappe.get_meta(doctype)
		return {field: value for field, value in values.items() if meta.has_field(field)}


def doctypes() -> list[str]:
	"""The app's DocTypes that are no child tables."""
	return frappe.get_all("DocType", {"module": MODULE, "istable": 0}, pluck="name", order_by="name asc")


def children() -> list[tuple[str, str]]:
	"""The child tables of the app's DocTypes, each with its parent."""
	return [
		(field.options, doctype)
		for doctype in doctypes()
		for field in frappe.get_meta(doctype).get_table_fields()
	]


def attach(doctype: str, name: str) -> Document:
	"""A private file on a document."""
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": f"{frappe.generate_hash(length=8)}.txt",
			"content": f"{FILE} {frappe.generate_hash()}",  # files of one content share their address
			"is_private": 1,
			"attached_to_doctype": doctype,
			"attached_to_name": name,
		}
	).insert(ignore_permissions=True)
	frappe.db.commit()
	return file


def raw(doctype: str, **values) -> str:
	"""A record put into its table as it is: whose it is matters here, not whether it is complete."""
	document = frappe.new_doc(doctype)
	document.update(values)
	document.name = document.name or f"matrix-{frappe.generate_hash(length=8)}"
	document.db_insert()
	for child in document.get_all_children():
		child.parent = document.name
		child.db_insert()
	return document.name


def spare(doctype: str, name: str) -> str:
	"""Another record like that one, which may be lost."""
	meta = frappe.get_meta(doctype)
	document = frappe.copy_doc(frappe.get_doc(doctype, name), ignore_no_copy=False)
	new = f"matrix-{frappe.generate_hash(length=8)}"
	named_by = (meta.autoname or "").removeprefix("field:")
	if meta.has_field(named_by):
		document.set(named_by, new)
	for field in meta.fields:
		if field.unique:
			document.set(field.fieldname, new)
		elif field.fieldtype == "Check":
			document.set(field.fieldname, 0)  # no second default of anything
	if meta.is_tree:
		return _spare_node(document, meta)
	document.name = new
	document.db_insert()
	return new


def _spare_node(document: Document, meta) -> str:
	if meta.name == "Department":
		document.update({"department_head": None, "members": [], "email": None})
	return document.insert(ignore_permissions=True, ignore_mandatory=True).name


def _responses(world: World) -> dict[str, str]:
	own = make.make_response(world.people["officer"], world.own).name
	other = make.make_response(world.office.water_officer, world.other).name
	office = make.make_response(world.office.follow_up, case=world.case, audience="Citizen").name
	return {"own": own, "other": other, "office": office}


def _extensions(world: World) -> dict[str, str]:
	made, until = {}, str(add_to_date(now_datetime(), days=90))
	for which, user in (("own", world.people["officer"]), ("other", world.office.water_officer)):
		with acting_as(user):
			made[which] = ask(getattr(world, which), until, "قطع الغيار لم تصل")
	return made


def _clocks(world: World) -> dict[str, str]:
	clock = "Service Level Record"
	return {
		"own": frappe.db.get_value(clock, {"referral": world.own}, "name"),
		"other": frappe.db.get_value(clock, {"referral": world.other}, "name"),
		"office": frappe.db.get_value(clock, {"case": world.case, "referral": ("is", "not set")}, "name"),
	}


def _visits(world: World) -> dict[str, str]:
	return {
		which: raw(
			"Field Visit",
			**world.links("Field Visit", which),
			subject="زيارة",
			planned_start=now_datetime(),
			planned_end=now_datetime(),
			departments=[{"department": world.links("Response", which)["department"]}],
		)
		for which in ("own", "other")
	}


def _templates(world: World) -> dict[str, str]:
	return {
		which: raw("Response Template", **world.links("Response Template", which))
		for which in ("own", "other")
	}


MAKERS = {
	"Case": lambda world: {"any": world.case, "withheld": world.withheld},
	"Case Referral": lambda world: {"own": world.own, "other": world.other},
	"Citizen": lambda world: {"any": world.citizen},
	"Citizen Service Settings": lambda world: {"any": "Citizen Service Settings"},
	"Department": lambda world: {"any": world.department},
	"Extension Request": _extensions,
	"Field Visit": _visits,
	"Periodic Report": lambda world: {
		"any": raw("Periodic Report", kind="Month", first_day="2001-05-01", last_day="2001-05-31")
	},
	"Response": _responses,
	"Response Template": _templates,
	"Service Level Record": _clocks,
	"Delegation": lambda world: {
		"any": raw(
			"Delegation",
			absent_user=world.office.reception,
			stand_in=world.office.second_follow_up,
			role="Reception Officer",
			from_date=LONG_AGO,
			to_date=LONG_AGO,
		)
	},
}
"""Of those whose records cannot be made from their links alone."""
