"""Show the start: whose counter this is, what one can do, the use of a card, and how the screen should be."""

from datetime import datetime

from PySide6.QtCore import Qt

from kiosk.branch.kiosk_view import KioskView
from ui.kiosk.screens import words
from ui.kiosk.screens.foot import StartFoot
from ui.kiosk.screens.page import Page, Scene
from ui.kiosk.screens.start_tiles import StartTiles
from ui.layout.blocks import Block, Choices, Own, Read
from ui.layout.fit import Side
from ui.theme import Role, Step
from ui.visit.number import TakeNumber
from ui.visit.visit import Busy, Visit
from ui.widgets.card_hint import CardHint
from ui.widgets.greeting import Greeting
from ui.widgets.header import Band
from ui.widgets.input.field import TimeLabel
from ui.widgets.text import Text
from ui.widgets.tiles import HeroKey

_RIGHT, _CENTRE = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter
#: The em of the clock above lowered keys in millimetres, and with the two largest text sizes.
_LARGE_CLOCK_MM = {False: 60.0, True: 30.0}
#: The least width of the main key in millimetres where something stands beside it.
_HERO_MM = 195


class StartPage(Page):
    """Show the greeting, the main key, the tiles and the use of a card; languages and display at the bottom."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene, Band.START)
        say, theme = scene.say, self.theme
        self.clock, self.date = self._clock_and_date()
        align = _CENTRE if theme.is_low else Qt.AlignmentFlag.AlignLeft
        self._greetings = (
            Text(theme, Role.DISPLAY, say("kiosk.start.title"), align=align),
            Text(
                theme,
                Role.HEADING,
                say("kiosk.start.question"),
                weight=400,
                size=theme.size(Role.BODY) * 1.2,
                align=align,
            ),
        )
        self.hero = HeroKey(theme, say("kiosk.start.take"), second=say("kiosk.start.take_hint"), icon="ticket")
        self.on(self.hero, TakeNumber())
        #: What the main key says where it has room.
        self.use = Text(theme, Role.BODY, align=_CENTRE)
        self.queue = Text(theme, Role.BODY, icon="users", align=_CENTRE)
        #: What a manager says to everybody today.
        self.notice = Text(theme, Role.BODY, icon="info", icon_colour=theme.c.flag, weight=700, align=align)
        self.notice.hide()
        self.tiles = StartTiles(self)
        self.card = CardHint(theme, privacy=say("kiosk.start.card_privacy"))
        self.small_card = CardHint(theme, privacy=say("kiosk.start.card_privacy"))
        self.brief = Text(theme, Role.BODY)
        self.settings = StartFoot(self)
        card = Own(self.card, is_read=True, grows=9).at(Side.RIGHT).giving_way()
        small = Own(self.small_card, is_read=True, grows=9).at(Side.RIGHT).instead_of(card)
        self.compose(
            *self._greeting(),
            Read(self.notice).below(4),
            Own(self.hero, width=_HERO_MM, grows=10).at(Side.LEFT).below(9),
            Choices(self.tiles).at(Side.RIGHT).below(6.6),
            card,
            small,
            Read(self.brief).at(Side.RIGHT).instead_of(small),
            left=11,
            right=9,
            beside=True,
        )

    def _clock_and_date(self) -> tuple[TimeLabel, Text]:
        theme = self.theme
        is_large = theme.step in (Step.XL, Step.XXL)
        clock = TimeLabel(theme, Role.HERO, size=theme.mm(_LARGE_CLOCK_MM[is_large]) if theme.is_low else None)
        align = _CENTRE if theme.is_low else _RIGHT
        clock.set_align(align)
        return clock, Text(
            theme, Role.SMALL, size=theme.size(Role.SMALL) * 1.08, colour=theme.c.ink_soft, align=align, wrap=False
        )

    def _greeting(self) -> list[Block]:
        """Return the greeting; above lowered keys is room for the time in figures that the whole hall can read."""
        if not self.theme.is_low:
            self._beside = Greeting(self.theme, self._greetings, self.clock, self.date)
            self._beside.arranged.connect(self._show_clock)
            return [Own(self._beside, grows=0, is_read=True)]
        for text in (self.use, self.queue):
            text.setHidden(not self.theme.is_rolled)
        return [
            Own(self.clock, grows=0, is_read=True).giving_way(),
            Read(self.date).below(0).giving_way(),
            Read(*self._greetings),
            Read(self.use, self.queue).below(3),
        ]

    def show_visit(self, visit: Visit) -> None:
        """Show the queue, the scanner, the look that is on, and the busy key."""
        super().show_visit(visit)
        say = self.scene.say
        is_opening = visit.busy is Busy.SERVICES
        self.hero.set_busy(is_opening, say("kiosk.start.busy" if is_opening else "kiosk.start.take"))
        hint = say("kiosk.start.take_hint" if visit.devices.has_printer else "kiosk.start.take_hint_screen")
        self.hero.set_text(self.hero.label, hint)
        self.use.set_text(hint)
        if visit.now is not None:
            icon = "unplug" if visit.now.station.is_cut_off else "users"
            self.hero.set_third(self._about_queue(visit.now), icon)
            self.queue.set_text(self._about_queue(visit.now))
            self.queue.set_icon(icon)
        notices = visit.now.station.notices if visit.now is not None else ()
        self.notice.setVisible(bool(notices))
        self.notice.set_text(" ".join(notices))
        self.settings.show_visit(visit)
        self.tiles.show_visit(visit)
        self._show_scanner(visit)

    def _about_queue(self, now: KioskView) -> str:
        if now.station.is_cut_off:
            return self.scene.say("kiosk.start.cut_off")
        if not now.waiting:
            return self.scene.say("kiosk.start.nobody_waiting")
        return self.scene.say("kiosk.start.waiting", count=now.waiting)

    def _show_scanner(self, visit: Visit) -> None:
        say = self.scene.say
        is_out = not visit.devices.can_scan
        is_busy = visit.busy is Busy.CARD
        title = say(f"kiosk.start.{'card_reading' if is_busy else 'card_off' if is_out else 'card_title'}")
        off, short = say("kiosk.start.card_off_hint"), words.one_line(say("kiosk.start.card_hint"))
        brief = title if is_out or is_busy else short
        if not visit.devices.has_scanner:
            title, brief = "", off
        self.card.set_words(title, off if is_out else say("kiosk.start.card_use"))
        self.small_card.set_words("", brief)
        for card in (self.card, self.small_card):
            card.show_use(shown=not is_out)
        self.brief.set_text(brief)

    def show_time(self, now: datetime) -> None:
        """Show the time in large figures; in the header where they have no room."""
        self.clock.set_text(f"{now:%H:%M}")
        self.date.set_text(words.long_date(self.scene.texts, now))
        self._show_clock()

    def _show_clock(self) -> None:
        has_clock = self.theme.is_low or self._beside.has_clock
        self.header.set_time("" if has_clock else self.clock.text)
