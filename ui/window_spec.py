"""Declare a kind of window: its factory, and what its program runs beside it.

A new kind needs two files: its window with a `WindowSpec`, and one entry in `kiosk.program.window_kinds`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QWidget

from kiosk.branch.board import Call
from kiosk.clock import Clock
from kiosk.config import Site
from kiosk.domain.language.text import VIETNAMESE, Texts
from kiosk.domain.language.utterance import Spoken
from kiosk.domain.look import USUAL_LOOK, LookPart
from kiosk.domain.setup.document import Document
from kiosk.domain.slip import TicketSlip
from kiosk.domain.status import ProgramKind
from ui.ask import Ask, RunsUseCases
from ui.manager.machine import Machine
from ui.manager.reports.writer import ReportWriter
from ui.status import StatusSignal


class SetupFiles(Protocol):
    """Read and write a set-up as a file: TOML, or a workbook by the ending ``.xlsx``. Call it on a worker thread."""

    def read(self, path: Path) -> Document:
        """Return the document of a file, which need not be complete.

        Raises:
            CounterError: ``setup.at`` with the first place that cannot be read; ``setup.no_file`` and others.
        """
        ...

    def write(self, document: Document, path: Path) -> None:
        """Write a document.

        Raises:
            CounterError: ``setup.not_written``, ``setup.file_exists``.
        """
        ...


class Device(Enum):
    """Name a device that a program drives if the configuration names one."""

    SCANNER = "scanner"
    DESK_SCANNER = "desk_scanner"
    PRINTER = "printer"
    SPEECH = "speech"
    HALL_VOICE = "hall_voice"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramParts:
    """Declare what a program runs beside its windows.

    `relays`: it sends records to the centre. `hears_devices`: its windows show the device reports of all machines.
    `staff_exit`: staff leave its window by PIN, also when the branch database is unreachable. `own_ledger`: it issues
    tickets while it is cut off. `kind`: the program kind under its station's name.
    """

    devices: frozenset[Device] = frozenset()
    relays: bool = False
    hears_devices: bool = False
    staff_exit: bool = False
    own_ledger: bool = False
    kind: ProgramKind = ProgramKind.KIOSK


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowContext:
    """Hold what a window is built from.

    `texts` loads the sentences of a language. `say` speaks guidance, `announce` calls a ticket in the hall; both return
    at once. `draw_slip` returns a slip as PNG. `setup_files` reads and writes set-up files. `counter`: the number of
    the window's counter, if it has one. `look`: how the branch looked when this machine knew it last. `machine`: for a
    window that sets this machine. `reports` draws and writes reports. `language`: that of the machine's help, errors
    and logs; the manager reads it.
    """

    site: Site
    branch: RunsUseCases
    statuses: StatusSignal
    texts: Callable[[str], Texts]
    clock: Clock
    say: Callable[[Spoken], None]
    announce: Callable[[Call], None]
    draw_slip: Callable[[TicketSlip], bytes]
    setup_files: SetupFiles
    counter: int | None = None
    look: LookPart = USUAL_LOOK
    machine: Machine | None = None
    reports: ReportWriter | None = None
    language: str = VIETNAMESE

    def ask(self) -> Ask:
        """Return a new `Ask` for the branch. The window closes it when it is closed itself."""
        return Ask(self.branch)


@dataclass(frozen=True, slots=True)
class WindowSpec:
    """Declare one kind of window.

    `name`: as in ``kiosk run NAME``. `make`: returns the window, connected to the context's statuses and not shown yet.
    `parts`: what runs beside it. `parts_at_counter`: the same with ``--counter``, or None if the kind has no counter.
    `locked_down`: citizens use it, so only staff close it.
    """

    name: str
    make: Callable[[WindowContext], QWidget]
    parts: ProgramParts
    parts_at_counter: ProgramParts | None = None
    locked_down: bool = False
