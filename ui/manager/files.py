"""Write the draft as a file, and take a file as the draft."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from kiosk.domain.language.text import Message
from kiosk.domain.setup.document import Document
from ui.manager.file_sheet import FileSheet
from ui.manager.places import places
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
        self.sheet: FileSheet | None = None

    def ask_export(self, version: int) -> None:
        """Ask where the draft is written, as a workbook or as a text."""
        kit = self._kit
        kinds = {kit.tell(f"file{one}"): (one,) for one in _ENDINGS}
        name = kit.tell("file.name", version=version)
        sheet = FileSheet(kit, kit.tell("file.export_title"), kit.tell("foot.export"), kinds, name)
        sheet.chosen.connect(self._export)
        self._come(sheet)

    def ask_import(self) -> None:
        """Ask for the file that becomes the draft."""
        kit = self._kit
        kinds = {kit.tell("file.both"): _ENDINGS}
        sheet = FileSheet(kit, kit.tell("file.import_title"), kit.tell("file.import"), kinds)
        sheet.chosen.connect(self._import)
        self._come(sheet)

    def _come(self, sheet: FileSheet) -> None:
        self.sheet = sheet
        self._kit.ask.work(places).then(sheet.show_places)

    def _export(self, file: str) -> None:
        path = Path(file)
        path = path if path.suffix in _ENDINGS else path.with_name(path.name + _ENDINGS[0])
        work = partial(self._files.write, self._kit.settings.document, path)
        self._kit.ask.work(work).then(partial(self._written, str(path)), self._refuse)

    def _import(self, file: str) -> None:
        work = partial(self._files.read, Path(file))
        self._kit.ask.work(work).then(partial(self._read, file), self._refuse)

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
