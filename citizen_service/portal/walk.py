"""The way of one citizen through the form: each request carries all answers so far, so the server keeps none.

Only the files wait on the server, bound to the form's token. What is answered here is the context of a page.
"""

from collections.abc import Mapping
from functools import cached_property

import frappe
from frappe import _
from frappe.utils import strip_html

from citizen_service.confirmation import one_time
from citizen_service.errors import ConfirmationNeeded
from citizen_service.portal import site_tokens, uploads
from citizen_service.portal.form import read_form
from citizen_service.portal.identity import with_identity
from citizen_service.portal.intake import FILES, Receipt, check_answers, receive, said, uploaded
from citizen_service.portal.showing import Showing
from citizen_service.portal.started import started
from citizen_service.portal.steps import carried, following, preceding, shown, step_of, walk
from citizen_service.portal.trust import CONFIRMED, CONTACTS, PROOF, purpose

FILES_STEP_OF = "description"
"""Files are asked for where the matter is described."""
UNPROCESSABLE = 422


class Visit:
	"""One request: what was sent with it, and which page answers it."""

	def __init__(self, sent: Mapping[str, object], procedure: object = None):
		self.sent = with_identity(sent)
		self.form = read_form(self.sent)
		self.last = len(self.form.steps)
		self.at = self._number(sent.get("step"))
		self.procedure = started(procedure or sent.get("procedure"))
		token = str(sent.get("token") or "")
		self.is_fresh = site_tokens.is_fresh(token)
		# What belongs to a form that is too old is worthless: its proof, its codes and its files.
		self.token = token if self.is_fresh else site_tokens.new_token()
		self.returns = bool(sent.get("review")) or (self.at == self.last and "step" in sent)

	# What the page is made of

	@cached_property
	def answers(self) -> dict[str, str]:
		"""The answers so far, also empty ones; a question that has not been shown yet has none."""
		here = {field.name for field in self.form.steps[self.at].fields} if self._has_step else set()
		return {
			field.name: carried(field, self.sent.get(field.name))
			for field in self.form.fields
			if field.name in self.sent or field.name in here
		}

	@cached_property
	def extras(self) -> dict[str, str]:
		"""What else a page carries on: all of it is signed, or looked at again."""
		names = (PROOF, *(CONFIRMED.format(field) for field in CONTACTS))
		kept = {name: str(self.sent.get(name) or "")[:3000] if self.is_fresh else "" for name in names}
		return {**kept, "procedure": self.procedure.name if self.procedure else "", "token": self.token}

	@property
	def files_step(self) -> int | None:
		if not self.form.limits.count:
			return None
		found = step_of(self.form.steps, FILES_STEP_OF)
		return self.last - 1 if found is None else found

	@property
	def way(self) -> list[int]:
		always = () if self.files_step is None else (self.files_step,)
		return walk(self.form.steps, with_identity(self.answers), always)

	@property
	def mark(self) -> str:
		return site_tokens.mark(self.token)

	# What was pressed

	def answer(self) -> dict | Receipt:
		"""The context of the page that follows, or the receipt of the case that was registered."""
		go, _colon, which = str(self.sent.get("go") or "").partition(":")
		if "step" not in self.sent or go in ("send", "code", "resend"):
			return self._confirm(resend=go == "resend") if go in ("code", "resend") else self._send()
		wrong_files = self._hold()
		if wrong_files:
			return self._step(self.at if self._has_step else self.files_step, {FILES: wrong_files})
		if go == "remove":
			uploads.room().remove(self.mark, which)
		elif go == "next" and self._has_step:
			return self._next()
		elif go == "back":
			return self._page(preceding(self.way, self.at))
		elif go == "to":
			return self._page(self._number(which))
		return self._page(self.at)

	def first(self, case_type: object) -> dict:
		"""The first page of a form that was just opened; a `case_type` that it offers is chosen, and may be changed."""
		preset = {"case_type": case_type if self._offers("case_type", case_type) else ""}
		if self.procedure:
			preset = {
				"case_type": self.procedure.case_type or preset["case_type"],
				"category": self.procedure.category,
				"subject": self.procedure.title,
			}
		self.answers = {name: value for name, value in preset.items() if value}
		return self._page(self.way[0] if self.way else self.last)

	def _offers(self, name: str, answer: object) -> bool:
		return any(
			choice.value == answer
			for field in self.form.fields
			if field.name == name
			for choice in field.choices
		)

	def _next(self) -> dict:
		_values, found = check_answers(self.form, with_identity(self.answers | self._raw_here()))
		problems = said(found)
		here = {field.name for field in self.form.steps[self.at].fields}
		if mine := {name: text for name, text in problems.items() if name in here}:
			return self._step(self.at, mine)
		if self.returns:
			return self._wrong(problems) if problems else self._page(self.last)
		return self._page(following(self.way, self.at, self.last))

	def _send(self) -> dict | Receipt:
		try:
			return receive(self.sent, uploaded(), str(self.sent.get("token") or ""), keep=True)
		except ConfirmationNeeded as error:
			field = frappe.local.response.pop("confirm", None)
			if field:
				return self._ask_code(field)
			return self._step(self._contact_step, {}, error)
		except frappe.ValidationError as error:
			return self._wrong(frappe.local.response.pop("problems", {}), error)

	def _confirm(self, resend: bool) -> dict | Receipt:
		field = str(self.sent.get("code_for") or "")
		values, _problems = check_answers(self.form, self.sent)
		contact = values.get(field) if field in CONTACTS else None
		if not contact or not self.is_fresh:
			return self._send()
		if resend:
			return self._ask_code(field)
		try:
			confirmation = one_time.confirm(
				purpose(self.token), str(contact), str(self.sent.get("code") or "")
			)
		except frappe.PermissionError as error:
			return self._showing().code(field, str(contact), strip_html(str(error)), error.http_status_code)
		self.sent[CONFIRMED.format(field)] = confirmation
		return self._send()

	def _ask_code(self, field: str) -> dict:
		values, _problems = check_answers(self.form, self.sent)
		contact = str(values[field])
		try:
			one_time.send_code(purpose(self.token), contact)
		except frappe.ValidationError as error:
			status = getattr(error, "http_status_code", UNPROCESSABLE)
			return self._step(step_of(self.form.steps, field), {field: strip_html(str(error))}, status=status)
		return self._showing().code(field, contact)

	# Where it leads

	def _wrong(self, problems: dict[str, str], error: Exception | None = None) -> dict:
		"""The first step with a problem; looking everything over, if the problem is with no answer."""
		places = {name: self._place_of(name) for name in problems}
		steps = sorted(number for number in places.values() if number is not None)
		status = getattr(error, "http_status_code", UNPROCESSABLE)
		if not steps:
			return self._showing().review(strip_html(str(error or "")), status)
		self.returns = True
		mine = {name: text for name, text in problems.items() if places[name] == steps[0]}
		return self._step(steps[0], mine, error, status)

	def _place_of(self, name: str) -> int | None:
		return self.files_step if name == FILES else step_of(self.form.steps, name)

	def _page(self, number: int) -> dict:
		if number >= self.last:
			self.returns = True
			return self._showing().review()
		return self._step(number, {})

	def _step(
		self,
		number: int | None,
		problems: dict[str, str],
		error: Exception | None = None,
		status: int = UNPROCESSABLE,
	) -> dict:
		if number is None:
			return self._showing().review(strip_html(str(error or "")), status)
		fields = self.form.fields
		step = shown(self.form.steps[number], fields, with_identity(self.answers))
		message = ""
		if problems or error:
			general = _("Some answers are missing or wrong. Please look at the marked fields.")
			message = strip_html(str(error)) if error else general
		return self._showing().step(number, step, problems, message, status if message else 200)

	def _showing(self) -> Showing:
		return Showing(
			self.form,
			self.answers,
			self.extras,
			self.way,
			self.files_step,
			uploads.room().files(self.mark),
			self.procedure,
			self.returns,
			fresh="step" not in self.sent and frappe.request.method == "GET",
		)

	def _hold(self) -> str:
		"""Let the files of this request wait; what is wrong with them, in words."""
		problems = uploads.hold(self.mark, uploaded(), self.form.limits)
		return " ".join(said(dict(enumerate(problems))).values())

	@property
	def _has_step(self) -> bool:
		return "step" in self.sent and self.at < self.last

	@property
	def _contact_step(self) -> int | None:
		places = [step_of(self.form.steps, field) for field in CONTACTS]
		return next((number for number in places if number is not None), None)

	def _raw_here(self) -> dict[str, object]:
		"""The answers of this step as they came, because carried ones are cut."""
		return {name: self.sent.get(name) for name in self.answers if name in self.sent}

	def _number(self, text: object) -> int:
		"""A number of a step; what is none is the first, what is too large looking everything over."""
		digits = str(text or "")[:4]
		return min(int(digits), self.last) if digits.isascii() and digits.isdecimal() else 0
