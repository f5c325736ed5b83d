"""Show the visits behind a figure: number, service, times and counter. No line names a citizen."""

from collections.abc import Iterator

from kiosk.branch.analysis import VisitLine, VisitList
from kiosk.domain.measures.report_words import NOT_KNOWN, length_words, number_words
from ui.manager.parts.table import Table, TableCell, TableColumn, TableLine
from ui.manager.scroll import ScrollColumn
from ui.manager.sheets import FormSheet
from ui.manager.state import Kit
from ui.theme import Role
from ui.widgets import Text

_HIGH, _ROW, _WIDE = 520, 36, 1320
#: The columns with their shares of the width, and whether they stand at the right.
_COLUMNS = (
    ("day", 2.2, False),
    ("number", 1.5, False),
    ("service", 6.4, False),
    ("issued", 1.6, True),
    ("called", 1.6, True),
    ("ended", 1.6, True),
    ("counter", 1.3, True),
    ("waited", 2.0, True),
    ("served", 2.0, True),
    ("end", 2.8, False),
)


class VisitsSheet(FormSheet):
    """List visits, the newest day first."""

    def __init__(self, kit: Kit, title: str, visits: VisitList) -> None:
        super().__init__(kit.over, kit.theme, kit.texts, title)
        say = kit.texts.say
        columns = [TableColumn(say(f"analysis.visit.{name}"), wide, right=right) for name, wide, right in _COLUMNS]
        count = number_words(len(visits.lines), kit.texts)
        hint = say("analysis.visit.cut" if visits.is_cut else "analysis.visit.all", count=count)
        self.hint = Text(kit.theme, Role.SMALL, hint if visits.lines else say("analysis.no_data"))
        self.table = Table(kit.theme, columns, row=_ROW)
        self.table.show_lines([TableLine(tuple(self._cells(one))) for one in visits.lines])
        held = ScrollColumn(kit.theme, 0)
        held.column.addWidget(self.table)
        held.column.addStretch(1)
        held.setFixedHeight(kit.theme.mm(_HIGH))
        self.body.addWidget(self.hint)
        self.body.addWidget(held)
        self.come()

    def paper_width(self) -> int:
        """Return the width of ten columns."""
        return self.theme.mm(_WIDE)

    def _cells(self, visit: VisitLine) -> Iterator[TableCell]:
        texts = self.texts
        yield TableCell(f"{visit.day:%d/%m/%Y}")
        yield TableCell(visit.label, bold=True)
        yield TableCell(texts.name(visit.service))
        for moment in (visit.issued, visit.called, visit.ended):
            yield TableCell(NOT_KNOWN if moment is None else f"{moment:%H:%M}")
        yield TableCell(NOT_KNOWN if visit.counter is None else str(visit.counter))
        for seconds in (visit.waited_s, visit.served_s):
            yield TableCell(NOT_KNOWN if seconds is None else length_words(seconds, texts))
        yield TableCell(texts.say(f"analysis.end.{visit.end.value}"))
