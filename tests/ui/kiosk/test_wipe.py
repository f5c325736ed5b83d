"""Check that nothing of a visit is left: not in a widget, a Python object or the clipboard."""

import gc
import types
from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QAbstractItemModel, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kiosk.domain.people.scan import CitizenCard, Sex
from kiosk.domain.status import PrinterStatus, PrintJobState
from tests.ui import kiosk_world as world
from tests.ui.kiosk_hands import locked_down, seconds
from tests.ui.touching import let_go, until, until_screen
from ui.kiosk.window import KioskWindow
from ui.visit.common import Confirm
from ui.visit.keypad import CodeState, TypeCode
from ui.visit.look import ChooseLanguage, ChooseTextStep
from ui.visit.number import ChooseService
from ui.visit.rating import OpenRating
from ui.visit.screen import Screen
from ui.visit.staff import ChooseStaff, StaffAsked, StaffState, TypePin
from ui.visit.visit import Look

#: Objects whose texts are looked at as one.
_AT_ONCE = 2_000


def backwards(text: str) -> str:
    """So that the source of this test is not what the test finds."""
    return text[::-1]


#: What one visit brings along, each unlike anything else in this process.
NUMBER, FAMILY, FULL_NAME = backwards("77664951590"), backwards("PĐẸYUHN"), backwards("MỆINIHK PĐẸYUHN ỄƯGN")
TYPED, COPIED, PIN = backwards("YXWVAAQZ"), backwards("pilc-eht-ni"), backwards("64938271")


@pytest.fixture
def branch() -> world.KioskBranch:
    return world.KioskBranch(print_states=[PrintJobState.FAILED])


@pytest.fixture
def window(qtbot: QtBot, branch: world.KioskBranch) -> Iterator[KioskWindow]:
    yield from locked_down(qtbot, branch)


def card() -> CitizenCard:
    return CitizenCard(NUMBER, FULL_NAME, date(1958, 5, 1), Sex.FEMALE, "Bạc Liêu", date(2021, 4, 9))


def forget_at_the_branch(branch: world.KioskBranch) -> None:
    """Make the fake branch forget its data, which is not the kiosk's."""
    branch.wishes.clear()
    branch.issued.clear()
    branch.last_question = ()


def traces(window: KioskWindow, secrets: set[str]) -> list[str]:
    """Return the places where a secret is found, in words."""
    let_go()
    gc.collect()
    found = [f"clipboard: {QGuiApplication.clipboard().text()}"] if QGuiApplication.clipboard().text() else []
    for widget in [*QApplication.allWidgets(), *window.findChildren(QObject)]:
        found += [f"{type(widget).__name__}.{name}" for name, text in properties_of(widget) if has(text, secrets)]
    for model in window.findChildren(QAbstractItemModel):
        cells = (str(model.index(row, 0).data()) for row in range(model.rowCount()))
        found += [f"model {type(model).__name__}" for text in cells if has(text, secrets)]
    return found + list(owners_of(secrets))


def owners_of(secrets: set[str]) -> Iterator[str]:
    """Return the Python objects that hold a text with a secret. Many are searched at once: few of 500,000 hold one."""
    owners = [
        one
        for one in gc.get_objects()
        if one is not secrets and one is not globals() and not isinstance(one, types.FrameType)
    ]
    for start in range(0, len(owners), _AT_ONCE):
        some = owners[start : start + _AT_ONCE]
        if has("\0".join(texts_in(*some)), secrets):
            yield from (
                f"{type(one).__name__} {str(one)[:80]}" for one in some if has("\0".join(texts_in(one)), secrets)
            )


def texts_in(*owners: object) -> Iterator[str]:
    for held in gc.get_referents(*owners):
        if isinstance(held, str):
            yield held
        elif isinstance(held, bytes):
            yield held.decode("utf-8", "ignore")


def properties_of(thing: QObject) -> Iterator[tuple[str, str]]:
    """Return every text that is a Qt property of an object."""
    meta = thing.metaObject()
    for place in range(meta.propertyCount()):
        one = meta.property(place)
        if str(one.typeName()) == "QString":
            yield str(one.name()), str(one.read(thing))


def has(text: str, secrets: set[str]) -> bool:
    return any(secret in text for secret in secrets)


def test_the_search_finds_what_is_there(qtbot: QtBot, window: KioskWindow) -> None:
    """Otherwise the tests below would find nothing anywhere."""
    window.scan(card())
    until_screen(qtbot, window, Screen.CARD)
    masked = {card().masked_name}
    assert window.visit.person is not None
    places = " ".join(traces(window, masked))
    for place in ("CardHolder", "Text"):
        assert place in places
    QGuiApplication.clipboard().setText(COPIED)
    assert traces(window, {COPIED})[0].startswith("clipboard")


def test_a_card_and_its_number_leave_no_trace(qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch) -> None:
    branch.issued.update({str(number): world.ticket(1, 1) for number in range(700)})  # ours is like no other test's
    window.scan(card())
    until_screen(qtbot, window, Screen.CARD)
    window.happen(ChooseLanguage("en"))
    window.happen(ChooseTextStep(2))
    window.happen(Confirm())
    window.happen(ChooseService(4))
    shown = until_screen(qtbot, window, Screen.TICKET).shown
    window.printer_status(PrinterStatus.PAPER_OUT)
    until(qtbot, lambda: window.visit.needs_noting)
    assert shown is not None
    QGuiApplication.clipboard().setText(COPIED)
    person = window.visit.person
    assert person is not None
    secrets = {NUMBER, FAMILY, card().masked_name, shown.ticket.code, shown.ticket.id, person.key, COPIED}
    flow, loads = window.visit.flow, branch.asked.count("kiosk_view")
    del person, shown
    window.printer_status(PrinterStatus.READY)
    until(qtbot, lambda: window.visit.devices.printer is PrinterStatus.READY)
    seconds(window, 200)
    assert window.visit.flow > flow
    assert (window.visit.screen, window.visit.look) == (Screen.START, Look())
    until(qtbot, lambda: branch.asked.count("kiosk_view") > loads)
    forget_at_the_branch(branch)
    until(qtbot, lambda: not traces(window, secrets))


def test_what_was_typed_leaves_no_trace(qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch) -> None:
    window.happen(OpenRating())
    for letter in TYPED:
        window.happen(TypeCode(letter))
    assert window.visit.of(CodeState).code == TYPED
    seconds(window, 100)
    assert window.visit.screen is Screen.START
    until(qtbot, lambda: not traces(window, {TYPED}))


def test_a_pin_leaves_no_trace_even_while_the_staff_sheet_is_open(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world, "PIN", PIN)
    window.happen(StaffAsked())
    until(qtbot, lambda: bool(window.visit.of(StaffState).known))
    window.happen(ChooseStaff("hoa"))
    for figure in PIN:
        window.happen(TypePin(figure))
    window.happen(Confirm())
    until_screen(qtbot, window, Screen.STAFF)
    monkeypatch.undo()
    until(qtbot, lambda: not traces(window, {PIN}))
