"""Write the draft as a file, and take a file as the draft."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from kiosk.domain.language.text import Message
from kiosk.domain.setup.document import Document
from ui.manager.form import ChoiceField, Pick, TextField
from ui.manager.sheets import AskSheet
from ui.manager.state import Kit
from ui.window_spec import SetupFiles

_ENDINGS = (".xlsx", ".toml")


class DraftFiles(QObject):
    """Ask for a file and read or write it.

    Signals: ``written`` carries its path. ``taken``: the draft is what the file says.
    """

    written = Signal(str)
    taken = Signal(str)

    def __init__(self, kit: Kit, files: SetupFiles) -> None:
        super().__init__(kit.over)
        self._kit, self._files = kit, files
        self.sheet: AskSheet | None = None

    def ask_export(self, version: int) -> None:
        """Ask where the draft is written, as a workbook or as a text."""
        kit = self._kit
        name, kind = (
            TextField(kit.theme),
            ChoiceField(kit.theme, [Pick(one, kit.tell(f"file{one}")) for one in _ENDINGS]),
        )
        start = str(Path.home() / kit.tell("file.name", version=version))
        name.show_value(start)
        kind.show_value(_ENDINGS[0])
        rows = {"path": (kit.tell("file.path"), name), "kind": (kit.tell("file.kind"), kind)}
        self.sheet = AskSheet(kit, kit.tell("file.export_title"), rows, kit.tell("foot.export"))
        self.sheet.values = {"path": start, "kind": _ENDINGS[0]}
        self.sheet.answered.connect(self._export)

    def ask_import(self) -> None:
        """Ask for the file that becomes the draft."""
        kit = self._kit
        rows = {"path": (kit.tell("file.path_open"), TextField(kit.theme))}
        self.sheet = AskSheet(kit, kit.tell("file.import_title"), rows, kit.tell("file.import"))
        self.sheet.answered.connect(self._import)

    def _export(self, values: dict[str, Any]) -> None:
        path = Path(str(values["path"])).expanduser()
        path = path if path.suffix in _ENDINGS else path.with_name(path.name + values["kind"])
        work = partial(self._files.write, self._kit.settings.document, path)
        self._kit.ask.work(work).then(partial(self._written, str(path)), self._refuse)

    def _import(self, values: dict[str, Any]) -> None:
        if path := str(values.get("path", "")):
            work = partial(self._files.read, Path(path).expanduser())
            self._kit.ask.work(work).then(partial(self._read, path), self._refuse)

    def _written(self, path: str, _nothing: None) -> None:
        self._close()
        self.written.emit(path)

    def _read(self, path: str, document: Document) -> None:
        self._close()
        self._kit.settings.put(document)
        self.taken.emit(path)

    def _refuse(self, message: Message) -> None:
        if self.sheet is not None:
            self.sheet.say(message)

    def _close(self) -> None:
        if self.sheet is not None:
            self.sheet.dismiss()
            self.sheet = None
