"""The table in `matrix.py`, cell by cell, over REST with real logins: DocTypes, their child tables and files."""

import json

import frappe

from citizen_service.tests.base import HttpTestCase
from citizen_service.tests.permissions import matrix
from citizen_service.tests.support import matrix as worlds
from citizen_service.tests.support.server import Client, Reply

EVALUATED = {"p": "print", "m": "email", "t": "report", "s": "share"}
"""Rights that the framework has no door of their own for, or that reading opens too: it is asked what it evaluates."""
SAME_AS_OTHERS = matrix.OTHER | {"parent_head", "token"}
"""They differ from somebody of their role only where departments and API clients matter."""

CONTENT = matrix.SCOPED | {"Case", "Citizen"}
"""The DocTypes that tell of a case, to which files are attached."""


class MatrixTestCase(HttpTestCase):
	"""The world of the matrix, and one login for everybody in it."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.world = worlds.World(cls.office)
		cls.clients = {key: cls.world.client(cls.web, key) for key in matrix.PEOPLE}

	def turned_away(self, reply: Reply) -> bool:
		"""Whether the caller was refused; otherwise there is an answer, or a complaint about what was sent."""
		self.assertLess(reply.status, 500, reply.text[-1500:])
		for secret in (worlds.SECRET, worlds.SECRET_MOBILE):
			self.assertNotIn(secret, reply.text)
		return reply.status in (401, 403)


class DocTypesTest(MatrixTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.spares: dict[tuple[str, str], str] = {}
		cls.addClassCleanup(cls.drop_spares)

	@classmethod
	def drop_spares(cls) -> None:
		for (doctype, _which), name in cls.spares.items():
			frappe.db.delete(doctype, {"name": name})
		frappe.db.commit()

	def test_every_doctype_is_in_the_table(self):
		self.assertEqual(sorted(matrix.permissions()), worlds.doctypes())

	def test_who_may_do_what(self):
		"""Pitfall 24 with it: what a list shows is what the documents answer."""
		for doctype, columns in matrix.permissions().items():
			for key, column in matrix.PEOPLE.items():
				if key in SAME_AS_OTHERS and not holds_case_content(doctype):
					continue
				allowed = columns[column].strip("-") if column else ""
				letters = "rw" if doctype in worlds.SINGLES else "rwcdpmxts" if column else "rcd"
				for which, name in self.world.records[doctype].items():
					self.check(doctype, key, which, name, allowed, letters)
				if doctype not in worlds.SINGLES:
					with self.subTest(f"{key} × {doctype} × list"):
						self.check_list(doctype, key, "r" in allowed)

	def check_list(self, doctype: str, key: str, expected: bool) -> None:
		listed = self.listed(key, doctype)
		self.assertEqual(listed is not None, expected)
		for which, name in self.world.records[doctype].items():
			open_to_them = expected and reach(doctype, key, which)
			self.assertEqual(name in (listed or ()), open_to_them, f"{which}: list and document disagree")

	def check(self, doctype: str, key: str, which: str, name: str, allowed: str, letters: str) -> None:
		client, reaches = self.clients[key], reach(doctype, key, which)
		evaluated = self.evaluated(client, doctype, name) if "p" in letters else {}
		for letter in letters:
			if letter == "c" and which not in worlds.MADE:
				continue
			action = matrix.LETTERS[letter]
			expected = letter in allowed and (
				reaches or letter == "x" or (letter == "c" and doctype in matrix.CONCERNS)
			)
			with self.subTest(f"{key} × {doctype} ({which}) × {action}"):
				if letter in EVALUATED:
					self.assertEqual(bool(evaluated.get(EVALUATED[letter])), expected)
					continue
				reply = self.tried(letter, key, doctype, which, name)
				self.assertEqual(not self.turned_away(reply), expected, reply.text[-300:])

	def listed(self, key: str, doctype: str) -> set[str] | None:
		"""The names that the list shows; None if there is no list for them."""
		reply = self.clients[key].list(doctype, fields='["name"]', limit_page_length=0)
		return None if self.turned_away(reply) else {row["name"] for row in reply.data}

	def evaluated(self, client: Client, doctype: str, name: str) -> dict:
		reply = client.call("frappe.client.get_doc_permissions", doctype=doctype, docname=name)
		return {} if self.turned_away(reply) else reply.data["permissions"]

	def tried(self, letter: str, key: str, doctype: str, which: str, name: str) -> Reply:
		"""Records stay as they are: what is written is nothing, what is made is incomplete, what is deleted a spare."""
		client = self.clients[key]
		if letter == "c":
			mine = {"absent_user": self.world.people[key]} if doctype == "Delegation" else {}
			return client.insert(doctype, **self.world.links(doctype, which), **mine)
		if letter != "d":
			return TRY[letter](client, doctype, name)
		spare = (doctype, which)
		if spare not in self.spares:
			frappe.db.rollback()  # to see what the web server did meanwhile
			self.spares[spare] = worlds.spare(doctype, name)
			frappe.db.commit()
		reply = TRY["d"](client, doctype, self.spares[spare])
		if reply.status == 202:
			del self.spares[spare]
		return reply

	def test_pitfall_31_a_child_row_is_open_to_whoever_reads_its_parent(self):
		"""The framework asks of a list of child rows only whether the parent's DocType may be read."""
		for child, parent in worlds.children():
			if not holds_case_content(parent) or parent in worlds.SINGLES:
				continue
			for key in matrix.PEOPLE:
				parents = self.listed(key, parent)
				with self.subTest(f"{key} × {child} of {parent}"):
					reply = self.clients[key].list(
						child, parent=parent, fields='["name", "parent"]', limit_page_length=0
					)
					if self.turned_away(reply):
						continue
					self.assertIsNotNone(parents)
					seen = {row["parent"] for row in reply.data}
					self.assertEqual(seen - parents, set())

	def test_a_file_is_open_to_whoever_reads_what_it_is_attached_to(self):
		for doctype in sorted(CONTENT):
			for which, name in self.world.records[doctype].items():
				file = worlds.attach(doctype, name)
				for key, column in matrix.PEOPLE.items():
					letters = matrix.permissions()[doctype][column] if column else ""
					expected = "r" in letters and reach(doctype, key, which)
					with self.subTest(f"{key} × file of {doctype} ({which})"):
						self.assertEqual(worlds.FILE in self.clients[key].get(file.file_url).text, expected)
						if not expected:
							by_name = self.clients[key].get(file.file_url, fid=file.name)
							self.assertNotIn(worlds.FILE, by_name.text)
							found = self.clients[key].list("File", filters=json.dumps({"name": file.name}))
							self.assertFalse(found.data, "the list of files shows it")


def holds_case_content(doctype: str) -> bool:
	"""Whether it is kept from some of the staff."""
	return matrix.permissions()[doctype]["supervisor"] == "-"


def reach(doctype: str, key: str, which: str) -> bool:
	"""Whether a record called own, other, office or any lies within the person's departments."""
	if doctype in matrix.CONCERNS:
		return key in matrix.CONCERNS[doctype]
	if doctype not in matrix.SCOPED or key not in matrix.DEPARTMENTS:
		return True
	return (which == "own" and key in matrix.OWN) or (which == "other" and key in matrix.OTHER)


def export(client: Client, doctype: str, name: str) -> Reply:
	return client.call(
		"frappe.desk.reportview.export_query",
		doctype=doctype,
		fields='["name"]',
		filters=json.dumps({"name": name}),
		file_format_type="CSV",
	)


TRY = {
	"r": lambda client, doctype, name: client.read(doctype, name),
	"w": lambda client, doctype, name: client.update(doctype, name),
	"d": lambda client, doctype, name: client.delete(f"/api/resource/{doctype}/{name}"),
	"x": export,
}
