"""Keep the tab of devices up to date, order kiosks, and take care of what the centre refused."""

import uuid
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from kiosk.branch import quarantine
from kiosk.branch.stations import orders, trials
from kiosk.branch.stations.devices_view import DevicesView, devices_view
from kiosk.branch.stations.overview import StationOverview
from kiosk.domain.language.text import Message
from kiosk.domain.status import PrintJobState, ReportedDevice
from ui.ask import PendingAnswer
from ui.manager.file_sheet import FileSheet
from ui.manager.form.choices import Pick
from ui.manager.form.text_field import TextField
from ui.manager.live_area import LiveArea
from ui.manager.places import places
from ui.manager.sheets import AskSheet, TellSheet
from ui.manager.state import Kit
from ui.manager.stations.page import StationsPage

_LOCK, _UNLOCK, _MESSAGE, _CLEAR, _TRIAL, _RESTART = "lock", "unlock", "message", "clear", "trial", "restart"
_ICONS = {
    _LOCK: "lock",
    _UNLOCK: "circle-play",
    _MESSAGE: "megaphone",
    _CLEAR: "x",
    _TRIAL: "printer",
    _RESTART: "rotate-ccw",
}
_UNDER_WAY = frozenset({PrintJobState.QUEUED, PrintJobState.SENDING})


class StationsArea(LiveArea):
    """Show the machines of the branch and the delivery to the centre while somebody looks."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.page = StationsPage(kit.theme, kit.texts)
        self.file: FileSheet | None = None
        self._job: int | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self.page.wanted.connect(self._choose_act)
        self.page.again.connect(self._send_again)
        self.page.export.connect(self._ask_export)

    def question(self) -> PendingAnswer[DevicesView]:
        """Ask for the machines and the delivery."""
        return self.kit.ask(devices_view, self._job)

    def show_answer(self, view: Any) -> None:
        """Show the machines and the delivery."""
        self.page.show_view(view)

    def end(self) -> None:
        """Stop looking, and forget the trial."""
        super().end()
        self._job = None

    # -- orders to a kiosk ------------------------------------------------------------------------------------------

    def _choose_act(self, station: str) -> None:
        one = self._station(station)
        if one is None:
            return
        has_printer = any(device.report.part is ReportedDevice.PRINTER for device in one.devices)
        acts = [_UNLOCK if one.state.is_out else _LOCK, _MESSAGE]
        acts += [_CLEAR] if one.state.notices else []
        acts += [_TRIAL] if has_printer else []
        acts += [_RESTART]
        say = self.kit.texts.say
        lines = self.page.notes_of(one)
        if not one.runs_kiosk:
            lines.append(say("stations.off"))
        lines.append(say("stations.after_visit"))
        picks = [Pick(act, say(f"stations.act.{act}"), icon=_ICONS[act]) for act in acts]
        sheet = TellSheet(self.kit, say("stations.control_of", station=station), lines, picks)
        sheet.chosen.connect(partial(self._do, station))

    def _station(self, station: str) -> StationOverview | None:
        view = self.page.view
        return None if view is None else next((one for one in view.stations if one.station == station), None)

    def _do(self, station: str, act: str) -> None:
        if act == _LOCK:
            self._ask_text(station, act, "stations.lock_label", "stations.lock_hint", needs=())
        elif act == _MESSAGE:
            self._ask_text(station, act, "stations.message_label", "now.notice_hint", needs=("text",))
        elif act == _UNLOCK:
            self.order(self._done(station, act), orders.unlock, station)
        elif act == _CLEAR:
            self.order(self._done(station, act), orders.take_notices_down, station)
        elif act == _RESTART:
            self.order(self._done(station, act), orders.restart, station)
        else:
            language = self.kit.texts.language
            self.order_for(self._trial_ordered, trials.order_trial, station, uuid.uuid4().hex, language)

    def _done(self, station: str, act: str) -> str:
        """Return what is said of an order that was taken; a kiosk that is off obeys when it runs again."""
        one = self._station(station)
        is_off = one is None or not one.runs_kiosk
        return self.kit.texts.say(f"stations.{'later' if is_off else 'done'}.{act}", station=station)

    def _ask_text(self, station: str, act: str, label: str, hint: str, *, needs: tuple[str, ...]) -> None:
        say = self.kit.texts.say
        rows = {"text": (say(label), TextField(self.kit.theme, say(hint)))}
        title = f"{station}: {say(f'stations.act.{act}')}"
        sheet = AskSheet(self.kit, title, rows, say(f"stations.act.{act}"), needs=needs)
        sheet.answered.connect(partial(self._say_there, sheet, station, act))

    def _say_there(self, sheet: AskSheet, station: str, act: str, values: dict[str, Any]) -> None:
        text = str(values.get("text") or "")
        sheet.dismiss()
        if act == _LOCK:
            self.order(self._done(station, act), orders.lock, station, text)
        else:
            self.order(self._done(station, act), orders.put_notice, text, station)

    def _trial_ordered(self, job: int) -> None:
        self._job = job
        self.look()

    # -- what the centre refused -------------------------------------------------------------------------------------

    def _send_again(self, subject: str) -> None:
        self.order(self.kit.texts.say("stations.done.again"), quarantine.send_again, subject)

    def _ask_export(self) -> None:
        kit, say, view = self.kit, self.kit.texts.say, self.page.view
        if view is None:
            return
        name = f"refused-{view.setup.branch.local(view.now):%Y%m%d-%H%M}.json"
        kinds = {say("stations.file_kind"): (".json",)}
        self.file = FileSheet(kit, say("stations.export_title"), say("stations.export"), kinds, name)
        self.file.chosen.connect(self._export)
        kit.ask.work(places).then(self.file.show_places)

    def _export(self, file: str) -> None:
        if self.manager is not None:
            asked = self.kit.ask(orders.as_manager, self.manager.id, quarantine.export_refused, Path(file))
            asked.then(partial(self._exported, file), self._not_exported, self.away)

    def _exported(self, file: str, _text: str) -> None:
        if self.file is not None:
            self.file.dismiss()
            self.file = None
        self.done.emit(self.kit.texts.say("setup.written", file=file))

    def _not_exported(self, message: Message) -> None:
        if self.file is not None:
            self.file.say(message)
