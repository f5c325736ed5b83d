"""Show priority groups and the calling order in plain words, with a preview on today's queue."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.branch.setup import queue_preview
from kiosk.branch.setup.queue_preview import PreviewLine, QueuePreview
from kiosk.domain.branch_setup import PriorityGroup
from kiosk.domain.language.text import VIETNAMESE
from kiosk.domain.people.scan import Sex
from kiosk.domain.queue.calling import Rule
from kiosk.domain.setup import edits
from kiosk.domain.setup.draft import SetupPage
from kiosk.domain.setup.values import part_of, with_value
from ui.manager.form import ChoiceField, FormRow, Pick, TextField
from ui.manager.form.control import Control
from ui.manager.form.part_form import PartForm, Row, number
from ui.manager.page import ColumnPage, clear
from ui.manager.pages.common import count, name_rows, name_values, raised, with_name
from ui.manager.pages.lines import LinesCard, PartLine
from ui.manager.sheets import AskSheet
from ui.manager.state import Kit
from ui.theme import Role
from ui.widgets import Panel, Text
from ui.widgets.banner import Tag, Tone

_SHARES = (
    Row(("priority_share",), "calling.priority_share", count(1, 10), wide=6),
    Row(("ordinary_share",), "calling.ordinary_share", count(1, 10), wide=6),
)
_BONUS = (Row(("priority_bonus_minutes",), "calling.bonus", count(0, 480, step=5, unit="minutes")),)
_OTHERS = (
    Row(("overdue_minutes",), "calling.overdue", count(0, 480, step=5, unit="minutes"), helps="calling.overdue_help"),
    Row(("appointment_share",), "calling.appointment_share", count(1, 10), wide=6),
    Row(("appointment_early_minutes",), "calling.early", count(0, 480, step=5, unit="minutes"), wide=6),
    Row(("appointment_late_minutes",), "calling.late", count(0, 480, step=5, unit="minutes"), wide=6),
)
_LIMITS = (
    Row(("daily_cap",), "limits.daily_cap", count(1, 99, none="no_limit"), wide=6),
    Row(("recall_limit",), "limits.recall_limit", count(1, 10), wide=6),
    Row(("recall_gap_seconds",), "limits.recall_gap", count(0, 600, step=5, unit="seconds"), wide=6),
    Row(("wait_minutes",), "limits.wait", count(1, 480, step=5, unit="minutes"), wide=6, helps="limits.wait_help"),
    Row(("lock_minutes",), "limits.lock", count(0, 240, step=5, unit="minutes"), wide=6, helps="limits.lock_help"),
)


class CallingPage(ColumnPage):
    """Show the rule with its numbers, the groups, the limits, and the preview at the right."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, kit.tell(f"page.{SetupPage.CALLING}"), kit.tell("calling.text"))
        self.rule = ChoiceField(
            kit.theme,
            [Pick(one, kit.tell(f"calling.rule.{one}"), kit.tell(f"calling.rule_help.{one}")) for one in Rule],
        )
        self.rule.changed.connect(self._set_rule)
        self._rule_row = FormRow(kit.theme, kit.tell("calling.rule_label"), self.rule, undo=kit.tell("undo_row"))
        self._rule_row.undone.connect(self._undo_rule)
        self.forms = {
            "shares": PartForm(kit, _SHARES),
            "bonus": PartForm(kit, _BONUS),
            "others": PartForm(kit, _OTHERS),
        }
        self.limits = PartForm(kit, _LIMITS)
        self.groups = Groups(kit)
        self.preview = Preview(kit)
        self.add_card(kit.tell("calling.card"), self._rule_row, *self.forms.values())
        self.column.addWidget(self.groups)
        self.add_card(kit.tell("limits.card"), self.limits)
        self.column.addStretch(1)
        outer = self.layout()
        if isinstance(outer, QVBoxLayout):
            outer.removeWidget(self.scrolled)
            both = QHBoxLayout()
            both.setSpacing(kit.theme.mm(14))
            both.addWidget(self.scrolled, 640)
            both.addWidget(self.preview, 400)
            outer.addLayout(both, 1)

    def refresh(self) -> None:
        """Show the draft."""
        kit, calling = self.kit, self.settings.document.calling
        used = self.settings.draft.base.calling.rule
        self.rule.show_value(calling.rule)
        self._rule_row.show_state(used="" if used is calling.rule else kit.tell("used", value=self.rule.words(used)))
        for form in self.forms.values():
            form.show_part("calling")
        self.forms["shares"].setVisible(calling.rule is Rule.RATIO)
        self.forms["bonus"].setVisible(calling.rule is Rule.PRIORITY)
        self.limits.show_part("limits")
        self.groups.refresh()
        self.preview.refresh()

    def _set_rule(self, rule: Rule) -> None:
        self.settings.set(("calling", "rule"), rule)

    def _undo_rule(self) -> None:
        self.settings.take_back_at(("calling", "rule"))


class Preview(Panel):
    """Show the first numbers of today's queue in the order of the draft, each with its reason."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit.theme)
        self._kit = kit
        self._policy: object = None
        self._rows: list[QWidget] = []
        mm = kit.theme.mm
        column = QVBoxLayout(self)
        column.setContentsMargins(mm(18), mm(14), mm(18), mm(14))
        column.setSpacing(mm(8))
        column.addWidget(Text(kit.theme, Role.HEADING, kit.tell("preview.title")))
        self.about = Text(kit.theme, Role.SMALL, colour=kit.theme.c.ink_soft)
        column.addWidget(self.about)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(mm(2))
        column.addLayout(self._lines)
        column.addStretch(1)

    def refresh(self) -> None:
        """Ask for the order again if the rule is another one."""
        policy = self._kit.settings.document.calling.policy()
        if policy != self._policy:
            self._policy = policy
            self._kit.ask(queue_preview.queue_preview, policy).then(self._show, away=self._unknown)

    def _show(self, preview: QueuePreview) -> None:
        clear(self._rows)
        self._rows = [PreviewRow(self._kit, one) for one in preview.lines]
        for row in self._rows:
            self._lines.addWidget(row)
        key = "preview.text" if preview.waiting else "preview.nobody"
        self.about.set_text(self._kit.tell(key, count=preview.waiting))

    def _unknown(self) -> None:
        self._policy = None


class PreviewRow(QWidget):
    """Show a waiting number: its label, its service, its reason, and whether it moved."""

    def __init__(self, kit: Kit, line: PreviewLine) -> None:
        super().__init__()
        theme, mm = kit.theme, kit.theme.mm
        row = QHBoxLayout(self)
        row.setContentsMargins(0, mm(5), 0, mm(5))
        row.setSpacing(mm(12))
        label = Text(theme, Role.HEADING, line.label, wrap=False)
        label.setFixedWidth(mm(72))
        row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        service = kit.tell("preview.waited", service=kit.texts.name(line.service), count=line.waited_minutes)
        words.addWidget(Text(theme, Role.SMALL, service, weight=600))
        words.addWidget(Text(theme, Role.SMALL, reason_words(kit, line), colour=theme.c.ink_soft))
        row.addLayout(words, 1)
        if line.place != line.before:
            moved = kit.tell("preview.moved", place=line.before)
            tag = Tag(theme, Tone.GOLD, moved, icon="arrow-up" if line.place < line.before else "arrow-down")
            words.addWidget(tag, 0, Qt.AlignmentFlag.AlignLeft)


def reason_words(kit: Kit, line: PreviewLine) -> str:
    """Return why a number has its place, as the desk says it."""
    if line.reason.key == "why.first_come":
        return kit.tell("preview.first_come")
    return kit.texts.message(line.reason)


class Groups(LinesCard):
    """Show the priority groups, each with its keys."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, kit.tell("group.card"), kit.tell("group.add"))
        self._open: str | None = None
        self.adds.connect(self._ask_new)
        self.edits.connect(self._ask_code)
        self.dropped.connect(self._drop)

    def refresh(self) -> None:
        """Show the groups of the draft."""
        kit = self._kit
        groups = kit.settings.document.groups
        self.show_lines([PartLine(kit, one.code, kit.texts.name(one.name), group_about(kit, one)) for one in groups])

    def _drop(self, code: str) -> None:
        self._kit.settings.put(edits.remove(self._kit.settings.document, "groups", code))

    def _ask_new(self) -> None:
        self._ask(None)

    def _ask_code(self, code: str) -> None:
        self._ask(part_of(self._kit.settings.document, "groups", code))

    def _ask(self, group: PriorityGroup | None) -> None:
        kit = self._kit
        self._open = group.code if group is not None else None
        proof, source = TextField(kit.theme), TextField(kit.theme)
        youngest, oldest = (number(kit, low=0, high=120, none="group.any_age") for _ in range(2))
        sexes = [Pick(one, raised(kit.tell(f"sex.{one.name.lower()}"))) for one in Sex]
        sex = ChoiceField(kit.theme, [Pick(None, kit.tell("group.any_sex")), *sexes])
        held: dict[str, Any] = {
            **name_values(group.name if group is not None else None),
            "from_age": group.from_age if group is not None else None,
            "to_age": group.to_age if group is not None else None,
            "sex": group.sex if group is not None else None,
            "proof": group.proof.vi if group is not None and group.proof is not None else "",
            "source": group.source if group is not None else "",
        }
        controls: dict[str, Control] = {
            "from_age": youngest,
            "to_age": oldest,
            "sex": sex,
            "proof": proof,
            "source": source,
        }
        rows = {**name_rows(kit), **{key: (kit.tell(f"group.{key}"), one) for key, one in controls.items()}}
        title = kit.tell("group.edit" if group is not None else "group.add")
        self.sheet = AskSheet(kit, title, rows, kit.tell("group.done"), values=held, needs=(VIETNAMESE,))
        self.sheet.answered.connect(self._put)

    def _put(self, values: dict[str, Any]) -> None:
        document, code = self._kit.settings.document, self._open
        if code is None:
            document, code = edits.add_group(document, values[VIETNAMESE])
        document = with_name(document, ("groups", code), values)
        document = with_value(document, ("groups", code, "proof", "vi"), values["proof"])
        for key in ("from_age", "to_age", "sex", "source"):
            document = with_value(document, ("groups", code, key), values[key])
        self.sheet.dismiss()
        self._kit.settings.put(document)


def group_about(kit: Kit, group: PriorityGroup) -> str:
    """Return ages, proof and source of a group in words."""
    proof = kit.tell("group.shows", proof=kit.texts.name(group.proof)) if group.proof is not None else ""
    return ". ".join(one for one in (group_ages(kit, group), proof, group.source) if one)


def group_ages(kit: Kit, group: PriorityGroup) -> str:
    """Return the ages of a group in words; empty: any."""
    if group.from_age is not None and group.to_age is not None:
        return kit.tell("group.between", low=group.from_age, high=group.to_age)
    if group.from_age is not None:
        return kit.tell("group.from", low=group.from_age)
    return kit.tell("group.to", high=group.to_age) if group.to_age is not None else ""
