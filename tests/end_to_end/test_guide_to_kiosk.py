"""Walk from an empty folder through the guide to a kiosk that gives a number."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from kiosk.branch.staff import sign_in
from kiosk.clock import ManualClock
from kiosk.config import load_site
from kiosk.doctor.machine import LocalMachine
from kiosk.domain.setup.guide import GuideRules, GuideStep
from kiosk.program import opening, windows
from kiosk.program.first_start import FirstStart, needs_guide
from kiosk.program.opening import Opening
from kiosk.program.slip_picture import slip_picture
from kiosk.program.templates import material
from kiosk.program.texts import texts
from tests.end_to_end.branch_machines import Machine
from tests.ui.kiosk_hands import page
from tests.ui.touching import touch
from ui.kiosk.screens.choose import ChoosePage
from ui.kiosk.screens.start import StartPage
from ui.kiosk.window import KioskWindow
from ui.manager.guide.first_pages import GuideNamePage, GuideServicesPage
from ui.manager.guide.window import GuideContext, GuideWindow
from ui.manager.preview import Previews
from ui.theme import Theme
from ui.visit.screen import Screen

#: A Monday, at nine in the morning.
NOW = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
PIN = "804913"
WAIT = 30_000


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> ManualClock:
    clock = ManualClock(NOW)
    for module in (opening, windows):
        monkeypatch.setattr(module, "SystemClock", lambda: clock)
    return clock


class Guide:
    """Work with the guide of a machine, by mouse and keyboard."""

    def __init__(self, qtbot: QtBot, config: Path, clock: ManualClock) -> None:
        self.start = FirstStart(config, GuideRules(material()), clock)
        machine = LocalMachine(config, clock)
        previews = Previews(clock.now(), slip_picture)
        context = GuideContext(self.start.guide, self.start, machine, texts, clock, previews)
        self.qtbot, self.window = qtbot, GuideWindow(context, self.start.answers(), Theme.desk(0.85))
        self.window.resize(1366, 768)
        self.window.show()

    def press(self, widget: QWidget) -> None:
        self.qtbot.waitUntil(widget.isEnabled, timeout=WAIT)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def go_on(self, step: GuideStep) -> None:
        self.press(self.window.foot.main)
        assert self.window.answers.step == step
        self.qtbot.waitUntil(lambda: self.start.answers() == self.window.answers, timeout=WAIT)

    def switch_off(self) -> None:
        self.window.close()
        self.window.deleteLater()


def test_an_empty_folder_becomes_a_centre_that_gives_a_number(qtbot: QtBot, tmp_path: Path, clock: ManualClock) -> None:
    folder = tmp_path / "branch"
    config = folder / "branch.toml"
    assert needs_guide(config)
    guide = Guide(qtbot, config, clock)
    name = guide.window.page
    assert isinstance(name, GuideNamePage)
    field = name.place.control.focusProxy()
    assert isinstance(field, QLineEdit)
    field.insert("Phường Tân Thành")
    QTest.keyClick(field, Qt.Key.Key_Return)
    guide.go_on(GuideStep.SERVICES)
    services = guide.window.page
    assert isinstance(services, GuideServicesPage)
    guide.press(next(key for key in services.fields if key.value == "XD"))
    guide.go_on(GuideStep.COUNTERS)
    guide.go_on(GuideStep.HOURS)
    guide.switch_off()

    guide = Guide(qtbot, config, clock)
    assert guide.window.answers.step == GuideStep.HOURS, "the machine was switched off in the middle"
    for step in (GuideStep.STAFF, GuideStep.DEVICES, GuideStep.DONE):
        guide.go_on(step)
    for one in guide.window.done.entries:
        QTest.keyClicks(one.entry, PIN)
    with qtbot.waitSignal(guide.window.founded, timeout=WAIT):
        guide.press(guide.window.foot.main)
    guide.switch_off()
    assert not needs_guide(config)
    assert not (folder / "guide.json").exists()

    site = load_site(config)
    branch = Opening(site)
    assert sign_in(branch.office(), "quantri", PIN).name == "Quản trị viên"
    branch.close()
    machine = Machine(site, "kiosk")
    window = machine.window
    assert isinstance(window, KioskWindow)
    window.resize(720, 800)
    machine.start()
    try:
        qtbot.waitUntil(lambda: window.visit.now is not None, timeout=WAIT)
        touch(page(window, StartPage).hero)
        choose = page(window, ChoosePage)
        assert len(choose.fields) == 8, "seven chosen fields, and the one for everything else"
        touch(next(iter(choose.fields.values())))
        touch(next(iter(page(window, ChoosePage).services.values())))
        qtbot.waitUntil(lambda: window.visit.screen is Screen.TICKET, timeout=WAIT)
        assert window.visit.shown is not None
        assert window.visit.shown.ticket.label == "A001"
    finally:
        machine.stop()
