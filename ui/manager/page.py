"""Provide what the pages of the settings share: a title, a line below it, and parts that are shown again and again."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.manager.scroll import ScrollColumn
from ui.manager.state import Kit
from ui.theme import Role
from ui.widgets import Key, Panel, Text


class SettingsPage(QWidget):
    """Show one page. A subclass fills it and shows the draft in `refresh`, which is called for the open page only."""

    def __init__(self, kit: Kit, title: str, text: str = "") -> None:
        super().__init__()
        self.kit = kit
        self.settings = kit.settings
        self.title = Text(kit.theme, Role.TITLE, title)
        self.text = Text(kit.theme, Role.SMALL, text, colour=kit.theme.c.ink_soft)
        self.text.setVisible(bool(text))

    def refresh(self) -> None:
        """Show the draft."""
        raise NotImplementedError

    def end(self) -> None:
        """Stop what the page runs. The window calls it once, when it closes."""

    def say_below(self, text: str, *, icon: str = "") -> None:
        """Show another line below the title."""
        self.text.set_icon(icon)
        self.text.set_text(text)
        self.text.set_colour(self.kit.theme.c.ink if icon else self.kit.theme.c.ink_soft)
        self.text.setVisible(bool(text))

    def head(self) -> QVBoxLayout:
        """Return the title with the line below it."""
        column = QVBoxLayout()
        column.setSpacing(self.kit.theme.mm(2))
        column.addWidget(self.title)
        column.addWidget(self.text)
        return column


class ColumnPage(SettingsPage):
    """Show one column of cards that scrolls."""

    def __init__(self, kit: Kit, title: str, text: str = "") -> None:
        super().__init__(kit, title, text)
        mm = kit.theme.mm
        outer = QVBoxLayout(self)
        outer.setContentsMargins(mm(20), mm(16), mm(14), 0)
        outer.setSpacing(mm(8))
        outer.addLayout(self.head())
        self.scrolled = ScrollColumn(kit.theme)
        outer.addWidget(self.scrolled, 1)
        self.column = self.scrolled.column
        self.column.setContentsMargins(mm(4), mm(4), mm(10), mm(16))

    def add_card(self, title: str, *parts: QWidget) -> QVBoxLayout:
        """Add a card with a heading and these parts; return its column."""
        card = Card(self.kit, title)
        for part in parts:
            card.column.addWidget(part)
        self.column.addWidget(card)
        return card.column


class Card(Panel):
    """Show a white card with a heading. Keys at the right of the heading go into `keys`."""

    def __init__(self, kit: Kit, title: str = "") -> None:
        super().__init__(kit.theme, outlined=True)
        mm = kit.theme.mm
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(mm(22), mm(16), mm(22), mm(18))
        self.column.setSpacing(mm(14))
        self.title = Text(kit.theme, Role.HEADING, title)
        self.keys = QHBoxLayout()
        self.keys.setSpacing(mm(10))
        if title:
            row = QHBoxLayout()
            row.addWidget(self.title, 1)
            row.addLayout(self.keys)
            self.column.addLayout(row)


class SplitPage(SettingsPage):
    """Show a list at the left and the form of one part in a card at the right; both scroll."""

    def __init__(self, kit: Kit, title: str, text: str = "", *, list_wide: int = 400) -> None:
        super().__init__(kit, title, text)
        mm = kit.theme.mm
        row = QHBoxLayout(self)
        row.setContentsMargins(mm(18), mm(14), mm(18), mm(12))
        row.setSpacing(mm(18))
        left = QVBoxLayout()
        left.setSpacing(mm(6))
        left.addLayout(self.head())
        self.list = ScrollColumn(kit.theme, 8)
        left.addWidget(self.list, 1)
        self.below = QHBoxLayout()
        self.below.setContentsMargins(mm(7), 0, mm(7), 0)
        self.below.setSpacing(mm(10))
        left.addLayout(self.below)
        row.addLayout(left, list_wide)
        card = Panel(kit.theme, outlined=True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(mm(14), mm(12), mm(6), mm(10))
        inside.setSpacing(mm(6))
        top = QHBoxLayout()
        top.setContentsMargins(mm(7), 0, mm(14), 0)
        top.setSpacing(mm(10))
        names = QVBoxLayout()
        names.setSpacing(mm(2))
        self.name = Text(kit.theme, Role.HEADING)
        self.about_text = Text(kit.theme, Role.SMALL, colour=kit.theme.c.ink_soft)
        names.addWidget(self.name)
        names.addWidget(self.about_text)
        top.addLayout(names, 1)
        self.acts = QHBoxLayout()
        self.acts.setSpacing(mm(8))
        top.addLayout(self.acts)
        inside.addLayout(top)
        self.form = ScrollColumn(kit.theme, 16)
        inside.addWidget(self.form, 1)
        row.addWidget(card, 840)

    def show_head(self, name: str, about: str) -> None:
        """Show whose form is open."""
        self.name.set_text(name or self.kit.tell("unnamed"))
        self.about_text.set_text(about)
        self.about_text.setVisible(bool(about))


class DropKey(Key):
    """Take one thing out of a list. Signal: ``dropped`` carries its value."""

    dropped = Signal(object)

    def __init__(self, kit: Kit, value: object, name: str = "") -> None:
        super().__init__(kit.theme, text=kit.tell("drop_one"), icon="x")
        self._value = value
        if name:
            self.setAccessibleName(kit.tell("remove_one").format(text=name))
        self.icon_colour = kit.theme.c.ink
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(kit.theme.mm(44))
        self.clicked.connect(self._drop)

    def _drop(self) -> None:
        self.dropped.emit(self._value)


def act_key(kit: Kit, text: str, icon: str, *, wide: bool = False) -> Key:
    """Return a key for an act of a page."""
    key = Key(kit.theme, text=text, icon=icon)
    key.icon_colour = kit.theme.c.flag
    key.setFixedHeight(kit.theme.mm(48))
    if not wide:
        key.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
    return key


def icon_key(kit: Kit, icon: str, name: str, shortcut: str = "") -> Key:
    """Return a small key that shows an icon alone; `name` is its accessible name."""
    key = Key(kit.theme, icon=icon)
    key.icon_colour = kit.theme.c.flag
    key.setAccessibleName(name)
    key.setToolTip(name)
    key.setFixedSize(kit.theme.mm(46), kit.theme.mm(48))
    if shortcut:
        key.listen_to(shortcut)
    return key


def clear(parts: Sequence[QWidget]) -> None:
    """Take widgets away that a page does not show any more."""
    for part in parts:
        part.hide()
        part.setParent(None)
        part.deleteLater()
