"""Ask the branch for the view of a desk whenever it may have changed."""

from PySide6.QtCore import QObject, Signal, Slot

from kiosk.branch import desk
from kiosk.branch.desk import DeskView, SignInView
from ui.ask import Ask
from ui.desk.lead_help import LeadHelp
from ui.desk.state import DeskState
from ui.due import DueTimer


class DeskFollower(QObject):
    """Ask for the view of the open counter, or without one for the staff and the counters.

    Signals: ``looked`` carries a `DeskView`, ``loaded`` a `SignInView`; ``lost``: the branch does not answer.
    """

    looked = Signal(object)
    loaded = Signal(object)
    lost = Signal()

    def __init__(self, window: QObject, ask: Ask, state: DeskState, lead_help: LeadHelp) -> None:
        super().__init__(window)
        self._ask, self._state, self._help = ask, state, lead_help
        self._is_asking = self._is_stale = self._is_closed = False
        self._own_seq: int | None = None  # of the view after the last act, until its commit is told
        self._missed_seq: int | None = None  # of the last commit that was told
        self.returns = DueTimer(self)
        self.returns.timeout.connect(self.changed)

    @property
    def is_asking(self) -> bool:
        """Return whether an answer is on its way."""
        return self._is_asking

    def close(self) -> None:
        """Ask for nothing any more."""
        self.returns.stop()
        self._is_closed = True

    def committed(self, seq: int | None) -> None:
        """Ask again, unless the view after this desk's own act holds the record already."""
        own, self._own_seq = self._own_seq, None
        if seq is None or own is None or seq > own:
            self._missed_seq = seq
            self.changed()

    @Slot()
    def changed(self) -> None:
        """Ask for the view again. Calls while a question is open become one more question."""
        if self._is_closed:
            return
        counter = self._state.counter_id
        if self._is_asking or self._state.act is not None:
            self._is_stale = True
        elif counter is not None:
            self._is_asking = True
            self._ask(desk.desk_view, counter).then(self._answer, away=self._lose)
        else:
            self.load()  # the staff or the counters may have changed

    def load(self) -> None:
        """Ask for the staff, the counters, and the calls for help that a lead without a counter sees."""
        self._is_asking = True
        self._ask(desk.sign_in_view).then(self._load, away=self._lose)
        self._help.look(self._state.session.staff if self._state.session is not None else None)

    def acted(self, view: DeskView) -> None:
        """Note the view after an act of this desk: it holds the commit of the act."""
        if self._is_stale and self._missed_seq is not None and self._missed_seq <= view.seq:
            self._is_stale = False  # the commit that was told meanwhile was this act's
        else:
            self._own_seq = view.seq

    def catch_up(self) -> None:
        """Ask again if a change was told while a question was open."""
        if self._is_stale:
            self._is_stale = False
            self.changed()

    def _answer(self, view: DeskView) -> None:
        self._is_asking = False
        self.looked.emit(view)
        setup = self._state.setup
        if setup is not None and setup.published != view.published:
            self.load()
        self.catch_up()

    def _load(self, view: SignInView) -> None:
        self._is_asking = False
        self.loaded.emit(view)
        self.catch_up()

    def _lose(self) -> None:
        self._is_asking = False
        self.lost.emit()
