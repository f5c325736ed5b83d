"""Run one machine of a branch as a separate process: ``python -m tests.end_to_end.far_host KIND branch.toml``.

It reads commands from its input, one a line ("number", "call", "until on board A001" …). It carries them out at its
window by touch and by key, and answers each with one line. It ends with its input.
"""

import os
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtTest import QTest

from kiosk.config import load_site
from kiosk.demo.hands import let_pass
from tests.end_to_end.branch_machines import PIN, Machine
from tests.ui.desk.desk_hands import LEFT
from tests.ui.kiosk_hands import page
from tests.ui.touching import touch
from ui.desk.acts import Act
from ui.desk.window import DeskWindow
from ui.display import application
from ui.hall.window import HallWindow
from ui.kiosk.screens.choose import ChoosePage
from ui.kiosk.screens.start import StartPage
from ui.kiosk.screens.ticket import TicketPage
from ui.kiosk.window import KioskWindow
from ui.visit.screen import Screen
from ui.widgets import Key, Tone


class Orders(QObject):
    """Emit the lines of the input on the GUI thread, and ``ended`` after the last."""

    came = Signal(str)
    ended = Signal()

    def listen(self) -> None:
        """Start to read."""
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in sys.stdin:
            self.came.emit(line.strip())
        self.ended.emit()


class Host:
    """Operate a window by commands."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def obey(self, order: str) -> None:
        """Carry out a command and answer it."""
        print(self._do(order), flush=True)  # noqa: T201 - the answer to whoever started this process

    def _do(self, order: str) -> str:
        window = self._machine.window
        if isinstance(window, KioskWindow):
            return self._at_kiosk(window, order)
        if isinstance(window, DeskWindow):
            return self._at_desk(window, order)
        assert isinstance(window, HallWindow)
        return self._at_board(window, order)

    def _until(self, condition: Callable[[], bool]) -> None:
        """Wait without a limit, because the sender of the command has one."""
        while not condition():
            let_pass(20)

    def _at_kiosk(self, kiosk: KioskWindow, order: str) -> str:
        def is_cut_off() -> bool | None:
            now = kiosk.visit.now
            return None if now is None else now.station.is_cut_off

        if order == "until cut off":
            self._until(lambda: is_cut_off() is True)
        elif order == "until connected":
            self._until(lambda: is_cut_off() is False)
        else:
            return self._number(kiosk)
        return "done"

    def _number(self, kiosk: KioskWindow) -> str:
        self._until(lambda: kiosk.visit.screen is Screen.START and kiosk.visit.now is not None)
        touch(page(kiosk, StartPage).hero)
        choose = page(kiosk, ChoosePage)
        touch(next(iter(choose.fields.values())))
        touch(next(iter(choose.services.values())))
        self._until(lambda: kiosk.visit.screen is Screen.TICKET)
        assert kiosk.visit.shown is not None
        label = kiosk.visit.shown.ticket.label
        touch(page(kiosk, TicketPage).done)
        self._until(lambda: kiosk.visit.screen is Screen.START)
        return label

    def _at_desk(self, desk: DeskWindow, order: str) -> str:
        if order == "sit down":
            self._sit_down(desk)
        elif order == "until away":
            self._until(lambda: desk.strip.items[0].tone is not Tone.GOOD)
        elif order == "until there":
            self._until(lambda: desk.strip.items[0].tone is Tone.GOOD)
        elif order.startswith("until next "):
            self._until(lambda: desk.serving.next.labels[:1] == (order.rpartition(" ")[2],))
        else:
            return self._serve(desk)
        return "done"

    def _sit_down(self, desk: DeskWindow) -> None:
        page = desk.sign_in
        self._until(page.keys[0].isVisible)
        QTest.mouseClick(page.keys[0], LEFT)
        for figure in PIN:
            keys = {one.label: one for one in page.pad.findChildren(Key)}
            QTest.mouseClick(keys[figure], LEFT)
        QTest.mouseClick(page.enter, LEFT)
        self._until(lambda: desk.pages.currentWidget() is desk.counters)
        QTest.mouseClick(desk.counters.keys[0], LEFT)
        self._until(lambda: desk.pages.currentWidget() is desk.serving)

    def _serve(self, desk: DeskWindow) -> str:
        """Call the next ticket, start it and finish it."""
        number = ""
        for act in (Act.NEXT, Act.START, Act.FINISH):
            key = desk.serving.acts.keys[act]
            self._until(partial(_is_ready, key))
            number = desk.serving.current.number.text if act is Act.START else number
            QTest.mouseClick(key, LEFT)
        self._until(lambda: not desk.serving.current.number.isVisible())
        return number

    def _at_board(self, board: HallWindow, order: str) -> str:
        def on_board() -> set[str]:
            shown = board._latest
            return set() if shown is None else {call.label for call in (*shown.current, *shown.recent)}

        if order == "until away":
            self._until(lambda: "đang nối lại" in board.notice.text)
        else:
            self._until(lambda: order.rpartition(" ")[2] in on_board())
        return "done"


def _is_ready(key: Key) -> bool:
    return key.isVisible() and key.isEnabled() and not key.is_busy


def switch_off() -> None:
    """End the process as in a power cut, without closing anything."""
    os._exit(0)


def main(kind: str, config: Path) -> None:
    """Run until the input ends."""
    app = application()
    app.setQuitOnLastWindowClosed(False)
    machine = Machine(load_site(config), kind)
    machine.window.resize(1440 if kind != "kiosk" else 720, 800)
    orders, host = Orders(), Host(machine)
    orders.came.connect(host.obey)
    orders.ended.connect(switch_off)
    machine.start()
    orders.listen()
    app.exec()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
