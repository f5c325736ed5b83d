"""Show screens with one thing to say: thanks, closed, out of service, and that the branch does not answer."""

from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.kiosk.screens import words
from ui.kiosk.screens.foot import ControlFoot, StartFoot
from ui.kiosk.screens.page import Page, Scene
from ui.layout.blocks import Block, Keys, Own, Read
from ui.theme import Role
from ui.visit.common import Finish, Retry
from ui.visit.procedures import OpenProcedures
from ui.visit.rating import OpenRating
from ui.visit.screen import Screen
from ui.visit.visit import Busy, Visit
from ui.widgets.keys import Key, Kind
from ui.widgets.text import Text
from ui.widgets.tiles import paint_disc

_CENTRE = Qt.AlignmentFlag.AlignHCenter
#: Millimetres of the picture: as drawn in the look, and at least.
_DISC_MM, _LEAST_DISC_MM = 80, 36
#: Share of the room left over that stands above the words.
_ABOVE = 0.45


class _Disc(QWidget):
    """Show a large round picture over the words, smaller where they need the room."""

    def __init__(self, scene: Scene, icon: str, fill: QColor, ink: QColor) -> None:
        super().__init__()
        self._theme, self._icon, self._fill, self._ink = scene.theme, icon, fill, ink

    def sizeHint(self) -> QSize:
        """Return the size in the pictures of the look."""
        return QSize(self._theme.mm(_DISC_MM), self._theme.mm(_DISC_MM))

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size at which the icon is recognised."""
        return QSize(self._theme.mm(_LEAST_DISC_MM), self._theme.mm(_LEAST_DISC_MM))

    def set_icon(self, icon: str) -> None:
        """Show another picture."""
        if icon != self._icon:
            self._icon = icon
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = min(self.width(), self.height())
        disc = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        paint_disc(painter, self._theme, disc, self._fill, self._icon, self._ink)
        painter.end()


class _CalmPage(Page):
    """Show a picture, a title, sentences, and at most two keys, all in the middle."""

    def __init__(self, scene: Scene, disc: _Disc, title: str) -> None:
        super().__init__(scene)
        theme = self.theme
        self.disc = disc
        self.title = Text(theme, Role.TITLE, title, size=theme.size(Role.TITLE) * 1.12, align=_CENTRE)
        self._said: list[Text] = []

    def sentence(self, text: str = "", *, strong: bool = False) -> Text:
        """Add one more sentence below."""
        theme = self.theme
        size = theme.size(Role.HEADING) * (1.05 if strong else 0.92)
        shown = Text(theme, Role.HEADING if strong else Role.BODY, text, align=_CENTRE, size=size)
        self._said.append(shown)
        return shown

    def _show_feedback(self, shown: Text, visit: Visit) -> None:
        """Say where feedback is sent; nothing where the branch has not filled it in."""
        lines = words.feedback(self.scene.texts, visit.now.setup.feedback) if visit.now is not None else ""
        shown.setVisible(bool(lines))
        shown.set_text(lines)

    def keys(self, *keys: Key) -> None:
        """Place what was said, with the keys below it."""
        blocks: list[Block] = [
            Own(self.disc, grows=0, is_read=True).giving_way(),
            Read(self.title).below(10),
            Read(*self._said).below(5),
        ]
        if keys:
            blocks.append(Keys(*keys, height=38, width=150).below(10))
        self.compose(*blocks, slack=_ABOVE)


class ThanksPage(_CalmPage):
    """Thank for a rating."""

    def __init__(self, scene: Scene) -> None:
        c, say = scene.theme.c, scene.say
        super().__init__(scene, _Disc(scene, "check", c.good_tint, c.good), "")
        self.sentence(say("rating.thanks.text"))
        self.wish = self.sentence()
        self.feedback = self.sentence()
        done = Key(self.theme, Kind.MAIN, say("rating.thanks.done"), icon="check", role=Role.HEADING)
        self.done = self.on(done, Finish())
        self.keys(self.done)

    def show_visit(self, visit: Visit) -> None:
        """Address the citizen by Ông, Bà, or both."""
        super().show_visit(visit)
        who = self.scene.who(visit)
        self.title.set_text(self.scene.say("rating.thanks.title", who=who))
        self.wish.set_text(self.scene.say("rating.thanks.next", who=who))
        self._show_feedback(self.feedback, visit)


class ClosedPage(_CalmPage):
    """Show why no numbers are given, and when again: lunch, evening, a holiday with the hours, the lock of the centre.

    Procedures can still be looked up, for this screen is their public posting, and visits be rated.
    """

    def __init__(self, scene: Scene) -> None:
        c, say = scene.theme.c, scene.say
        super().__init__(scene, _Disc(scene, "clock", c.gold_tint, c.flag), say("kiosk.closed.title"))
        self.why = self.sentence()
        self.opens = self.sentence(strong=True)
        self.hours = self.sentence()
        self.hint = self.sentence()
        self.feedback = self.sentence()
        self.rate = self.on(Key(self.theme, text=say("kiosk.start.rate"), icon="smile", role=Role.LABEL), OpenRating())
        procedures = Key(self.theme, text=self.scene.brief("look_up.tile"), icon="file-search-2", role=Role.LABEL)
        self.procedures = self.on(procedures, OpenProcedures())
        self.keys(self.procedures, self.rate)
        self.settings = StartFoot(self)
        self._now: datetime | None = None
        self._visit: Visit | None = None

    def show_visit(self, visit: Visit) -> None:
        """Show the hours as they are known."""
        super().show_visit(visit)
        self._visit = visit
        self.settings.show_visit(visit)
        has_procedures = visit.now is not None and visit.now.catalogue is not None
        self.procedures.setVisible(has_procedures)
        self.procedures.set_busy(visit.busy is Busy.CATALOGUE)
        self.hint.set_text(self.scene.say("kiosk.closed.hint" if has_procedures else "kiosk.closed.hint_rate"))
        self._show_feedback(self.feedback, visit)
        self._show_opening()

    def show_time(self, now: datetime) -> None:
        """Say today, tomorrow or a later day, as seen from today."""
        super().show_time(now)
        self._now = now
        self._show_opening()

    def _show_opening(self) -> None:
        if self._visit is None or self._visit.now is None or self._now is None:
            return
        now, texts, say = self._visit.now, self.scene.texts, self.scene.say
        lock, hours = now.station.lock if now.hours.is_open else None, now.hours
        why = texts.name(lock.reason) if lock is not None else texts.message(hours.reason) if hours.reason else ""
        open_hours = words.open_hours(texts, hours, self._now) if lock is None else ""
        for shown, said in ((self.why, why), (self.hours, open_hours)):
            shown.setVisible(bool(said))
            shown.set_text(said)
        self.disc.set_icon("clock" if lock is None else "info")
        if lock is not None:
            self.title.set_text(say("kiosk.locked.title"))
            self.opens.set_text(say("kiosk.locked.next"))
            return
        self.title.set_text(say(f"kiosk.closed.{hours.closed.value if hours.closed else 'title'}"))
        self.opens.set_text(words.opens(texts, hours, self._now))


class OutOfServicePage(_CalmPage):
    """Say that this kiosk is out of service, in a manager's words where there are any; it waits for staff."""

    def __init__(self, scene: Scene) -> None:
        c, say = scene.theme.c, scene.say
        super().__init__(scene, _Disc(scene, "hand-helping", c.gold_tint, c.flag), say("kiosk.out.title"))
        self.why = self.sentence()
        self.next = self.sentence(say("kiosk.out.next"), strong=True)
        self.keys()
        self.settings = StartFoot(self)

    def show_visit(self, visit: Visit) -> None:
        """Show why, and which settings are on."""
        super().show_visit(visit)
        own = visit.now.station.out_text if visit.now is not None else ""
        self.why.set_text(own or self.scene.say("kiosk.out.text"))
        self.next.setVisible(not own)
        self.settings.show_visit(visit)


class TroublePage(_CalmPage):
    """Say what still holds, and the one thing to do; the kiosk asks the branch again by itself."""

    def __init__(self, scene: Scene) -> None:
        c, say = scene.theme.c, scene.say
        super().__init__(scene, _Disc(scene, "unplug", c.gold_tint, c.ink), "")
        self.text = self.sentence()
        self.next = self.sentence(strong=True)
        self.retry = self.on(
            Key(self.theme, Kind.MAIN, say("kiosk.trouble.retry"), icon="rotate-ccw", role=Role.HEADING), Retry()
        )
        self.keys(self.retry)
        self._foot = ControlFoot(self, navigation=False)

    def show_visit(self, visit: Visit) -> None:
        """Say what still holds for a kiosk, or for a tablet that only rates; the key is busy while it asks."""
        super().show_visit(visit)
        kind = "kiosk" if visit.home is Screen.START else "rating"
        text = "upgrade" if visit.devices.waits_for_upgrade else "text"
        for shown, name in ((self.title, "title"), (self.text, text), (self.next, "next")):
            shown.set_text(self.scene.say(f"{kind}.trouble.{name}"))
        is_asking = visit.busy is Busy.SERVICES
        self._foot.show_countdown(visit)
        self.retry.set_busy(is_asking, self.scene.say("kiosk.trouble.retrying" if is_asking else "kiosk.trouble.retry"))

    def show_countdown(self, visit: Visit) -> None:
        """Show the seconds that are left for a citizen who waits for a number."""
        self._foot.show_countdown(visit)
