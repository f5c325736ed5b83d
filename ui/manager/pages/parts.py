"""Provide the pages that list the parts of one section at the left, with the form of one at the right."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from kiosk.domain.setup import edits
from kiosk.domain.setup.difference import PARTS
from kiosk.domain.setup.values import has_part, part_of
from ui.manager.items import ItemKey
from ui.manager.page import SplitPage, act_key, clear, icon_key
from ui.manager.state import Kit


class OpenPartPage(SplitPage):
    """Show the form of one part, with keys that move it, take its changes back, or take it out.

    A subclass says in `open_part` which one it is. Without `is_ordered` the parts have no order of their own.
    """

    is_ordered = True

    def __init__(self, kit: Kit, title: str, text: str = "", *, list_wide: int = 400) -> None:
        super().__init__(kit, title, text, list_wide=list_wide)
        self.up = icon_key(kit, "arrow-up", kit.tell("move.up"), "Alt+Up" if self.is_ordered else "")
        self.down = icon_key(kit, "arrow-down", kit.tell("move.down"), "Alt+Down" if self.is_ordered else "")
        self.take_back = act_key(kit, kit.tell("undo_part"), "undo-2")
        self.retire = act_key(kit, "", "circle-minus")
        for key, slot in (
            (self.up, self._move_up),
            (self.down, self._move_down),
            (self.take_back, self._take_back),
            (self.retire, self._retire),
        ):
            key.clicked.connect(slot)
            self.acts.addWidget(key)
        self.up.setVisible(self.is_ordered)
        self.down.setVisible(self.is_ordered)

    @property
    def open_part(self) -> tuple[str, object] | None:
        """Return the section of the open part, and what it is known by; None: no part is open."""
        raise NotImplementedError

    def show_acts(self, retire: str, count: int) -> None:
        """Show which keys the open part has; `retire` are the words of the last one, `count` its neighbours and it."""
        opened = self.open_part
        self.retire.set_text(retire)
        self.retire.setVisible(opened is not None)
        self.take_back.setVisible(opened is not None and bool(self.settings.changes_of(*opened)))
        for key in (self.up, self.down):
            key.setEnabled(count > 1)

    def _move_up(self) -> None:
        self._move(-1)

    def _move_down(self) -> None:
        self._move(1)

    def _move(self, step: int) -> None:
        if (opened := self.open_part) is not None:
            self.settings.put(edits.move(self.settings.document, *opened, step))

    def _take_back(self) -> None:
        if (opened := self.open_part) is not None:
            self.settings.take_back(self.settings.changes_of(*opened))

    def _retire(self) -> None:
        if (opened := self.open_part) is not None:
            self.settings.put(edits.remove(self.settings.document, *opened))


class PartsPage(OpenPartPage):
    """List the parts of `section`. A subclass says how an item reads, and shows the form of the open one.

    Attributes:
        section: the list of the document.
        words: the part of the sentences' keys that names such a part, for instance ``counter``.
        code: what the open part is known by; None: none is open.
    """

    section = ""
    words = ""

    def __init__(self, kit: Kit, title: str, text: str = "") -> None:
        super().__init__(kit, title, text)
        mm = kit.theme.mm
        self.code: object = None
        self.keys: list[ItemKey] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(mm(8))
        self.list.column.addLayout(self._lines)
        self.list.column.addStretch(1)
        self.add = act_key(kit, kit.tell(f"{self.words}.add"), "plus", wide=True)
        self.add.clicked.connect(self.ask_new)
        self.below.addWidget(self.add)

    @property
    def open_part(self) -> tuple[str, object] | None:
        """Return the section, and what the open part is known by."""
        return (self.section, self.code) if self.code is not None else None

    # -- what a subclass says ---------------------------------------------------------------------------------------

    def item(self, part: Any) -> tuple[str, str]:
        """Return how a part reads in the list, and the word at the right."""
        raise NotImplementedError

    def about(self, part: Any) -> str:
        """Return the line below the name of the open part."""
        raise NotImplementedError

    def show_form(self, part: Any) -> None:
        """Show the form of the open part."""
        raise NotImplementedError

    def ask_new(self) -> None:
        """Ask for what a new part begins with, or add one at once."""
        raise NotImplementedError

    # -- what is shown ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the draft."""
        parts = getattr(self.settings.document, self.section)
        if not has_part(self.settings.document, self.section, self.code):
            self.code = getattr(parts[0], PARTS[self.section]) if parts else None
        self._show_list(parts)
        is_open = self.code is not None
        self.name.setVisible(is_open)
        self.about_text.setVisible(is_open)
        self.show_acts(self.kit.tell(f"{self.words}.retire"), len(parts))
        if is_open:
            part = part_of(self.settings.document, self.section, self.code)
            self.show_head(self.item(part)[0], self.about(part))
            self.show_form(part)
        self.form.setVisible(is_open)

    def open(self, code: object) -> None:
        """Open the form of a part."""
        self.code = code
        self.form.to_top()
        self.refresh()

    def _show_list(self, parts: tuple[Any, ...]) -> None:
        key_of = PARTS[self.section]
        codes = [getattr(one, key_of) for one in parts]
        if [key.value for key in self.keys] != codes:
            held = next((key.value for key in self.keys if key.hasFocus()), None)
            clear(self.keys)
            self.keys = [ItemKey(self.kit.theme, code, "", high=48) for code in codes]
            for key in self.keys:
                key.picked.connect(self.open)
                self._lines.addWidget(key)
                if key.value == held:
                    key.setFocus(Qt.FocusReason.TabFocusReason)
        for key, part in zip(self.keys, parts, strict=True):
            words, tail = self.item(part)
            key.set_text(words)
            key.setChecked(key.value == self.code)
            changed = bool(self.settings.changes_of(self.section, key.value))
            wrong = self.settings.problem_at((self.section, key.value)) is not None
            key.show_tail(tail, pill=changed or wrong, icon="triangle-alert" if wrong else "pencil" if changed else "")
