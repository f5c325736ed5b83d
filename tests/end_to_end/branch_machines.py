"""Run the machines of one branch in one process: each with its own program, all on one database."""

from dataclasses import replace
from pathlib import Path

from msgspec.structs import replace as replaced
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from kiosk.clock import SystemClock
from kiosk.config import Site, StationSection, VoiceSection, load_site
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.runtime import Program
from kiosk.program.voice import script_of
from kiosk.program.window_kinds import spec_of
from kiosk.program.windows import context_of
from tests.devices.sounding import Player, make_pack
from tests.ui.touching import let_go
from ui.status import StatusSignal
from ui.window_spec import Device, ProgramParts

PIN = "4711"
#: The number of the tablet's counter.
TABLET_AT = 2
PARTS = {
    "hall": ProgramParts(devices=frozenset({Device.HALL_VOICE})),
    "desk": ProgramParts(hears_devices=True),
    "kiosk": ProgramParts(devices=frozenset({Device.PRINTER}), own_ledger=True),
    "tablet": ProgramParts(),
}


class Machine:
    """Run one window of a kind with its whole program (`PARTS`, otherwise its own parts), from `start` on."""

    def __init__(self, site: Site, kind: str) -> None:
        statuses = StatusSignal()
        config = replaced(site.config, station=StationSection(name=kind))
        name, counter = ("rating", TABLET_AT) if kind == "tablet" else (kind, None)
        spec = spec_of(name)
        self.program = Program(replace(site, config=config), PARTS.get(kind, spec.parts), statuses.tell)
        self.window: QWidget = spec.make(context_of(self.program, statuses, counter))

    def start(self) -> None:
        self.window.show()
        self.program.start()

    def stop(self) -> None:
        """Stop the machine, once or again, and delete its window."""
        if isValid(self.window):
            self.window.close()
            self.program.stop()
            self.window.deleteLater()
            let_go()


def sounding_branch(folder: Path, database: str) -> tuple[Site, Player]:
    """Make a branch whose hall calls by a player that records what it plays."""
    plan = BranchPlan(pin=PIN, database=database, scanner="", always_open=True)
    site = load_site(create_branch(folder / "branch", plan, SystemClock()).config)
    player = Player(folder / "player", script_of("vi"))
    make_pack(site.voices / "vi", player.script)
    voice = VoiceSection(player=str(player.file))
    return replace(site, config=replaced(site.config, voice=voice)), player
