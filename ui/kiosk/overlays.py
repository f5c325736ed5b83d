"""Show what lies over a screen for a while: the notice, the sheets of the control bar, the question about a long wait.

And the countdown, where the screen has no place of its own for it or a sheet lies over that place.
"""

from PySide6.QtCore import QObject, QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.kiosk.screens import words
from ui.kiosk.screens.choices import ChoicesSheet
from ui.kiosk.screens.foot import new_countdown
from ui.kiosk.screens.page import Page, Scene
from ui.layout.low_reach import low_reach_line
from ui.visit.common import Confirm, GoBack, MoreTime
from ui.visit.number import NumberState
from ui.visit.screen import Screen
from ui.visit.visit import Visit
from ui.widgets.banner import Banner, Tone
from ui.widgets.bars import Countdown
from ui.widgets.sheet import QuestionSheet
from ui.widgets.sliding import Slide


class Overlays(QObject):
    """Keep at most one notice and one sheet over `window`; ``happened`` carries what was touched on the sheet."""

    happened = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.notice: QWidget | None = None
        self.sheet: ChoicesSheet | QuestionSheet | None = None
        self.countdown: Countdown | None = None
        self._counted: object = None
        self._noticed: tuple[object, ...] | None = None
        self._slide = Slide(window)
        self._sheeted: object = None

    def show_visit(self, visit: Visit, scene: Scene, page: Page | None) -> None:
        """Show what the visit says, and take the rest away; `page` knows where a notice hides nothing."""
        noticed = (visit.notice.message, visit.notice.calm, visit.look, scene) if visit.notice else None
        if noticed != self._noticed:
            is_new = noticed is not None and (self._noticed is None or self._noticed[:1] != noticed[:1])
            self._noticed = noticed
            self._show_notice(visit, scene, page)
            if is_new and self.notice is not None:
                self._slide.start(self.notice, scene.theme, "banner", QPoint(-1, 0))
        sheeted = self._sheet_of(visit, scene)
        if sheeted != self._sheeted:
            self._sheeted = sheeted
            self._show_sheet(visit, scene)
        self._show_countdown(visit, scene, page)

    def clear(self) -> None:
        """Forget what lay over the last screen, so that it is made again for the next one."""
        self._sheeted = self._counted = object()
        self._noticed = (self._sheeted,)

    def _show_countdown(self, visit: Visit, scene: Scene, page: Page | None) -> None:
        left = visit.seconds_left
        is_here = left is not None and page is not None and (self.sheet is not None or not page.counts_down)
        counted = (visit.look, scene, self._sheeted, visit.screen) if is_here else None
        if counted != self._counted:
            self._counted = counted
            if self.countdown is not None:
                self.countdown.hide()
                self.countdown.deleteLater()
                self.countdown = None
        if left is None or page is None or counted is None:
            if self.sheet is not None:
                self.sheet.make_way(is_gone=False)
            return
        if self.countdown is None:
            self.countdown = self._new_countdown(scene, page)
            if self.sheet is not None:  # where it has no room above the keys it takes their place
                self.sheet.make_way(is_gone=self.countdown.geometry().bottom() >= self.sheet.keys_top)
        kind = "left" if page.counts_down else "reset"
        self.countdown.set_seconds(left, visit.warning, scene.say(f"kiosk.time.{kind}", count=left))

    def _new_countdown(self, scene: Scene, page: Page) -> Countdown:
        made = new_countdown(page, "left" if page.counts_down else "reset")
        made.setParent(self._window)
        made.more.connect(self._more_time)
        made.setGeometry(self._countdown_rect(scene, page, made.heightForWidth(self._window.width())))
        made.show()
        made.raise_()
        return made

    def _countdown_rect(self, scene: Scene, page: Page, height: int) -> QRect:
        """Return a place above the sheet, above the foot, or over the header of a landscape panel.

        In low reach it stands no higher than a key may: then it lies on the sheet's title. Over keys of the sheet it
        takes the place of the sheet.
        """
        if self.sheet is not None:
            bottom = self.sheet.y() + self.sheet.height()
            top = max(low_reach_line(scene.size) if scene.is_low else 0, self.sheet.y() + self.sheet.paper_top - height)
            has_room = top + height <= self.sheet.keys_top
            return QRect(0, top if has_room else bottom - height, self._window.width(), height)
        if scene.is_landscape:
            return QRect(0, 0, self._window.width(), page.header.height())
        return QRect(0, page.foot_top - height, self._window.width(), height)

    def _more_time(self) -> None:
        self.happened.emit(MoreTime())

    def _sheet_of(self, visit: Visit, scene: Scene) -> object:
        look = visit.look, scene.theme.look
        if visit.screen is Screen.LONG_WAIT:
            return visit.screen, visit.of(NumberState).service, look
        return (visit.sheet, look) if visit.sheet is not None else None

    def _show_notice(self, visit: Visit, scene: Scene, page: Page | None) -> None:
        if self.notice is not None:
            self.notice.hide()
            self.notice.deleteLater()
            self.notice = None
        if page is not None:
            page.end_notice()
        if visit.notice is None or page is None:
            return
        theme = scene.theme
        calm = visit.notice.calm
        what, stop, then = scene.texts.message(visit.notice.message).partition(". ")
        banner = Banner(
            theme,
            Tone.GOOD if calm else Tone.CAUTION,
            f"{what}." if stop else what,
            then,
            icon="circle-check" if calm else "info",
            is_dense=scene.is_small or theme.is_rolled,
            parent=self._window,
        )
        banner.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        banner.setGeometry(page.notice_rect(banner.height_at))
        banner.show()
        banner.raise_()
        self.notice = banner

    def _show_sheet(self, visit: Visit, scene: Scene) -> None:
        if self.sheet is not None:
            self.sheet.hide()
            self.sheet.deleteLater()
            self.sheet = None
        if visit.screen is Screen.LONG_WAIT:
            self._ask_about_wait(visit, scene)
        elif visit.sheet is not None:
            choices = ChoicesSheet(self._window, scene, visit)
            choices.happened.connect(self.happened)
            self.sheet = choices

    def _ask_about_wait(self, visit: Visit, scene: Scene) -> None:
        service = visit.of(NumberState).service
        view = visit.now.view(service) if visit.now and service is not None else None
        low, high = (view.wait.minutes if view else None) or (0, 0)
        who = scene.who(visit)
        sheet = QuestionSheet(
            self._window,
            scene.theme,
            scene.say("kiosk.long_wait.title", low=low, high=high),
            words.before_waiting(scene.texts, visit, view.wait.ahead if view else 0, high, who),
            safe=scene.say("kiosk.long_wait.no"),
            main=scene.say("kiosk.long_wait.yes"),
            icon="hourglass",
            width=scene.theme.mm(400 if scene.theme.is_rolled else 290),
        )
        sheet.safe.connect(self._another_time)
        sheet.main.connect(self._stay)
        self.sheet = sheet

    def _another_time(self) -> None:
        self.happened.emit(GoBack())

    def _stay(self) -> None:
        self.happened.emit(Confirm())
