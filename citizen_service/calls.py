"""What a call over HTTP may hold. What no method can read is refused by name before anything is done (rule 8).

The framework answers a missing argument, half a character or a text that should have been JSON with a server error, and
an argument of another type with a technical sentence in English. Nobody is told more than before: whoever may not call
a method is turned away by the framework as ever, and what a method takes is no secret.
"""

import inspect
import json
import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from types import FunctionType
from typing import Any, NoReturn, TypeVar, get_args, get_origin

import frappe
import frappe.translate
from frappe import _
from frappe.core.doctype.server_script.server_script_utils import get_server_script_map
from frappe.exceptions import FrappeTypeError
from frappe.utils import escape_html, get_datetime
from frappe.utils.response import report_error
from frappe.utils.typing_validations import transform_parameter_types
from werkzeug.wrappers import Request, Response

from citizen_service.errors import BadRequest

METHOD = re.compile(r"/api/(?:v\d/)?method/([^/]+)/?")
NAME = re.compile(r"(frappe|citizen_service)(\.\w+)+")
"""Methods of other apps are theirs to look after."""
HALVES = re.compile(r"\\u[dD][89a-fA-F]")
"""How JSON writes the halves of a character outside the Basic Multilingual Plane; alone, one is no text."""
DEEP = 500
"""More brackets than this may be nested deeper than can be read."""
ANSWERED = ("/api/", "/citizen-service")
"""Where what cannot be read gets an answer of ours."""
SUBSTITUTED = ("ignore_permissions", "flags")
"""What the framework takes out of every call."""

Kind = TypeVar("Kind", dict, list)


def refuse_unreadable() -> None:
	"""Called by the framework on every request (auth hook), before it looks for the method.

	:raises BadRequest: a text that no UTF-8 can hold, values nested too deeply, or an argument of a method that the user
		may call is missing or of another type
	"""
	name = called()
	if name or frappe.request.path.startswith("/api/"):
		_refuse_unreadable_text(frappe.form_dict)
	if name:
		names = frappe.get_hooks("override_whitelisted_methods", {}).get(name) or [name]
		method = _method_of(names[0]) if len(names) == 1 else None
		if method and (problem := _misfit(method)) and name not in get_server_script_map().get("_api", {}):
			_refuse(problem)


def called() -> str | None:
	"""The name of the method that the present request calls, as it was sent.

	:raises BadRequest: that is no text
	"""
	name = frappe.form_dict.get("cmd") or ((found := METHOD.fullmatch(frappe.request.path)) and found[1])
	if name and not isinstance(name, str):
		refuse_argument("cmd", _word(str))
	return name or None


def answer_unreadable_body(request: Request, response: Response | None) -> None:
	"""Called by the framework after every request: it reads the body before any hook, and fails if that is no JSON object."""
	if response is None or response.status_code < 400 or not request.path.startswith(ANSWERED):
		return
	if frappe.form_dict or not request.is_json or _is_object(request.get_data(as_text=True)):
		return
	frappe.clear_messages()
	frappe.local.error_log = []
	frappe.local.response = frappe._dict(docs=[])
	frappe.local.lang = frappe.translate.get_language()
	try:
		_refuse(_("The body of the call is no JSON object."))
	except BadRequest as refusal:
		answer = report_error(refusal.http_status_code)
	response.status_code, response.mimetype, response.data = answer.status_code, answer.mimetype, answer.data


def _is_object(text: str) -> bool:
	try:
		return isinstance(json.loads(text), dict)
	except (ValueError, RecursionError):
		return False


def parsed(sent: object, kind: type[Kind], argument: str) -> Kind:
	"""What a method was sent as JSON, or as the object or list itself; an empty one if nothing was sent.

	:param kind: dict or list
	:param argument: its name, for the refusal
	:raises BadRequest: no JSON, or something else
	"""
	value = sent
	if isinstance(sent, str) and sent.strip():
		try:
			value = json.loads(sent)
		except (ValueError, RecursionError):
			value = False
	if value is None or value == "":
		return kind()
	if not isinstance(value, kind):
		refuse_argument(argument, _word(kind))
	return value


def fields_in(sent: object, argument: str) -> dict[str, Any]:
	"""The values of fields that a method was sent, see `parsed`.

	:raises BadRequest: it is no object, or a value is a list or an object
	"""
	values = parsed(sent, dict, argument)
	for field, value in values.items():
		if isinstance(value, (dict, list)):
			refuse_argument(field, _("single value"))
	return values


def names_in(sent: object, argument: str) -> list[str]:
	"""The names that a method was sent as a list, see `parsed`.

	:raises BadRequest: it is no list, or holds something else than texts
	"""
	names = parsed(sent, list, argument)
	if not all(isinstance(name, str) for name in names):
		refuse_argument(argument, _("list of names"))
	return names


def filters_in(sent: object, argument: str) -> dict | list:
	"""Filters as the desk sends them, see `parsed`: fields with values, or a list of conditions.

	:raises BadRequest: they are neither
	"""
	is_object = isinstance(sent, dict) or (isinstance(sent, str) and sent.lstrip().startswith("{"))
	filters = parsed(sent, dict if is_object else list, argument)
	if not is_object and not all(isinstance(condition, (list, dict)) for condition in filters):
		refuse_argument(argument, _word(list))
	return filters


def document_in(sent: object, argument: str) -> dict[str, Any]:
	"""Which document a method was sent, of all that its form holds: `doctype`, `name`, and `modified` if there is one.

	:raises BadRequest: it is no object, or names no document
	:raises frappe.DoesNotExistError: there is no such DocType
	"""
	values = parsed(sent, dict, argument)
	named = {field: values[field] for field in ("doctype", "name", "modified") if values.get(field)}
	doctype, name = named.get("doctype"), named.get("name")
	if not isinstance(doctype, str) or not isinstance(name, (str, int)):
		refuse_argument(argument, _("document with its DocType and name"))
	frappe.get_meta(doctype)
	return named


def moment_in(sent: object, argument: str) -> datetime:
	"""A moment of the site's time that a method was sent.

	:raises BadRequest: it is none
	"""
	try:
		moment = get_datetime(sent) if sent and isinstance(sent, (str, datetime)) else None
	except (ValueError, OverflowError):
		moment = None
	if moment is None or moment.tzinfo:
		refuse_argument(argument, _("date and time"))
	return moment


def refuse_argument(argument: str, expected: str) -> NoReturn:
	"""Refuse what was sent for it.

	:param expected: what would be right, in the user's language
	:raises BadRequest: always
	"""
	_refuse(_unfit(argument, expected))


def _method_of(name: str) -> Callable | None:
	"""The method of that name, if the framework would let the user call it so."""
	if not NAME.fullmatch(name):
		return None
	module, _dot, attribute = name.rpartition(".")
	try:
		method = getattr(frappe.get_module(module), attribute)
	except (ImportError, AttributeError):
		return None
	if not isinstance(method, FunctionType):
		return None
	allowed = frappe.allowed_http_methods_for_whitelisted_func.get(method, ())
	if frappe.request.method not in allowed:
		return None
	return method if frappe.session.user != "Guest" or method in frappe.guest_methods else None


@lru_cache(maxsize=1024)
def _parameters(method: Callable) -> tuple[inspect.Parameter, ...]:
	return tuple(
		one
		for one in inspect.signature(method).parameters.values()
		if one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY)
	)


def _misfit(method: Callable) -> str | None:
	"""What is wrong with the arguments that the framework is about to call the method with."""
	given = {}
	for parameter in _parameters(method):
		if parameter.name in frappe.form_dict and parameter.name not in SUBSTITUTED:
			given[parameter.name] = frappe.form_dict[parameter.name]
		elif parameter.default is parameter.empty:
			return _("{0} is missing. Expected: {1}.").format(
				frappe.bold(parameter.name), _word(parameter.annotation)
			)
	checked = getattr(method, "__wrapped__", method)
	if _fits(checked, given):
		return None
	for parameter in _parameters(method):
		if parameter.name in given and not _fits(checked, {parameter.name: given[parameter.name]}):
			return _unfit(parameter.name, _word(parameter.annotation))
	return None


def _unfit(argument: str, expected: str) -> str:
	return _("{0} cannot be read. Expected: {1}.").format(frappe.bold(escape_html(argument)), expected)


def _fits(method: Callable, given: dict[str, Any]) -> bool:
	try:
		transform_parameter_types(method, (), dict(given))
	except FrappeTypeError:
		return False
	return True


def _word(annotation: object) -> str:
	"""What an argument of that type is, in the user's language."""
	kinds = [get_origin(one) or one for one in get_args(annotation) or (annotation,)]
	if get_origin(annotation) in (dict, list):
		kinds = [get_origin(annotation)]
	words = {
		str: _("text"),
		int: _("number"),
		float: _("number"),
		bool: _("yes or no"),
		dict: _("object"),
		list: _("list"),
	}
	return " / ".join(dict.fromkeys(words[kind] for kind in kinds if kind in words)) or _("value")


def _refuse_unreadable_text(value: object) -> None:
	try:
		halved = _is_halved(value)
	except RecursionError:
		_refuse(_("The call holds values nested too deeply."))
	if halved:
		_refuse(_("The call holds a text that is not valid Unicode: half a character."))


def _is_halved(value: object) -> bool:
	"""Whether half a character is somewhere in it, texts that are JSON included.

	:raises RecursionError: it is nested too deeply
	"""
	if isinstance(value, str):
		try:
			value.encode()
		except UnicodeEncodeError:
			return True
		if HALVES.search(value) or value.count("[") + value.count("{") > DEEP:
			try:
				return _is_halved(json.loads(value))
			except ValueError:
				return False
	elif isinstance(value, dict):
		return any(_is_halved(key) or _is_halved(one) for key, one in value.items())
	elif isinstance(value, list):
		return any(_is_halved(one) for one in value)
	return False


def _refuse(message: str) -> NoReturn:
	frappe.throw(message, BadRequest, title=_("Not Understood"))
