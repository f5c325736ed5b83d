"""Show who the centre is, where complaints go, how kiosks treat citizens, and how ratings are asked for."""

from typing import Any

from kiosk.domain.language.text import VIETNAMESE
from kiosk.domain.people.rating import CONTENTS, OwnReason
from kiosk.domain.setup import edits
from kiosk.domain.setup.draft import SetupPage
from kiosk.domain.setup.values import part_of, with_value
from ui.manager.form import ChecksField, Pick
from ui.manager.form.part_form import PartForm, Row
from ui.manager.page import ColumnPage
from ui.manager.pages.common import (
    check,
    choice,
    count,
    languages,
    name_rows,
    name_values,
    names,
    text_field,
    with_name,
)
from ui.manager.pages.lines import LinesCard, PartLine
from ui.manager.sheets import AskSheet
from ui.manager.state import Kit
from ui.theme import Role
from ui.widgets import Text

_BRANCH = (
    *names("name", label="centre_name"),
    *names("place", label="place"),
    *names("slogan", label="slogan", good=""),
    Row(("code",), "centre.code", text_field, wide=5, helps="centre.code_help"),
)
_FEEDBACK = (
    Row(("address",), "feedback.address", text_field, wide=6),
    Row(("post",), "feedback.post", text_field, wide=6),
    Row(("phone",), "feedback.phone", text_field, wide=4),
    Row(("website",), "feedback.website", text_field, wide=4),
    Row(("email",), "feedback.email", text_field, wide=4),
    Row(("hotline",), "feedback.hotline", text_field, wide=4),
)
_KIOSK = (
    Row(("languages",), "kiosk.languages", languages, helps="kiosk.languages_help"),
    Row(("idle_seconds",), "kiosk.idle", count(20, 600, step=10, unit="seconds"), wide=4),
    Row(("ticket_seconds",), "kiosk.ticket", count(5, 600, step=5, unit="seconds"), wide=4),
    Row(("rating_seconds",), "kiosk.rating", count(5, 600, step=5, unit="seconds"), wide=4),
)
_RATING = (
    Row(("levels",), "rating.levels_label", choice("rating.levels", 3, 5), wide=6),
    Row(("contents",), "rating.contents", check("rating.contents_yes", "no"), wide=6, helps="rating.contents_help"),
)


class CentrePage(ColumnPage):
    """Show names, feedback block, kiosk rules and rating."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, kit.tell(f"page.{SetupPage.CENTRE}"), kit.tell("centre.text"))
        self.forms = {
            "branch": PartForm(kit, _BRANCH),
            "feedback": PartForm(kit, _FEEDBACK),
            "kiosk": PartForm(kit, _KIOSK),
            "rating": PartForm(kit, _RATING),
        }
        for section, form in self.forms.items():
            self.add_card(kit.tell(f"card.{section}"), form)
        self.reasons = Reasons(kit)
        self.column.addWidget(self.reasons)
        self.column.addStretch(1)

    def refresh(self) -> None:
        """Show the draft."""
        for section, form in self.forms.items():
            form.show_part(section)
        self.reasons.refresh()


class Reasons(LinesCard):
    """Show the branch's own reasons of a low rating; without one the usual ones are asked."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, kit.tell("reasons.card"), kit.tell("reasons.add"))
        self._open: str | None = None
        self.none = Text(kit.theme, Role.SMALL, kit.tell("reasons.none"), colour=kit.theme.c.ink_soft)
        self.column.addWidget(self.none)
        self.adds.connect(self._ask_new)
        self.edits.connect(self._ask)
        self.dropped.connect(self._drop)

    def refresh(self) -> None:
        """Show the reasons of the draft."""
        kit = self._kit
        reasons = kit.settings.document.reasons
        self.show_lines([PartLine(kit, one.code, kit.texts.name(one.name), self._about(one)) for one in reasons])
        self.none.setVisible(not reasons)

    def _about(self, reason: OwnReason) -> str:
        return ", ".join(self._content(letter) for letter in reason.contents)

    def _content(self, letter: str) -> str:
        return self._kit.texts.say(f"rating.contents.{letter}")

    def _drop(self, code: str) -> None:
        self._kit.settings.put(edits.remove(self._kit.settings.document, "reasons", code))

    def _ask_new(self) -> None:
        self._ask(None)

    def _ask(self, code: str | None) -> None:
        """Ask for the words of a reason, and for the contents of the decree to which it belongs."""
        kit, self._open = self._kit, code
        reason: OwnReason | None = part_of(kit.settings.document, "reasons", code) if code is not None else None
        held = {
            **name_values(reason.name if reason is not None else None),
            "contents": reason.contents if reason is not None else (),
        }
        contents = ChecksField(kit.theme, [Pick(one, self._content(one)) for one in CONTENTS[-1].letters])
        rows = {**name_rows(kit), "contents": (kit.tell("reasons.contents"), contents)}
        title = kit.tell("reasons.add" if code is None else "reasons.edit")
        self.sheet = AskSheet(kit, title, rows, kit.tell("group.done"), values=held, needs=(VIETNAMESE,))
        self.sheet.answered.connect(self._put)

    def _put(self, values: dict[str, Any]) -> None:
        document, code = self._kit.settings.document, self._open
        if code is None:
            document, code = edits.add_reason(document, values[VIETNAMESE])
        document = with_name(document, ("reasons", code), values)
        document = with_value(document, ("reasons", code, "contents"), tuple(values["contents"]))
        self.sheet.dismiss()
        self._kit.settings.put(document)
