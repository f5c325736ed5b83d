"""Draw pictures of a set-up as people will see it: real widgets off the screen, fed from values and scaled down."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

import resources
from kiosk.branch import board
from kiosk.branch.board import BoardView, Call, HallView
from kiosk.branch.kiosk_view import KioskView
from kiosk.branch.reception import ServiceView
from kiosk.clock import ManualClock
from kiosk.domain.branch_setup import Setup
from kiosk.domain.calendar.hours import Hours
from kiosk.domain.language.text import LANGUAGES, VIETNAMESE, Texts
from kiosk.domain.queue.estimate import WaitRange
from kiosk.domain.queue.ticket import label
from kiosk.domain.setup.derived import setup_from
from kiosk.domain.setup.document import Document
from kiosk.domain.slip import TicketSlip
from kiosk.domain.status import PrinterStatus, ScannerStatus
from ui.hall.window import BoardOptions, HallWindow
from ui.kiosk.window import KioskWindow
from ui.still import still_ask
from ui.visit.common import BranchLoaded
from ui.visit.number import TakeNumber
from ui.visit.table import step
from ui.visit.visit import DeviceStatuses, Look, Visit, begin

#: A panel of 27 inches, and a board of 55.
_PANEL, _PX_PER_MM, _BOARD = QSize(1080, 1920), 3.2, QSize(1920, 1080)
_OPEN = Hours(is_open=True, closes_at=None, opens_at=None)
_DEVICES = DeviceStatuses(
    scanner=ScannerStatus.READY, printer=PrinterStatus.READY, voices=frozenset({VIETNAMESE, "en"})
)
#: People ahead with their minutes, for the services in turn.
_WAITS = ((3, (10, 20)), (1, (5, 15)), (0, (0, 5)), (2, (15, 25)))
_NUMBERS = (43, 24, 118, 11, 117, 63)
#: A code as a slip has one. It belongs to no ticket.
_CODE = "A0462611207K"
_PEOPLE = 3
#: Calls that have a row on the board.
_ROWS = 4


#: Draws a slip as PNG.
DrawsSlips = Callable[[TicketSlip], bytes]


def no_slip(_slip: TicketSlip) -> bytes:
    """Draw nothing, where nobody looks at slips."""
    return b""


class PreviewStyle(Enum):
    """List how a citizen can have the kiosk."""

    USUAL = Look()
    LARGEST = Look(text_step=3)
    CONTRAST = Look(high_contrast=True)


def setup_of(document: Document) -> Setup:
    """Return the set-up of a draft, also of one that does not fit together: unknown services are left out."""
    known = {one.code for one in document.services}
    counters = [replace(one, services=tuple(s for s in one.services if s.code in known)) for one in document.counters]
    return setup_from(replace(document, counters=tuple(counters)), 1)


class Previews:
    """Draw the pictures, each `width` pixels wide. Call it on the GUI thread only.

    `moment` is the time that the pictures show. `draw_slip` returns the picture of a slip as PNG.
    """

    def __init__(self, moment: datetime, draw_slip: DrawsSlips) -> None:
        self._moment, self._draw_slip = moment, draw_slip

    def kiosk(self, setup: Setup, width: int, style: PreviewStyle = PreviewStyle.USUAL) -> QImage:
        """Draw the kiosk's first page."""
        return self._kiosk(self._begun(setup), width, style)

    def fields(self, setup: Setup, width: int, style: PreviewStyle = PreviewStyle.USUAL) -> QImage:
        """Draw the kiosk's page on which a citizen chooses."""
        return self._kiosk(step(self._begun(setup), TakeNumber()).visit, width, style)

    def board(self, setup: Setup, width: int) -> QImage:
        """Draw the board of the hall after some calls."""
        view = HallView(setup, (), self._called(setup))
        ask = still_ask({board.hall_view: lambda _after: view})
        options = BoardOptions(reduced_motion=True, look=setup.look)
        texts = [Texts(one, resources.texts(one), resources.texts(VIETNAMESE)) for one in LANGUAGES]
        return _photographed(HallWindow(ask, texts, ManualClock(self._moment), options), _BOARD, width)

    def slip(self, setup: Setup, width: int) -> QImage:
        """Draw the slip of a number."""
        picture = QImage.fromData(self._draw_slip(self._slip(setup)))
        if picture.isNull():
            return picture
        return _scaled(picture.convertToFormat(QImage.Format.Format_RGB32), width)

    def _kiosk(self, visit: Visit, width: int, style: PreviewStyle) -> QImage:
        window = KioskWindow(None, ManualClock(self._moment), px_per_mm=_PX_PER_MM, reduced_motion=True)
        window.resize(_PANEL)
        window.stand(replace(visit, look=style.value))
        return _photographed(window, _PANEL, width)

    def _begun(self, setup: Setup) -> Visit:
        views = tuple(
            ServiceView(one, ahead, WaitRange(ahead, minutes), tuple(c.number for c in setup.counters_for(one.id)))
            for place, one in enumerate(setup.offered_services)
            for ahead, minutes in (_WAITS[place % len(_WAITS)],)
        )
        view = KioskView(setup, views, _OPEN, has_appointments=True)
        opened = replace(begin("preview"), devices=_DEVICES)
        return step(opened, BranchLoaded(0, view)).visit

    def _called(self, setup: Setup) -> BoardView:
        letters = list(dict.fromkeys(one.series for one in setup.offered_services)) or [""]
        counters = setup.offered_counters
        calls = tuple(
            Call(
                len(_NUMBERS) - place,
                label(letters[place % len(letters)], number),
                counters[place % len(counters)].number,
                self._moment - timedelta(minutes=place + 1),
                again=False,
                has_priority=False,
            )
            for place, number in enumerate(_NUMBERS if counters else ())
        )
        shown = min(len(counters), _ROWS)
        waiting = tuple((field, (place * 4 + 7) % 12) for place, field in enumerate(setup.fields))
        return BoardView(len(calls), self._moment, calls[:shown], calls[shown:], waiting)

    def _slip(self, setup: Setup) -> TicketSlip:
        branch = setup.branch
        service = next(iter(setup.offered_services), None)
        return TicketSlip(
            label(service.series, 46) if service else "046",
            _CODE,
            branch.name,
            branch.place,
            branch.slogan,
            service.name if service else branch.name,
            tuple(one.number for one in setup.counters_for(service.id)[:3]) if service else (),
            _PEOPLE,
            (15, 25),
            branch.local(self._moment),
            VIETNAMESE,
        )


def _photographed(window: QWidget, size: QSize, width: int) -> QImage:
    """Return the picture of a window that nobody sees, and delete the window."""
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
    window.resize(size)
    window.show()
    picture = window.grab().toImage()
    window.close()
    window.deleteLater()
    return _scaled(picture, width)


def _scaled(picture: QImage, width: int) -> QImage:
    return picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
