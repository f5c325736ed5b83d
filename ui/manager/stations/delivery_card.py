"""Show how delivery to the centre stands, and each record that the centre refused with the key that sends it again."""

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.branch.quarantine import RefusedRecord
from kiosk.branch.stations.devices_view import DevicesView
from kiosk.domain.language.text import Texts
from kiosk.domain.late_delivery import NO_CENTRE, late_delivery
from ui.manager.parts.card import AreaCard
from ui.manager.parts.table import Table, TableCell, TableColumn, TableLine
from ui.manager.scroll import ScrollColumn
from ui.manager.stations.words import StationWords
from ui.theme import Role, Theme
from ui.widgets import Key, Text

_ROW, _KEY = 38, 42
#: More visits than these are in the exported file alone.
_MOST = 50


class DeliveryCard(AreaCard):
    """Show link, backlog, lag, the last delivery, and what the centre answered."""

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__(theme, texts.say("stations.delivery"))
        self.theme, self.texts = theme, texts
        self.table = Table(theme, [TableColumn("", 4), TableColumn("", 7, right=True)])
        self.column.addWidget(self.table)
        self.answer = Text(theme, Role.BODY, icon="triangle-alert")
        self.column.addLayout(_indented(theme, self.answer))

    def show_view(self, view: DevicesView, words: StationWords) -> None:
        """Show the delivery as it stands."""
        say, sync, c = self.texts.say, view.delivery.sync, self.theme.c
        is_late = late_delivery(view.setup, sync, view.now) is not None
        no_centre = sync.link in NO_CENTRE
        is_up = sync.link.value == "up"
        icon = "circle-minus" if no_centre else "circle-check" if is_up else "triangle-alert"
        tone = c.ink_soft if no_centre else c.good if is_up else None
        link = TableCell(say(f"stations.link.{sync.link.value}"), icon=icon, tone=tone)
        minutes = sync.lag_seconds // 60
        lag = "–" if no_centre else say("now.minutes", count=minutes)
        lines = [
            TableLine((TableCell(say("stations.line")), link), lit=not (is_up or no_centre)),
            TableLine((TableCell(say("stations.backlog")), TableCell(say("stations.records", count=sync.backlog)))),
            TableLine((TableCell(say("stations.lag")), TableCell(lag, bold=is_late)), lit=is_late),
            TableLine((TableCell(say("stations.last")), TableCell(words.moment(sync.last_success)))),
        ]
        key = f"sync.trouble.{view.delivery.answer}"
        self.answer.set_text(say(key) if key in self.texts.fallback else view.delivery.answer)
        self.answer.setVisible(bool(view.delivery.answer))
        self.table.setFixedHeight(self.theme.mm(_ROW) * len(lines))
        self.table.show_lines(lines)


class RefusedCard(AreaCard):
    """Show what is in quarantine by visit. Signals: ``again`` carries a subject to be sent again; ``export``."""

    again = Signal(str)
    export = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__(theme, texts.say("stations.refused"))
        self.theme, self.texts = theme, texts
        self.export_key = Key(theme, text=texts.say("stations.export"), icon="file-down")
        self.export_key.icon_colour = theme.c.flag
        self.export_key.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.export_key.setFixedHeight(theme.mm(40))
        self.export_key.clicked.connect(self.export)
        self.head.addSpacing(theme.mm(12))
        self.head.addWidget(self.export_key)
        self.nothing = Text(
            theme, Role.BODY, texts.say("stations.none_refused"), icon="circle-check", icon_colour=theme.c.good
        )
        self.column.addLayout(_indented(theme, self.nothing))
        self.list = ScrollColumn(theme, 4)
        self.column.addWidget(self.list, 1)
        self.list.column.addStretch(1)
        self.rows: list[RefusedRow] = []
        self._shown: tuple[RefusedRecord, ...] | None = None

    def show_records(self, records: tuple[RefusedRecord, ...], words: StationWords) -> None:
        """Show other records. What is shown already stays, so that nobody loses the focus."""
        if records == self._shown:
            return
        self._shown = records
        for row in self.rows:
            row.hide()
            row.deleteLater()
        visits = [list(found) for _, found in groupby(sorted(records, key=_by_subject), key=_by_subject)]
        visits.sort(key=_place_of)
        self.rows = [RefusedRow(self.theme, self.texts, found, words) for found in visits[:_MOST]]
        for place, row in enumerate(self.rows):
            row.again.connect(self.again)
            self.list.column.insertWidget(place, row)
        self.nothing.setVisible(not records)
        self.export_key.setEnabled(bool(records))
        self.word.set_text(self.texts.say("stations.records", count=len(records)) if records else "")


class RefusedRow(QWidget):
    """Show one visit whose record the centre refused. Signal: ``again`` carries its subject."""

    again = Signal(str)

    def __init__(self, theme: Theme, texts: Texts, records: Sequence[RefusedRecord], words: StationWords) -> None:
        super().__init__()
        first, say, mm = records[0], texts.say, theme.mm
        self.subject = first.subject
        title = say("stations.of_number", number=first.number) if first.number else say("stations.of_other")
        key = f"sync.reason.{first.reason}"
        why = say(key) if key in texts.fallback else first.reason
        held = sum(one.is_held for one in records)
        about = say("stations.record", seq=first.seq, kind=first.kind, at=words.moment(first.at))
        self.title = Text(theme, Role.BODY, title, weight=700)
        self.why = Text(theme, Role.SMALL, why)
        self.about = Text(theme, Role.SMALL, about, colour=theme.c.ink_soft)
        left = QVBoxLayout()
        left.setSpacing(mm(1))
        for part in (self.title, self.why, self.about):
            left.addWidget(part)
        if held:
            left.addWidget(Text(theme, Role.SMALL, say("stations.held", count=held), colour=theme.c.ink_soft))
        self.key = Key(theme, text=say("sync.quarantine.redrive"))
        self.key.setAccessibleName(f"{say('sync.quarantine.redrive')}: {title}")
        self.key.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.key.setFixedHeight(mm(_KEY))
        self.key.clicked.connect(self._pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(mm(3), mm(4), mm(3), mm(6))
        row.setSpacing(mm(12))
        row.addLayout(left, 1)
        row.addWidget(self.key, 0, Qt.AlignmentFlag.AlignVCenter)

    def _pressed(self) -> None:
        self.again.emit(self.subject)


def _indented(theme: Theme, text: Text) -> QVBoxLayout:
    """Return a layout in which a text begins where the words of a table begin."""
    held = QVBoxLayout()
    held.setContentsMargins(theme.mm(10), theme.mm(4), theme.mm(10), 0)
    held.addWidget(text)
    return held


def _by_subject(one: RefusedRecord) -> str:
    return one.subject


def _place_of(records: Sequence[RefusedRecord]) -> tuple[int, int]:
    return records[0].epoch, records[0].seq
