"""Sign a clerk in and out at a desk, open the counter, and lock the desk."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kiosk.branch import desk, staff
from kiosk.branch.desk import DeskView
from kiosk.branch.serving import counters
from kiosk.domain.branch_setup import Counter, Staff
from kiosk.domain.language.text import Message
from ui.ask import Ask
from ui.desk.frame import DeskFrame
from ui.desk.lead_help import LeadHelp
from ui.desk.notices import DeskNotices
from ui.desk.state import ClerkSession, DeskState


class DeskSession(QObject):
    """Change the clerk and the counter of one desk.

    Signals: ``signed_in``: the PIN was right. ``unlocked``: the clerk of the open counter is back. ``opened`` carries
    the `DeskView` of an opened counter. ``left``: no counter is open any more. ``turned``: another page is shown.
    ``refused`` carries the Message of a refusal; ``lost``: the branch does not answer.
    """

    signed_in = Signal()
    unlocked = Signal()
    opened = Signal(object)
    left = Signal()
    turned = Signal()
    refused = Signal(object)
    lost = Signal()

    def __init__(self, frame: DeskFrame, ask: Ask, state: DeskState, notices: DeskNotices, lead_help: LeadHelp) -> None:
        super().__init__(frame)
        self._frame, self._ask, self._state = frame, ask, state
        self._notices, self._help = notices, lead_help
        self._usual: int | None = None
        self._shown: tuple[Counter, ...] = ()
        self._taken: tuple[int, ClerkSession] | None = None
        self._pin = ""
        frame.sign_in.entered.connect(self._sign_in)
        frame.own_pin.entered.connect(notices.hush)
        frame.own_pin.chosen.connect(self._choose_pin)
        frame.own_pin.refused.connect(self._refuse)
        frame.own_pin.left.connect(self.leave)
        frame.counters.picked.connect(self._open_counter)
        frame.counters.left.connect(self.leave)

    def leave(self) -> None:
        """Sign the clerk out."""
        state = self._state
        state.session, state.is_locked, state.view = None, False, None
        self.left.emit()
        self._notices.hush()
        self._frame.sign_in.reset()
        self._turn_to(self._frame.sign_in)

    def lock(self) -> None:
        """Ask for the PIN again; the counter stays open."""
        state = self._state
        if self._lock() and state.session is not None:
            self._notices.locked(state.session.staff.name)

    def follow(self, person: Staff) -> None:
        """Lock the desk of a clerk whose PIN, role or last day was changed since the sign-in. `person`: as of now."""
        session = self._state.session
        if session is not None and session.staff.has_changed(person) and self._lock():
            self._notices.person_changed(person.name)

    def _lock(self) -> bool:
        """Ask for the PIN again. Return whether the desk was open."""
        state = self._state
        if state.session is None or state.is_locked:
            return False
        state.is_locked = True
        self._frame.sign_in.reset()
        self._frame.sign_in.choose(state.session.staff.login)
        self._turn_to(self._frame.sign_in)
        return True

    def counter_closed(self, person: Staff, number: int) -> None:
        """Let the clerk choose another counter after theirs was closed elsewhere; on a locked desk after the PIN."""
        self._state.session, self._state.view = ClerkSession(person), None
        self.left.emit()
        if not self._state.is_locked:
            self._choose_counter(self._state.session)
            self._notices.closed(number)

    def _sign_in(self, login: str, pin: str) -> None:
        self._notices.hush()
        self._pin = pin
        self._ask(staff.sign_in, login, pin).then(self._signed_in, self._refuse, self._lose)

    def _choose_pin(self, login: str, old: str, new: str) -> None:
        self._ask(staff.choose_secret, login, old, new).then(self._signed_in, self._refuse, self._lose)

    def _signed_in(self, person: Staff) -> None:
        state, pin, self._pin = self._state, self._pin, ""
        if person.is_first_secret:
            self.signed_in.emit()
            self._frame.sign_in.reset()
            self._frame.own_pin.begin(person, pin)
            self._turn_to(self._frame.own_pin)
            return
        self._frame.own_pin.forget()
        self.signed_in.emit()
        self._frame.sign_in.reset()
        was_locked, state.is_locked = state.is_locked, False
        has_counter = was_locked and state.counter_id is not None
        if has_counter and state.session is not None and state.session.staff.id == person.id:
            state.session = replace(state.session, staff=person)
            self._turn_to(self._frame.serving)
            self.unlocked.emit()
        else:
            self._choose_counter(ClerkSession(person))

    def _choose_counter(self, session: ClerkSession) -> None:
        self._state.session = session
        self._help.look(session.staff)
        self._turn_to(self._frame.counters)
        self._show_counters(session)

    def show_setup(self) -> None:
        """Offer the counters of the set-up, where one is being chosen and they are others now."""
        session, setup = self._state.session, self._state.setup
        if session is None or session.counter_id is not None or setup is None:
            return
        if self._shown != setup.offered_counters:
            self._show_counters(session)

    def _show_counters(self, session: ClerkSession) -> None:
        setup = self._state.setup
        if setup is not None:
            self._shown = setup.offered_counters
            self._frame.counters.show_counters(session.staff.name, self._shown, self._usual)

    def _open_counter(self, counter_id: int) -> None:
        session = self._state.session
        if session is None:
            return
        self._notices.hush()
        self._frame.counters.set_busy(busy=True)
        wanted, before, self._taken = (counter_id, session), self._taken, None
        open_counter, again = counters.open_counter, wanted == before
        opened = self._ask(desk.act, counter_id, open_counter, counter_id, session.staff.id, take_over=again)
        opened.then(self._opened, partial(self._not_opened, wanted), self._lose)

    def _not_opened(self, wanted: tuple[int, ClerkSession], message: Message) -> None:
        """Let a lead take over an occupied counter by picking it a second time."""
        if message.key == "counter.take_over":
            self._taken = wanted
        self._refuse(message)

    def _opened(self, view: DeskView) -> None:
        if self._state.session is not None:
            self._state.session = replace(self._state.session, counter_id=view.counter.id)
            self._state.view = view
            self._usual = view.counter.id
            self._turn_to(self._frame.serving)
        self.opened.emit(view)

    def _turn_to(self, page: QWidget) -> None:
        self._frame.show_page(page)
        self.turned.emit()

    def _refuse(self, message: Message) -> None:
        self._pin = ""
        self.refused.emit(message)

    def _lose(self) -> None:
        self.lost.emit()
