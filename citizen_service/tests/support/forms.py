"""The forms of a page, as a browser without JavaScript fills and sends them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag

TYPED = ("textarea", "input[type=text]", "input[type=search]", "input[type=tel]", "input[type=email]")
CHOSEN = ("input[type=radio]", "input[type=checkbox]", "select")


@dataclass
class Form:
	"""One form: where it goes, what it carries, what may be typed or chosen in it, which buttons send it."""

	action: str
	carried: dict[str, str]
	typed: list[str]
	chosen: dict[str, list[str]]
	buttons: list[tuple[str, str]]
	files: list[str] = field(default_factory=list)

	def filled(self, text: str, button: tuple[str, str] | None = None) -> dict[str, str]:
		"""What is sent if `text` is typed into every field, and the first of each choice is taken."""
		picked = {name: values[0] for name, values in self.chosen.items() if values}
		pressed = button or (self.buttons[0] if self.buttons else None)
		sent = {**self.carried, **picked, **dict.fromkeys(self.typed, text)}
		return {**sent, **({pressed[0]: pressed[1]} if pressed else {})}


def forms_of(tree: BeautifulSoup) -> Iterator[Form]:
	"""The forms that post, in their order on the page."""
	for form in tree.select("form[method=post]"):
		yield Form(
			action=form.get("action", ""),
			carried={one["name"]: one.get("value", "") for one in form.select("input[type=hidden][name]")},
			typed=[one["name"] for one in form.select(", ".join(TYPED)) if one.get("name")],
			chosen=_choices(form),
			buttons=[(one["name"], one.get("value", "")) for one in form.select("button[name]")],
			files=[one["name"] for one in form.select("input[type=file][name]")],
		)


def _choices(form: Tag) -> dict[str, list[str]]:
	found: dict[str, list[str]] = {}
	for one in form.select(", ".join(CHOSEN)):
		values = [option.get("value", "") for option in one.select("option")] or [one.get("value", "on")]
		found.setdefault(one["name"], []).extend(value for value in values if value)
	return found
