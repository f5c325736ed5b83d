"""List the pages under Phân tích."""

from collections.abc import Callable
from enum import Enum

from ui.manager.analysis.figures.area import FiguresArea
from ui.manager.analysis.history.audit import AuditArea
from ui.manager.analysis.history.clerks import ClerksArea
from ui.manager.analysis.history.visit import VisitArea
from ui.manager.analysis.what_if.area import WhatIfArea
from ui.manager.area import ManagerArea
from ui.manager.state import Kit


class AnalysisPage(Enum):
    """List the pages, from left to right. The value is the key of the name."""

    FIGURES = "figures"
    WHAT_IF = "what_if"
    PEOPLE = "people"
    VISIT = "visit"
    AUDIT = "audit"


PAGES: dict[AnalysisPage, Callable[[Kit], ManagerArea]] = {
    AnalysisPage.FIGURES: FiguresArea,
    AnalysisPage.WHAT_IF: WhatIfArea,
    AnalysisPage.PEOPLE: ClerksArea,
    AnalysisPage.VISIT: VisitArea,
    AnalysisPage.AUDIT: AuditArea,
}
