"""Perform the acts of a clerk: those of the row of keys, those of a sheet, and a search."""

import uuid
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from kiosk.branch import desk
from kiosk.branch.desk import DeskView
from kiosk.branch.office import Office
from kiosk.branch.serving import counters, finding
from kiosk.domain.language.text import Message
from ui.ask import Ask
from ui.desk.acts import Act, act_of
from ui.desk.flow import DeskFlow
from ui.desk.notices import DeskNotices
from ui.desk.serving import ServingPage
from ui.desk.state import DeskState


class DeskActs(QObject):
    """Perform the acts of one desk, one after the other.

    Signals: ``acted`` carries the `DeskView` after an act. ``nobody_waits``: there was nobody to call. ``signed_out``:
    the counter is closed. ``refused`` carries the Message of a refusal; ``lost``: the branch does not answer, and the
    act may have happened or not.
    """

    acted = Signal(object)
    nobody_waits = Signal()
    signed_out = Signal()
    refused = Signal(object)
    lost = Signal()

    def __init__(self, page: ServingPage, ask: Ask, state: DeskState, notices: DeskNotices, flow: DeskFlow) -> None:
        super().__init__(page)
        self._page, self._ask, self._state, self._notices, self._flow = page, ask, state, notices, flow
        self._request = ""
        page.acts.chosen.connect(self.do)
        flow.wanted.connect(self._perform)
        flow.searches.connect(self._search)
        flow.leaves.connect(self._sign_out)

    def do(self, act: Act) -> None:
        """Begin an act, or first ask its question."""
        context = self._state.context()
        if context is None or self._flow.is_open:
            return
        asks = {Act.PARK: self._flow.park, Act.TRANSFER: self._flow.transfer, Act.REST: self._flow.rest}
        asks.get(act, partial(self._do_now, act, context.counter, context.staff))()

    def end(self) -> None:
        """Let the next act begin."""
        self._state.act = None
        self._page.acts.set_busy(None)

    def forget_request(self) -> None:
        """Treat the next call as a new request, and not as the repetition of one without an answer."""
        self._request = ""

    def _do_now(self, act: Act, counter: int, person: int) -> None:
        done = self._page.services.done
        self._begin(act)
        if act is Act.NEXT:
            self._request = self._request or uuid.uuid4().hex
            here = self._state.view.current if self._state.view is not None else None
            over = here.id if here is not None else ""
            called = self._ask(desk.finish_and_call, counter, person, self._request, over, done)
            called.then(self._called, self._refuse, self._lose)
            return
        acted = self._ask(desk.act, counter, act_of(act, counter, person, done))
        acted.then(self._acted, self._refuse, self._lose)

    def _called(self, answer: tuple[bool, DeskView]) -> None:
        has_called, view = answer
        self.forget_request()
        self.acted.emit(view)
        if not has_called:
            self.nobody_waits.emit()

    def _perform(self, act: Callable[[Office], object]) -> None:
        if (counter := self._state.counter_id) is None:
            return
        self._page.setFocus()
        self._page.set_able(able=False)
        self._notices.hush()
        self._ask(desk.act, counter, act).then(self._acted, self._refuse, self._lose)

    def _search(self, text: str) -> None:
        if (counter := self._state.counter_id) is not None:
            found = self._ask(finding.numbers_today, counter, text)
            found.then(partial(self._flow.show_found, text), self._refuse, self._lose)

    def _sign_out(self) -> None:
        if (context := self._state.context()) is not None:
            self._begin(Act.REST)
            closed = self._ask(counters.close_counter, context.counter, context.staff)
            closed.then(self._closed, self._refuse, self._lose)

    def _begin(self, act: Act) -> None:
        self._state.act = act
        self._page.setFocus()  # a disabled key would pass the keyboard focus to another key
        self._notices.hush()
        self._page.set_able(able=False)
        self._page.acts.set_busy(act)

    def _acted(self, view: DeskView) -> None:
        self.acted.emit(view)

    def _closed(self, _nothing: None) -> None:
        self.signed_out.emit()

    def _refuse(self, message: Message) -> None:
        self.refused.emit(message)

    def _lose(self) -> None:
        self.lost.emit()
