"""The start: whose counter this is, what one can do, what a card is good for, and how the screen should be."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.branch.kiosk_view import KioskView
from kiosk.domain.status import ScannerStatus
from ui.kiosk.screens import words
from ui.kiosk.screens.foot import StartFoot
from ui.kiosk.screens.page import Page, Scene
from ui.kiosk.screens.start_tiles import StartTiles
from ui.theme import Role, Step
from ui.visit.number import TakeNumber
from ui.visit.visit import Busy, Visit
from ui.widgets.banner import Panel
from ui.widgets.header import Band
from ui.widgets.input.field import TimeLabel
from ui.widgets.reader import CardOnReader
from ui.widgets.text import Text
from ui.widgets.tiles import HERO_DISC, HERO_WORDS, HeroKey

_RIGHT, _CENTRE = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter
#: The em of the clock of a lowered screen, in millimetres, and with the two largest text sizes.
_LARGE_CLOCK_MM = {False: 60.0, True: 30.0}


class StartPage(Page):
    """Hero, tile, card panel; languages and display at the bottom."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene, Band.KIOSK if scene.is_landscape else Band.START)
        say, theme = scene.say, self.theme
        self.clock = TimeLabel(
            theme, Role.HERO, size=theme.mm(_LARGE_CLOCK_MM[scene.is_large]) if scene.is_low else None
        )
        self.clock.set_align(_RIGHT)
        self.date = Text(theme, Role.SMALL, size=theme.size(Role.SMALL) * 1.08, colour=theme.c.ink_soft, align=_RIGHT)
        self.queue: Text | None = None
        self.hero = HeroKey(theme, say("kiosk.start.take"), second=say("kiosk.start.take_hint"), icon="ticket")
        self.hero.setSizePolicy(self.hero.sizePolicy().horizontalPolicy(), self.sizePolicy().verticalPolicy())
        self.on(self.hero, TakeNumber())
        self.tiles = StartTiles(self)
        self.card_title = Text(theme, Role.HEADING, size=theme.size(Role.LABEL))
        self.card_hint = Text(theme, Role.BODY)
        self.card_picture = CardOnReader(theme)
        self.card_privacy = Text(
            theme,
            Role.SMALL,
            say("kiosk.start.card_privacy"),
            colour=theme.c.ink_soft,
            icon="shield-check",
            icon_colour=theme.c.good,
        )
        self.card = self.notice_place = self._card_panel()
        air = theme.mm((2 if scene.is_landscape else 6) if scene.is_large else 6 if scene.is_landscape else 13)
        self.body.addSpacing(air)
        self.body.addLayout(self._greeting())
        self.body.addSpacing(air)
        self._arrange()
        self.body.addSpacing(air)
        self.settings = StartFoot(self)

    def _arrange(self) -> None:
        theme = self.theme
        if not self.scene.is_landscape:
            self.body.addWidget(self.hero, 10)
            self.body.addSpacing(theme.mm(6.6))
            self.body.addWidget(self.tiles)
            self.body.addSpacing(theme.mm(8.5))
            self.body.addWidget(self.card, 9)
            return
        if self.scene.is_square:
            below = QHBoxLayout()
            below.setSpacing(theme.mm(7))
            below.addWidget(self.card, 13)
            below.addWidget(self.tiles, 8)
            self.body.addWidget(self.hero, 7 if self.scene.is_large else 9)
            self.body.addSpacing(theme.mm(7))
            self.body.addLayout(below, 10)
            return
        row, right = QHBoxLayout(), QVBoxLayout()
        row.setSpacing(theme.mm(7))
        right.setSpacing(theme.mm(6.6))
        right.addWidget(self.card, 10)
        right.addWidget(self.tiles)
        row.addWidget(self.hero, 11)
        row.addLayout(right, 9)
        self.body.addLayout(row, 1)

    def _greeting(self) -> QBoxLayout:
        if self.scene.is_low:
            return self._large_greeting()
        say, theme = self.scene.say, self.theme
        left, right, row = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        for column in (left, right):
            column.setSpacing(0)
        left.addWidget(Text(theme, Role.DISPLAY, say("kiosk.start.title")))
        left.addWidget(
            Text(theme, Role.HEADING, say("kiosk.start.question"), weight=400, size=theme.size(Role.BODY) * 1.2)
        )
        if self._clock_in_header():
            right.addStretch(1)
            self.clock.hide()
        else:
            right.addWidget(self.clock)
        row.addLayout(left, 3)
        if self.scene.is_large:
            self.date.hide()
            return row
        right.addWidget(self.date)
        row.addLayout(right, 2)
        return row

    def _large_greeting(self) -> QVBoxLayout:
        """Above the keys of a lowered screen is room: the time for everybody in the hall."""
        say, theme, column = self.scene.say, self.theme, QVBoxLayout()
        for text in (self.clock, self.date):
            text.set_align(_CENTRE)
            column.addWidget(text)
        column.addSpacing(theme.mm(2 if self.scene.is_large else 14))
        column.addWidget(Text(theme, Role.DISPLAY, say("kiosk.start.title"), align=_CENTRE))
        question = say("kiosk.start.question")
        column.addWidget(Text(theme, Role.HEADING, question, weight=400, align=_CENTRE))
        if self.scene.is_rolled:  # the hero has no room for it
            column.addWidget(Text(theme, Role.BODY, say("kiosk.start.take_hint"), align=_CENTRE))
            self.queue = Text(theme, Role.BODY, icon="users", align=_CENTRE)
            column.addWidget(self.queue)
        return column

    def _is_tight(self) -> bool:
        """Large words on a landscape panel: what the hint says needs no title, unless the reader is out."""
        return self.scene.is_landscape and self.theme.step is not Step.M

    def _has_picture(self) -> bool:
        return not (self.scene.is_large or (self.scene.is_square and self.theme.step is not Step.M))

    def _clock_in_header(self) -> bool:
        return self.scene.is_landscape or (self.scene.is_large and not self.scene.is_low)

    def _card_panel(self) -> QWidget:
        theme, picture = self.theme, self.card_picture
        panel = Panel(theme)
        row, column = QHBoxLayout(panel), QVBoxLayout()
        left, gap = 10.0, 10.0
        if not self.scene.is_landscape:  # below the hero's disc and words
            left = HERO_DISC - picture.sizeHint().width() / theme.m.unit / 2
            gap = HERO_WORDS - HERO_DISC - (HERO_DISC - left)
        row.setContentsMargins(theme.mm(10 if self.scene.is_large else left), theme.mm(5), theme.mm(10), theme.mm(5))
        row.setSpacing(theme.mm(gap))
        row.addWidget(picture)
        picture.setHidden(not self._has_picture())
        column.setSpacing(theme.mm(1.5))
        column.addStretch(1)
        column.addWidget(self.card_title)
        column.addWidget(self.card_hint)
        column.addSpacing(theme.mm(2))
        column.addWidget(self.card_privacy)
        column.addStretch(1)
        row.addLayout(column, 1)
        return panel

    def show_visit(self, visit: Visit) -> None:
        """Counts, the scanner, the look that is on, and the busy key."""
        super().show_visit(visit)
        say = self.scene.say
        is_opening = visit.busy is Busy.SERVICES
        self.hero.set_busy(is_opening, say("kiosk.start.busy" if is_opening else "kiosk.start.take"))
        if visit.now is not None:
            is_cut_off = visit.now.station.is_cut_off
            self.hero.set_third(self._about_queue(visit.now), "unplug" if is_cut_off else "users")
            if self.queue is not None:
                self.queue.set_text(self._about_queue(visit.now))
                self.queue.set_icon("unplug" if is_cut_off else "users")
        self.settings.show_visit(visit)
        self.tiles.show_visit(visit)
        # Four things to do in large words need the room of what a card is good for.
        self.card.setVisible(not self.tiles.needs_room)
        self.notice_place = None if self.tiles.needs_room else self.card
        self._show_scanner(visit)

    def _about_queue(self, now: KioskView) -> str:
        if now.station.is_cut_off:
            return self.scene.say("kiosk.start.cut_off")
        if not now.waiting:
            return self.scene.say("kiosk.start.nobody_waiting")
        return self.scene.say("kiosk.start.waiting", count=now.waiting)

    def _show_scanner(self, visit: Visit) -> None:
        say = self.scene.say
        is_out = visit.devices.scanner not in (ScannerStatus.READY, ScannerStatus.CONNECTING)
        title = "card_reading" if visit.busy is Busy.CARD else "card_off" if is_out else "card_title"
        self.card_title.set_text(say(f"kiosk.start.{title}"))
        hint = say("kiosk.start.card_off_hint" if is_out else "kiosk.start.card_hint")
        self.card_hint.set_text(words.one_line(hint) if self.scene.is_landscape else hint)
        self.card_title.setVisible(is_out or not self._is_tight())
        self.card_privacy.setHidden(is_out)
        self.card_picture.setHidden(is_out or not self._has_picture())

    def show_time(self, now: datetime) -> None:
        """The large clock; in landscape it stands in the header."""
        if self._clock_in_header():
            super().show_time(now)
        self.clock.set_text(f"{now:%H:%M}")
        self.date.set_text(words.long_date(self.scene.texts, now))
