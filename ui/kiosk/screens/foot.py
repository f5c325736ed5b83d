"""Build the foot of a page: the control bar with its countdown, the settings, or a ring with the keys that end it."""

from collections.abc import Sequence
from math import ceil
from weakref import proxy

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.assistive import ONE_OF_SEVERAL
from ui.kiosk.screens.page import Page
from ui.layout.blocks import Keys, Own, Read
from ui.layout.foot import Arrangement, Foot, FootReading, Icons, arrangements
from ui.theme import Role, Step, Theme
from ui.visit.common import GoBack, GoHome, MoreTime
from ui.visit.event import VisitEvent
from ui.visit.look import ChooseLanguage, NextTextStep, OpenSheet, ToggleContrast, ToggleGuidance, ToggleLowReach
from ui.visit.visit import SheetKind, Visit
from ui.widgets.bars import HALF, Countdown, Ring
from ui.widgets.keys import Key, Kind
from ui.widgets.text import Text

#: Seconds in the longest sentence of a countdown.
_SECONDS = 20
#: Millimetres: beside the line of help, between a ring and its sentence, a row of languages in the body.
_BESIDE_MM, _RING_GAP_MM, _ROW_MM = 6, 8, 29
#: The largest share of the panel's height: of the bar with the countdown, of the settings, of a ring with its keys.
_MOST_BAR, _MOST_SETTINGS, _MOST_RING = 0.185, 0.24, 0.35
_FLAT = Icons.BESIDE, Icons.NONE


def new_countdown(page: Page, kind: str = "left") -> Countdown:
    """Make a countdown with room for its longest sentence."""
    say = page.scene.say
    sentence = say(f"kiosk.time.{kind}", count=_SECONDS)
    return Countdown(page.theme, say("kiosk.time.question"), say("kiosk.time.more"), sentence)


def _help_line(page: Page, key: str) -> Text:
    say, centre = page.scene.say, Qt.AlignmentFlag.AlignHCenter
    return Text(page.theme, Role.SMALL, say(key), bold=say("kiosk.start.help_bold"), icon="hand-helping", align=centre)


class ControlFoot:
    """Show the four keys with the line of help, and a countdown in its place: beside the keys or above them.

    Without room for both, and in low reach, the line of help stands in the body. The countdown then takes the place of
    the keys.
    """

    def __init__(self, page: Page, *, navigation: bool = True, help_key: str = "kiosk.start.help") -> None:
        self._page: Page = proxy(page)
        navigate = [("back", "arrow-left", GoBack()), ("home", "house", GoHome())] if navigation else []
        left = [self._key(page, *one) for one in navigate]
        right = [
            self._key(page, "display", "a-large-small", OpenSheet(SheetKind.DISPLAY)),
        ]
        if len(page.scene.languages) > 1:
            right.append(self._key(page, "language", "languages", OpenSheet(SheetKind.LANGUAGE)))
        self._back = left[0] if left else None
        self.countdown = new_countdown(page)
        page.on(self.countdown.key, MoreTime())
        page.counts_down = True
        line = _help_line(page, help_key)
        self._place = place = _Place(page.theme, line, self.countdown)
        self._foot = foot = Foot(page.theme, page.scene.size, page)
        bar = [*left, *right]
        tried = arrangements([*left, place, *right], icons=Icons) if foot.is_wide else []
        tried += arrangements(bar, icons=_FLAT, above=place) + arrangements(left, right, icons=_FLAT, above=place)
        self._has_place = not page.theme.is_low and foot.arrange(tried, _MOST_BAR)
        if self._has_place:
            page.notice_places.append(place)
        else:
            tried = arrangements(bar, icons=_FLAT) + arrangements(left, right, icons=_FLAT)
            foot.arrange(tried, _MOST_BAR)
            foot.take_cover(self.countdown)
            place.setParent(foot)
            place.hide()
            page.also(Read(line).giving_way())
        page.stand_on(foot)

    def _key(self, page: Page, name: str, icon: str, event: VisitEvent) -> Key:
        return page.on(Key(page.theme, text=page.scene.say(f"kiosk.bar.{name}"), icon=icon, role=Role.KEY), event)

    def lead_back(self, event: VisitEvent) -> None:
        """Let Back say another event."""
        if self._back is not None:
            self._page.on(self._back, event)

    def show_countdown(self, visit: Visit) -> None:
        """Show the last seconds, or else the line of help or the keys."""
        left = visit.seconds_left
        if self._has_place:
            self._place.show_countdown(shown=left is not None)
        else:
            self._foot.show_cover(shown=left is not None)
        if left is not None:
            sentence = self._page.scene.say("kiosk.time.left", count=left)
            self.countdown.set_seconds(left, visit.warning, sentence)


class _Place(FootReading):
    """Show the line of help, and the countdown in its place."""

    def __init__(self, theme: Theme, line: Text, countdown: Countdown) -> None:
        super().__init__()
        self._line, self._countdown, self._air = line, countdown, theme.mm(_BESIDE_MM)
        for part in (line, countdown):
            part.setParent(self)
        countdown.hide()

    def show_countdown(self, *, shown: bool) -> None:
        """Show the countdown, or the line of help."""
        self._line.setHidden(shown)
        self._countdown.setVisible(shown)

    def minimumSizeHint(self) -> QSize:
        """Return the least size of the countdown, or of the line of help on two lines."""
        least = self._countdown.minimumSizeHint()
        return least.expandedTo(QSize(2 * self._air + ceil(self._line.sizeHint().width() * HALF), 0))

    def sizeHint(self) -> QSize:
        """Return the preferred size of the countdown."""
        return self._countdown.sizeHint().expandedTo(self.minimumSizeHint())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the higher one."""
        return max(self._countdown.heightForWidth(width), self._line.heightForWidth(width - 2 * self._air))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let both fill it."""
        super().resizeEvent(event)
        for part, air in ((self._countdown, 0), (self._line, self._air)):
            if part.parentWidget() is self:  # else it stands elsewhere
                part.setGeometry(self.rect().adjusted(air, 0, -air, 0))


class _LanguageKey(Key):
    """Choose a language."""

    assistive_role = ONE_OF_SEVERAL


class StartFoot:
    """Show keys for language, text size, contrast, low reach and, where there is a voice, spoken guidance.

    Without room for all of them the languages stand in the body, and so does the line of help.
    """

    def __init__(self, page: Page) -> None:
        theme, scene = page.theme, page.scene
        self.languages: dict[str, Key] = {
            code: page.on(_LanguageKey(theme, Kind.CHOICE, name, role=Role.KEY), ChooseLanguage(code))
            for code, name in scene.languages
            if len(scene.languages) > 1
        }
        self.text_size = self._key(page, "kiosk.bar.text_size", "a-large-small", NextTextStep())
        self.contrast = self._key(page, "kiosk.bar.contrast", "contrast", ToggleContrast())
        self.low_reach = self._key(page, "kiosk.bar.low_reach", "accessibility", ToggleLowReach())
        if not scene.can_be_low:
            self.low_reach.hide()
        self.guidance = self._key(page, "speech.bar", "headphones", ToggleGuidance())
        self._foot = foot = Foot(theme, scene.size, page)
        languages = list(self.languages.values())
        display = [self.text_size, self.contrast, self.low_reach, self.guidance]
        self._expect(page)
        line = _help_line(page, "kiosk.start.help")
        may_hold_line = not (theme.is_low or theme.is_rolled)
        if not (may_hold_line and foot.arrange(_settings(foot, languages, display, [line]), _MOST_SETTINGS)):
            page.also(Read(line))
            if not foot.arrange(_settings(foot, languages, display, []), _MOST_SETTINGS):
                for row in [languages] if foot.is_wide else [languages[:2], languages[2:]]:
                    page.also(Keys(*row, height=_ROW_MM))
                foot.arrange(_settings(foot, [], display, []), _MOST_SETTINGS)
        self.guidance.hide()
        page.stand_on(foot)

    def _expect(self, page: Page) -> None:
        """Mark what will be on, so that the marks have their room."""
        theme = page.theme
        for key, is_on in (
            (self.languages.get(theme.language), True),
            (self.text_size, theme.step is not Step.M),
            (self.contrast, theme.high_contrast),
            (self.low_reach, theme.is_low),
            (self.guidance, page.scene.is_guided),
        ):
            if key is not None:
                key.setChecked(is_on)

    def _key(self, page: Page, text: str, icon: str, event: VisitEvent) -> Key:
        return page.on(Key(page.theme, Kind.CHOICE, page.scene.say(text), icon=icon, role=Role.KEY), event)

    def show_visit(self, visit: Visit) -> None:
        """Show which keys are on."""
        look = visit.look
        for code, key in self.languages.items():
            key.setChecked(code == look.language)
        self.text_size.setChecked(look.text_step > 0)
        self.contrast.setChecked(look.high_contrast)
        self.low_reach.setChecked(look.low_reach)
        self.guidance.setChecked(look.is_guided)
        self.guidance.setVisible(look.is_guided or visit.can_be_guided)


def _settings(foot: Foot, languages: list[Key], display: list[Key], below: list[Text]) -> list[Arrangement]:
    if foot.is_wide:
        return arrangements([*languages, *display], below, icons=Icons)
    tried = arrangements(languages, display, below, icons=(Icons.ABOVE, *_FLAT))
    two_rows = arrangements(languages, display[:2], display[2:], below, icons=_FLAT)
    return tried + (two_rows[:1] if below else two_rows)  # the line of help goes before the icons


class RingFoot:
    """Show a ring with its sentence and the keys that end the page, beside each other where they have room.

    Keys in a row of their own are at least `height` millimetres high.
    """

    def __init__(self, page: Page, keys: Sequence[Key], *, height: float = 0) -> None:
        page.counts_down = True
        self._head = _RingLine(page.theme)
        self._foot = foot = Foot(page.theme, page.scene.size, page)
        head: list[QWidget] = [self._head]
        tried = arrangements([*head, *keys], icons=[Icons.BESIDE])
        if foot.is_wide:
            tried += arrangements([*head, *keys], icons=_FLAT, is_brief=True)
        if page.theme.is_low:
            page.also(Own(self._head, grows=0, is_read=True))
            tried, head = [], []
        tried += arrangements(head, keys, icons=_FLAT, height=height)
        tried += arrangements(head, *([key] for key in keys), icons=_FLAT, height=height)
        foot.arrange(tried, _MOST_BAR if foot.is_wide else _MOST_RING)
        page.stand_on(foot)

    def set_icon(self, key: Key, name: str) -> None:
        """Show another icon on a key."""
        self._foot.set_icon(key, name)

    def show_seconds(self, left: int, whole: int, sentence: str, bold: str) -> None:
        """Show the seconds left of the whole time, in the ring and in words."""
        self._head.show_seconds(left, whole, sentence, bold)


class _RingLine(FootReading):
    """Show a ring, and its sentence where there is room beside it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._ring = Ring(theme, parent=self)
        self._sentence = Text(theme, Role.SMALL, size=theme.size(Role.SMALL) * 1.04, parent=self)
        self._gap, self._longest = theme.mm(_RING_GAP_MM), 0

    def show_seconds(self, left: int, whole: int, sentence: str, bold: str) -> None:
        """Show the seconds left of the whole time, in the ring and in words."""
        self._ring.set_seconds(left, whole)
        self._sentence.set_text(sentence, bold=bold)
        self._longest = max(self._longest, self._sentence.sizeHint().width())

    def least_width(self) -> int:
        """Return the width of the ring and of the longest sentence so far on one line."""
        return self._ring.width() + self._gap + self._longest

    def minimumSizeHint(self) -> QSize:
        """Return the size of the ring, which shows the seconds, too."""
        return self._ring.size()

    def sizeHint(self) -> QSize:
        return QSize(self.least_width(), self._ring.height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the ring or of the sentence."""
        room = self._room(width)
        return max(self._ring.height(), self._sentence.heightForWidth(room) if room > self._ring.width() else 0)

    def _room(self, width: int) -> int:
        """Return the pixels of width beside the ring."""
        return width - self._ring.width() - self._gap

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the sentence beside the ring."""
        super().resizeEvent(event)
        side, room = self._ring.width(), self._room(self.width())
        self._ring.move(0, (self.height() - side) // 2)
        self._sentence.setVisible(room > side)
        self._sentence.setGeometry(side + self._gap, 0, room, self.height())
