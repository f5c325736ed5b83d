"""Show the page of a clerk at work: the citizen at the counter, the queue, the absent tickets, and the keys."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.branch.desk import DeskView
from kiosk.domain.branch_setup import Setup
from kiosk.domain.language.text import Texts
from kiosk.domain.queue.ticket import PriorityCheck, TicketState
from ui.desk.acts import ActBar
from ui.desk.current import CurrentPanel
from ui.desk.queue import AbsentPanel, NextPanel
from ui.desk.services import ServicesPanel
from ui.staff.alerts import alert_title, alert_words
from ui.theme import Theme
from ui.widgets import Banner, Key, Kind, Tone
from ui.widgets.moments import settle

#: The width of the page below which the keys of a banner do not show their shortcuts, which still work.
_WIDE = 1300


class ServingPage(QWidget):
    """Show a `DeskView`.

    Signals: ``checked`` carries the result of a priority check. ``helped`` carries the counter whose call for help was
    seen, ``alerted`` the alert. The parts emit their own: ``acts.chosen``, ``absent.returned``.
    """

    checked = Signal(PriorityCheck)
    helped = Signal(int)
    alerted = Signal(str)

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._texts = theme, texts
        self.current = CurrentPanel(theme, texts)
        self.services = ServicesPanel(theme, texts)
        self.next = NextPanel(theme, texts)
        self.absent = AbsentPanel(theme, texts)
        self.acts = ActBar(theme, texts)
        self.right = self._answer(theme, "desk.priority.right", "check", "Ctrl+D")
        self.right.icon_colour = theme.c.good
        self.wrong = self._answer(theme, "desk.priority.wrong", "x", "Ctrl+K")
        self.right.clicked.connect(self._say_right)
        self.wrong.clicked.connect(self._say_wrong)
        self.priority = Banner(theme, Tone.INFO, icon="heart-handshake", keys=(self.right, self.wrong))
        self.notice = Banner(theme, Tone.CAUTION, icon="triangle-alert")
        self.undo_key = self._answer(theme, "desk.undo.key", "undo-2")
        self.undo_key.cap = "F11"
        # A shortcut of the page, because it must work also while the key has no room.
        QShortcut(QKeySequence(Qt.Key.Key_F11), self).activated.connect(self._open_again)
        self.undo = Banner(theme, Tone.GOOD, icon="check", keys=(self.undo_key,))
        self.resume_key = self._answer(theme, "desk.pause.resume", "monitor")
        self.resume_key.kind, self.resume_key.cap = Kind.MAIN, "F11"
        self.pause = Banner(theme, Tone.INFO, icon="coffee", keys=(self.resume_key,))
        self.help_key = self._answer(theme, "desk.help.seen", "check", "Ctrl+B")
        self.help = Banner(theme, Tone.CAUTION, icon="bell-ring", keys=(self.help_key,))
        self.help_key.clicked.connect(self._say_helped)
        self._helping = 0
        self.alert_key = self._answer(theme, "desk.help.seen", "check", "Ctrl+L")
        self.alert = Banner(theme, Tone.CAUTION, icon="hourglass", keys=(self.alert_key,))
        self.alert_key.clicked.connect(self._say_alerted)
        self._alerting = ""
        # The most important first: only those that fit are shown.
        self._banners = (self.notice, self.help, self.alert, self.undo, self.priority, self.pause)
        self._in_turn: tuple[Banner, ...] = self._banners
        self._wanted: set[Banner] = set()
        self._able = True
        for banner in self._banners:
            banner.hide()
        self._lay_out(theme)

    def _answer(self, theme: Theme, key: str, icon: str, shortcut: str = "") -> Key:
        made = Key(theme, text=self._texts.say(key), icon=icon, shortcut=shortcut)
        made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        return made

    def _lay_out(self, theme: Theme) -> None:
        mm = theme.mm
        self._gap = mm(16)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(self._gap)
        for part in (self.current, *self._banners):
            left.addWidget(part)
        left.addWidget(self.services, 1)
        right.addWidget(self.next)
        right.addWidget(self.absent, 1)
        columns = QHBoxLayout()
        columns.setSpacing(mm(20))
        columns.addLayout(left, 888)
        columns.addLayout(right, 484)
        page = QVBoxLayout(self)
        page.setContentsMargins(mm(24), mm(12), mm(24), mm(4))
        self._page_gap = mm(16)
        page.setSpacing(self._page_gap)
        page.addLayout(columns, 1)
        page.addWidget(self.acts)

    def set_roomy(self, *, roomy: bool) -> None:
        """Give the panels more space on a large window."""
        for panel in (self.current, self.services, self.next):
            panel.set_roomy(roomy=roomy)

    def show_view(self, view: DeskView, setup: Setup, now: datetime, *, able: bool) -> None:
        """Show this view; `able` False while the branch cannot be reached or an act is under way."""
        self.current.show_view(view, setup, now)
        self.services.show_view(view, setup)
        self._show_undo(view, able=able)
        self._show_pause(view)
        self._show_help(view, able=able)
        self._show_alert(view, setup, able=able)
        self.next.show_view(view)
        self.absent.show_view(view, setup)
        self.acts.show_view(view, setup.recall_limit, able=able)
        priority = view.current.priority if view.current is not None else None
        asks = able and priority is not None and priority.check is PriorityCheck.DECLARED
        if priority is not None and asks:
            group = setup.groups.get(priority.group)
            name = self._texts.name(group.name) if group is not None else priority.group
            # A backup, and a day that is over, hold no group.
            claims = self._texts.say("desk.priority.claims", group=name)
            title = claims if name else self._texts.say("desk.priority.claims_some")
            look = self._texts.say("desk.priority.look")
            proof = self._texts.name(group.proof) if group is not None and group.proof is not None else ""
            self.priority.say(Tone.INFO, title, f"{proof}. {look}" if proof else look)
        self._want(self.priority, asks)
        self._able = able
        self.set_able(able=able)
        self._fit()
        settle(self)

    def _want(self, banner: Banner, wanted: bool) -> None:  # noqa: FBT001 - reads like setVisible
        if wanted:
            self._wanted.add(banner)
        else:
            self._wanted.discard(banner)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self.width() >= self._theme.mm(_WIDE)
        for key in (self.right, self.wrong, self.help_key, self.alert_key):
            key.cap = key.shortcut().toString() if is_wide else ""
            key.updateGeometry()
        self._fit()

    def _fit(self) -> None:
        """Show as many banners as fit between the panels; the others follow when one is hidden."""
        settle(self)
        margins = self.contentsMargins()
        layout = self.layout()
        if layout is not None:
            margins = layout.contentsMargins()
        room = self.height() - margins.top() - margins.bottom() - self.acts.height() - self._page_gap
        room -= self.current.sizeHint().height() + self._gap + self.services.minimumSizeHint().height()
        shown = 0
        for banner in self._in_turn:
            height = banner.height_at(self.current.width()) + self._gap
            # The rows of services come first: they are counted now, and F11 undoes a finish without its banner.
            needs = height + (self.services.further_rows() if banner is self._in_turn[-1] is self.undo else 0)
            fits = banner in self._wanted and (needs <= room or (self._able and not shown and needs == height))
            banner.setVisible(fits)
            if fits:
                room, shown = room - height, shown + 1

    def _show_undo(self, view: DeskView, *, able: bool) -> None:
        """Offer to undo a finish (for five minutes), as the last banner while somebody else is served."""
        self._want(self.undo, able and view.undo is not None and view.pause is None)
        here = view.current
        is_serving = here is not None and here.state is TicketState.SERVING
        rest = [banner for banner in self._banners if banner is not self.undo]
        self._in_turn = (*rest, self.undo) if is_serving else self._banners
        if view.undo is not None:
            key = "desk.undo.later" if is_serving else "desk.undo.next"
            then = self._texts.say(key, number=here.label) if here is not None else ""
            self.undo.say(Tone.GOOD, self._texts.say("desk.undo.done", number=view.undo.label), then)

    def _show_pause(self, view: DeskView) -> None:
        self._want(self.pause, view.pause is not None)
        if view.pause is not None:
            reason = self._texts.say(f"desk.pause.{view.pause.value}")
            title = self._texts.say("desk.pause.now", counter=view.counter.number, reason=reason)
            self.pause.say(Tone.INFO, title, self._texts.say("desk.pause.now_next"))

    def _show_help(self, view: DeskView, *, able: bool) -> None:
        """Show a lead the first call for help, and the caller that their own call stands."""
        own = any(call.counter_id == view.counter.id for call in view.help)
        self.services.help.set_text(self._texts.say("desk.help.take_back" if own else "desk.help.call"))
        others = [call for call in view.help if call.counter_id != view.counter.id]
        self._want(self.help, able and bool(others))
        if others:
            first = others[0]
            self._helping = first.counter_id
            self.help.say(Tone.CAUTION, self._texts.say("desk.help.wanted", counter=first.counter, name=first.name))

    def _show_alert(self, view: DeskView, setup: Setup, *, able: bool) -> None:
        """Show a lead the longest wait that nobody takes care of, and what helps."""
        self._want(self.alert, able and bool(view.alerts))
        if view.alerts:
            first = view.alerts[0]
            self._alerting = first.key
            title, text = (words(self._texts, setup, first) for words in (alert_title, alert_words))
            self.alert.say(Tone.CAUTION, title, text)

    def _say_alerted(self) -> None:
        self.alerted.emit(self._alerting)

    def _say_helped(self) -> None:
        self.helped.emit(self._helping)

    def set_able(self, *, able: bool) -> None:
        """Enable or disable everything but the row of acts."""
        self.absent.set_able(able=able)
        self.services.set_able(able=able)
        for key in (self.undo_key, self.resume_key, self.help_key, self.alert_key, self.current.cancel, self.next.list):
            key.setEnabled(able)
        self.right.setEnabled(able)
        self.wrong.setEnabled(able)

    def say(self, tone: Tone, title: str, text: str = "", icon: str = "triangle-alert") -> None:
        """Show a sentence for the clerk."""
        self.notice.say(tone, title, text, icon=icon)
        self._want(self.notice, True)  # noqa: FBT003 - as setVisible
        self._fit()

    def hush(self) -> None:
        """Hide the sentence."""
        self._want(self.notice, False)  # noqa: FBT003 - as setVisible
        self._fit()

    def _open_again(self) -> None:
        """End the pause, or else undo the last finish."""
        for banner, key in ((self.pause, self.resume_key), (self.undo, self.undo_key)):
            if banner in self._wanted:
                key.click()
                return

    def _say_right(self) -> None:
        self.checked.emit(PriorityCheck.CONFIRMED)

    def _say_wrong(self) -> None:
        self.checked.emit(PriorityCheck.REFUSED)
