"""List the pages of the settings. A page is one module with one line here."""

from collections.abc import Callable, Mapping

from kiosk.domain.setup.draft import SetupPage
from ui.manager.page import SettingsPage
from ui.manager.pages.devices import make_devices
from ui.manager.pages.look import LookPage
from ui.manager.pages.services import ServicesPage
from ui.manager.state import Kit

#: What makes each page. A page without an entry is not there yet.
PAGES: Mapping[SetupPage, Callable[[Kit], SettingsPage]] = {
    SetupPage.SERVICES: ServicesPage,
    SetupPage.LOOK: LookPage,
    SetupPage.DEVICES: make_devices,
}
