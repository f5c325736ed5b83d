"""Make the controls and rows that several pages have."""

from collections.abc import Callable, Mapping
from typing import Any

from kiosk.domain.language.text import LANGUAGES, VIETNAMESE, LocalText
from kiosk.domain.setup.document import Document
from kiosk.domain.setup.values import Place, with_value
from ui.manager.form import CheckField, ChecksField, ChoiceField, Pick, PickField, TextField
from ui.manager.form.control import Control
from ui.manager.form.dates import DateField
from ui.manager.form.part_form import Row, number
from ui.manager.form.texts import TextsField
from ui.manager.state import Kit


def raised(words: str) -> str:
    """Return words as they stand on a key: with a capital at the beginning."""
    return words[:1].upper() + words[1:]


def name_field(kit: Kit) -> TextField:
    """Return a field for the main name of a part."""
    return TextField(kit.theme, bold=True, eager=True)


def text_field(kit: Kit) -> TextField:
    """Return a field for one line of text."""
    return TextField(kit.theme, eager=True)


def list_field(kit: Kit) -> PickField:
    """Return a field whose values stand on a sheet."""
    return PickField(kit.theme)


def date_field(kit: Kit) -> DateField:
    """Return a field for the last day of a role, which may be none."""
    return DateField(kit.theme, kit.tell("staff.no_end"))


def languages(kit: Kit) -> ChecksField:
    """Return check boxes for the languages."""
    return ChecksField(kit.theme, [Pick(one, raised(kit.tell(f"language.{one}"))) for one in LANGUAGES])


def some_languages(kit: Kit) -> ChecksField:
    """Return check boxes for the languages, of which one stays."""
    return ChecksField(kit.theme, [Pick(one, raised(kit.tell(f"language.{one}"))) for one in LANGUAGES], least=1)


def sentences(kit: Kit) -> TextsField:
    """Return a field for sentences."""
    return TextsField(kit.theme, kit.tell("notice.add"), kit.tell("notice.remove"))


def names(key: str, *, label: str = "name", good: str = "name.fits", hint: str = "") -> tuple[Row, ...]:
    """Return the rows of a name in three languages. `label` is the part of the sentences' keys before the language."""
    return (
        Row((key, "vi"), f"{label}.vi", name_field, wide=5, narrow=12, good=good, helps=hint),
        Row((key, "en"), f"{label}.en", text_field, wide=4, narrow=7),
        Row((key, "km"), f"{label}.km", text_field, wide=3, narrow=5),
    )


def name_rows(kit: Kit) -> dict[str, tuple[str, Control]]:
    """Return the rows of a sheet for a name, each by its language. The Vietnamese one is `VIETNAMESE`."""
    return {one: (kit.tell(f"name.{one}"), TextField(kit.theme, bold=one == VIETNAMESE)) for one in LANGUAGES}


def name_values(name: LocalText | None) -> dict[str, Any]:
    """Return a name by its languages, for `name_rows`; None: empty."""
    held = name.as_dict() if name is not None else {}
    return {one: held.get(one, "") for one in LANGUAGES}


def with_name(document: Document, part: Place, values: Mapping[str, Any]) -> Document:
    """Return the document with the name of a part as a sheet with `name_rows` has it."""
    for one in LANGUAGES:
        document = with_value(document, (*part, "name", one), values[one])
    return document


def count(low: int, high: int, *, step: int = 1, unit: str = "", none: str = "") -> Callable[[Kit], Control]:
    """Return what makes a number from `low` to `high`."""

    def make(kit: Kit) -> Control:
        return number(kit, low=low, high=high, step=step, unit=unit, none=none)

    return make


def choice(prefix: str, *values: object) -> Callable[[Kit], Control]:
    """Return what makes a choice of values, whose words are the sentences ``PREFIX.VALUE``."""

    def make(kit: Kit) -> Control:
        return ChoiceField(kit.theme, [Pick(one, raised(kit.tell(f"{prefix}.{one}"))) for one in values])

    return make


def check(words: str, no: str) -> Callable[[Kit], Control]:
    """Return what makes a check box."""

    def make(kit: Kit) -> Control:
        return CheckField(kit.theme, kit.tell(words), kit.tell(no))

    return make
