"""Keep the page of now up to date, and give the orders of the manager that it offers."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from kiosk.branch import alerts, live
from kiosk.branch.alerts import AlertNow
from kiosk.branch.live import CounterNow, CounterState, LiveView
from kiosk.branch.serving import managing
from kiosk.branch.stations import orders
from kiosk.domain.branch_setup import Staff
from kiosk.domain.late_delivery import LateDelivery
from kiosk.domain.queue.alerts import RemedyKind
from kiosk.domain.queue.reasons import PauseReason
from ui.ask import PendingAnswer
from ui.manager.form.choices import Pick
from ui.manager.form.text_field import TextField
from ui.manager.live_area import LiveArea
from ui.manager.now.page import NowPage
from ui.manager.sheets import AskSheet, FindSheet, TellSheet
from ui.manager.state import Kit

_OPEN, _CLOSE, _PAUSE, _RESUME, _GIVE, _TAKE = "open", "close", "pause", "resume", "give", "take"


class NowArea(LiveArea):
    """Show the branch as it stands while somebody looks."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.page = NowPage(kit.theme, kit.texts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self.page.acted.connect(self._act)
        self.page.wants_counters.connect(self._choose_counter)
        self.page.wants_notice.connect(self._choose_notice)

    def question(self) -> PendingAnswer[LiveView]:
        """Ask for the branch as it stands."""
        return self.kit.ask(live.live_view)

    def show_answer(self, view: Any) -> None:
        """Show the branch as it stands."""
        self.page.show_view(view)

    def _act(self, now: AlertNow) -> None:
        """Do what an alert suggests; without a suggestion, note that somebody takes care."""
        alert, view = now.alert, self.page.view
        if view is None:
            return
        if isinstance(alert, LateDelivery) or alert.remedy is None:
            self.order(self.kit.texts.say("now.done.seen"), alerts.see_alert, alert.key)
            return
        remedy = alert.remedy
        counter = next(one for one in view.counters if one.counter.id == remedy.counter_id)
        if remedy.kind is RemedyKind.OPEN:
            self._choose_clerk(counter)
        elif remedy.kind is RemedyKind.RESUME:
            self._counter_act(counter, _RESUME)
        else:
            self._give(counter, alert.service_id, given=True)

    def _choose_counter(self) -> None:
        view = self.page.view
        if view is None:
            return
        say, name = self.kit.texts.say, self.kit.texts.name
        picks = [
            Pick(one, say("now.counter", counter=one.counter.number), second=f"{name(one.counter.name)} · {one.clerk}")
            for one in view.counters
        ]
        sheet = FindSheet(self.kit, say("now.manage_title"), picks, say("now.manage_hint"))
        sheet.chosen.connect(self._choose_act)

    def _choose_act(self, counter: CounterNow) -> None:
        say = self.kit.texts.say
        acts = {
            CounterState.CLOSED: (_OPEN,),
            CounterState.FREE: (_PAUSE, _CLOSE),
            CounterState.PAUSED: (_RESUME, _CLOSE),
        }.get(counter.state, ())
        picks = [Pick(act, say(f"now.act.{act}")) for act in (*acts, _GIVE, _TAKE)]
        title = say("now.counter", counter=counter.counter.number)
        names = ", ".join(map(self._service_name, counter.counter.services))
        lines = [say("now.serves", services=names)]
        if counter.number:
            lines.append(say("now.busy", number=counter.number))
        sheet = TellSheet(self.kit, title, lines, picks)
        sheet.chosen.connect(partial(self._counter_act, counter))

    def _service_name(self, service_id: int) -> str:
        view = self.page.view
        return "" if view is None else self.kit.texts.name(view.setup.services[service_id].name)

    def _counter_act(self, counter: CounterNow, act: str) -> None:
        if act == _OPEN:
            self._choose_clerk(counter)
        elif act in (_GIVE, _TAKE):
            self._choose_service(counter, given=act == _GIVE)
        else:
            words = self.kit.texts.say(f"now.done.{act}", counter=counter.counter.number)
            if act == _PAUSE:
                self.order(words, managing.pause_at, counter.counter.id, PauseReason.OTHER)
            else:
                use_case = managing.resume_at if act == _RESUME else managing.close_at
                self.order(words, use_case, counter.counter.id)

    def _choose_clerk(self, counter: CounterNow) -> None:
        """Ask who goes to a counter: everybody who sits at none."""
        view = self.page.view
        if view is None:
            return
        busy = {one.clerk for one in view.counters if one.clerk}
        picks = [Pick(one, one.name) for one in self.staff if one.name not in busy]
        say = self.kit.texts.say
        sheet = FindSheet(self.kit, say("now.who", counter=counter.counter.number), picks, say("now.who_hint"))
        sheet.chosen.connect(partial(self._open, counter))

    def _open(self, counter: CounterNow, clerk: Staff) -> None:
        words = self.kit.texts.say("now.done.open", counter=counter.counter.number, name=clerk.name)
        self.order(words, managing.open_for, counter.counter.id, clerk.id)

    def _choose_service(self, counter: CounterNow, *, given: bool) -> None:
        view = self.page.view
        if view is None:
            return
        here = counter.counter.services
        offered = [one for one in view.setup.offered_services if (one.id in here) is not given]
        picks = [Pick(one.id, self.kit.texts.name(one.name)) for one in offered]
        say = self.kit.texts.say
        title = say("now.which_give" if given else "now.which_take", counter=counter.counter.number)
        sheet = FindSheet(self.kit, title, picks, say("now.which_hint"))
        sheet.chosen.connect(partial(self._give, counter, given=given))

    def _give(self, counter: CounterNow, service_id: int, *, given: bool) -> None:
        name = self._service_name(service_id)
        words = self.kit.texts.say(f"now.done.{'give' if given else 'take'}", counter=counter.counter.number, name=name)
        self.order(words, managing.give_service, counter.counter.id, service_id, given=given)

    def _choose_notice(self) -> None:
        """Ask for a sentence of today; those that stand can be taken down."""
        view, say = self.page.view, self.kit.texts.say
        if view is None:
            return
        here = view.setup.stations.notices
        if not here:
            self._ask_notice()
            return
        picks = [Pick(one.id, say("now.notice_down", text=one.text)) for one in here]
        sheet = TellSheet(
            self.kit, say("now.notice_title"), [one.text for one in here], [Pick("", say("now.notice_new")), *picks]
        )
        sheet.chosen.connect(self._notice_chosen)

    def _notice_chosen(self, notice_id: str) -> None:
        if notice_id:
            self.order(self.kit.texts.say("now.done.no_notice"), orders.take_notice_down, notice_id)
        else:
            self._ask_notice()

    def _ask_notice(self) -> None:
        say = self.kit.texts.say
        rows = {"text": (say("now.notice_label"), TextField(self.kit.theme, say("now.notice_hint")))}
        sheet = AskSheet(self.kit, say("now.notice_title"), rows, say("now.notice_show"), needs=("text",))
        sheet.answered.connect(partial(self._put_notice, sheet))

    def _put_notice(self, sheet: AskSheet, values: dict[str, Any]) -> None:
        sheet.dismiss()
        self.order(self.kit.texts.say("now.done.notice"), orders.put_notice, str(values["text"]))
