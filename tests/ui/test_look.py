"""The measured rules of the look, on every screen of the kiosk: what is drawn, how large, and what lies beside it.

Every text is drawn by `TextBlock.draw`, so that is where it is measured: millimetres of the panel the look fills.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

import resources
from kiosk.branch.desk import DeskView
from kiosk.clock import ManualClock
from kiosk.domain.appointment import Arrival
from kiosk.domain.draft import Draft
from kiosk.domain.posting import SectionKind
from kiosk.domain.rating import Reason
from kiosk.domain.status import PrinterStatus, PrintJobState, ScannerStatus
from kiosk.domain.text import LocalText, Texts
from kiosk.domain.ticket import TicketState
from tests.ui import desk_fakes
from tests.ui import kiosk_world as world
from tests.ui.test_visit import NOW, at_ticket, on, walk
from ui.desk.current import CurrentPanel
from ui.kiosk import events as e
from ui.kiosk import look_up_events as u
from ui.kiosk.state import Devices, Look, Screen, SheetKind, Visit
from ui.kiosk.visit import step
from ui.kiosk.window import KioskWindow
from ui.theme import Theme
from ui.theme.tokens import tokens
from ui.widgets.header import Header
from ui.widgets.keys import Key, Kind
from ui.widgets.paint import TextBlock

READY = Devices(ScannerStatus.READY, PrinterStatus.READY, voices=frozenset({"vi", "en"}))
PANELS = {"portrait": (1080, 1920), "landscape": (1920, 1080), "square": (1280, 1024)}
#: Of the em: the height of capitals.
CAPITAL = float(tokens()["type"]["cap_height_em"])
SMALLEST_CAPITAL_MM, TARGET_MM, PRIMARY_MM, GAP_MM = 4.8, 15.0, 20.0, 3.0
#: A square panel is smaller than the look that fills it: 1024 lines at 3.4 a millimetre are 301 mm, not 337.5.
SHARE = {"portrait": 1.0, "landscape": 1.0, "square": 0.89}


def _long_wait() -> Visit:
    from kiosk.branch.reception import ServiceView
    from kiosk.domain.estimate import WaitRange

    view = ServiceView(world.SETUP.services[4], 18, WaitRange(18, (60, 80)), (1,))
    others = tuple(one for one in NOW.services if one.service.id != 4)
    return replace(on(Screen.LONG_WAIT), now=replace(NOW, services=(*others, view)))


_REMARK = "Tooi chowf ddeens ba giowf chieeuf, khoong ai noois vif sao."


def _appointments(card: Visit) -> Iterator[tuple[str, Visit]]:
    assert card.person is not None
    early = world.appointment(Arrival.EARLY)
    held = replace(card.person, open_tickets=(world.ticket(7, 112),))
    yield "start with appointments", replace(on(Screen.START), now=replace(NOW, has_appointments=True))
    yield "check in", replace(on(Screen.CHECK_IN), code="HEN7K2Q94MJ")
    yield "card appointment", replace(card, standing=early)
    yield "card appointment and number", replace(card, standing=early, person=held)
    yield "card appointment and group", replace(card, standing=early, group="pregnant")
    yield "card too early", replace(card, standing=world.appointment(Arrival.TOO_EARLY))
    place = LocalText("Trung tâm Phục vụ hành chính công Phường Cà Mau")
    for arrival in Arrival:
        yield (
            arrival.value,
            replace(
                on(Screen.APPOINTMENT),
                standing=world.appointment(
                    arrival,
                    elsewhere=place if arrival is Arrival.ELSEWHERE else None,
                    ticket=world.ticket() if arrival is Arrival.CHECKED_IN else None,
                ),
            ),
        )


def look_up_states() -> Iterator[tuple[str, Visit]]:
    """The look-up: the longest names, the most papers, the longest fee, an old catalogue, and the search."""
    now = replace(NOW, catalogue=world.POSTED)
    at_list = replace(on(Screen.PROCEDURES), now=now)
    yield "start with look-up", replace(on(Screen.START), now=now)
    yield "procedures", at_list
    yield "procedures of land", walk(at_list, e.ChooseField("Đất đai"), e.TurnFields(1))
    first = walk(at_list, u.ShowProcedure("1.001193"))
    yield "procedure", first
    yield "procedure notes", walk(first, u.ChooseSection(SectionKind.NOTES), u.TurnPosting(2))
    yield "procedure printing", walk(first, u.PrintSlip(), u.SlipQueued(first.flow, 9))
    for code, kind in (("1.013225", SectionKind.PAPERS), ("2.001263", SectionKind.FEE), ("1.012753", SectionKind.TIME)):
        yield f"procedure {code}", walk(at_list, u.ShowProcedure(code), u.ChooseSection(kind))
    yield "take along", walk(at_list, u.ShowProcedure("2.000815"), u.TakeAlong())
    yield "search", walk(at_list, u.OpenSearch())
    for text in ("dang ky", "khai sinh xyz", "xyz"):
        yield f"search {text}", found_at(walk(at_list, u.OpenSearch()), text)
    yield "search list", walk(found_at(walk(at_list, u.OpenSearch()), "gia"), e.Confirm())
    yield "search a service", found_at(walk(replace(on(Screen.CHOOSE), now=now), u.OpenSearch()), "kh")


def found_at(visit: Visit, text: str) -> Visit:
    """With a text typed, and what fits it."""
    typed = replace(visit, draft=Draft(text))
    return walk(typed, u.Found(typed.flow, text, world.index().search(text)))


def _states() -> Iterator[tuple[str, Visit]]:
    choosing, ticket, card = on(Screen.CHOOSE), at_ticket(), on(Screen.CARD)
    assert card.person is not None
    yield "start", on(Screen.START)
    yield "start notice", on(Screen.START).with_notice("scan.problem.incomplete")
    yield "choose", choosing
    yield "choose notice", choosing.with_notice("scan.other.old_identity_number")
    yield "choose countdown", replace(choosing, idle=60)
    yield "choose priority", replace(choosing, group="pregnant")
    yield "long wait", _long_wait()
    yield "card", card
    yield "card holds", replace(card, person=replace(card.person, open_tickets=(world.ticket(),)))
    two = (world.ticket(), world.ticket(7, 112))
    yield "card holds two", replace(card, person=replace(card.person, open_tickets=two))
    yield from _appointments(card)
    yield "priority", on(Screen.PRIORITY)
    yield "ticket", step(replace(ticket, idle=5), e.PrintMoved(0, 7, PrintJobState.SENDING)).visit
    yield "ticket without paper", step(ticket, e.PrinterChanged(PrinterStatus.PAPER_OUT)).visit
    yield "rate code", replace(on(Screen.RATE_CODE), code="A0462611207K")
    yield "rating", on(Screen.RATING)
    yield "reasons", replace(on(Screen.REASONS), reasons=(Reason.WAITED_LONG,))
    remark = on(Screen.REMARK)
    yield "remark", remark
    yield "remark written", walk(remark, *(e.TypeText(key) for key in _REMARK))
    yield "remark at its limit", walk(remark, *(e.TypeText(key) for key in "nghieeng " * 30))
    yield from look_up_states()
    yield "thanks", on(Screen.THANKS)
    yield "asleep", on(Screen.ASLEEP)
    yield "asleep after a visit", replace(on(Screen.ASLEEP), offer=world.done(), counter=12)
    yield "closed", on(Screen.CLOSED)
    yield "trouble", replace(on(Screen.TROUBLE), now=NOW)
    yield "display sheet", walk(choosing, e.OpenSheet(SheetKind.DISPLAY))
    yield "display sheet countdown", replace(walk(choosing, e.OpenSheet(SheetKind.DISPLAY)), idle=60)
    yield "language sheet", walk(choosing, e.OpenSheet(SheetKind.LANGUAGE))


STATES = dict(_states())


@dataclass(frozen=True)
class Drawn:
    """One text as it was drawn: where it fell on the widget, and its em in pixels."""

    widget: QWidget
    text: str
    em: int
    box: QRectF


class Recorder:
    """Notes what `TextBlock.draw` draws, on whatever widget."""

    def __init__(self) -> None:
        self.drawn: list[Drawn] = []

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """From now on every text is noted."""
        original, drawn = TextBlock.draw, self.drawn

        def draw(
            block: TextBlock,
            painter: QPainter,
            rect: QRectF,
            colour: QColor,
            align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        ) -> None:
            original(block, painter, rect, colour, align)
            device = painter.device()
            if isinstance(device, QWidget) and block._layout.text():
                top = rect.y() + (rect.height() - block.height) / 2
                shares = {Qt.AlignmentFlag.AlignLeft: 0.0, Qt.AlignmentFlag.AlignHCenter: 0.5}
                left = rect.x() + (rect.width() - block.width) * shares.get(align, 1.0)
                layout = block._layout
                box = QRectF(left, top, block.width, block.height)
                drawn.append(Drawn(device, layout.text(), layout.font().pixelSize(), box))

        monkeypatch.setattr(TextBlock, "draw", draw)


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    made = Recorder()
    made.install(monkeypatch)
    return made


def stand(window: KioskWindow, visit: Visit, look: Look) -> None:
    """Puts the window into a state at once."""
    window.visit = replace(
        visit, now=visit.now or NOW, look=look, devices=replace(READY, printer=visit.devices.printer)
    )
    window._open_page()
    page = window.page
    assert page is not None
    page.header.show_motif(shown=True)
    window.overlays._noticed = window.overlays._sheeted = object()
    QApplication.sendPostedEvents()
    window.overlays.show_visit(window.visit, window._scene(), page)
    window._follow()
    QApplication.sendPostedEvents()
    QApplication.processEvents()


def place(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint()), widget.size())


def faults(window: KioskWindow, drawn: list[Drawn], share: float) -> list[str]:
    """Everything that is against a measured rule."""
    unit = window._scene().theme.m.unit / share
    return [*_text_faults(drawn, unit), *_key_faults(window, unit), *_page_faults(window)]


def _text_faults(drawn: list[Drawn], unit: float) -> Iterator[str]:
    for one in drawn:
        if isinstance(one.widget, Header) and one.text in {"biểu", "trưng"}:
            continue  # stands for the artwork of the province
        capital = one.em * CAPITAL / unit
        if capital < SMALLEST_CAPITAL_MM - 0.05:
            yield f"{one.text!r}: capitals of {capital:.1f} mm"
        area = QRectF(one.widget.rect()).adjusted(-1.5, -1.5, 1.5, 1.5)
        slack = one.em * 0.36  # line height and descent, where nothing is drawn
        if one.box.left() < area.left() or one.box.right() > area.right():
            yield f"{one.text!r}: wider than its {type(one.widget).__name__} by {one.box.right() - area.right():.0f} px"
        if one.box.top() + slack < area.top() or one.box.bottom() - slack > area.bottom():
            yield f"{one.text!r}: higher than its {type(one.widget).__name__}"
    for first, second in combinations(drawn, 2):
        if first.widget is second.widget and first.text != second.text:
            slack = min(first.em, second.em) * 0.3
            common = first.box.intersected(second.box)
            if common.width() > 2 and common.height() > slack * 2:
                yield f"{first.text!r} and {second.text!r} overlap"


def _key_faults(window: KioskWindow, unit: float) -> Iterator[str]:
    keys = [key for key in window.findChildren(Key) if key.isVisible()]
    if window.overlays.sheet is not None:
        over = [part for part in (window.overlays.sheet, window.overlays.countdown) if part is not None]
        keys = [key for key in keys if any(part.isAncestorOf(key) for part in over)]
    whole = window.rect()
    places = [(key, place(key, window)) for key in keys]
    floor = whole.height() * 0.6 if window._scene().is_low else 0
    for key, at in places:
        if at.top() < floor - 1:
            yield f"key {key.label!r}: {(floor - at.top()) / unit:.1f} mm too high"
        least = PRIMARY_MM if key.kind is Kind.MAIN else TARGET_MM
        if min(at.width(), at.height() - key.edge_depth()) / unit < least - 0.05:
            yield f"key {key.label!r}: {at.width() / unit:.1f} × {at.height() / unit:.1f} mm"
        if not whole.contains(at):
            yield f"key {key.label!r}: not inside the window"
    for (one, first), (other, second) in combinations(places, 2):
        apart = max(
            max(first.left(), second.left()) - min(first.right(), second.right()),
            max(first.top(), second.top()) - min(first.bottom(), second.bottom()),
        )
        if apart / unit < GAP_MM - 0.2:
            yield f"keys {one.label!r} and {other.label!r}: {apart / unit:.1f} mm apart"


def _page_faults(window: KioskWindow) -> Iterator[str]:
    assert window.page is not None
    parts = window.page.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    solid = [part for part in parts if part.isVisible() and type(part) is not QLabel]  # a label is a shadow
    for first, second in combinations(solid, 2):
        common = first.geometry().intersected(second.geometry())
        if min(common.width(), common.height()) > 1:
            yield f"{type(first).__name__} and {type(second).__name__} overlap by {common.height()} px"


def _measured(window: KioskWindow, recorder: Recorder, visit: Visit, look: Look, share: float) -> list[str]:
    stand(window, visit, look)
    recorder.drawn.clear()
    window.grab()
    shown = [one for one in recorder.drawn if one.widget.isVisible()]
    sheet = window.overlays.sheet
    if sheet is not None:
        shown = [one for one in shown if sheet.isAncestorOf(one.widget)]
    return faults(window, shown, share)


LOOKS = [
    *(pytest.param(Look(code, text), id=f"{code}{text}") for code in ("vi", "en", "km") for text in (0, 3)),
    *(pytest.param(Look("vi", text), id=f"vi{text}", marks=pytest.mark.slow) for text in (1, 2)),
    pytest.param(Look("km", 3, high_contrast=True), id="km3black"),
    pytest.param(Look("vi", low_reach=True), id="vi0low"),
    pytest.param(Look("vi", 3, low_reach=True), id="vi3low"),
    pytest.param(Look("km", 3, high_contrast=True, low_reach=True), id="km3blacklow"),
    pytest.param(Look("vi", is_guided=True, low_reach=True), id="vi0spokenlow"),
    pytest.param(Look("vi", 3, is_guided=True, low_reach=True), id="vi3spokenlow"),
    pytest.param(Look("vi", is_guided=True), id="vi0spoken"),
    pytest.param(Look("en", 3, high_contrast=True, is_guided=True), id="en3blackspoken"),
]


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("look", LOOKS)
def test_every_screen_keeps_the_measured_rules(qtbot: QtBot, recorder: Recorder, panel: str, look: Look) -> None:
    window = KioskWindow(world.FakeServices(), ManualClock(world.NOON), reduced_motion=True)
    qtbot.addWidget(window)
    window._painted = True  # nothing is asked of a branch here
    window.resize(*PANELS[panel])
    window.show()
    found = {
        name: broken
        for name, visit in STATES.items()
        if (broken := _measured(window, recorder, visit, look, SHARE[panel]))
    }
    assert not found, "\n".join(f"{name}: {fault}" for name, broken in found.items() for fault in broken)


def test_a_time_over_an_hour_has_its_room_before_it_is_painted(qtbot: QtBot) -> None:
    waiting = desk_fakes.ticket(42)
    here = replace(waiting, state=TicketState.SERVING, called_at=desk_fakes.NOW, started_at=desk_fakes.NOW)
    vi = resources.texts("vi")
    panel = CurrentPanel(Theme.desk(), Texts("vi", vi, vi))
    qtbot.addWidget(panel)
    panel.resize(888, 260)
    panel.show()
    view = DeskView(
        desk_fakes.SETUP.counters[1], desk_fakes.STAFF[0], here, desk_fakes.SERVICES[here.service_id], (), 0, (), 0
    )
    panel.show_view(view, desk_fakes.SETUP, desk_fakes.NOW)
    for hours in (0, 1):
        panel.tick(desk_fakes.NOW + timedelta(hours=hours, minutes=21))
        assert panel.served.clock.width() >= panel.served.clock.sizeHint().width()
