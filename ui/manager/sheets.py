"""Ask on a sheet for what a new part begins with, for one of many, or for a decision."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget
from shiboken6 import isValid

from kiosk.domain.language.text import Message
from ui.manager.form.choices import Pick, PickKey
from ui.manager.form.control import Control
from ui.manager.form.row import FormRow
from ui.manager.form.text_field import TextEntry
from ui.manager.scroll import ScrollColumn
from ui.manager.state import Kit
from ui.staff.choice import DeskSheet
from ui.theme import Role
from ui.widgets import Key, Kind, Sheet, Text

_MOST_FOUND, _FEW_ROWS = 12, 3


class FormSheet(DeskSheet):
    """Show a sheet whose controls alone get the keyboard focus: Tab does not leave it.

    What had the focus before gets it again.
    """

    def paper_height(self, width: int) -> int:
        """Return the height of the rows at this width. The usual one is that of the rows at their least width."""
        return Sheet.paper_height(self, width)

    def come(self) -> None:
        """Cover the window and take the focus."""
        self._before = self.window().focusWidget()
        super().come()

    def dismiss(self) -> None:
        """Close, and give the focus back."""
        before = self._before
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        else:
            self.window().setFocus(Qt.FocusReason.PopupFocusReason)
        super().dismiss()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - Qt's own signature
        """Go to the next or the previous control of this sheet, and around at its end."""
        step = QWidget.nextInFocusChain if forward else QWidget.previousInFocusChain
        start = self.window().focusWidget() or self
        here = step(start)
        while here is not None and here is not start:
            takes_tab = bool(here.focusPolicy() & Qt.FocusPolicy.TabFocus) and here.focusProxy() is None
            if takes_tab and self.isAncestorOf(here) and here.isVisible() and here.isEnabled():
                reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
                here.setFocus(reason)
                return True
            here = step(here)
        return True


class AskSheet(FormSheet):
    """Ask for a few values. Signal: ``answered`` carries them by name; the sheet stays until `dismiss`.

    `values` are shown first; those named by `needs` may not stay empty. `say` shows why the values are not taken.
    """

    answered = Signal(object)

    def __init__(
        self,
        kit: Kit,
        title: str,
        rows: Mapping[str, tuple[str, Control]],
        done: str,
        *,
        values: Mapping[str, Any] | None = None,
        needs: Sequence[str] = (),
    ) -> None:
        super().__init__(kit.over, kit.theme, kit.texts, title)
        self.values: dict[str, Any] = dict(values or {})
        self._needs, self._labels = tuple(needs), {name: label for name, (label, _) in rows.items()}
        self.controls = {name: control for name, (_, control) in rows.items()}
        grid, self._columns = QGridLayout(), 2 if len(rows) > _FEW_ROWS else 1
        grid.setHorizontalSpacing(kit.theme.mm(24))
        grid.setVerticalSpacing(kit.theme.mm(16))
        for place, (name, (label, control)) in enumerate(rows.items()):
            control.setProperty("name", name)
            if name in self.values:
                control.show_value(self.values[name])
            control.changed.connect(self._changed)
            form_row = FormRow(kit.theme, label, control)
            grid.addWidget(form_row, place // self._columns, place % self._columns, Qt.AlignmentFlag.AlignTop)
        for column in range(self._columns):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.trouble = Text(kit.theme, Role.BODY, icon="triangle-alert")
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        row = QHBoxLayout()
        row.addStretch(1)
        self.main = Key(kit.theme, Kind.MAIN, done, icon="check")
        self.main.setFixedWidth(max(kit.theme.mm(220), self.main.sizeHint().width()))
        self.main.clicked.connect(self._answer)
        row.addWidget(self.main)
        self.body.addLayout(row)
        self.come()
        next(iter(self.controls.values())).setFocus(Qt.FocusReason.TabFocusReason)

    def paper_width(self) -> int:
        """Return the width of a narrow sheet, or of one with two columns."""
        return self.theme.mm(1040 if self._columns > 1 else 720)

    def entry(self, name: str) -> QWidget:
        """Return what takes the typed text of a value."""
        control = self.controls[name]
        return control.focusProxy() or control

    def say(self, message: Message) -> None:
        """Show why the values are not taken."""
        self.trouble.set_text(self.texts.message(message))
        self.trouble.show()
        self._cover()

    def _changed(self, value: object) -> None:
        self.values[str(self.sender().property("name"))] = value

    def _answer(self) -> None:
        self.setFocus()  # a field that is being typed in tells its text
        missing = next((name for name in self._needs if not self.values.get(name)), None)
        if missing is None:
            self.answered.emit(dict(self.values))
            return
        self.say(Message("manager.ask.missing", {"label": self._labels[missing]}))
        self.controls[missing].setFocus(Qt.FocusReason.OtherFocusReason)


class FindSheet(FormSheet):
    """Ask for one of many by a few letters of its words. Signal: ``chosen`` carries its value."""

    chosen = Signal(object)

    def __init__(self, kit: Kit, title: str, picks: Sequence[Pick], hint: str) -> None:
        super().__init__(kit.over, kit.theme, kit.texts, title)
        self._kit, self._picks = kit, tuple(picks)
        self.entry = TextEntry(kit.theme, hint)
        self.entry.textEdited.connect(self._later)
        self.body.addWidget(self.entry)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(120)
        self._wait.timeout.connect(self._find)
        self.found = ScrollColumn(kit.theme, 8)
        self.found.setFixedHeight(kit.theme.mm(380))
        self.body.addWidget(self.found)
        self.keys: list[PickKey] = []
        self._find()
        self.come()
        self.entry.setFocus(Qt.FocusReason.TabFocusReason)

    def _later(self) -> None:
        self._wait.start()

    def _find(self) -> None:
        words = self.entry.text().casefold().split()
        shown = [one for one in self._picks if all(w in f"{one.words} {one.second}".casefold() for w in words)]
        column = self.found.column
        while (item := column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.keys = [PickKey(self.theme, one, Kind.SECOND) for one in shown[:_MOST_FOUND]]
        for key in self.keys:
            key.align = Qt.AlignmentFlag.AlignLeft
            key.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            key.picked.connect(self._choose)
            column.addWidget(key)
        if not shown:
            column.addWidget(Text(self.theme, Role.BODY, self._kit.tell("find.none"), colour=self.theme.c.ink_soft))
        column.addStretch(1)

    def _choose(self, value: object) -> None:
        self.dismiss()
        self.chosen.emit(value)


class TellSheet(FormSheet):
    """Show a few lines, with keys for a decision. Signal: ``chosen`` carries the value of the pressed key."""

    chosen = Signal(object)

    def __init__(
        self, kit: Kit, title: str, lines: Sequence[str], picks: Sequence[Pick], *, strong: bool = False
    ) -> None:
        super().__init__(kit.over, kit.theme, kit.texts, title)
        held = ScrollColumn(kit.theme, 8)
        for line in lines:
            held.column.addWidget(Text(kit.theme, Role.HEADING if strong else Role.BODY, line))
        held.column.addStretch(1)
        held.setFixedHeight(kit.theme.mm(min(360, 24 + len(lines) * (44 if strong else 38))))
        self.body.addWidget(held)
        place = QHBoxLayout()
        place.addStretch(1)
        self.keys = [PickKey(kit.theme, one, Kind.SECOND) for one in picks]
        for key in self.keys:
            key.picked.connect(self._choose)
            place.addWidget(key)
        self.body.addLayout(place)
        self.come()
        if self.keys:
            self.keys[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def _choose(self, value: object) -> None:
        self.dismiss()
        self.chosen.emit(value)
