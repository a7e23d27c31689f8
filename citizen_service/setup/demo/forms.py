"""A blank form that the demo office offers for download, as PDF."""

import frappe

from citizen_service.outbox.notices import speaking
from citizen_service.paper.pdf import to_pdf
from citizen_service.portal.pages import render
from citizen_service.setup.demo.people import OFFICE

TITLE = "نموذج طلب براءة ذمة"
PROCEDURE = "إصدار شهادة براءة ذمة"
LINES = (
	"الاسم الرباعي",
	"رقم الهوية",
	"رقم الهاتف",
	"العنوان",
	"رقم الاشتراك",
	"سبب الطلب",
	"التاريخ",
	"التوقيع",
)
CSS = """
h1 { font-size: 13pt; }
h2 { font-size: 17pt; text-align: center; margin: 1cm 0; }
table { width: 100%; border-collapse: collapse; }
th, td { border: 0.5pt solid #555; height: 1.3cm; padding: 0 0.3cm; text-align: start; }
th { width: 5cm; background: #f2f2f2; }
"""


def make_form() -> None:
	"""The form of one procedure; kept if it is there already."""
	procedure = frappe.get_doc("Service Procedure", {"title": PROCEDURE})
	if procedure.forms:
		return
	with speaking(OFFICE["language"]):
		body = render(
			"templates/paper/blank_form.html",
			{"office": OFFICE["office_name"], "title": TITLE, "lines": LINES},
		)
		content = to_pdf(body, CSS, TITLE)
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": f"{TITLE}.pdf",
			"content": content,
			"is_private": 1,
			"attached_to_doctype": procedure.doctype,
			"attached_to_name": procedure.name,
		}
	).insert()
	procedure.append("forms", {"title": TITLE, "language": OFFICE["language"], "file": file.file_url})
	procedure.save()
