"""Show a clerk's desk: sign in, open a counter, serve. The window asks the branch by `ui.ask` and shows the answers."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from kiosk.branch import desk, staff
from kiosk.branch.desk import DeskView, SignInView
from kiosk.branch.office import Office
from kiosk.branch.serving import counters, finding
from kiosk.clock import Clock
from kiosk.domain.branch_setup import Setup, Staff
from kiosk.domain.language.text import VIETNAMESE, Message, Texts
from kiosk.domain.people.scan import Scan
from kiosk.domain.program_status import BranchCommit, DeviceReports, ProgramStatus, ScanRead
from kiosk.domain.status import ProgramKind, ScannerStatus, StoreStatus, SyncStatus
from ui.ask import Ask
from ui.desk.acts import Act, act_of
from ui.desk.flow import DeskFlow, Scene
from ui.desk.frame import DeskFrame
from ui.desk.idle_lock import IdleLock
from ui.desk.lead_help import LeadHelp
from ui.desk.notices import DeskNotices
from ui.desk.scans import DeskScans
from ui.desk.statuses import DeskStatuses
from ui.due import DueTimer
from ui.theme import Theme
from ui.window_spec import Device, ProgramParts, WindowContext, WindowSpec

_RETRY_TICKS = 5
#: Seconds after which a desk asks again without a commit, because waits grow.
_LOOK_TICKS = 60


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """Hold a clerk who has signed in, with the open counter (None: not yet). Each sign-in is another session."""

    staff: Staff
    counter_id: int | None = None

    def is_held(self, view: DeskView) -> bool:
        """Return whether the counter is still this clerk's. The end of the day or a lead may have closed it."""
        return view.staff is not None and view.staff.id == self.staff.id


class DeskWindow(DeskFrame):
    """Show the desk of one clerk.

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
        self.flow = DeskFlow(self, self.theme, texts, self._scene)
        self._scans = DeskScans(self, texts, ask, self.flow.numbers, self.flow.numbers_of)
        self._help = LeadHelp(self, self.counters, ask)
        self._idle = IdleLock(self, clock)
        self._notices = DeskNotices(self, texts)
        self._is_locked = False
        self._usual: int | None = None
        self._setup: Setup | None = None
        self._seat: Session | None = None
        self._taken: tuple[int, Session] | None = None
        self._view: DeskView | None = None
        self._statuses = DeskStatuses()
        self._act: Act | None = None
        self._asking = False
        self._stale = False
        self._away = False
        self._closed = False
        self._request = ""
        self._own_seq: int | None = None  # of the view after the last act, until its commit is told
        self._missed_seq: int | None = None  # of the last commit that was told
        self._ticks = 0
        self._connect()
        self._returns = DueTimer(self)
        self._returns.timeout.connect(self.changed)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self._tick()
        self._load()

    def _connect(self) -> None:
        self.sign_in.entered.connect(self._sign_in)
        self.counters.picked.connect(self._open_counter)
        self.counters.left.connect(self._leave)
        self.serving.acts.chosen.connect(self._do)
        self.flow.listen_to(self.serving)
        self._scans.said.connect(self._notices.say)
        self._scans.lost.connect(self._gone)
        self._help.refused.connect(self._refused)
        self._help.lost.connect(self._gone)
        self.flow.wanted.connect(self._other_act)
        self.flow.searches.connect(self._search)
        self.flow.locks.connect(self._lock)
        self.flow.leaves.connect(self._sign_out)
        self._show_strip()

    # -- from outside -------------------------------------------------------------------------------------------

    @Slot(object)
    def told(self, status: ProgramStatus) -> None:
        """Show what the program tells: a commit in the branch, a scan, a status."""
        match status:
            case BranchCommit(seq):
                self._committed(seq)
            case ScanRead(scan):
                self.scan(scan)
            case StoreStatus():
                self.show_statuses(replace(self._statuses, database=status is StoreStatus.READY))
            case DeviceReports(reports):
                self.show_statuses(replace(self._statuses, parts=reports))
            case ScannerStatus():
                self.show_statuses(replace(self._statuses, scanner=status))
            case SyncStatus():
                self.show_statuses(replace(self._statuses, sync=status))
            case _:
                pass

    def _committed(self, seq: int | None) -> None:
        """Look again, unless the view after this desk's own act holds the record already."""
        own, self._own_seq = self._own_seq, None
        if seq is None or own is None or seq > own:
            self._missed_seq = seq
            self.changed()

    @Slot()
    def changed(self) -> None:
        """Ask for the view again. Calls while a question is open become one more question."""
        if self._closed:
            return
        if self._asking or self._act is not None:
            self._stale = True
        elif self._seat is not None and self._seat.counter_id is not None:
            self._asking = True
            self._ask(desk.desk_view, self._seat.counter_id).then(self._looked, away=self._look_lost)
        else:
            self._load()  # the staff or the counters may have changed

    def show_statuses(self, statuses: DeskStatuses) -> None:
        """Show these statuses in the strip."""
        self._statuses = statuses
        self._show_strip()

    def scan(self, scan: Scan) -> None:
        """Find today's number of a scanned ticket or card. A desk without a scanner of its own ignores the kiosk's."""
        if not self._has_scanner:
            return
        self._idle.touch()
        if self.pages.currentWidget() is self.serving and self._scene() is not None:
            self._scans.read(scan)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._timer.stop()
        self._returns.stop()
        self._closed = True
        self._ask.close()

    # -- asking and hearing -------------------------------------------------------------------------------------

    def _load(self) -> None:
        self._asking = True
        self._ask(desk.sign_in_view).then(self._loaded, away=self._look_lost)
        self._help.look(self._seat.staff if self._seat is not None else None)

    def _loaded(self, view: SignInView) -> None:
        self._asking = False
        self._setup, branch = view.setup, view.setup.branch
        self.header.set_names(self._texts.name(branch.name), self._texts.name(branch.place))
        self.sign_in.show_staff(view.staff)
        self._back_again()
        self._tick()

    def _looked(self, view: DeskView) -> None:
        self._asking = False
        self._back_again()
        if self._act is None:
            self._request = ""  # the clerk sees the present state: the next touch is a new request
        if self._seat is not None and self._seat.is_held(view):
            self._show(view)
        elif self._seat is not None:
            self._put_out(self._seat, view.counter.number)
        self._catch_up()

    def _look_lost(self) -> None:
        self._asking = False
        self._gone()

    def _catch_up(self) -> None:
        if self._stale:
            self._stale = False
            self.changed()

    def _show(self, view: DeskView) -> None:
        if view is not self._view:
            self._returns.wait(view.returns_in)
        self._view = view
        if self._setup is not None:
            able = self._act is None and not self._away
            self.serving.show_view(view, self._setup, self._clock.now(), able=able)
            self._notices.stand(view, self._setup.recall_limit)

    # -- trouble ------------------------------------------------------------------------------------------------

    def _gone(self) -> None:
        """Say that the branch does not answer, disable the keys, and ask again later."""
        self._away = True
        self._notices.away()
        if self._view is not None:
            self._show(self._view)
        self._show_strip()

    def _back_again(self) -> None:
        if self._away:
            self._away = False
            self.hush_band()
            self._show_strip()

    def _refused(self, message: Message) -> None:
        """Show why an act was refused."""
        self._end_asking()
        self._request = ""
        self._notices.say(self._texts.message(message))
        self.changed()

    def _act_lost(self) -> None:
        """Show that the branch is away. The act may have happened or not."""
        self._end_asking()
        self._gone()

    def _end_asking(self) -> None:
        self._end_act()
        self.sign_in.set_busy(busy=False)
        self.counters.set_busy(busy=False)

    def _hush(self) -> None:
        self._notices.hush()
        if not self._away:
            self.hush_band()

    # -- signing in and out -------------------------------------------------------------------------------------

    def _sign_in(self, login: str, pin: str) -> None:
        self._hush()
        self._ask(staff.sign_in, login, pin).then(self._signed_in, self._refused, self._act_lost)

    def _signed_in(self, person: Staff) -> None:
        self._back_again()
        self.sign_in.reset()
        self._idle.touch()
        seat, was_locked, self._is_locked = self._seat, self._is_locked, False
        if was_locked and seat is not None and seat.counter_id is not None and seat.staff.id == person.id:
            self._turn_to(self.serving)
            self.changed()
            return
        self._choose_counter(Session(person))

    def _choose_counter(self, seat: Session) -> None:
        self._seat = seat
        self._help.look(seat.staff)
        self._turn_to(self.counters)
        if self._setup is not None:
            self.counters.show_counters(seat.staff.name, self._setup.counters.values(), self._usual)

    def _put_out(self, seat: Session, number: int) -> None:
        """Let the clerk choose another counter after theirs was closed elsewhere; on a locked desk after the PIN."""
        self._seat, self._view = Session(seat.staff), None
        self._returns.stop()
        if not self._is_locked:
            self.flow.dismiss()
            self._choose_counter(self._seat)
            self._notices.closed(number)

    def _open_counter(self, counter_id: int) -> None:
        if self._seat is None:
            return
        self._hush()
        self.counters.set_busy(busy=True)
        wanted, before, self._taken = (counter_id, self._seat), self._taken, None
        again = wanted == before
        sit_down = counters.open_counter
        opened = self._ask(desk.act, counter_id, sit_down, counter_id, self._seat.staff.id, take_over=again)
        opened.then(self._opened, partial(self._not_opened, wanted), self._act_lost)

    def _not_opened(self, wanted: tuple[int, Session], message: Message) -> None:
        """Let a lead take over an occupied counter by picking it a second time."""
        if message.key == "counter.take_over":
            self._taken = wanted
        self._refused(message)

    def _opened(self, view: DeskView) -> None:
        self._back_again()
        if self._seat is None:
            return
        self._seat = replace(self._seat, counter_id=view.counter.id)
        self._usual = view.counter.id
        self._view = view
        self._returns.wait(view.returns_in)
        self._turn_to(self.serving)
        self._show(view)

    def _lock(self) -> None:
        """Ask for the PIN again; the counter stays open."""
        if self._seat is None or self._is_locked:
            return
        self.flow.dismiss()
        self._is_locked = True
        self.sign_in.reset()
        self.sign_in.choose(self._seat.staff.login)
        self._turn_to(self.sign_in)
        self._notices.locked(self._seat.staff.name)

    def _leave(self) -> None:
        self._seat = None
        self._is_locked = False
        self._view = None
        self._returns.stop()
        self._request = ""
        self._hush()
        self.sign_in.reset()
        self._turn_to(self.sign_in)

    def _left(self, _nothing: None) -> None:
        self._end_act()
        self._leave()

    def _turn_to(self, page: QWidget) -> None:
        self.show_page(page)
        self._show_seat()
        self._show_strip()

    def _show_seat(self) -> None:
        view = self._view if self._seat is not None and self._seat.counter_id is not None else None
        self.show_seat(self._seat.staff.name if self._seat else "", view.counter.number if view else None)

    # -- the acts -----------------------------------------------------------------------------------------------

    def _scene(self) -> Scene | None:
        """Return the context of an act, or None while no act can begin."""
        seat, view, setup = self._seat, self._view, self._setup
        if self._act is not None or seat is None or seat.counter_id is None or view is None or setup is None:
            return None
        return Scene(view, setup, seat.counter_id, seat.staff.id)

    def _sign_out(self) -> None:
        if (scene := self._scene()) is not None:
            self._begin(Act.REST)
            closed = self._ask(counters.close_counter, scene.counter, scene.staff)
            closed.then(self._left, self._refused, self._act_lost)

    def _do(self, act: Act) -> None:
        scene = self._scene()
        if scene is None or self.flow.is_open:
            return
        asks = {Act.PARK: self.flow.park, Act.TRANSFER: self.flow.transfer, Act.REST: self.flow.rest}
        asks.get(act, partial(self._do_now, act, scene.counter, scene.staff))()

    def _do_now(self, act: Act, counter: int, person: int) -> None:
        done = self.serving.work.done
        self._begin(act)
        if act is Act.NEXT:
            self._request = self._request or uuid.uuid4().hex
            here = self._view.current if self._view is not None else None
            over = here.id if here is not None else ""
            called = self._ask(desk.finish_and_call, counter, person, self._request, over, done)
            called.then(self._called, self._refused, self._act_lost)
            return
        acted = self._ask(desk.act, counter, act_of(act, counter, person, done))
        acted.then(self._acted, self._refused, self._act_lost)

    def _called(self, answer: tuple[bool, DeskView]) -> None:
        has_called, view = answer
        self._request = ""
        self._acted(view)
        if not has_called:
            self._notices.say(self._texts.say("desk.said.nobody_waits"))

    def _acted(self, view: DeskView) -> None:
        if self._stale and self._missed_seq is not None and self._missed_seq <= view.seq:
            self._stale = False  # the commit that was told meanwhile was this act's
        else:
            self._own_seq = view.seq
        self._end_act()
        self._back_again()
        self._show(view)
        self._catch_up()

    def _search(self, text: str) -> None:
        if self._seat is not None and self._seat.counter_id is not None:
            found = self._ask(finding.numbers_today, self._seat.counter_id, text)
            found.then(partial(self.flow.show_found, text), self._refused, self._act_lost)

    def _other_act(self, act: Callable[[Office], object]) -> None:
        if self._seat is None or self._seat.counter_id is None:
            return
        self.serving.setFocus()
        self.serving.set_able(able=False)
        self._hush()
        acted = self._ask(desk.act, self._seat.counter_id, act)
        acted.then(self._acted, self._refused, self._act_lost)

    def _begin(self, act: Act) -> None:
        self._act = act
        self.serving.setFocus()  # a disabled key would pass the keyboard focus to another key
        self._hush()
        self.serving.set_able(able=False)
        self.serving.acts.set_busy(act)

    def _end_act(self) -> None:
        self._act = None
        self.serving.acts.set_busy(None)
        if self._view is not None:
            self._show(self._view)

    # -- time ---------------------------------------------------------------------------------------------------

    def _tick(self) -> None:
        self._ticks += 1
        now = self._clock.now()
        if self._setup is not None:
            self.show_time(self._setup.branch.local(now))
        if self.pages.currentWidget() is self.serving:
            self.serving.current.tick(now)
        if self._minutes_to_lock() == 0:
            self._lock()
        self._show_strip()
        if self._ticks % (_RETRY_TICKS if self._away else _LOOK_TICKS) == 0:
            self.changed()

    def _minutes_to_lock(self) -> int | None:
        """Return the minutes until the desk locks, or None while there is nothing to lock."""
        if self._setup is None or self._seat is None or self._is_locked or not self._setup.lock_minutes:
            return None
        return self._idle.minutes_left(self._setup.lock_minutes)

    def _show_strip(self) -> None:
        statuses = replace(self._statuses, database=False) if self._away else self._statuses
        self.show_strip(statuses, self._minutes_to_lock())


def make_desk(context: WindowContext, scale: float = 1.0) -> DeskWindow:
    """Return a clerk's desk; `scale` 1.0 is 1440 × 900 pixels."""
    has_scanner = bool(context.site.config.desk.scanner)
    theme = Theme.desk(scale)
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
