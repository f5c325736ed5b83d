"""Build the bottom of a page: the control bar with its countdown, the languages, or the ring with its keys."""

from collections.abc import Sequence
from math import ceil
from weakref import proxy

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from ui.kiosk.screens.page import Page
from ui.layout.blocks import Keys, Own, Read
from ui.theme import Role, Theme
from ui.visit.common import GoBack, GoHome, MoreTime
from ui.visit.event import VisitEvent
from ui.visit.look import ChooseLanguage, NextTextStep, OpenSheet, ToggleContrast, ToggleGuidance, ToggleLowReach
from ui.visit.visit import SheetKind, Visit
from ui.widgets.bars import ControlBar, Countdown, Ring
from ui.widgets.keys import Key, Kind
from ui.widgets.text import Text

#: Width of a control key on a landscape panel in millimetres, and on a square one.
_WIDE_KEY = {False: 72, True: 50}
#: Height of the countdown's place in millimetres, and with the two largest text sizes; in low reach room is dear.
_COUNTDOWN, _LOW_COUNTDOWN = {False: 40, True: 56}, {False: 35, True: 44}
#: Air beside the line of help, in millimetres.
_BESIDE_MM = 6.0
#: Its least height where a page is rolled, in em: three lines of the largest letters.
_ROLLED_COUNTDOWN_EM = 4.8


def rolled_countdown(theme: Theme) -> int:
    """Return the least height of a countdown in pixels."""
    return ceil(theme.size(Role.SMALL) * _ROLLED_COUNTDOWN_EM) if theme.is_rolled else 0


def control_keys(page: Page, *, navigation: bool = True) -> tuple[list[Key], list[Key]]:
    """Make the keys Quay lại and Trang đầu at the left, Hiển thị and Ngôn ngữ at the right."""
    say, theme, stacked = page.scene.say, page.theme, page.scene.is_square
    left: list[tuple[str, str, VisitEvent]] = [("back", "arrow-left", GoBack()), ("home", "house", GoHome())]
    right: list[tuple[str, str, VisitEvent]] = [
        ("display", "a-large-small", OpenSheet(SheetKind.DISPLAY)),
        ("language", "languages", OpenSheet(SheetKind.LANGUAGE)),
    ]
    made = [
        [
            page.on(Key(theme, text=say(f"kiosk.bar.{name}"), icon=icon, stacked=stacked, role=Role.KEY), event)
            for name, icon, event in side
        ]
        for side in (left if navigation else [], right)
    ]
    for key in (*made[0], *made[1]):
        key.is_tight = theme.is_rolled
    return made[0], made[1]


class ControlFoot:
    """Show the four keys and the countdown: above them in portrait, between them in landscape.

    A line of help stands in the place of the countdown until then, so that nothing moves. `is_short`: in low reach a
    page with a keyboard has no room for both. The countdown then covers the keyboard; the line of help stands above.
    """

    def __init__(
        self, page: Page, *, navigation: bool = True, help_key: str = "kiosk.start.help", is_short: bool = False
    ) -> None:
        say, theme = page.scene.say, page.theme
        self._is_rolled = page.scene.is_rolled
        is_short = is_short and (page.scene.is_low or page.scene.is_cramped)
        #: The countdown takes the bar's place where that is below a line that leaves no room for both.
        self._is_instead = page.scene.is_shallow and not (is_short and _takes_bar(page))
        page.counts_down = not is_short or self._is_instead
        self._is_short = is_short
        self._say = say
        self.countdown = Countdown(theme, say("kiosk.time.question"), say("kiosk.time.more"))
        page.on(self.countdown.key, MoreTime())
        is_free = page.scene.is_low or page.scene.is_rolled
        has_to_break = (page.scene.is_large or page.scene.is_square) and not is_free
        has_to_break = has_to_break or page.scene.is_narrow
        if has_to_break and " " in say("kiosk.time.more"):
            self.countdown.key.setFixedWidth(self.countdown.key.minimumSizeHint().width())  # the words need the room
        left, right = control_keys(page, navigation=navigation)
        self._back, self._page = left[0] if left else None, proxy(page)
        if page.scene.is_large or page.scene.is_square or page.scene.is_small:
            self.countdown.show_question(shown=False)
        self._place = QStackedWidget()
        if page.scene.is_shallow:
            self._arrange_below(page, [left, right] if page.scene.is_narrow and left else [[*left, *right]], help_key)
            return
        heights = _LOW_COUNTDOWN if page.scene.is_low else _COUNTDOWN
        self._place.setFixedHeight(max(rolled_countdown(theme), theme.mm(heights[page.scene.is_large])))
        if not self._is_rolled:
            self._place.addWidget(_framed(_help_line(page, help_key), theme.mm(_BESIDE_MM)))
        self._place.addWidget(self.countdown)
        self._place.setHidden(self._is_rolled)
        if not (is_short or self._is_rolled):
            page.notice_place = self._place
        if page.scene.is_landscape:
            bar, column = _sand(page)
            inside = self.countdown.layout()
            if inside is not None:
                inside.setContentsMargins(theme.mm(6), theme.mm(3), theme.mm(4), theme.mm(3))
                inside.setSpacing(theme.mm(6))
            column.setContentsMargins(theme.margin, theme.mm(1.2), theme.margin, theme.mm(1.2))
            row = QHBoxLayout()
            row.setSpacing(theme.gap(5.2))
            for key in (*left, *right):
                key.setFixedWidth(theme.mm(_WIDE_KEY[page.scene.is_square]))
            for widget in (*left, self._place, *right):
                row.addWidget(widget)
            column.addLayout(row)
            page.foot.addWidget(bar)
            return
        if is_short:
            self._place.setParent(page)
            self._place.hide()
            page.also(Read(_help_line(page, help_key)).giving_way())
        else:
            page.foot.addWidget(self._place)
        bar, _ = _sand(page, [left, right] if page.scene.is_narrow and left else [[*left, *right]])
        _add_bar(page, bar, in_body=is_short and _takes_bar(page))

    def lead_back(self, event: VisitEvent) -> None:
        """Let Back say another event."""
        if self._back is not None:
            self._page.on(self._back, event)

    def _arrange_below(self, page: Page, rows: Sequence[Sequence[Key]], help_key: str) -> None:
        """Put the line of help into the upper part of low reach."""
        page.also(Read(_help_line(page, help_key)).giving_way())
        self._place.addWidget(self.countdown)
        if self._is_instead:
            self._place.insertWidget(0, _sand(page, rows)[0])
            page.foot.addWidget(self._place)
            return
        self._place.setParent(page)
        self._place.hide()
        for keys in rows:
            for key in keys:
                key.set_icon("")  # large words need its place
                key.setFixedHeight(page.theme.target(32))
            page.also(Keys(*keys, height=32))

    def show_countdown(self, visit: Visit) -> None:
        """Show the last seconds, or else the line of help."""
        left = visit.seconds_left
        if self._is_rolled and not self._is_instead:
            self._place.setHidden(left is None or self._is_short)
        else:
            self._place.setCurrentIndex(0 if left is None else 1)
        if left is not None:
            self.countdown.set_seconds(left, visit.warning, self._say("kiosk.time.left", count=left))


def _help_line(page: Page, key: str) -> Text:
    say, theme = page.scene.say, page.theme
    line = Text(
        theme,
        Role.SMALL,
        say(key),
        bold=say("kiosk.start.help_bold"),
        icon="hand-helping",
        align=Qt.AlignmentFlag.AlignHCenter,
    )
    line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    return line


def _takes_bar(page: Page) -> bool:
    """Return whether the bar of a page with a keyboard stands in the body: keyboard or guidance need its place."""
    return (page.scene.is_cramped and page.scene.is_guided) or (page.scene.is_rolled and page.scene.is_shallow)


def _add_bar(page: Page, bar: QWidget, *, in_body: bool) -> None:
    if in_body:
        page.also(Own(bar, grows=0))
    else:
        page.foot.addWidget(bar)


def _framed(line: Text, air: int) -> QWidget:
    """Return the line with air at both sides, for a place as wide as the panel."""
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(air, 0, air, 0)
    row.addWidget(line)
    return whole


def _sand(page: Page, rows: Sequence[Sequence[Key]] = ()) -> tuple[ControlBar, QVBoxLayout]:
    """Make a control bar; return it with its column."""
    bar = ControlBar(page.theme, rows, is_low=page.scene.is_low or page.scene.is_rolled)
    column = bar.layout()
    if not isinstance(column, QVBoxLayout):
        raise TypeError("the control bar stacks its rows")
    return bar, column


class StartFoot:
    """Show keys for language, text size, contrast, low reach and, where there is a voice, spoken guidance."""

    def __init__(self, page: Page) -> None:
        theme, scene = page.theme, page.scene
        self.languages = {
            code: page.on(Key(theme, Kind.CHOICE, name, role=Role.KEY), ChooseLanguage(code))
            for code, name in scene.languages
        }
        for key in self.languages.values():
            key.is_tight = scene.is_small and (scene.is_landscape or scene.is_little)
        self.text_size = self._key(page, "kiosk.bar.text_size", "a-large-small", NextTextStep())
        self.contrast = self._key(page, "kiosk.bar.contrast", "contrast", ToggleContrast())
        self.low_reach = self._key(page, "kiosk.bar.low_reach", "accessibility", ToggleLowReach())
        if not scene.can_be_low:
            self.low_reach.hide()
        self.guidance = self._key(page, "speech.bar", "headphones", ToggleGuidance())
        self.guidance.hide()
        display = [self.text_size, self.contrast, self.low_reach, self.guidance]
        languages = list(self.languages.values())
        bar, column = _sand(page)
        rows = [[*languages, *display]] if scene.is_landscape else [languages, display]
        if scene.is_narrow:
            rows = [*([key] for key in languages), display[:2], display[2:]]
        above = len(languages) if scene.is_narrow else 1  # rows of languages, which a page that is rolled takes along
        for place, keys in enumerate(rows):
            row = QHBoxLayout()
            row.setSpacing(theme.gap(5.2))
            for key in keys:
                share = 6 if key is self.guidance and scene.is_little else 5  # the longest words
                row.addWidget(key, self._share(page, key) if scene.is_landscape else share)
            if scene.is_rolled and place < above:
                page.also(Keys(*keys, height=29))
            else:
                column.addLayout(row)
        line = _help_line(page, "kiosk.start.help")
        if scene.is_low or scene.is_rolled:
            page.also(Read(line))
        else:
            column.addWidget(line)
        page.foot.addWidget(bar)

    def _share(self, page: Page, key: Key) -> int:
        """Return a key's share of a row: the width of its words, and of the mark of a chosen language."""
        mark = page.theme.m.icon_inline * 1.4 if key in self.languages.values() else 0
        return round(key.sizeHint().width() + mark)

    def _key(self, page: Page, text: str, icon: str, event: VisitEvent) -> Key:
        is_flat = page.scene.is_landscape or page.scene.is_rolled or page.scene.is_little
        stacked = page.scene.is_square or not is_flat
        key = Key(page.theme, Kind.CHOICE, page.scene.say(text), icon=icon, stacked=stacked, role=Role.KEY)
        key.is_tight = page.scene.is_small and (page.scene.is_landscape or page.scene.is_little)
        if page.scene.is_little and not (page.scene.is_landscape or page.scene.is_rolled):
            key.setFixedHeight(page.theme.two_lines(Role.KEY))
        return page.on(key, event)

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


class RingFoot:
    """Show a ring with its sentence and the keys that end the page. `is_short`: see `ControlFoot`."""

    def __init__(self, page: Page, keys: Sequence[Key], *, words_beside_keys: bool, is_short: bool = False) -> None:
        theme = page.theme
        page.counts_down = True
        self.ring = Ring(theme, 24.5 if words_beside_keys or page.scene.is_large else 21.5)
        self.sentence = Text(theme, Role.BODY if words_beside_keys else Role.SMALL, size=theme.size(Role.SMALL) * 1.04)
        head = QWidget()
        above = QHBoxLayout(head)
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(theme.mm(8))
        above.addWidget(self.ring)
        above.addWidget(self.sentence, 1)
        if page.scene.is_landscape and page.scene.is_large:
            self.sentence.hide()  # the keys need the room, the ring says it too
        bar, column = _sand(page)
        if page.scene.is_low:
            page.also(Own(head, grows=0, is_read=True))
            above = QHBoxLayout()
        is_wide = page.scene.is_rolled and not page.scene.is_narrow
        if is_wide:
            self.sentence.hide()
        beside = (words_beside_keys and not page.scene.is_large) or is_wide
        if beside or page.scene.is_landscape:
            for key in keys:
                above.addWidget(key)
            if page.scene.is_low:
                column.addLayout(above)
            else:
                column.addWidget(head)
        else:
            if not page.scene.is_low:
                column.addWidget(head)
            row = QVBoxLayout() if page.scene.is_narrow else QHBoxLayout()
            row.setSpacing(theme.gap(6.2))
            for key in keys:
                row.addWidget(key, 1)
            if is_short and page.scene.is_shallow and page.scene.is_rolled:
                page.also(Keys(*keys, height=29))  # the keys alone, without a ground
                bar.deleteLater()
                return
            column.addLayout(row)
        _add_bar(page, bar, in_body=is_short and _takes_bar(page))

    def show_seconds(self, left: int, whole: int, sentence: str, bold: str) -> None:
        """Show the seconds left of the whole time, in the ring and in words."""
        self.ring.set_seconds(left, whole)
        self.sentence.set_text(sentence, bold=bold)
