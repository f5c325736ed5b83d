"""Take the roundel of a branch from a file of this machine, and its slogan."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.branch.setup.artwork_file import artwork_in
from kiosk.domain.artwork import Artwork
from kiosk.domain.language.text import Message
from kiosk.domain.look import NO_ROUNDEL, LookPart, Roundel
from ui.artwork import can_be_drawn
from ui.manager.form import Pick, TextField
from ui.manager.form.choices import PickKey
from ui.manager.form.flow import FlowLayout
from ui.manager.form.part_form import PartForm, Row
from ui.manager.form.text_field import TextEntry
from ui.manager.look.colours import qt_colour
from ui.manager.look.pictures import pictures_here
from ui.manager.page import Card, act_key, icon_key
from ui.manager.scroll import ScrollColumn
from ui.manager.state import Kit
from ui.staff.choice import DeskSheet
from ui.theme import Role, Theme
from ui.widgets import Key, Kind, Text
from ui.widgets.drawing.paint import rounded
from ui.widgets.header import paint_roundel

_SIDE = 96


def _slogan(kit: Kit) -> TextField:
    return TextField(kit.theme, eager=True)


class RoundelView(QWidget):
    """Show the roundel on the main colour, as in a header."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._drawn = theme, Theme.desk()
        self.setFixedSize(theme.mm(_SIDE), theme.mm(_SIDE))

    def show_look(self, look: LookPart) -> None:
        """Show another look."""
        if look != self._drawn.look or look.roundel.artwork is not self._drawn.look.roundel.artwork:
            self._drawn = Theme.desk(look=look)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, area = self._theme, QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(rounded(area, theme.mm(12)), qt_colour(self._drawn.look.main))
        inset = theme.mm(11)
        paint_roundel(painter, self._drawn, area.adjusted(inset, inset, -inset, -inset))
        painter.end()


class RoundelCard(Card):
    """Show the roundel with its file, keys to choose another and to remove it, and the slogan."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, kit.tell("look.roundel"))
        self._kit, theme = kit, kit.theme
        self.column.setContentsMargins(theme.mm(22), theme.mm(10), theme.mm(22), theme.mm(10))
        self.column.setSpacing(theme.mm(7))
        self._names: dict[str, str] = {}
        self.sheet: PictureSheet | None = None
        self.view = RoundelView(theme)
        self.file = Text(theme, Role.BODY)
        self.note = Text(theme, Role.SMALL)
        self.choose = act_key(kit, kit.tell("look.choose"), "file-up")
        self.choose.clicked.connect(self._ask)
        self.drop = act_key(kit, kit.tell("drop_one"), "x")
        self.drop.icon_colour = theme.c.ink
        self.drop.clicked.connect(self._drop)
        self.undo = icon_key(kit, "undo-2", kit.tell("undo_row"))
        self.undo.clicked.connect(self._undo)
        keys = QWidget()
        line = FlowLayout(keys, theme.mm(8))
        for key in (self.choose, self.drop, self.undo):
            line.addWidget(key)
        words = QVBoxLayout()
        words.setSpacing(theme.mm(2))
        words.addWidget(self.file)
        words.addWidget(self.note)
        words.addSpacing(theme.mm(4))
        words.addWidget(keys)
        row = QHBoxLayout()
        row.setSpacing(theme.mm(18))
        row.addWidget(self.view, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.column.addLayout(row)
        self.slogan = PartForm(kit, (Row(("slogan", "vi"), "look.slogan", _slogan, beside=True),))
        self.column.addWidget(self.slogan)

    def refresh(self) -> None:
        """Show the draft."""
        settings, kit = self._kit.settings, self._kit
        look, used = settings.document.look, settings.draft.base.look
        roundel, is_new = look.roundel, look.roundel != used.roundel
        self.view.show_look(look)
        self.file.set_text(self._words(roundel), bold=self._names.get(roundel.name, ""))
        problem = settings.problem_at(("look", "roundel"))
        if problem is not None:
            self._say(kit.texts.message(problem.problem.message), "triangle-alert")
        elif not roundel.name:
            self._say(kit.tell("look.no_roundel_help"), "pencil" if is_new else "")
        else:
            self._say(
                kit.tell("look.other_roundel" if is_new else "look.good_roundel"), "pencil" if is_new else "check"
            )
        self.choose.set_text(kit.tell("look.choose_other" if roundel.name else "look.choose"))
        self.drop.setVisible(bool(roundel.name))
        self.undo.setVisible(is_new)
        self.slogan.show_part("branch")

    def _words(self, roundel: Roundel) -> str:
        artwork = roundel.artwork
        if artwork is None:
            return self._kit.tell("look.no_roundel")
        size = max(1, round(len(artwork.content) / 1024))
        name = self._names.get(roundel.name) or self._kit.tell("look.kind", kind=artwork.kind.upper())
        return self._kit.tell("look.file", name=name, count=size)

    def _say(self, words: str, icon: str) -> None:
        c = self._kit.theme.c
        self.note.set_icon(icon)
        self.note.set_text(words)
        self.note.set_colour(c.good if icon == "check" else c.ink if icon else c.ink_soft)

    # -- another picture --------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        self._kit.ask.work(pictures_here).then(self._offer)

    def _offer(self, found: tuple[Path, ...]) -> None:
        self.sheet = PictureSheet(self._kit, found)
        self.sheet.chosen.connect(self._load)

    def _load(self, file: Path) -> None:
        self._kit.ask.work(partial(artwork_in, file)).then(partial(self._take, file.name), self._refuse)

    def _take(self, name: str, artwork: Artwork) -> None:
        if not can_be_drawn(artwork):
            self._refuse(Message("artwork.broken"))
            return
        if self.sheet is not None:
            self.sheet.dismiss()
        self._names[artwork.hash] = name
        self._kit.settings.set(("look", "roundel"), Roundel.of(artwork))

    def _refuse(self, message: Message) -> None:
        if self.sheet is not None:
            self.sheet.say(message)

    def _drop(self) -> None:
        self._kit.settings.set(("look", "roundel"), NO_ROUNDEL)

    def _undo(self) -> None:
        self._kit.settings.take_back_at(("look", "roundel"))


class PictureSheet(DeskSheet):
    """Offer pictures of this machine, and take the path of another one.

    Signal: ``chosen`` carries the file; the sheet stays until `dismiss`. `say` shows why a picture is not taken.
    """

    chosen = Signal(object)

    def __init__(self, kit: Kit, found: tuple[Path, ...]) -> None:
        super().__init__(kit.over, kit.theme, kit.texts, kit.tell("look.sheet.title"))
        mm = kit.theme.mm
        self.body.addWidget(Text(kit.theme, Role.BODY, kit.tell("look.sheet.found" if found else "look.sheet.nothing")))
        held = ScrollColumn(kit.theme, 8)
        self.keys = [PickKey(kit.theme, Pick(one, one.name, second=str(one.parent)), Kind.SECOND) for one in found]
        for key in self.keys:
            key.align = Qt.AlignmentFlag.AlignLeft
            key.picked.connect(self.chosen)
            held.column.addWidget(key)
        held.column.addStretch(1)
        held.setFixedHeight(mm(min(320, 20 + 76 * len(found))))
        held.setVisible(bool(found))
        self.body.addWidget(held)
        self.path = TextEntry(kit.theme, kit.tell("look.sheet.path"))
        take = Key(kit.theme, Kind.MAIN, kit.tell("look.sheet.take"), icon="check")
        take.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        take.clicked.connect(self._take)
        self.path.returnPressed.connect(self._take)
        row = QHBoxLayout()
        row.setSpacing(mm(12))
        row.addWidget(self.path, 1)
        row.addWidget(take)
        self.trouble = Text(kit.theme, Role.BODY, icon="triangle-alert")
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        self.body.addLayout(row)
        self.come()
        (self.keys[0] if self.keys else self.path).setFocus(Qt.FocusReason.TabFocusReason)

    def say(self, message: Message) -> None:
        """Show why a picture is not taken."""
        self.trouble.set_text(self.texts.message(message))
        self.trouble.show()
        self._cover()

    def _take(self) -> None:
        text = self.path.text().strip()
        if text:
            self.chosen.emit(Path(text).expanduser())
