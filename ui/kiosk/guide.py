"""Guide by voice: say each screen, move the focus by five keys, and show both on a strip.

What is said comes from the screen itself (`ui.kiosk.reading`). The guide adds hints only.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QWidget

from kiosk.domain.language.utterance import VOLUMES, Spoken
from ui.kiosk import reading
from ui.kiosk.five_keys import EVENT_KEYS, FIVE_KEYS, FiveKey
from ui.kiosk.overlays import Overlays
from ui.kiosk.screens.page import Page, Scene
from ui.visit.common import GoBack, GoHome, MoreTime
from ui.visit.event import VisitEvent
from ui.visit.look import ChangeVolume, CloseSheet, ToggleGuidance
from ui.visit.visit import Visit
from ui.widgets.guide_strip import GuideStrip

_BY_KEY = Qt.FocusReason.TabFocusReason
_KEYS = tuple(FiveKey)


class GuidedWindow(Protocol):
    """Name what the guide reads of a window, and how it tells an event."""

    visit: Visit
    page: Page | None
    overlays: Overlays

    def happen(self, event: VisitEvent) -> None:
        """Take one event of the visit."""
        ...


class Guide(QObject):
    """Guide through the screens of a window. ``speaks`` carries a `Spoken`; one without utterances asks for silence.

    `surface` is the widget of the window: the strip stands on it, and it knows which key has the focus. Without spoken
    guidance the keys move the focus all the same, for people who work the screen by a keyboard.
    """

    speaks = Signal(object)

    def __init__(self, window: GuidedWindow, surface: QWidget) -> None:
        super().__init__(surface)
        self._window, self._surface = window, surface
        self.strip: GuideStrip | None = None
        self._scene: Scene | None = None
        self._screen: object = None
        self._language = ""
        self._known: dict[str, str] = {}
        self._volume = 0
        self._at = 0
        self._has_spoken = False
        self._was_repeated = False

    # -- the screen ---------------------------------------------------------------------------------------------

    def follow(self, page: Page) -> None:
        """Say what is new on the screen, and keep the focus on a control that is there."""
        look = self._window.visit.look
        if not look.is_guided:
            self._end()
            return
        is_first = self.strip is None
        self._place(page)
        layout = page.layout()
        if layout is not None:
            layout.activate()
        parts = self._parts(page)
        screen = (type(page), type(self._root(page)), self._window.visit.sheet)
        is_new, is_other = screen != self._screen, look.language != self._language
        self._screen, self._language = screen, look.language
        self._hold_focus(parts, is_new=is_new)
        known, self._known = self._known, self._read(page, parts)
        if is_first:
            self._volume = look.volume
            hello = page.scene.say("speech.hello")
            self._say([*reading.sentences([hello, *self._known.values()]), self._focused(page)])
        elif is_new or is_other:
            self._say([*reading.sentences(self._known.values()), self._focused(page)])
        else:
            news = reading.news(self._known, known)
            if look.volume != self._volume:
                self._volume = look.volume
                news.append(page.scene.say("speech.volume", volume=look.volume, most=VOLUMES[-1]))
            self._say(reading.sentences(news), interrupts=False)

    def show_words(self, words: str) -> None:
        """Show what the voice is saying just now; the last words stay when it has ended."""
        if self.strip is not None and words:
            self.strip.show_words(words)

    def _end(self) -> None:
        if self.strip is None:
            return
        self.strip.leave()
        self.strip = self._scene = self._screen = None
        self.speaks.emit(Spoken((), self._language))

    def _place(self, page: Page) -> None:
        """Place the strip at the bottom, below the page; a sheet comes up from its upper edge."""
        scene, sheet = page.scene, self._window.overlays.sheet
        if self.strip is None or scene is not self._scene:
            old, self._scene = self.strip, scene
            names = [scene.say(f"speech.key.{key.value}") for key in _KEYS]
            volume = [scene.say("speech.key.softer"), scene.say("speech.key.louder")]
            self.strip = GuideStrip(
                scene.theme, names, volume, is_landscape=scene.size.width() > scene.size.height(), parent=self._surface
            )
            self.strip.pressed.connect(self._press_place)
            self.strip.turned.connect(self._turn_volume)
            if old is not None:
                self.strip.show_words(old.words)
                old.leave()
        above = self.strip.place(self._surface.rect())
        if sheet is not None:
            sheet.setGeometry(above)

    def _root(self, page: Page) -> QWidget:
        sheet = self._window.overlays.sheet
        return page if sheet is None else sheet

    def _parts(self, page: Page) -> list[QWidget]:
        """Return texts and controls of the screen; the two keys of the volume come last."""
        volume = self.strip.volume if self.strip is not None else ()
        return [*reading.reading_order(self._root(page)), *volume]

    def _read(self, page: Page, parts: Sequence[QWidget]) -> dict[str, str]:
        """Return what is read of the screen now, a notice first, each by what makes it the same as before."""
        notice, texts = self._window.overlays.notice, page.scene.texts
        over = reading.reading_order(notice) if notice is not None else ()
        private = self._window.visit.devices.is_private
        said = [(part, reading.words_of(part, texts, private=private)) for part in (*over, *reading.title_first(parts))]
        return {reading.sameness(part, words): words for part, words in said if words}

    # -- the keys -----------------------------------------------------------------------------------------------

    def takes(self, key: Qt.Key) -> bool:
        """Take a key of a keyboard; return False when it means nothing here."""
        if key in FIVE_KEYS:
            self.press(FIVE_KEYS[key])
        elif key in EVENT_KEYS:
            self._window.happen(EVENT_KEYS[key])
        else:
            return False
        return True

    def press(self, key: FiveKey) -> None:
        """Press one of the five keys; every press starts the countdown again."""
        self._window.happen(MoreTime())
        self._has_spoken = False
        was_repeated, self._was_repeated = self._was_repeated, key is FiveKey.REPEAT
        page = self._window.page
        if page is None:
            return
        if key is FiveKey.BACK:
            self._back()
        elif key is FiveKey.CHOOSE:
            self._choose(page)
        elif key is FiveKey.REPEAT and not self._window.visit.look.is_guided:
            self._window.happen(ToggleGuidance())
        elif key is FiveKey.REPEAT:
            self._repeat(page, whole=was_repeated)
        else:
            self.move(1 if key is FiveKey.NEXT else -1)

    def move(self, step: int) -> None:
        """Move the focus to the next control, or back; after the last comes the first."""
        page = self._window.page
        keys = reading.stops(self._parts(page)) if page is not None else []
        if page is None or not keys:
            return
        focus = self._focus_in(keys)
        start = keys.index(focus) if focus is not None else (-1 if step > 0 else 0)
        self._at = (start + step) % len(keys)
        keys[self._at].setFocus(_BY_KEY)
        self._say([self._focused(page)])

    def _choose(self, page: Page) -> None:
        key, screen = self._focus_in(reading.stops(self._parts(page))), self._screen
        if key is None:
            self.move(1)
            return
        key.click()
        if self._window.page is not None and self._screen == screen:
            self._say([self._focused(self._window.page)], interrupts=not self._has_spoken)

    def _repeat(self, page: Page, *, whole: bool) -> None:
        focused = self._focused(page)
        read = reading.sentences(self._read(page, self._parts(page)).values()) if whole or not focused else []
        self._say([*read, focused])

    def _back(self) -> None:
        """Go one screen back, or to the start; a number that is shown is not left by it."""
        before = self._window.visit
        self._window.happen(CloseSheet() if before.sheet is not None else GoBack())
        after = self._window.visit
        if (after.screen, after.sheet) != (before.screen, before.sheet):
            return
        if after.shown is None:
            self._window.happen(GoHome())
        if not self._has_spoken and self._window.page is not None:
            self._repeat(self._window.page, whole=True)

    def _press_place(self, place: int) -> None:
        self.press(_KEYS[place])

    def _turn_volume(self, steps: int) -> None:
        self._window.happen(ChangeVolume(steps))

    # -- the focus and the voice --------------------------------------------------------------------------------

    def _focus_in(self, keys: Sequence[QAbstractButton]) -> QAbstractButton | None:
        focus = self._surface.focusWidget()
        return next((key for key in keys if key is focus), None)

    def _hold_focus(self, parts: Sequence[QWidget], *, is_new: bool) -> None:
        """Focus the first control of a new screen; on the same one what had it, or what stands there now."""
        keys = reading.stops(parts)
        focus = self._focus_in(keys)
        if not keys:
            return
        if focus is not None and not is_new:
            self._at = keys.index(focus)
            return
        self._at = 0 if is_new else min(self._at, len(keys) - 1)
        keys[self._at].setFocus(_BY_KEY)

    def _focused(self, page: Page) -> str:
        keys = reading.stops(self._parts(page))
        focus = self._focus_in(keys)
        return "" if focus is None else reading.announced(focus, keys.index(focus) + 1, len(keys), page.scene.texts)

    def _say(self, utterances: Iterable[str], *, interrupts: bool = True) -> None:
        said = tuple(words for words in utterances if words)
        look = self._window.visit.look
        if not said or not look.is_guided:
            return
        self._has_spoken = True
        if interrupts:
            self.show_words(said[0])
        self.speaks.emit(Spoken(said, look.language, look.volume, interrupts))
