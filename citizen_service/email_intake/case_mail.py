"""One mail to the office: a new case, a letter on a case that there is, or neither."""

from frappe.email.receive import InboundMail


class CaseMail(InboundMail):
	"""A mail that was fetched for cases."""
