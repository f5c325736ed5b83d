"""List the tabs of the manager's window, and the area that each one shows."""

from collections.abc import Callable
from enum import IntEnum

from ui.manager.analysis.area import AnalysisArea
from ui.manager.area import ManagerArea
from ui.manager.now.area import NowArea
from ui.manager.reports.area import ReportsArea
from ui.manager.state import Kit
from ui.manager.stations.area import StationsArea


class ManagerTab(IntEnum):
    """List the tabs of the header, from left to right."""

    NOW = 0
    ANALYSIS = 1
    REPORTS = 2
    DEVICES = 3
    SETTINGS = 4


#: The settings are laid out by the frame itself: their draft has a navigation and a foot.
AREAS: dict[ManagerTab, Callable[[Kit], ManagerArea]] = {
    ManagerTab.NOW: NowArea,
    ManagerTab.ANALYSIS: AnalysisArea,
    ManagerTab.REPORTS: ReportsArea,
    ManagerTab.DEVICES: StationsArea,
}
