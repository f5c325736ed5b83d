"""Which widget shows which screen of the visit."""

from ui.kiosk.screens.along import DossiersPage, TakeAlongPage
from ui.kiosk.screens.appointment import AppointmentPage
from ui.kiosk.screens.asleep import AsleepPage
from ui.kiosk.screens.calm import ClosedPage, OutOfServicePage, ThanksPage, TroublePage
from ui.kiosk.screens.card import CardPage
from ui.kiosk.screens.check_in import CheckInPage
from ui.kiosk.screens.choose import ChoosePage
from ui.kiosk.screens.page import Page
from ui.kiosk.screens.priority import PriorityPage
from ui.kiosk.screens.procedure import ProcedurePage
from ui.kiosk.screens.procedures import ProceduresPage
from ui.kiosk.screens.rate_code import RateCodeHomePage, RateCodePage
from ui.kiosk.screens.rating import RatingPage, ReasonsPage, RemarkPage
from ui.kiosk.screens.search import SearchPage
from ui.kiosk.screens.staff import StaffPage, StaffSignInPage
from ui.kiosk.screens.start import StartPage
from ui.kiosk.screens.ticket import TicketPage
from ui.visit.screen import Screen
from ui.visit.visit import Visit

#: The question about a long wait and the taking of the number happen over the services; a check-in where it began.
_PAGES: dict[Screen, type[Page]] = {
    Screen.START: StartPage,
    Screen.CHOOSE: ChoosePage,
    Screen.LONG_WAIT: ChoosePage,
    Screen.ISSUING: ChoosePage,
    Screen.CARD: CardPage,
    Screen.PRIORITY: PriorityPage,
    Screen.CHECK_IN: CheckInPage,
    Screen.APPOINTMENT: AppointmentPage,
    Screen.TICKET: TicketPage,
    Screen.PROCEDURES: ProceduresPage,
    Screen.SEARCH: SearchPage,
    Screen.PROCEDURE: ProcedurePage,
    Screen.TAKE_ALONG: TakeAlongPage,
    Screen.DOSSIERS: DossiersPage,
    Screen.RATE_CODE: RateCodePage,
    Screen.RATING: RatingPage,
    Screen.REASONS: ReasonsPage,
    Screen.REMARK: RemarkPage,
    Screen.THANKS: ThanksPage,
    Screen.ASLEEP: AsleepPage,
    Screen.CLOSED: ClosedPage,
    Screen.OUT_OF_SERVICE: OutOfServicePage,
    Screen.TROUBLE: TroublePage,
    Screen.STAFF_SIGN_IN: StaffSignInPage,
    Screen.STAFF: StaffPage,
}
#: Seldom shown, never in a hurry.
_RARE: tuple[type[Page], ...] = (OutOfServicePage, StaffSignInPage, StaffPage)


_FIRST: tuple[type[Page], ...] = (ChoosePage, CardPage, TicketPage)
#: Every other page once, in the order in which one of each is kept ready.
PAGES: tuple[type[Page], ...] = tuple(page for page in dict.fromkeys((*_FIRST, *_PAGES.values())) if page not in _RARE)


def page_type(visit: Visit) -> type[Page]:
    """The screen's widget class; a tablet that only rates has its own home."""
    if visit.screen is Screen.RATE_CODE and visit.home is Screen.RATE_CODE:
        return RateCodeHomePage
    return _PAGES[visit.origin if visit.screen is Screen.ISSUING else visit.screen]
