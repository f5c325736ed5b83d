"""Choose a file to open or to save: Qt's own dialogue inside a sheet, because a kiosk session has no desktop."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from PySide6.QtCore import QDir, QSize, Qt, QUrl, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QHBoxLayout, QLineEdit, QSplitter, QWidget

from kiosk.domain.language.text import Message
from ui.manager.form.control import FIELD_HIGH
from ui.manager.page import icon_key
from ui.manager.sheets import FormSheet
from ui.manager.state import Kit
from ui.theme import Role, Theme
from ui.widgets import Key, Kind, Text

#: The keys and labels of Qt that the sheet has itself, or that no one needs here.
_LEFT_OUT = (
    *("lookInLabel", "lookInCombo", "backButton", "forwardButton", "toParentButton", "newFolderButton"),
    *("listModeButton", "detailModeButton", "buttonBox"),
)
_KIND = ("fileTypeLabel", "fileTypeCombo")
_STYLE = """
QFileDialog * {{ font-family: "{family}"; font-size: {size}px; color: {ink};
    selection-background-color: {gold}; selection-color: {ink}; }}
QListView, QLineEdit {{ border: 2px solid {edge}; border-radius: {radius}px; background: {ground}; padding: 4px; }}
QListView::item {{ min-height: {row}px; }}
QListView::item:selected {{ background: {tint}; color: {ink}; }}
QLineEdit {{ min-height: {field}px; padding: 0 10px; }}
QListView:focus, QLineEdit:focus {{ border-color: {ink}; }}
"""


class FileView(QFileDialog):
    """Show folders and files. Signals: ``taken`` carries the path of a file; ``left``: nothing is chosen.

    It refuses nothing itself: who reads or writes the file says what is wrong with it.
    """

    taken = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, mode: QFileDialog.AcceptMode, kinds: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__()
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setOptions(
            QFileDialog.Option.DontUseNativeDialog
            | QFileDialog.Option.DontConfirmOverwrite
            | QFileDialog.Option.ReadOnly
            | QFileDialog.Option.DontUseCustomDirectoryIcons
            | QFileDialog.Option.HideNameFilterDetails
        )
        self.setAcceptMode(mode)
        self.setFileMode(QFileDialog.FileMode.AnyFile)
        self.setViewMode(QFileDialog.ViewMode.List)
        self.setFilter(QDir.Filter.AllDirs | QDir.Filter.Files | QDir.Filter.NoDotAndDotDot)
        self._endings = {
            f"{words} ({' '.join(f'*{one}' for one in endings)})": endings for words, endings in kinds.items()
        }
        self.setNameFilters(list(self._endings))
        self.filterSelected.connect(self._take_kind)
        self._take_kind(self.selectedNameFilter())
        for name in (*_LEFT_OUT, *(_KIND if len(kinds) == 1 else ())):
            self._part(name).hide()
        self.setSizeGripEnabled(False)
        self.name_field.returnPressed.connect(self.accept)
        self._paint(theme)

    @property
    def name_field(self) -> QLineEdit:
        """Return the field that takes a name or a whole path."""
        return cast(QLineEdit, self._part("fileNameEdit"))

    def accept(self) -> None:
        """Enter a folder, or tell the chosen file."""
        chosen = self.selectedFiles()
        if not self.name_field.text().strip() or not chosen:
            return
        if Path(chosen[0]).is_dir():
            self.enter(chosen[0])
            self.name_field.clear()
        else:
            self.taken.emit(chosen[0])

    def reject(self) -> None:
        """Tell that nothing is chosen; a dialogue inside a sheet cannot close itself."""
        self.left.emit()

    def enter(self, folder: str) -> None:
        """Show a folder, and tell it as Qt does for one that is pressed."""
        self.setDirectory(folder)
        self.directoryEntered.emit(folder)

    def go_up(self) -> None:
        """Show the folder that holds the shown one."""
        folder = self.directory()
        if folder.cdUp():
            self.enter(folder.absolutePath())

    def show_places(self, places: Sequence[Path]) -> None:
        """Offer folders at the left."""
        self.setSidebarUrls([QUrl.fromLocalFile(str(one)) for one in places])

    @Slot(str)
    def _take_kind(self, words: str) -> None:
        if self.acceptMode() is QFileDialog.AcceptMode.AcceptSave:
            self.setDefaultSuffix(self._endings[words][0].removeprefix("."))

    def _part(self, name: str) -> QWidget:
        return cast(QWidget, self.findChild(QWidget, name))

    def _paint(self, theme: Theme) -> None:
        c, mm, font = theme.c, theme.mm, theme.font(Role.BODY)
        colours = {"ink": c.ink, "edge": c.edge, "ground": c.ground, "gold": c.gold, "tint": c.gold_tint}
        names = {name: colour.name() for name, colour in colours.items()}
        sizes = {"size": font.pixelSize(), "radius": mm(9), "row": mm(34), "field": mm(FIELD_HIGH - 6)}
        self.setStyleSheet(_STYLE.format(family=font.family(), **names, **sizes))
        self._part("fileTypeCombo").setMinimumHeight(mm(FIELD_HIGH))
        for name in ("listView", "sidebar"):
            view = cast(QAbstractItemView, self._part(name))
            view.setIconSize(QSize(mm(22), mm(22)))
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        cast(QSplitter, self._part("splitter")).setSizes([mm(230), mm(700)])


class FileSheet(FormSheet):
    """Ask for a file. Signal: ``chosen`` carries its path; the sheet stays until `dismiss`.

    `kinds` are the endings of each kind of file, by its words. `name` is proposed for a file that is saved; without one
    a file is opened. `say` shows why a file is not taken.
    """

    chosen = Signal(str)

    def __init__(self, kit: Kit, title: str, done: str, kinds: Mapping[str, tuple[str, ...]], name: str = "") -> None:
        super().__init__(kit.over, kit.theme, kit.texts, title)
        mode = QFileDialog.AcceptMode.AcceptSave if name else QFileDialog.AcceptMode.AcceptOpen
        self.view = FileView(kit.theme, mode, kinds)
        self.view.setLabelText(QFileDialog.DialogLabel.FileName, kit.tell("file.path"))
        self.view.setLabelText(QFileDialog.DialogLabel.FileType, kit.tell("file.kind"))
        self.view.name_field.setAccessibleName(kit.tell("file.path"))
        self.view.taken.connect(self.chosen)
        self.view.left.connect(self._close)
        self.folder = Text(kit.theme, Role.BODY, weight=600)
        self.view.directoryEntered.connect(self.folder.set_text)
        self.view.setMinimumHeight(kit.theme.mm(400))
        up = icon_key(kit, "arrow-up", kit.tell("file.up"))
        up.clicked.connect(self.view.go_up)
        top = QHBoxLayout()
        top.setSpacing(kit.theme.mm(12))
        top.addWidget(up)
        top.addWidget(self.folder, 1)
        self.body.addLayout(top)
        self.body.addWidget(self.view, 1)
        self.trouble = Text(kit.theme, Role.BODY, icon="triangle-alert")
        self.trouble.hide()
        self.main = Key(kit.theme, Kind.MAIN, done, icon="check")
        self.main.setFixedWidth(max(kit.theme.mm(220), self.main.sizeHint().width()))
        self.main.clicked.connect(self.view.accept)
        bottom = QHBoxLayout()
        bottom.addWidget(self.trouble, 1)
        bottom.addStretch(0)
        bottom.addWidget(self.main)
        self.body.addLayout(bottom)
        self.view.enter(str(Path.home()))
        self.view.name_field.setText(name)
        self.come()
        self.view.name_field.setFocus(Qt.FocusReason.TabFocusReason)

    def show_places(self, places: Sequence[Path]) -> None:
        """Offer folders at the left."""
        self.view.show_places(places)

    def say(self, message: Message) -> None:
        """Show why the file is not taken."""
        self.trouble.set_text(self.texts.message(message))
        self.trouble.show()
        self._cover()
