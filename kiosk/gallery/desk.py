"""Draw the clerk's desk: pages, questions and faults, on the screen sizes of clerks."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from kiosk.branch import desk, staff
from kiosk.branch.desk import DeskView, QueueLine, ServiceLine, SignInView
from kiosk.branch.history.own_day import OwnDay, own_day
from kiosk.branch.serving import breaks, finding
from kiosk.branch.serving.breaks import HelpCall
from kiosk.branch.serving.finding import Found
from kiosk.clock import ManualClock
from kiosk.domain.branch_setup import Staff, StaffRole
from kiosk.domain.language.text import CounterError, Message
from kiosk.domain.queue.reasons import ParkReason, PauseReason
from kiosk.domain.queue.ticket import Priority, Ticket, TicketState
from kiosk.domain.status import (
    DeviceReport,
    LinkStatus,
    PrinterStatus,
    ReportedDevice,
    ScannerStatus,
    SoundStatus,
    SyncStatus,
)
from kiosk.gallery import world
from kiosk.gallery.still import StillPicture, photograph, put_away, words
from ui.ask import Ask
from ui.desk.statuses import DeskStatuses
from ui.desk.window import DeskWindow
from ui.still import still_ask

SCREENS = ((1180, 760), (1366, 768), (1440, 900), (1920, 1080))
LANGUAGES = ("vi", "en")
_COUNTER = 2
_CLERK = Staff(1, "an", "Nguyễn Thị An", StaffRole.CLERK)
_STAFF = (_CLERK, *world.STAFF, Staff(3, "chi", "Lê Thị Chi", StaffRole.CLERK))
_STATUSES = DeskStatuses(
    parts=(
        DeviceReport("kiosk-1", ReportedDevice.PRINTER, PrinterStatus.PAPER_LOW, is_heard=True),
        DeviceReport("hall", ReportedDevice.SOUND, SoundStatus.READY, is_heard=True),
    ),
    scanner=ScannerStatus.READY,
    sync=SyncStatus(LinkStatus.UP, 12, 40, 0, None),
)


def _ago(minutes: float) -> dict[str, Any]:
    at = world.MOMENT - timedelta(minutes=minutes)
    return {"issued_at": at, "queued_at": at}


def _waiting(number: int, service: int, minutes: int, **more: Any) -> Ticket:
    return replace(world.ticket(number, service), counter_id=None, **{**_ago(minutes), **more})


def _line(number: int, service: int, minutes: int, reason: Message, **more: Any) -> QueueLine:
    return QueueLine(_waiting(number, service, minutes, **more), world.setup().services[service], minutes, reason)


def _queue() -> tuple[QueueLine, ...]:
    came = [Message("why.first_come", {"count": count}) for count in range(1, 5)]
    return (
        _line(43, 1, 12, Message("why.ratio", {"priority": 2, "ordinary": 1}), priority=Priority("elderly")),
        _line(44, 4, 10, came[0]),
        _line(45, 4, 8, came[1]),
        _line(46, 2, 6, came[2]),
        _line(47, 1, 4, came[3]),
    )


def _empty() -> DeskView:
    counter = world.setup().counters[_COUNTER]
    return DeskView(counter, _CLERK, None, None, (), 0, (), 0)


def _here(state: TicketState, called_seconds_ago: int, **more: Any) -> DeskView:
    called_at = world.MOMENT - timedelta(seconds=called_seconds_ago)
    call: dict[str, Any] = {"called_at": called_at, "last_call_at": called_at, "calls": 1, "counter_id": _COUNTER}
    values = {**_ago(18), **call, "priority": Priority("elderly"), **more}
    here = replace(world.ticket(42, world.SERVICE, state), **values)
    service = world.setup().services[world.SERVICE]
    works = (ServiceLine(service, None, here=True),)
    return replace(_empty(), current=here, service=service, next=_queue(), waiting=9, services=works)


def _called() -> DeskView:
    return _here(TicketState.CALLED, 32)


def _serving() -> DeskView:
    started = world.MOMENT - timedelta(minutes=6, seconds=15)
    absent = replace(world.ticket(39, 1, TicketState.NO_SHOW), calls=3, called_at=world.MOMENT - timedelta(minutes=25))
    parked = replace(
        world.ticket(36, 4, TicketState.PARKED),
        parked_until=world.MOMENT + timedelta(minutes=13),
        park_reason=ParkReason.COPIES,
    )
    view = _here(TicketState.SERVING, 417, started_at=started)
    return replace(view, no_shows=(absent,), parked=(parked,))


def _checked() -> DeskView:
    view = _serving()
    here = replace(view.current, priority=None) if view.current is not None else None
    return replace(view, current=here)


def _several() -> DeskView:
    services = world.setup().services
    own = [ServiceLine(services[number], None, here=True) for number in (4, 1, 2)]
    onward = ServiceLine(services[max(services)], None, here=False)
    return replace(_serving(), services=(*own, onward))


def _finished() -> DeskView:
    return replace(_empty(), next=_queue(), waiting=9, undo=world.ticket(42, 4, TicketState.DONE))


def _helped() -> DeskView:
    calls: tuple[HelpCall, ...] = (HelpCall(5, 5, "Lê Thị Chi", world.MOMENT),)
    return replace(_serving(), help=calls)


class _Desk:
    """Answer the desk's use cases with the values of one state. `view` None: the branch is cut off."""

    def __init__(self) -> None:
        self.view: DeskView | None = _empty()

    def look(self, *_args: object, **_kwargs: object) -> DeskView:
        """Return the view of the state.

        Raises:
            CounterError: ``store.away`` in a state that is cut off.
        """
        if self.view is None:
            raise CounterError("store.away")
        return self.view

    def ask(self) -> Ask:
        """Return an `Ask` that is answered from this state."""
        setup = replace(world.setup(), lock_minutes=10)
        found = [Found(line.ticket, line.service, place, None) for place, line in enumerate(_queue(), start=1)]
        return still_ask(
            {
                desk.sign_in_view: lambda: SignInView(setup, _STAFF),
                staff.sign_in: lambda _login, _pin: _CLERK,
                breaks.help_for: lambda _staff_id: (),
                desk.act: self.look,
                desk.desk_view: self.look,
                own_day: lambda _counter_id, _staff_id: OwnDay(14, 11 * 60, 5),
                finding.numbers_today: lambda _counter_id, _text: tuple(found),
            }
        )


def _nothing(_window: DeskWindow) -> None:
    """Do nothing to the window of a state that is complete."""


def _refused(window: DeskWindow) -> None:
    window.say(window.flow._texts.say("ticket.called_elsewhere", number="A043", counter=3))


def _locked_by_a_new_pin(window: DeskWindow) -> None:
    window.sign_in.entered.emit(_CLERK.login, "")
    window.session.follow(replace(_CLERK, secret_us=1))


def _ask_own_pin(window: DeskWindow) -> None:
    window.own_pin.begin(_CLERK, "")
    window.show_page(window.own_pin)


def _choose_own_pin(window: DeskWindow, pin: str) -> None:
    """Type a new PIN for the first time."""
    for figure in pin:
        window.own_pin.type_character(figure)
    window.own_pin.enter.click()


#: The states of the page for a PIN of one's own.
_OWN_PIN: Mapping[str, Callable[[DeskWindow], None]] = {
    "own pin": _ask_own_pin,
    "own pin too easy": partial(_choose_own_pin, pin="123456"),
    "own pin again": partial(_choose_own_pin, pin="739214"),
}
#: The states: a function that returns the view (None: cut off), and an action on the window.
_SERVING: Mapping[str, tuple[Callable[[], DeskView | None], Callable[[DeskWindow], None]]] = {
    "serving": (_serving, _nothing),
    "empty": (_empty, _nothing),
    "called": (_called, _nothing),
    "called enough": (lambda: _here(TicketState.CALLED, 32, calls=3), _nothing),
    "several services": (_several, _nothing),
    "finished": (_finished, _nothing),
    "just finished": (lambda: replace(_checked(), undo=world.ticket(41, 4, TicketState.DONE)), _nothing),
    "paused": (lambda: replace(_finished(), undo=None, pause=PauseReason.MEETING), _nothing),
    "help": (_helped, _nothing),
    "refused": (_serving, _refused),
    "slips not printed": (lambda: replace(_serving(), print_trouble=2), _nothing),
    "clock behind": (lambda: replace(_called(), clock_is_behind=True), _nothing),
    "clock ahead": (lambda: replace(_called(), clock_is_ahead=True), _nothing),
    "away": (lambda: None, _nothing),
    "park": (_serving, lambda window: window.flow.park()),
    "transfer": (_several, lambda window: window.flow.transfer()),
    "rest": (_finished, lambda window: window.flow.rest()),
    "numbers": (_serving, lambda window: window.flow.queue()),
    "locked": (_serving, lambda window: window.flow.locks.emit()),
    "locked by a new pin": (_serving, _locked_by_a_new_pin),
}


def desk_pictures(*, whole: bool) -> Iterator[StillPicture]:
    """Draw every page of the desk on every screen in both languages. `whole`: in every state."""
    for window, language, state in desks(whole=whole):
        screen = f"desk-{window.width()}x{window.height()}"
        file = Path(screen, language, f"{state.replace(' ', '-')}.png")
        yield StillPicture(file, state, f"{screen} · {language}", photograph(window))


def desks(*, whole: bool) -> Iterator[tuple[DeskWindow, str, str]]:
    """Yield the desk window in each state, with its language and the state's name."""
    for language in LANGUAGES:
        still = _Desk()
        window = DeskWindow(still.ask(), words(language), ManualClock(world.MOMENT))
        window.show_statuses(_STATUSES)
        window.show()
        yield from _on_screens(window, language, "sign in")
        if whole:
            for name, show in _OWN_PIN.items():
                show(window)
                yield from _on_screens(window, language, name)
        window.sign_in.entered.emit(_CLERK.login, "")
        yield from _on_screens(window, language, "counters")
        window.counters.picked.emit(_COUNTER)
        for name, (view, act) in _SERVING.items() if whole else list(_SERVING.items())[:1]:
            still.view = view()
            window.changed()
            act(window)
            yield from _on_screens(window, language, name)
            window.flow.dismiss()
            window.serving.hush()
            if name == "away":
                still.view = _empty()
                window.changed()
        put_away(window)


def _on_screens(window: DeskWindow, language: str, state: str) -> Iterator[tuple[DeskWindow, str, str]]:
    for size in SCREENS:
        window.resize(*size)
        yield window, language, state
