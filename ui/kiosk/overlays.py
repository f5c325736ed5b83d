"""What lies over a screen for a while: the notice, the sheets of the control bar, the question about a long wait."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.kiosk import events as e
from ui.kiosk.screens.page import Page, Scene
from ui.kiosk.state import Screen, Visit


class Overlays(QObject):
    """Keeps at most one notice and one sheet over `window`; ``happened`` carries what was touched on the sheet."""

    happened = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.notice: QWidget | None = None
        self.sheet: QWidget | None = None
        self._noticed: object = None
        self._sheeted: object = None

    def show_visit(self, visit: Visit, scene: Scene, page: Page | None) -> None:
        """Brings what the visit says, takes away the rest; `page` knows where a notice hides nothing."""
        noticed = (visit.notice.message, visit.notice.calm, visit.look, scene.size) if visit.notice else None
        if noticed != self._noticed:
            self._noticed = noticed
            self._show_notice(visit, scene, page)
        sheeted = self._sheet_of(visit)
        if sheeted != self._sheeted:
            self._sheeted = sheeted
            self._show_sheet(visit, scene)

    def _sheet_of(self, visit: Visit) -> object:
        if visit.screen is Screen.LONG_WAIT:
            return visit.screen, visit.service, visit.look
        return (visit.sheet, visit.look) if visit.sheet is not None else None

    def _show_notice(self, visit: Visit, scene: Scene, page: Page | None) -> None:
        if self.notice is not None:
            self.notice.hide()
            self.notice.deleteLater()
            self.notice = None
        if visit.notice is None or page is None:
            return
        from ui.widgets.banner import Banner, Tone

        theme = scene.theme
        calm = visit.notice.calm
        what, stop, then = scene.texts.message(visit.notice.message).partition(". ")
        banner = Banner(
            theme,
            Tone.GOOD if calm else Tone.CAUTION,
            f"{what}." if stop else what,
            then,
            icon="circle-check" if calm else "info",
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
            from ui.kiosk.screens.choices import ChoicesSheet

            choices = ChoicesSheet(self._window, scene, visit)
            choices.happened.connect(self.happened)
            self.sheet = choices

    def _ask_about_wait(self, visit: Visit, scene: Scene) -> None:
        from ui.widgets.sheet import Sheet

        view = visit.now.view(visit.service) if visit.now and visit.service is not None else None
        low, high = (view.wait.minutes if view else None) or (0, 0)
        who = scene.who(visit)
        sheet = Sheet(
            self._window,
            scene.theme,
            scene.say("kiosk.long_wait.title", low=low, high=high),
            scene.say("kiosk.long_wait.text", who=who, count=view.wait.ahead if view else 0),
            safe=scene.say("kiosk.long_wait.no"),
            main=scene.say("kiosk.long_wait.yes"),
            icon="hourglass",
            width=scene.theme.mm(290),
        )
        sheet.safe.connect(self._another_time)
        sheet.main.connect(self._stay)
        self.sheet = sheet

    def _another_time(self) -> None:
        self.happened.emit(e.Back())

    def _stay(self) -> None:
        self.happened.emit(e.Confirm())
