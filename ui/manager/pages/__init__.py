"""List the pages of the settings. A page is one module with one line here."""

from collections.abc import Callable, Mapping

from kiosk.domain.setup.draft import SetupPage
from ui.manager.page import SettingsPage
from ui.manager.pages.calling import CallingPage
from ui.manager.pages.centre import CentrePage
from ui.manager.pages.counters import CountersPage
from ui.manager.pages.devices import make_devices
from ui.manager.pages.hours import HoursPage
from ui.manager.pages.look import LookPage
from ui.manager.pages.notices import NoticesPage
from ui.manager.pages.services import ServicesPage
from ui.manager.pages.staff import PeoplePage
from ui.manager.state import Kit

#: What makes each page. A page without an entry is not there yet.
PAGES: Mapping[SetupPage, Callable[[Kit], SettingsPage]] = {
    SetupPage.CENTRE: CentrePage,
    SetupPage.SERVICES: ServicesPage,
    SetupPage.COUNTERS: CountersPage,
    SetupPage.STAFF: PeoplePage,
    SetupPage.HOURS: HoursPage,
    SetupPage.CALLING: CallingPage,
    SetupPage.NOTICES: NoticesPage,
    SetupPage.LOOK: LookPage,
    SetupPage.DEVICES: make_devices,
}
