"""Show a clerk's desk: sign in, open a counter, serve. The window asks the branch by `ui.ask` and shows the answers."""

from dataclasses import replace

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication

from kiosk.branch.desk import DeskView, SignInView
from kiosk.clock import Clock
from kiosk.domain.language.text import VIETNAMESE, Message, Texts
from kiosk.domain.people.scan import Scan
from kiosk.domain.program_status import BranchCommit, DeviceReports, OtherVersion, ProgramStatus, ScanRead
from kiosk.domain.status import ProgramKind, ScannerStatus, StoreStatus, SyncStatus
from ui.ask import Ask
from ui.desk.flow import DeskFlow
from ui.desk.follower import DeskFollower
from ui.desk.frame import DeskFrame
from ui.desk.lead_help import LeadHelp
from ui.desk.notices import DeskNotices
from ui.desk.own_day import OwnDayLine
from ui.desk.performing import DeskActs
from ui.desk.scans import DeskScans
from ui.desk.session import DeskSession
from ui.desk.state import DeskState
from ui.desk.statuses import DeskStatuses
from ui.display import screen_called
from ui.staff.idle_lock import IdleLock
from ui.staff.scale import pixel_scale
from ui.theme import Theme
from ui.window_spec import Device, ProgramParts, WindowContext, WindowSpec

_RETRY_TICKS = 5
#: Seconds after which a desk asks again without a commit, because waits grow.
_LOOK_TICKS = 60


class DeskWindow(DeskFrame):
    """Show the desk of one clerk. Its parts share a `DeskState`; the window shows it.

    `told` is the slot for the values that the program tells. While the branch is away the window says so, disables the
    keys and asks again every five seconds. `has_scanner`: this desk has a scanner of its own.
    """

    def __init__(
        self,
        ask: Ask,
        texts: Texts,
        clock: Clock,
        theme: Theme | None = None,
        *,
        has_scanner: bool = True,
    ) -> None:
        super().__init__(texts, theme)
        self._ask, self._clock, self._has_scanner = ask, clock, has_scanner
        self._ticks, self._statuses = 0, DeskStatuses()
        self.state = state = DeskState()
        self.idle = IdleLock(self, clock)
        self._notices = notices = DeskNotices(self, texts, state)
        lead_help = LeadHelp(self, self.counters, ask)
        self.flow = DeskFlow(self, self.theme, texts, state)
        self.follower = DeskFollower(self, ask, state, lead_help)
        self.session = DeskSession(self, ask, state, notices, lead_help)
        self.acts = DeskActs(self.serving, ask, state, notices, self.flow)
        self._own = OwnDayLine(self, ask, texts, state, self.can)
        self._scans = DeskScans(self, texts, ask, self.flow.numbers, self.flow.numbers_of)
        self._connect(lead_help)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.tick)
        self._timer.start()
        self.tick()
        self.follower.load()

    def _connect(self, lead_help: LeadHelp) -> None:
        self.flow.listen_to(self.serving)
        self.flow.locks.connect(self.lock)
        self.follower.loaded.connect(self._loaded)
        self.follower.looked.connect(self._looked)
        self.session.signed_in.connect(self._signed_in)
        self.session.unlocked.connect(self.changed)
        self.session.opened.connect(self._opened)
        self.session.left.connect(self._left)
        self.session.turned.connect(self._show_surroundings)
        self.session.turned.connect(self._own.look)
        self.acts.acted.connect(self._acted)
        self.acts.nobody_waits.connect(self._nobody_waits)
        self.acts.signed_out.connect(self._signed_out)
        self._scans.said.connect(self._notices.say)
        for refused in (self.session.refused, self.acts.refused, lead_help.refused):
            refused.connect(self._refused)
        for lost in (self.session.lost, self.acts.lost):
            lost.connect(self._act_lost)
        for lost in (self.follower.lost, self._scans.lost, lead_help.lost):
            lost.connect(self._lost)

    # -- from outside -------------------------------------------------------------------------------------------

    @Slot(object)
    def told(self, status: ProgramStatus) -> None:
        """Show what the program tells: a commit in the branch, a scan, a status."""
        match status:
            case BranchCommit(seq):
                self.follower.committed(seq)
                self._own.note_commit()
            case ScanRead(scan):
                self.scan(scan)
            case OtherVersion(sentence):
                self._notices.stopped_by = self._texts.message(sentence)
            case StoreStatus():
                if status is StoreStatus.READY:
                    self._notices.stopped_by = ""
                self.show_statuses(replace(self._statuses, database=status is StoreStatus.READY))
            case DeviceReports(reports):
                self.show_statuses(replace(self._statuses, parts=reports))
            case ScannerStatus():
                self.show_statuses(replace(self._statuses, scanner=status))
            case SyncStatus():
                self.show_statuses(replace(self._statuses, sync=status))
            case _:
                pass

    @Slot()
    def changed(self) -> None:
        """Ask the branch for the present view."""
        self.follower.changed()

    @Slot()
    def lock(self) -> None:
        """Lock the screen, if a clerk has signed in."""
        self.flow.dismiss()
        self.session.lock()

    def show_statuses(self, statuses: DeskStatuses) -> None:
        """Show these statuses in the strip."""
        self._statuses = statuses
        self._show_strip()

    def scan(self, scan: Scan) -> None:
        """Find today's number of a scanned ticket or card. A desk without a scanner of its own ignores the kiosk's."""
        if not self._has_scanner:
            return
        self.idle.touch()
        if self.pages.currentWidget() is self.serving and self.state.context() is not None:
            self._scans.read(scan)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._timer.stop()
        self.follower.close()
        self._ask.close()

    # -- answers ------------------------------------------------------------------------------------------------

    def _loaded(self, view: SignInView) -> None:
        self.state.setup, branch = view.setup, view.setup.branch
        self.theme.wear(view.setup.look, self)
        self.header.set_names(self._texts.name(branch.name), self._texts.name(branch.place))
        self.sign_in.show_staff(view.staff)
        self.session.show_setup()
        for person in view.staff:
            if self.state.session is not None and person.id == self.state.session.staff.id:
                self.session.follow(person)
        self._answered()
        self.tick()

    def _looked(self, view: DeskView) -> None:
        self._answered()
        if self.state.act is None:
            self.acts.forget_request()  # the clerk sees the present state: the next touch is a new request
        session = self.state.session
        if session is not None and view.staff is not None and session.is_held(view):
            self.session.follow(view.staff)
            self.show_view(view)
        elif session is not None:
            if not self.state.is_locked:
                self.flow.dismiss()
            self.session.counter_closed(session.staff, view.counter.number)

    def _signed_in(self) -> None:
        self._answered()
        self.idle.touch()

    def _opened(self, view: DeskView) -> None:
        self._answered()
        if self.state.session is not None:
            self.follower.returns.wait(view.returns_in)
            self.show_view(view)

    def _left(self) -> None:
        self.follower.returns.stop()
        self.acts.forget_request()

    def _acted(self, view: DeskView) -> None:
        self.follower.acted(view)
        self._own.look()
        self._end_act()
        self._answered()
        self.show_view(view)
        self.follower.catch_up()

    def _nobody_waits(self) -> None:
        self._notices.say(self._texts.say("desk.said.nobody_waits"))

    def _signed_out(self) -> None:
        self._end_act()
        self.session.leave()

    def _end_act(self) -> None:
        self.acts.end()
        if self.state.view is not None:
            self.show_view(self.state.view)

    def show_view(self, view: DeskView) -> None:
        """Show this view of the open counter."""
        state = self.state
        if view is not state.view:
            self.follower.returns.wait(view.returns_in)
        state.view = view
        if state.setup is not None:
            able = state.act is None and not state.is_away
            self.serving.show_view(view, state.setup, self._clock.now(), able=able)
            self._notices.stand(view, state.setup.recall_limit)

    # -- refusals, and a branch that is away --------------------------------------------------------------------

    def _answered(self) -> None:
        if self.state.is_away:
            self.state.is_away = False
            self.hush_band()
            self._show_strip()

    def _refused(self, message: Message) -> None:
        """Show why an act was refused."""
        self._end_asking()
        self.acts.forget_request()
        self._notices.say(self._texts.message(message))
        self.changed()

    def _act_lost(self) -> None:
        """Show that the branch is away. The act may have happened or not."""
        self._end_asking()
        self._lost()

    def _lost(self) -> None:
        """Say that the branch does not answer, disable the keys, and ask again later."""
        self.state.is_away = True
        self._notices.away()
        if self.state.view is not None:
            self.show_view(self.state.view)
        self._show_strip()

    def _end_asking(self) -> None:
        self._end_act()
        self.sign_in.set_busy(busy=False)
        self.own_pin.begin_again()
        self.counters.set_busy(busy=False)

    # -- time and surroundings ----------------------------------------------------------------------------------

    def tick(self) -> None:
        """Update the times once a second, lock an idle desk, and ask again at intervals."""
        self._ticks += 1
        now, state = self._clock.now(), self.state
        if state.setup is not None:
            self.show_time(state.setup.branch.local(now))
        if self.pages.currentWidget() is self.serving:
            self.serving.current.tick(now)
        if self._minutes_to_lock() == 0:
            self.lock()
        self._show_strip()
        self._own.tick()
        if self._ticks % (_RETRY_TICKS if state.is_away else _LOOK_TICKS) == 0:
            self.changed()

    def _minutes_to_lock(self) -> int | None:
        """Return the minutes until the desk locks, or None while there is nothing to lock."""
        state = self.state
        if state.setup is None or state.session is None or state.is_locked or not state.setup.lock_minutes:
            return None
        return self.idle.minutes_left(state.setup.lock_minutes)

    def _show_surroundings(self) -> None:
        state = self.state
        view = state.view if state.counter_id is not None else None
        self.show_clerk(state.session.staff.name if state.session else "", view.counter.number if view else None)
        self._show_strip()

    def _show_strip(self) -> None:
        statuses = replace(self._statuses, database=False) if self.state.is_away else self._statuses
        self.show_strip(statuses, self._minutes_to_lock())


def make_desk(context: WindowContext, scale: float | None = None) -> DeskWindow:
    """Return a clerk's desk; `scale` 1.0 is 1440 × 900 pixels. Without `scale` the pixels of its screen count."""
    if scale is None:
        screen = screen_called(context.site.output_of("desk")) or QApplication.primaryScreen()
        scale = pixel_scale(screen.availableGeometry())
    has_scanner = bool(context.site.config.desk.scanner)
    theme = Theme.desk(scale, reduced_motion=context.site.config.screen.reduced_motion, look=context.look)
    window = DeskWindow(context.ask(), context.texts(VIETNAMESE), context.clock, theme, has_scanner=has_scanner)
    context.statuses.told.connect(window.told)
    return window


DESK = WindowSpec(
    "desk",
    make=make_desk,
    parts=ProgramParts(
        devices=frozenset({Device.DESK_SCANNER}), relays=True, hears_devices=True, kind=ProgramKind.DESK
    ),
)
