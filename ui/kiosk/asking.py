"""What a visit's window asks the branch for, and when: in the background, and nothing before the first paint.

A window makes one when it has been painted: what asks, draws and prints is imported only then.
"""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.background import Background
from ui.kiosk.services import answer
from ui.visit import requests as q
from ui.visit.common import BranchLoaded, Failed, Refused
from ui.visit.event import VisitEvent
from ui.visit.visit import Visit

if TYPE_CHECKING:
    from ui.kiosk.services import KioskServices

_PRINT_POLL_MS = 250
_REFRESH_AFTER_MS = 40


class Asking(QObject):
    """The window's questions, each answered by an event. `services` is asked on a worker thread only; None: nobody is.

    The branch's state is loaded once at a time: whoever asks for it meanwhile gets it once more afterwards.
    """

    answered = Signal(object)

    def __init__(self, services: "KioskServices | None", parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._background = Background(self)
        self._flow = 0
        self._loading = False
        self._load_again = False
        self._watched: q.WatchPrint | None = None
        self._refresh = QTimer(self, interval=_REFRESH_AFTER_MS, singleShot=True)
        self._refresh.timeout.connect(self._load)
        self._print_poll = QTimer(self, interval=_PRINT_POLL_MS, singleShot=True)
        self._print_poll.timeout.connect(self._look_at_print)
        self._background.run(_warm_up, self._warmed)

    def ask(self, requests: tuple[q.Request, ...], visit: "Visit", after: VisitEvent | None = None) -> None:
        """Asks for all of them; `visit` is where they come from, and `after` the event. Returns at once."""
        self._flow = visit.flow
        if after is not None and _answers_loading(after):
            self._loading = False
        for request in requests:
            self._ask(request, is_known=visit.now is not None)
        if self._load_again and not self._loading:
            self._load_again = False
            self._ask_to_load(is_known=visit.now is not None)

    def close(self) -> None:
        """Ends the worker thread; answers that are still out are dropped."""
        self._refresh.stop()
        self._print_poll.stop()
        self._background.close()

    def _ask(self, request: q.Request, *, is_known: bool) -> None:
        match request:
            case q.WatchPrint():
                self._watched = request
                self._print_poll.start()
            case q.LoadServices():
                self._ask_to_load(is_known=is_known)
            case _:
                self._send(request)

    def _ask_to_load(self, *, is_known: bool) -> None:
        if self._loading:
            self._load_again = True
            return
        self._loading = True
        if is_known:  # what is known may be shown; the next page is painted first
            self._refresh.start()
        else:
            self._load()

    def _load(self) -> None:
        self._send(q.LoadServices(self._flow))

    def _look_at_print(self) -> None:
        request, self._watched = self._watched, None
        if request is not None and request.flow == self._flow:
            self._send(request)

    def _send(self, request: q.Request) -> None:
        if self._services is not None:
            self._background.run(partial(answer, self._services, request), self._tell)

    def _tell(self, event: VisitEvent) -> None:
        self.answered.emit(event)

    def _warmed(self, _nothing: None) -> None:
        """The first ticket comes as quickly as the second."""


def _answers_loading(event: VisitEvent) -> bool:
    if isinstance(event, Failed | Refused):
        return isinstance(event.question, q.LoadServices)
    return isinstance(event, BranchLoaded)


def _warm_up() -> None:
    from ui.widgets.card import warm_up

    warm_up()
