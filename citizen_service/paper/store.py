"""The bytes of signed forms on disk: written once, as received, and only read from then on.

The framework strips EXIF from a JPEG and shares one file between records of the same content, so the bytes do not go
through it: they lie in a folder of their own below the site's private files (where backups find them), and the File
record that shows them is written without its controller. A File record without a content hash is one whose file on
disk the framework never deletes. See README.md.
"""

import os
import secrets
from pathlib import Path

import frappe
from frappe.utils import now

from citizen_service.paper.scan import Scan

FOLDER = "signed_forms"
URL = f"/private/files/{FOLDER}/"
DOCTYPE = "Signed Form"


def keep(form: str, case: str, scan: Scan, content: bytes) -> str:
	"""Write the bytes and the File record that shows them on the signed form; returns that record's name.

	A rollback takes both back.
	"""
	on_disk = f"{case}-{secrets.token_hex(16)}.{scan.extension}"  # nobody guesses its address
	_write(_folder() / on_disk, content)
	file = frappe.new_doc("File")
	file.update(
		{
			"name": frappe.generate_hash(length=10),
			"file_name": f"{form}.{scan.extension}",
			"file_url": URL + on_disk,
			"file_size": scan.size,
			"is_private": 1,
			"folder": frappe.db.get_value("File", {"is_attachments_folder": 1}),
			"attached_to_doctype": DOCTYPE,
			"attached_to_name": form,
			# The owner of a private file may always read it: it follows the case's permission only if it has none.
			"owner": "Administrator",
			"modified_by": "Administrator",
			"creation": now(),
			"modified": now(),
			"docstatus": 0,
			"idx": 0,
		}
	)
	file.db_insert()
	return file.name


def path_of(file_url: str) -> Path:
	"""Where the bytes lie that `file_url` shows."""
	return _folder() / Path(file_url).name


def _folder() -> Path:
	return Path(frappe.get_site_path("private", "files", FOLDER))


def _write(path: Path, content: bytes) -> None:
	"""A new file that only its owner and group may read, on the disk for good before the record of it is."""
	path.parent.mkdir(exist_ok=True)
	frappe.db.after_rollback.add(lambda: path.unlink(missing_ok=True))
	with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o440), "wb") as file:
		file.write(content)
		file.flush()
		os.fsync(file.fileno())
