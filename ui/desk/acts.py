"""Show the row of keys for the acts of a clerk. A table by the ticket's state says which of them work."""

from collections.abc import Callable, Mapping
from enum import Enum
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from kiosk.branch.desk import DeskView
from kiosk.branch.office import Office
from kiosk.branch.serving import counters, visits
from kiosk.domain.language.text import Texts
from kiosk.domain.queue.ticket import Ticket, TicketState
from ui.theme import Role, Theme
from ui.widgets import Key, Kind
from ui.widgets.drawing.cap import cap_size


class Act(Enum):
    """List the keys of the row."""

    NEXT = "next"
    START = "start"
    FINISH = "finish"
    PARK = "park"
    TRANSFER = "transfer"
    RECALL = "recall"
    NO_SHOW = "no_show"
    REST = "rest"


_KEYS: Mapping[Act, tuple[str, str]] = {
    Act.NEXT: ("F2", "megaphone"),
    Act.START: ("F4", "user-check"),
    Act.FINISH: ("F8", "check"),
    Act.PARK: ("F6", "circle-pause"),
    Act.TRANSFER: ("F7", "arrow-left-right"),
    Act.RECALL: ("F3", "rotate-ccw"),
    Act.NO_SHOW: ("F9", "user-x"),
    Act.REST: ("F12", "coffee"),
}
#: The width of the row below which its keys have less padding, and below which they have no icons.
_WIDE, _NARROW = 1380, 1250
_NOBODY = frozenset({Act.NEXT, Act.REST})
_ALLOWED: Mapping[TicketState, frozenset[Act]] = {
    TicketState.CALLED: frozenset({Act.START, Act.RECALL, Act.NO_SHOW, Act.TRANSFER, Act.REST}),
    TicketState.SERVING: frozenset({Act.NEXT, Act.FINISH, Act.PARK, Act.TRANSFER, Act.REST}),
}


def allowed(ticket: Ticket | None, limit: int) -> frozenset[Act]:
    """Return the acts that are allowed with this ticket at the counter, or with nobody there (None).

    `limit` is the greatest number of calls of one ticket.
    """
    acts = _NOBODY if ticket is None else _ALLOWED.get(ticket.state, frozenset())
    return acts - {Act.RECALL} if is_called_enough(ticket, limit) else acts


def is_called_enough(ticket: Ticket | None, limit: int) -> bool:
    """Return whether a called citizen who has not come was called `limit` times. The next act is then the no-show."""
    return ticket is not None and ticket.state is TicketState.CALLED and ticket.calls >= limit


def suggested(ticket: Ticket | None, limit: int) -> Act:
    """Return the act that comes next; its key is the main one."""
    if is_called_enough(ticket, limit):
        return Act.NO_SHOW
    return Act.START if ticket is not None and ticket.state is TicketState.CALLED else Act.NEXT


def act_of(act: Act, counter: int, staff: int, done: Mapping[int, int]) -> Callable[[Office], object]:
    """Return the use case of an act that asks no question. `done` is the quantity of each service by id."""
    works: dict[Act, Callable[[Office], object]] = {
        Act.START: partial(visits.start, counter_id=counter, staff_id=staff),
        Act.FINISH: partial(visits.finish, counter_id=counter, staff_id=staff, done=done),
        Act.RECALL: partial(counters.recall, counter_id=counter, staff_id=staff),
        Act.NO_SHOW: partial(counters.mark_no_show, counter_id=counter, staff_id=staff),
    }
    return works[act]


class ActKey(Key):
    """Offer one act, with its function key. Signal: ``chosen`` carries the act."""

    chosen = Signal(Act)

    def __init__(self, theme: Theme, act: Act, text: str, parent: QWidget | None = None) -> None:
        shortcut, icon = _KEYS[act]
        kind = Kind.MAIN if act is Act.NEXT else Kind.SECOND
        role = Role.HEADING if act is Act.NEXT else Role.KEY
        super().__init__(
            theme, kind, text, icon=icon, shortcut=shortcut, role=role, align=Qt.AlignmentFlag.AlignLeft, parent=parent
        )
        self.act = act
        self._air = 11
        self.icon_colour = theme.c.flag
        self.setFixedHeight(theme.mm(72) + round(self.edge_depth()))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._choose)

    def padding(self) -> float:
        return float(self.theme.mm(self._air))

    def icon_gap(self) -> float:
        return float(self.theme.mm(self._air - 1))

    def lead(self, *, is_next: bool) -> None:
        """Draw the key as the main one if its act comes next."""
        self.kind = Kind.MAIN if is_next else Kind.SECOND
        self.update()

    def narrow(self, *, tight: bool, bare: bool) -> None:
        """Use less padding on a narrow screen (`tight`), and no icon on the narrowest (`bare`)."""
        self._air = 8 if tight else 11
        self.set_icon("" if bare else _KEYS[self.act][1])
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        width = self._line().width + cap_size(self.theme, self.cap).width() + 3 * self.padding()
        return QSize(round(width), self.height())

    def _choose(self) -> None:
        self.chosen.emit(self.act)


class ActBar(QWidget):
    """Show the row of keys. Signal: ``chosen`` carries the act."""

    chosen = Signal(Act)

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._texts = theme, texts
        words = {Act.NEXT: "desk.act.call_next"} | {act: f"desk.act.{act.value}" for act in Act if act is not Act.NEXT}
        self.keys = {act: ActKey(theme, act, texts.say(words[act])) for act in Act}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.mm(12))
        for act, key in self.keys.items():
            key.chosen.connect(self.chosen)
            row.addWidget(key, 17 if act is Act.NEXT else 12)
        self._row = row
        self._view: DeskView | None = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.width() / self._theme.m.unit
        self._row.setSpacing(self._theme.mm(12 if width >= _WIDE else 8))
        for key in self.keys.values():
            key.narrow(tight=width < _WIDE, bare=width < _NARROW)

    def show_view(self, view: DeskView, limit: int, *, able: bool) -> None:
        """Enable the acts that this view allows. `limit`: calls of one ticket; `able` False: only the rest."""
        self._view = view
        serving = view.current is not None and view.current.state is TicketState.SERVING
        self.keys[Act.START].setVisible(not serving)
        self.keys[Act.FINISH].setVisible(serving)
        acts = allowed(view.current, limit) if view.pause is None else frozenset({Act.REST})
        if view.current is None and not view.next:
            acts -= {Act.NEXT}
        next_act = suggested(view.current, limit)
        for act, key in self.keys.items():
            key.setEnabled(act in acts and (able or act is Act.REST))
            key.lead(is_next=act is next_act)
        called = view.current if view.current is not None and is_called_enough(view.current, limit) else None
        why = self._texts.say("counter.recall_limit", number=called.label, count=called.calls) if called else ""
        self.keys[Act.RECALL].setToolTip(why)
        self.keys[Act.RECALL].setAccessibleDescription(why)
        self._name_next()

    def set_busy(self, act: Act | None) -> None:
        """Show that one act is under way, and disable all others; None: no act is."""
        for one, key in self.keys.items():
            if one is Act.NEXT:
                key.set_busy(one is act, self._texts.say("desk.act.calling") if one is act else None)
            else:
                key.set_busy(one is act)
            if act is not None and one is not act:
                key.setEnabled(False)
        if act is None:
            self._name_next()

    def _name_next(self) -> None:
        view, texts = self._view, self._texts
        if view is None or self.keys[Act.NEXT].is_busy:
            return
        first = view.next[0].ticket.label if view.next else ""
        if view.current is not None and view.current.state is TicketState.SERVING:
            key = "desk.act.finish_and_call" if first else "desk.act.finish_and_next"
        else:
            key = "desk.act.call_label" if first else "desk.act.call_next"
        self.keys[Act.NEXT].set_text(texts.say(key, number=first))
