"""The desk's window: sign in, open a counter, serve. It asks the branch through `Background` and shows the answers."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QCloseEvent, QColor, QPalette
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kiosk.clock import Clock
from kiosk.domain.office import Setup, Staff
from kiosk.domain.text import CounterError, Texts
from kiosk.domain.ticket import PriorityCheck
from ui.background import Background
from ui.desk.acts import Act
from ui.desk.counter_choice import CounterPage
from ui.desk.services import DeskServices
from ui.desk.serving import ServingPage
from ui.desk.sign_in import SignInPage
from ui.desk.statuses import DeskStatuses, status_items
from ui.desk.work import DeskWork
from ui.theme import Theme
from ui.widgets import Band, Banner, Header, StatusStrip, Tone
from ui.widgets.moments import date_words

if TYPE_CHECKING:
    from kiosk.branch.desk import DeskView

_log = logging.getLogger(__name__)
_RETRY_TICKS = 5


@dataclass(frozen=True, slots=True)
class _Seat:
    """A clerk, and the counter they sit at (None: not yet)."""

    staff: Staff
    counter_id: int | None = None


class DeskWindow(QWidget):
    """One clerk's window.

    `changed` is the slot for the branch's change signal, `show_statuses` for what surrounds the desk. While the branch
    cannot be reached the window says so, blocks the keys and asks again every five seconds.
    """

    def __init__(
        self,
        services: DeskServices,
        background: Background,
        texts: Texts,
        clock: Clock,
        theme: Theme | None = None,
    ) -> None:
        super().__init__()
        self._services, self._background, self._texts, self._clock = services, background, texts, clock
        self._work = DeskWork(services)
        self.theme = theme if theme is not None else Theme.desk(language=texts.language)
        self._setup: Setup | None = None
        self._seat: _Seat | None = None
        self._view: DeskView | None = None
        self._statuses = DeskStatuses()
        self._act: Act | None = None
        self._asking = False
        self._stale = False
        self._away = False
        self._standing = False
        self._closed = False
        self._request = ""
        self._ticks = 0
        self._build()
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self._tick()
        self._load()

    def _build(self) -> None:
        theme, texts = self.theme, self._texts
        self.setWindowTitle(texts.say("desk.title"))
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.Window, QColor(theme.c.ground))
        self.setPalette(colours)
        self.setAutoFillBackground(True)
        self.header = Header(theme, "", "", band=Band.DESK)
        self.sign_in = SignInPage(theme, texts)
        self.counters = CounterPage(theme, texts)
        self.serving = ServingPage(theme, texts)
        self.pages = QStackedWidget()
        for page in (self.sign_in, self.counters, self.serving):
            self.pages.addWidget(page)
        self.notice = Banner(theme, Tone.CAUTION, icon="triangle-alert")
        self._notice_place = QWidget()
        around = QVBoxLayout(self._notice_place)
        around.setContentsMargins(theme.mm(24), theme.mm(16), theme.mm(24), 0)
        around.addWidget(self.notice)
        self._notice_place.hide()
        self.strip = StatusStrip(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._notice_place)
        column.addWidget(self.pages, 1)
        column.addWidget(self.strip)
        self.sign_in.entered.connect(self._sign_in)
        self.counters.picked.connect(self._open_counter)
        self.counters.left.connect(self._leave)
        self.serving.acts.chosen.connect(self._do)
        self.serving.absent.returned.connect(self._return)
        self.serving.checked.connect(self._check)
        self.resize(theme.mm(1440), theme.mm(900))
        self.setMinimumSize(theme.mm(1180), theme.mm(760))
        self._show_strip()

    # -- from outside -------------------------------------------------------------------------------------------

    @Slot()
    def changed(self) -> None:
        """Something changed in the branch: look again, once, however often this is called meanwhile."""
        if self._closed:
            return
        if self._asking or self._act is not None:
            self._stale = True
        elif self._setup is None:
            self._load()
        elif self._seat is not None and self._seat.counter_id is not None:
            self._asking = True
            view = partial(self._services.desk_view, self._seat.counter_id)
            self._background.run(view, self._looked, self._look_failed)

    def show_statuses(self, statuses: DeskStatuses) -> None:
        """Show these in the strip."""
        self._statuses = statuses
        self._show_strip()

    def closeEvent(self, event: QCloseEvent) -> None:
        """A closed window asks for nothing any more."""
        super().closeEvent(event)
        self._timer.stop()
        self._closed = True

    # -- asking and hearing -------------------------------------------------------------------------------------

    def _load(self) -> None:
        self._asking = True
        self._background.run(self._work.read_branch, self._loaded, self._look_failed)

    def _loaded(self, answer: tuple[Setup, tuple[Staff, ...]]) -> None:
        self._asking = False
        self._setup, staff = answer
        branch = self._setup.branch
        self.header.set_names(self._texts.name(branch.name), self._texts.name(branch.place))
        self.sign_in.show_staff(staff)
        self._back_again()
        self._tick()

    def _looked(self, view: "DeskView") -> None:
        self._asking = False
        self._back_again()
        if self._act is None:
            self._request = ""  # the clerk sees how it is now: the next touch is a new wish
        if self._seat is not None:
            self._show(view)
        self._catch_up()

    def _look_failed(self, error: Exception) -> None:
        self._asking = False
        self._gone(error)

    def _catch_up(self) -> None:
        if self._stale:
            self._stale = False
            self.changed()

    def _show(self, view: "DeskView") -> None:
        self._view = view
        if self._setup is not None:
            able = self._act is None and not self._away
            self.serving.show_view(view, self._setup, self._clock.now(), able=able)
            self._show_standing(view)

    def _show_standing(self, view: "DeskView") -> None:
        """What is wrong until somebody cures it; it goes by itself as soon as its cause does."""
        if view.clock_is_behind:
            self._stand("desk.said.clock_is_behind", "clock")
        elif view.print_trouble and (self._standing or not self.serving.notice.isVisible()):
            self._stand("desk.said.print_trouble", "printer", count=view.print_trouble)
        elif self._standing:
            self._hush()

    def _stand(self, key: str, icon: str, **args: object) -> None:
        self.serving.say(Tone.CAUTION, self._texts.say(key, **args), self._texts.say(f"{key}_next"), icon)
        self._standing = True

    # -- trouble ------------------------------------------------------------------------------------------------

    def _gone(self, error: Exception) -> None:
        """The branch does not answer: say so, block the keys, ask again later."""
        _log.warning("the branch does not answer: %r", error)
        self._away = True
        self._set_notice(Tone.STOP, "desk.said.away", "desk.said.away_next")
        if self._view is not None:
            self._show(self._view)
        self._show_strip()

    def _back_again(self) -> None:
        if self._away:
            self._away = False
            self._notice_place.hide()
            self._show_strip()

    def _set_notice(self, tone: Tone, title: str, text: str) -> None:
        self.notice.say(tone, self._texts.say(title), self._texts.say(text), icon="unplug")
        self._notice_place.show()

    def _refused(self, error: CounterError | Exception) -> None:
        """An act did not happen: a refusal is a sentence, anything else means that the branch is away."""
        self._end_act()
        self.sign_in.set_busy(busy=False)
        self.counters.set_busy(busy=False)
        if isinstance(error, CounterError) and not error.message.key.startswith("store."):
            self._request = ""
            self._say(self._texts.message(error.message))
            self.changed()
        else:
            self._gone(error)

    def _say(self, sentence: str) -> None:
        self._standing = False
        if self.pages.currentWidget() is self.serving:
            self.serving.say(Tone.CAUTION, sentence)
        else:
            self.notice.say(Tone.CAUTION, sentence, icon="triangle-alert")
            self._notice_place.show()

    def _hush(self) -> None:
        self._standing = False
        self.serving.hush()
        if not self._away:
            self._notice_place.hide()

    # -- signing in and out -------------------------------------------------------------------------------------

    def _sign_in(self, login: str, pin: str) -> None:
        self._hush()
        self._background.run(partial(self._services.sign_in, login, pin), self._signed_in, self._refused)

    def _signed_in(self, staff: Staff) -> None:
        self._back_again()
        self._seat = _Seat(staff)
        self.sign_in.reset()
        if self._setup is not None:
            counters = sorted(self._setup.counters.values(), key=lambda one: one.number)
            self.counters.show_counters(staff.name, counters)
            self.counters.set_busy(busy=False)
        self._turn_to(self.counters)

    def _open_counter(self, counter_id: int) -> None:
        if self._seat is None:
            return
        self._hush()
        self.counters.set_busy(busy=True)
        work = partial(self._work.open_and_look, counter_id, self._seat.staff.id)
        self._background.run(work, self._opened, self._refused)

    def _opened(self, view: "DeskView") -> None:
        self._back_again()
        if self._seat is None:
            return
        self._seat = replace(self._seat, counter_id=view.counter.id)
        self._turn_to(self.serving)
        self._show(view)

    def _leave(self) -> None:
        self._seat = None
        self._view = None
        self._request = ""
        self._hush()
        self.sign_in.reset()
        self._turn_to(self.sign_in)

    def _left(self, _nothing: None) -> None:
        self._end_act()
        self._leave()

    def _turn_to(self, page: QWidget) -> None:
        self.pages.setCurrentWidget(page)
        page.setFocus()
        self._show_seat()

    def _show_seat(self) -> None:
        items: tuple[tuple[str, str, bool], ...] = ()
        if self._seat is not None:
            items = (("circle-user-round", self._seat.staff.name, False),)
            if self._seat.counter_id is not None and self._setup is not None:
                number = self._setup.counters[self._seat.counter_id].number
                items = (("monitor", self._texts.say("common.counter", number=number), True), *items)
        self.header.set_items(items)

    # -- the acts -----------------------------------------------------------------------------------------------

    def _do(self, act: Act) -> None:
        if self._seat is None or self._seat.counter_id is None or self._act is not None:
            return
        counter, staff = self._seat.counter_id, self._seat.staff.id
        if act is Act.SIGN_OUT:
            self._begin(act)
            self._background.run(partial(self._services.close_counter, counter, staff), self._left, self._refused)
            return
        services = self._services
        works: dict[Act, Callable[[], object]] = {
            Act.START: partial(services.start, counter, staff),
            Act.FINISH: partial(services.finish, counter, staff),
            Act.CALL_AGAIN: partial(services.call_again, counter, staff),
            Act.NO_SHOW: partial(services.mark_no_show, counter, staff),
        }
        self._begin(act)
        if act is Act.NEXT:
            self._request = self._request or uuid.uuid4().hex
            here = self._view.current if self._view is not None else None
            work = partial(
                self._work.finish_and_call, counter, staff, self._request, here.id if here is not None else ""
            )
            self._background.run(work, self._called, self._refused)
            return
        self._background.run(partial(self._work.act_and_look, works[act], counter), self._acted, self._refused)

    def _called(self, answer: "tuple[bool, DeskView]") -> None:
        has_called, view = answer
        self._request = ""
        self._acted(view)
        if not has_called:
            self._say(self._texts.say("desk.said.nobody_waits"))

    def _acted(self, view: "DeskView") -> None:
        self._end_act()
        self._back_again()
        self._show(view)
        self._catch_up()

    def _return(self, ticket_id: str) -> None:
        if self._seat is not None and self._seat.counter_id is not None and self._act is None:
            counter = self._seat.counter_id
            work = partial(self._services.bring_back, ticket_id, counter, self._seat.staff.id)
            self._other_act(work, counter)

    def _check(self, verdict: PriorityCheck) -> None:
        if self._seat is not None and self._seat.counter_id is not None and self._act is None:
            counter = self._seat.counter_id
            work = partial(
                self._services.check_priority,
                counter,
                self._seat.staff.id,
                confirmed=verdict is PriorityCheck.CONFIRMED,
            )
            self._other_act(work, counter)

    def _other_act(self, work: Callable[[], object], counter: int) -> None:
        self.serving.set_able(able=False)
        self._hush()
        self._background.run(partial(self._work.act_and_look, work, counter), self._acted, self._refused)

    def _begin(self, act: Act) -> None:
        self._act = act
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
            local = self._setup.branch.local(now)
            self.header.set_time(f"{local:%H:%M}", date_words(self._texts, local))
        if self.pages.currentWidget() is self.serving:
            self.serving.current.tick(now)
        if self._away and self._ticks % _RETRY_TICKS == 0:
            self.changed()

    def _show_strip(self) -> None:
        statuses = replace(self._statuses, database=False) if self._away else self._statuses
        self.strip.show_items(status_items(statuses, self._texts))
