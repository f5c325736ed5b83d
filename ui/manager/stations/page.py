"""Lay out the tab of devices: the machines in one table, beside it the delivery and what the centre refused."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.branch.stations.devices_view import DevicesView
from kiosk.branch.stations.overview import StationOverview
from kiosk.domain.language.text import Texts
from ui.manager.parts.card import AreaCard
from ui.manager.parts.table import Table
from ui.manager.scroll import ScrollColumn
from ui.manager.stations.delivery_card import DeliveryCard, RefusedCard
from ui.manager.stations.machine_group import MachineGroup, columns
from ui.manager.stations.words import StationWords
from ui.theme import Role, Theme
from ui.widgets import Text

_HEAD = 32
_TITLES = ("name", "state", "since", "count", "last", "version")


class StationsPage(QWidget):
    """Show a `DevicesView`. Signals: ``wanted`` carries the name of a machine; those of `RefusedCard`."""

    wanted = Signal(str)
    again = Signal(str)
    export = Signal()

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self.theme, self.texts = theme, texts
        self.view: DevicesView | None = None
        mm, say = theme.mm, texts.say
        self.machines = AreaCard(theme, say("stations.machines"))
        self.titles = Table(theme, columns(tuple(say(f"stations.column.{one}") for one in _TITLES)))
        self.titles.setFixedHeight(mm(_HEAD))
        self.scrolled = ScrollColumn(theme, 2)
        self.scrolled.column.setContentsMargins(0, 0, mm(4), 0)
        self.scrolled.column.addStretch(1)
        self.groups: dict[str, MachineGroup] = {}
        self.nothing = Text(theme, Role.BODY, say("stations.none"), colour=theme.c.ink_soft)
        self._titles = QHBoxLayout()
        self._titles.addWidget(self.titles)
        self.scrolled.verticalScrollBar().rangeChanged.connect(self._leave_room)
        self._leave_room()
        self.machines.column.addLayout(self._titles)
        self.machines.column.addWidget(self.nothing)
        self.machines.column.addWidget(self.scrolled, 1)
        self.delivery = DeliveryCard(theme, texts)
        self.refused = RefusedCard(theme, texts)
        self.refused.again.connect(self.again)
        self.refused.export.connect(self.export)
        self.trial = Text(theme, Role.BODY, icon="printer")
        self.trial.hide()
        self.stand = Text(theme, Role.SMALL, icon="circle-check", icon_colour=theme.c.good)
        side = QVBoxLayout()
        side.setSpacing(mm(16))
        side.addWidget(self.delivery)
        side.addWidget(self.refused, 1)
        row = QHBoxLayout()
        row.setSpacing(mm(16))
        row.addWidget(self.machines, 9)
        row.addLayout(side, 5)
        foot = QHBoxLayout()
        foot.addWidget(self.stand, 1)
        foot.addWidget(self.trial)
        column = QVBoxLayout(self)
        column.setContentsMargins(mm(20), mm(16), mm(20), mm(10))
        column.setSpacing(mm(10))
        column.addLayout(row, 1)
        column.addLayout(foot)

    def _leave_room(self) -> None:
        """Keep the titles above their columns: the bar takes room only while there is something to scroll."""
        wide = self.scrolled.bar_wide if self.scrolled.verticalScrollBar().maximum() else 0
        self._titles.setContentsMargins(0, 0, self.theme.mm(4) + wide, 0)

    def notes_of(self, one: StationOverview) -> list[str]:
        """Return what holds at a machine, in words."""
        view = self.view
        return [] if view is None else [text for _icon, text in StationWords(self.theme, self.texts, view).notes(one)]

    def show_view(self, view: DevicesView) -> None:
        """Show other values. Groups of machines that stay keep their place and the focus."""
        self.view = view
        words = StationWords(self.theme, self.texts, view)
        known = {one.station: one for one in view.stations}
        for name in self.groups.keys() - known.keys():
            group = self.groups.pop(name)
            group.hide()
            group.deleteLater()
        for place, (name, one) in enumerate(known.items()):
            if name not in self.groups:
                self.groups[name] = MachineGroup(self.theme, self.texts, name)
                self.groups[name].wanted.connect(self.wanted)
                self.scrolled.column.insertWidget(place, self.groups[name])
            self.groups[name].show_station(one, words)
        self.nothing.setVisible(not known)
        self.machines.word.set_text(self.texts.say("stations.count", count=len(known)))
        self.delivery.show_view(view, words)
        self.refused.show_records(view.delivery.refused, words)
        self.trial.setVisible(view.trial is not None)
        if view.trial is not None:
            self.trial.set_text(words.trial(view.trial))
        at = view.setup.branch.local(view.now)
        self.stand.set_text(self.texts.say("now.stand", at=f"{at:%H:%M:%S}"))
