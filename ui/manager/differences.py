"""Show the differences in words, what they mean for people, the reason, and the versions with their undo."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from kiosk.branch.setup import consequences
from kiosk.domain.setup.consequences import Consequence
from kiosk.domain.setup.difference import Change, ChangeKind
from kiosk.domain.setup.draft import SetupPage
from kiosk.domain.setup.version import PublishedVersion
from ui.manager.form import FormRow, TextArea
from ui.manager.form.choices import Pick
from ui.manager.form.flow import FlowLayout
from ui.manager.navigation import ICONS
from ui.manager.page import SettingsPage, act_key, clear, icon_key
from ui.manager.scroll import ScrollColumn
from ui.manager.sheets import TellSheet
from ui.manager.state import Kit
from ui.manager.words import ChangeWords
from ui.theme import Role, Theme
from ui.widgets import Banner, Key, Panel, Tag, Text, Tone
from ui.widgets.drawing.paint import Style, TextBlock, rounded
from ui.widgets.tiles import paint_disc

_MARKS = {
    ChangeKind.ADDED: "plus",
    ChangeKind.REMOVED: "minus",
    ChangeKind.CHANGED: "arrow-right",
    ChangeKind.MOVED: "list-ordered",
}
#: The versions that are shown before all of them are asked for.
_FEW = 6
_BETWEEN, _LEAST_LINE = 8, 400


class DifferencesPage(SettingsPage):
    """Show every difference of the draft.

    Signals: ``goes_back``: the editor goes on editing. ``wants_version`` carries the number of an older version that
    is to be published again. ``wants_file``: a file is to become the draft.
    """

    goes_back = Signal()
    wants_version = Signal(int)
    wants_file = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "", "")
        self._words = ChangeWords(kit.texts)
        self._meanings: Mapping[int, Consequence] = {}
        self._asked: object = None
        mm = kit.theme.mm
        row = QHBoxLayout(self)
        row.setContentsMargins(mm(20), mm(14), mm(18), mm(12))
        row.setSpacing(mm(18))
        left = QVBoxLayout()
        left.setSpacing(mm(10))
        top = QHBoxLayout()
        top.setSpacing(mm(14))
        self.back = icon_key(kit, "arrow-left", kit.tell("foot.edit"))
        self.back.clicked.connect(self.goes_back)
        top.addWidget(self.back)
        top.addLayout(self.head(), 1)
        self.open_file = act_key(kit, kit.tell("file.import"), "file-up")
        self.open_file.clicked.connect(self.wants_file)
        top.addWidget(self.open_file)
        left.addLayout(top)
        card = Panel(kit.theme, outlined=True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(mm(14), mm(8), mm(6), mm(8))
        self.list = ScrollColumn(kit.theme, 0)
        inside.addWidget(self.list)
        left.addWidget(card, 1)
        self._rows: list[QWidget] = []
        self.reason = TextArea(kit.theme, kit.tell("reason.hint"), lines=2)
        self._reason_row = FormRow(kit.theme, kit.tell("reason.label"), self.reason, kit.tell("reason.help"))
        self._promise = Banner(kit.theme, Tone.GOOD, icon="circle-check", role=Role.BODY)
        below = QHBoxLayout()
        below.setSpacing(mm(14))
        below.addWidget(self._promise, 1)
        below.addWidget(self._reason_row, 1)
        left.addLayout(below)
        row.addLayout(left, 700)
        self.history = History(kit)
        self.history.picked.connect(self._ask_undo)
        row.addWidget(self.history, 380)

    def refresh(self) -> None:
        """Show the differences of the draft, grouped by page."""
        kit, settings = self.kit, self.settings
        if settings.view is None:
            return
        count = len(settings.changes)
        self.title.set_text(kit.tell("compare.title", count=count) if count else kit.tell("foot.none"))
        self.say_below(kit.tell("compare.text", who=settings.view.editor.name, version=settings.draft.based_on))
        self._ask()
        self._show_rows()
        when = kit.tell("compare.when", version=settings.view.in_force.version + 1)
        self._promise.say(Tone.GOOD, when, kit.tell("compare.promise"))
        self.history.show_versions(settings.view.versions, settings.view.names)

    def ask_reason(self) -> None:
        """Let the editor type the reason."""
        self.reason.setFocus(Qt.FocusReason.TabFocusReason)

    def _ask(self) -> None:
        """Ask what the differences mean for people now waiting."""
        draft = self.settings.draft
        if self._asked is not draft:
            self._asked, self._meanings = draft, {}
            self.kit.ask(consequences.consequences, draft).then(self._answered, away=self._unknown)

    def _answered(self, found: Mapping[int, Consequence]) -> None:
        self._meanings = found
        if self.settings.is_ready:
            self._show_rows()

    def _unknown(self) -> None:
        self._meanings = {}

    def _show_rows(self) -> None:
        clear(self._rows)
        while self.list.column.takeAt(0) is not None:
            pass
        self._rows = []
        order = {id(change): place for place, change in enumerate(self.settings.changes)}
        for page, some in self.settings.by_page.items():
            self._rows.append(self._heading(page, len(some)))
            for change in some:
                self._rows.append(self._row(change, self._meanings.get(order[id(change)])))
        if not self._rows:
            self._rows.append(Text(self.kit.theme, Role.BODY, self.kit.tell("compare.none")))
        for row in self._rows:
            self.list.column.addWidget(row)
        self.list.column.addStretch(1)

    def _row(self, change: Change, meaning: Consequence | None) -> "DifferenceRow":
        row = DifferenceRow(self.kit, self._words, change, meaning)
        row.dropped.connect(self._take_back)
        return row

    def _heading(self, page: SetupPage, count: int) -> QWidget:
        theme, mm = self.kit.theme, self.kit.theme.mm
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, mm(12), 0, 0)
        column.setSpacing(mm(6))
        row = QHBoxLayout()
        row.setSpacing(mm(12))
        name = Text(
            theme,
            Role.HEADING,
            self.kit.tell(f"page.{page}"),
            icon=ICONS[page],
            icon_colour=theme.c.flag,
            wrap=False,
        )
        row.addWidget(name)
        row.addWidget(Text(theme, Role.SMALL, self.kit.tell("compare.count", count=count), wrap=False))
        row.addStretch(1)
        column.addLayout(row)
        line = QWidget()
        line.setFixedHeight(2)
        line.setAutoFillBackground(True)
        colours = line.palette()
        colours.setColor(line.backgroundRole(), theme.c.rule)
        line.setPalette(colours)
        column.addWidget(line)
        return held

    def _take_back(self, change: Change) -> None:
        self.settings.take_back((change,))

    def _ask_undo(self, version: int) -> None:
        kit = self.kit
        count = len(self.settings.changes)
        lines = [kit.tell("history.undo_text", version=version)]
        if count:
            lines.append(kit.tell("history.undo_draft", count=count))
        picks = (
            Pick(0, kit.tell("history.undo_no"), icon="arrow-left"),
            Pick(version, kit.tell("history.undo_yes", version=version), icon="rotate-ccw"),
        )
        self.sheet = TellSheet(kit, kit.tell("history.undo_title", version=version), lines, picks)
        self.sheet.chosen.connect(self._undo)

    def _undo(self, version: int) -> None:
        if version:
            self.wants_version.emit(version)


class DifferenceRow(QWidget):
    """Show one difference with its values and what it means. Signal: ``dropped`` carries it when it is taken back."""

    dropped = Signal(object)

    def __init__(self, kit: Kit, words: ChangeWords, change: Change, meaning: Consequence | None) -> None:
        super().__init__()
        self._theme, self._change = kit.theme, change
        theme, mm = kit.theme, kit.theme.mm
        told = words.tell(change)
        self.setAccessibleName(words.line(change))
        row = QHBoxLayout(self)
        row.setContentsMargins(mm(46), mm(10), mm(4), mm(10))
        row.setSpacing(mm(14))
        middle = QVBoxLayout()
        middle.setSpacing(mm(3))
        line = FlowLayout(host := QWidget(), mm(_BETWEEN))
        host.setMinimumWidth(mm(_LEAST_LINE))  # a layout asks for the height at the least width
        line.addWidget(Text(theme, Role.BODY, told.lead))
        if told.old:
            line.addWidget(ValueTag(theme, told.old, theme.c.sand))
        if told.old and told.new:
            line.addWidget(Text(theme, Role.BODY, icon="arrow-right", icon_colour=theme.c.flag, wrap=False))
        if told.new:
            line.addWidget(ValueTag(theme, told.new, theme.c.gold_tint, bold=True))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        host.setSizePolicy(policy)
        middle.addWidget(host)
        if meaning is not None:
            sentence = kit.texts.message(meaning.message)
            if meaning.needs_person:
                tag = ValueTag(theme, sentence, theme.c.gold, icon="triangle-alert")
                middle.addWidget(tag, 0, Qt.AlignmentFlag.AlignLeft)
            else:
                icon = "users" if meaning.is_about_people else "clock"
                middle.addWidget(Text(theme, Role.SMALL, sentence, icon=icon, colour=theme.c.ink_soft))
        row.addLayout(middle, 1)
        self.key = act_key(kit, kit.tell("take_one"), "undo-2")
        self.key.setFixedHeight(mm(44))
        self.key.setAccessibleName(kit.tell("remove_one").format(text=words.line(change)))
        self.key.clicked.connect(self._drop)
        row.addWidget(self.key, 0, Qt.AlignmentFlag.AlignTop)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        side = theme.mm(32)
        paint_disc(
            painter, theme, QRectF(0, theme.mm(12), side, side), theme.c.paper, _MARKS[self._change.kind], theme.c.flag
        )
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), theme.c.line)
        painter.end()

    def _drop(self) -> None:
        self.dropped.emit(self._change)


class ValueTag(QLabel):
    """Show a value or a sentence on a ground of its own, with an icon if it has one. The label draws itself."""

    def __init__(self, theme: Theme, text: str, ground: QColor, *, bold: bool = False, icon: str = "") -> None:
        super().__init__()
        self._theme, self._text, self._ground, self._icon = theme, text, ground, icon
        font = theme.font(Role.SMALL, 600) if icon else theme.font(Role.BODY, 700 if bold else 400)
        self._style = Style(font, 1.3)
        self._lead = theme.m.icon_inline + theme.mm(8) if icon else 0.0
        self.setAccessibleName(text)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        block = TextBlock(self._text, self._style)
        wide = min(round(block.width + self._lead) + self._theme.mm(18), self._theme.mm(560 if self._icon else 460))
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.mm(40), self.sizeHint().height())

    def heightForWidth(self, width: int) -> int:
        block = TextBlock(self._text, self._style, width - self._lead - self._theme.mm(16))
        return round(block.height) + self._theme.mm(6 if self._icon else 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        painter.fillPath(rounded(area, theme.mm(10 if self._icon else 6)), self._ground)
        pad = theme.mm(8)
        block = TextBlock(self._text, self._style, area.width() - self._lead - 2 * pad + 1)
        if self._icon:
            side = theme.m.icon_inline
            at = round(pad), round((area.height() - side) / 2)
            painter.drawPixmap(*at, theme.icon(self._icon, side, theme.c.ink))
        block.draw(painter, area.adjusted(pad + self._lead, 0, -pad + 1, 0), theme.c.ink)
        painter.end()


class VersionKey(Key):
    """Go back to a version. Signal: ``picked`` carries its number."""

    picked = Signal(int)

    def __init__(self, kit: Kit, version: int) -> None:
        super().__init__(kit.theme, text=kit.tell("history.undo"), icon="rotate-ccw")
        self._version = version
        self.icon_colour = kit.theme.c.flag
        self.setAccessibleDescription(kit.tell("version.name", version=version))
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(kit.theme.mm(46))
        self.clicked.connect(self._pick)

    def _pick(self) -> None:
        self.picked.emit(self._version)


class History(Panel):
    """Show the published versions, the newest first. Signal: ``picked`` carries the version to go back to."""

    picked = Signal(int)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit.theme, outlined=True)
        self._kit = kit
        self._shows_all = False
        self._versions: tuple[PublishedVersion, ...] = ()
        self._names: Mapping[str, str] = {}
        self._rows: list[QWidget] = []
        mm = kit.theme.mm
        column = QVBoxLayout(self)
        column.setContentsMargins(mm(16), mm(12), mm(8), mm(12))
        column.setSpacing(mm(8))
        top = QHBoxLayout()
        top.setContentsMargins(mm(6), 0, mm(12), 0)
        top.addWidget(Text(kit.theme, Role.HEADING, kit.tell("history.title")), 1)
        self.all = act_key(kit, "", "list-ordered")
        self.all.clicked.connect(self._show_all)
        top.addWidget(self.all)
        column.addLayout(top)
        self.list = ScrollColumn(kit.theme, 0)
        column.addWidget(self.list, 1)
        note = Panel(kit.theme)
        inside = QVBoxLayout(note)
        inside.setContentsMargins(mm(14), mm(10), mm(14), mm(10))
        inside.addWidget(Text(kit.theme, Role.SMALL, kit.tell("history.note"), bold=kit.tell("history.note_bold")))
        column.addWidget(note)

    def show_versions(self, versions: tuple[PublishedVersion, ...], names: Mapping[str, str]) -> None:
        """Show these versions; the first one is in force."""
        if (versions, names) == (self._versions, self._names) and self._rows:
            return
        self._versions, self._names = versions, names
        self._show()

    def _show_all(self) -> None:
        self._shows_all = not self._shows_all
        self._show()

    def _show(self) -> None:
        clear(self._rows)
        while self.list.column.takeAt(0) is not None:
            pass
        shown = self._versions if self._shows_all else self._versions[:_FEW]
        self._rows = [self._row(one, is_in_force=place == 0) for place, one in enumerate(shown)]
        for row in self._rows:
            self.list.column.addWidget(row)
        self.list.column.addStretch(1)
        self.all.setVisible(len(self._versions) > _FEW)
        key = "history.few" if self._shows_all else "history.all"
        self.all.set_text(self._kit.tell(key, count=len(self._versions)))

    def _row(self, one: PublishedVersion, *, is_in_force: bool) -> QWidget:
        kit, theme, mm = self._kit, self._kit.theme, self._kit.theme.mm
        held = QWidget()
        words = QVBoxLayout(held)
        words.setContentsMargins(0, mm(8), 0, mm(8))
        words.setSpacing(mm(2))
        row = QHBoxLayout()
        row.setSpacing(mm(10))
        row.addWidget(Text(theme, Role.HEADING, kit.tell("version.title", version=one.version)), 1)
        if is_in_force:
            row.addWidget(Tag(theme, Tone.GOOD, kit.tell("history.in_force"), icon="check"))
        else:
            key = VersionKey(kit, one.version)
            key.picked.connect(self.picked)
            row.addWidget(key)
        words.addLayout(row)
        if one.reason:
            words.addWidget(Text(theme, Role.SMALL, one.reason))
        at = kit.local(one.at, kit.settings.document.branch.zone)
        by = f" · {self._names.get(one.by, one.by)}" if one.by else ""
        words.addWidget(Text(theme, Role.SMALL, f"{at:%d/%m/%Y, %H:%M}{by}", colour=theme.c.ink_soft))
        return held
