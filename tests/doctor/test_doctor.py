"""Check the doctor's findings about each device, and on a machine with a read-only role."""

import errno
import json
import os
import pty
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
import serial
from msgspec.structs import replace as replaced
from sqlalchemy import make_url

from kiosk.branch.setup.publishing import change
from kiosk.branch.stations.device_status import report_status
from kiosk.branch.stations.presence import say_present
from kiosk.clock import ManualClock, SystemClock
from kiosk.config import (
    BackupSection,
    CentreSection,
    DatabaseSection,
    DeskSection,
    PrinterSection,
    ScannerSection,
    Site,
    SpeechSection,
    VoiceSection,
    load_site,
)
from kiosk.doctor import devices
from kiosk.doctor.checks import SAMPLE_CODE, examine
from kiosk.doctor.database import is_open_line
from kiosk.doctor.findings import Finding, Severity
from kiosk.domain.artwork import read_artwork
from kiosk.domain.language.text import VIETNAMESE, Message
from kiosk.domain.look import Roundel
from kiosk.domain.status import PrinterStatus, ProgramKind, ReportedDevice
from kiosk.program.backup import take_backup
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.opening import Opening
from kiosk.program.services import Services, ServiceState
from kiosk.program.texts import texts
from kiosk.program.voice import script_of
from kiosk.store.day_keys import key_of
from kiosk.store.engine import Store
from kiosk.store.keys import change_signing_key, signing_key, write_text_secret
from kiosk.store.roles import DatabaseRole, make_roles
from kiosk.store.sealing import new_key_pair
from sync.protocol import InstallationState
from tests.devices.sounding import Player, make_pack


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return made(tmp_path, "sqlite:///branch.db")


def made(folder: Path, database: str) -> Site:
    plan = BranchPlan(pin="4711", scanner="", database=database, always_open=True)
    site = load_site(create_branch(folder / "branch", plan, SystemClock()).config)
    return having(site, speech=SpeechSection(program=""))


def having(site: Site, **sections: object) -> Site:
    return replace(site, config=replaced(site.config, **sections))


def found(site: Site, subject: str) -> Finding:
    (one,) = (finding for finding in examine(site, SystemClock()) if finding.subject == subject)
    return one


def test_a_clerk_s_scanner_that_is_not_there_is_named_with_its_section(site: Site) -> None:
    there = found(having(site, desk=DeskSection(scanner="/dev/nothing")), "desk")
    assert there.level is Severity.FAULT
    assert there.message.args == {"url": "/dev/nothing", "section": "desk"}


def test_two_desks_of_one_name_are_named_and_a_kiosk_beside_a_desk_is_not(site: Site) -> None:
    with closing(Opening(site)) as opening:
        office = opening.office()
        desk = replace(office, program=ProgramKind.DESK)
        say_present(office, "the kiosk")
        say_present(desk, "one")
        assert [one.subject for one in examine(site, SystemClock())].count("desks") == 0
        say_present(desk, "two")
        there = found(site, "desks")
        assert (there.level, there.message.key) == (Severity.FAULT, "doctor.desks.shared")
        assert found(site, "printer").message.key == "doctor.printer.none"


_STOPPED_WRITER = """
import os, signal, sys
from kiosk.store.engine import Store
with Store(sys.argv[1]).write():
    print("writing", flush=True)
    os.kill(os.getpid(), signal.SIGSTOP)
"""


def test_a_program_that_was_stopped_while_it_wrote_is_named(site: Site) -> None:
    """D3 of the safety review: the doctor waited for ever, as everybody else did."""
    stopped = subprocess.Popen(
        [sys.executable, "-c", _STOPPED_WRITER, site.database_url], stdout=subprocess.PIPE, text=True
    )
    assert stopped.stdout is not None
    assert stopped.stdout.readline() == "writing\n"
    there = found(site, "database")
    stopped.kill()
    stopped.communicate()
    assert (there.level, there.message.key) == (Severity.FAULT, "store.busy")
    assert there.message.args["pid"] == str(stopped.pid)
    assert found(site, "database").level is Severity.GOOD


@pytest.mark.parametrize(
    ("address", "level", "key"), [("auto", Severity.GOOD, "none"), ("/dev/nothing", Severity.FAULT, "unknown")]
)
def test_a_jack_that_was_named_has_to_be_there(site: Site, address: str, level: Severity, key: str) -> None:
    there = found(having(site, speech=SpeechSection(program="true", headphones=address)), "headphones")
    assert (there.level, there.message.key) == (level, f"doctor.headphones.{key}")


def publish_roundel(site: Site, content: bytes) -> None:
    roundel = Roundel.of(read_artwork(content))
    opening = Opening(site)
    change(opening.office(), lambda document: replace(document, look=replace(document.look, roundel=roundel)))
    opening.close()


def test_the_roundel_of_the_set_up_has_to_be_drawn(site: Site) -> None:
    assert not [one for one in examine(site, SystemClock()) if one.subject == "roundel"]
    publish_roundel(site, b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    assert found(site, "roundel").level is Severity.GOOD
    publish_roundel(site, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x09\0\0\0\x09 damaged IEND")
    there = found(site, "roundel")
    assert (there.level, there.message.key) == (Severity.FAULT, "doctor.roundel.unreadable")


def test_a_voice_is_looked_at_up_to_the_program_that_plays_it(site: Site, tmp_path: Path) -> None:
    assert found(site, "voice").message.key == "doctor.voice.not_built"
    player = Player(tmp_path / "player", script_of("vi"))
    heard = having(site, voice=VoiceSection(player=str(player.file)))
    site.voices.mkdir()
    assert found(heard, "voice").message.key == "voice.no_manifest"
    make_pack(site.voices / "vi", player.script)
    assert found(heard, "voice") == Finding("voice", Severity.GOOD, found(heard, "voice").message)
    mute = found(having(site, voice=VoiceSection(player="no-such-player")), "voice")
    assert (mute.level, mute.message.key) == (Severity.FAULT, "doctor.voice.no_player")


def test_safety_1_a_key_of_today_that_does_not_open_here_is_told(site: Site) -> None:
    def faults() -> list[str]:
        told = [one for one in examine(site, SystemClock()) if one.subject == "keys"]
        return [one.message.key for one in told if one.level is Severity.FAULT]

    with closing(Opening(site, SystemClock())) as opening:
        office = opening.office()
        assert faults() == []
        assert list(site.keys.glob("days/*")) == [], "doctor makes none"
        key_of(office.store, office.keys, office.today())
    assert faults() == []
    (site.keys / "columns.key").unlink()
    write_text_secret(site.keys / "columns.key", "ab" * 32)
    assert faults() == ["keys.of_another_branch"]


@pytest.mark.postgres
def test_safety_1_a_key_of_another_machine_that_does_not_open_here_is_told(tmp_path: Path, postgres_url: str) -> None:
    site = made(tmp_path, postgres_url)
    with closing(Opening(site, SystemClock())) as opening:
        office = opening.office()
        key_of(office.store, replace(office.keys, columns=b"g" * 32), office.today())
    for file in site.keys.glob("days/*"):
        file.unlink()
    told = [one.message.key for one in examine(site, SystemClock()) if one.subject == "keys"]
    assert "keys.of_another_branch" in told


@pytest.mark.postgres
def test_a_board_s_role_is_no_fault(tmp_path: Path, postgres_url: str) -> None:
    site = made(tmp_path, postgres_url)
    store = Store(postgres_url)
    role = make_url(postgres_url).database or ""
    passwords = make_roles(store, f"{role}_")
    store.close()
    url = make_url(postgres_url).set(username=f"{role}_board", password=passwords[DatabaseRole.BOARD])
    board = having(
        site,
        database=DatabaseSection(url=url.render_as_string(hide_password=False)),
        centre=CentreSection(url="http://127.0.0.1:9"),
    )
    owner = found(having(site, database=DatabaseSection(url=postgres_url)), "database")
    assert (owner.level, owner.message.key) == (Severity.WARNING, "doctor.database.owner")
    board.token_file.write_text("a-token-of-the-centre", encoding="utf-8")
    board.token_file.chmod(0o600)
    assert found(board, "database") == Finding("database", Severity.GOOD, found(board, "database").message)
    assert found(board, "database").message.key == "doctor.database.reads_only"
    assert found(board, "centre").message.key == "doctor.centre.elsewhere"
    assert found(board, "journal").message.key == "doctor.journal.good"
    assert found(board, "keys").level is not Severity.FAULT


@pytest.mark.parametrize(("certificate", "key"), [("", "no_certificate"), ("keys/machine.pem", "up")])
def test_safety_13_a_line_to_the_centre_without_a_certificate_of_this_machine_is_only_a_note(
    site: Site, certificate: str, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = InstallationState(1, "here", [], ["0123456789abcdef"])
    monkeypatch.setattr("kiosk.doctor.checks.ask_centre", lambda _site, _office: told)
    connected = having(site, centre=CentreSection(url="http://127.0.0.1:9", cert_file=certificate))
    site.token_file.write_text("a-token-of-the-centre", encoding="utf-8")
    site.token_file.chmod(0o600)
    there = found(connected, "centre")
    assert (there.level, there.message.key) == (Severity.GOOD, f"doctor.centre.{key}")


def test_a_machine_without_zone_data_is_told_what_to_install(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(site, "zone").level is Severity.GOOD

    def unknown(name: str) -> ZoneInfo:
        raise ZoneInfoNotFoundError(name)

    monkeypatch.setattr("kiosk.domain.time_zone.ZoneInfo", unknown)
    missing = found(site, "zone")
    assert missing.level is Severity.FAULT
    assert missing.message.args == {"zone": "Asia/Ho_Chi_Minh"}


@pytest.fixture
def line() -> Iterator[str]:
    """Yield the path of a serial line, whose other end stays silent."""
    ours, theirs = pty.openpty()
    yield os.ttyname(theirs)
    os.close(ours)
    os.close(theirs)


def printing_to(site: Site, device: str) -> Site:
    return having(site, printer=PrinterSection(url=f"serial://{device}"))


def test_a_clock_a_year_ahead_gets_a_sentence_with_the_cure(site: Site) -> None:
    ahead = ManualClock(SystemClock().now() + timedelta(days=365))
    found = next(one for one in examine(site, ahead) if one.subject == "clock")
    assert (found.level, found.message.key) == (Severity.FAULT, "doctor.clock.ahead")
    assert "kiosk db accept-clock" in texts(VIETNAMESE).message(found.message)


def test_a_sample_branch_is_a_warning(site: Site) -> None:
    there = found(site, "setup")
    assert (there.level, there.message.key) == (Severity.WARNING, "doctor.setup.sample")
    assert there.message.args == {"code": SAMPLE_CODE}


def test_a_scanner_that_auto_does_not_find_is_a_warning(site: Site) -> None:
    there = found(having(site, scanner=ScannerSection(url="auto:FFFF:FFFF")), "scanner")
    assert there.level is Severity.FAULT, "this device was named"
    there = found(having(site, scanner=ScannerSection(url="auto")), "scanner")
    assert (there.level, there.message.key) == (Severity.WARNING, "doctor.scanner.not_found")


def test_a_serial_printer_that_the_running_kiosk_holds_is_in_order(site: Site, line: str) -> None:
    site = printing_to(site, line)
    with closing(serial.Serial(line, exclusive=True)), closing(Opening(site)) as opening:
        assert found(site, "printer").message.key == "doctor.printer.busy_elsewhere"
        say_present(opening.office(), "the kiosk")
        report_status(opening.office(), ReportedDevice.PRINTER, PrinterStatus.READY)
        assert (found(site, "printer").level, found(site, "printer").message.key) == (
            Severity.GOOD,
            "doctor.printer.held",
        )
        report_status(opening.office(), ReportedDevice.PRINTER, PrinterStatus.PAPER_OUT)
        there = found(site, "printer")
        assert (there.level, there.message.key) == (Severity.FAULT, "doctor.printer.paper_out")
    assert found(site, "printer").message.key == "doctor.printer.no_answer"


def test_a_scanner_that_the_running_kiosk_holds_is_in_order(site: Site, line: str) -> None:
    site = having(site, scanner=ScannerSection(url=line))
    with closing(serial.Serial(line, exclusive=True)), closing(Opening(site)) as opening:
        assert found(site, "scanner").message.key == "doctor.scanner.busy_elsewhere"
        say_present(opening.office(), "the kiosk")
        assert (found(site, "scanner").level, found(site, "scanner").message.key) == (
            Severity.GOOD,
            "doctor.scanner.held",
        )


def test_a_printer_without_permission_is_told_from_an_unplugged_one(
    site: Site, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(printing_to(site, "/dev/nothing"), "printer").message.key == "doctor.printer.unplugged"

    def refuse(*_: object, **__: object) -> None:
        raise serial.SerialException(errno.EACCES, "Permission denied")

    monkeypatch.setattr("printing.printers.printer_ports.serial.serial_for_url", refuse)
    there = found(printing_to(site, line), "printer")
    assert (there.level, there.message.key) == (Severity.FAULT, "doctor.printer.no_permission")
    assert there.message.args["group"] == Path(line).group()


def test_keys_of_another_user_are_told_once_with_their_owner(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Path.read_text

    def refuse(path: Path, *args: Any, **kwargs: Any) -> str:
        if path.suffix == ".key":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return read(path, *args, **kwargs)

    monkeypatch.setattr(Path, "read_text", refuse)
    told = [one for one in examine(site, SystemClock()) if one.level is not Severity.GOOD]
    assert [(one.subject, one.message.key) for one in told] == [("keys", "keys.of_another_user")]
    assert told[0].message.args["owner"] == site.keys.owner()


@pytest.mark.parametrize("folder", ["", "days"])
def test_a_folder_of_keys_that_this_user_may_not_enter_is_told_once(site: Site, folder: str) -> None:
    closed = site.keys / folder
    closed.mkdir(exist_ok=True)
    rights = "-dac_override,-dac_read_search"  # with these root enters every folder
    as_usual_user = ["setpriv", "--bounding-set", rights, "--inh-caps", rights] if os.geteuid() == 0 else []
    look = [sys.executable, "-m", "kiosk", "doctor", "--json", "--config", str(site.folder / "branch.toml")]
    closed.chmod(0)
    try:
        told = subprocess.run([*as_usual_user, *look], capture_output=True, text=True, check=False, timeout=60)
    finally:
        closed.chmod(0o700)
    faults = [one["key"] for one in json.loads(told.stdout)["findings"] if one["level"] == "fault"]
    assert faults == ["keys.of_another_user"]


@pytest.mark.parametrize("name", ["branch.toml", "branch.db"])
def test_safety_low_a_file_that_everybody_reads_is_named_with_the_cure(site: Site, name: str) -> None:
    file = site.folder / name
    assert stat.S_IMODE(file.stat().st_mode) == 0o600, "as `kiosk init` makes it"
    file.parent.chmod(0o755)
    file.chmod(0o644)
    told = found(site, "keys")
    assert (told.level, told.message) == (Severity.WARNING, Message("doctor.keys.open", {"file": str(file)}))
    file.parent.chmod(0o700)
    assert found(site, "keys").level is Severity.GOOD, "nobody else comes that far"
    file.parent.chmod(0o755)
    file.chmod(0o600)
    assert found(site, "keys").level is Severity.GOOD


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", (Severity.GOOD, "doctor.keys.good")),
        ("http://127.0.0.1:9", (Severity.WARNING, "doctor.keys.no_centre")),
    ],
)
def test_the_centre_s_key_is_missed_where_there_is_a_centre(site: Site, url: str, told: tuple[Severity, str]) -> None:
    """A ✓ that asks for a file was no ✓."""
    with_centre = having(site, centre=CentreSection(url=url))
    assert (found(with_centre, "keys").level, found(with_centre, "keys").message.key) == told


_DRAW_WORDS = """
import sys
from pathlib import Path
from kiosk.config import load_site
from kiosk.clock import SystemClock
from kiosk.doctor.checks import SAMPLE_CODE, examine
for one in examine(load_site(Path(sys.argv[1])), SystemClock()):
    print(one.subject, one.level.value)
"""


def test_a_roundel_with_words_is_drawn_without_a_display(site: Site) -> None:
    """The command ended with "Must construct a QGuiApplication", status 134."""
    publish_roundel(site, b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="8">TT</text></svg>')
    config = site.folder / "branch.toml"
    bare = {name: value for name, value in os.environ.items() if name not in {"QT_QPA_PLATFORM", "DISPLAY"}}
    told = subprocess.run(
        [sys.executable, "-c", _DRAW_WORDS, str(config)], capture_output=True, text=True, check=False, env=bare
    )
    assert (told.returncode, "roundel good" in told.stdout) == (0, True), told.stderr


def test_a_service_that_does_not_run_is_a_fault(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    states = {"kiosk": "active", "hall": "failed"}
    found = tuple(ServiceState(name, state, None, 0, None) for name, state in states.items())
    monkeypatch.setattr(Services, "states", lambda _services: found)
    told = [one for one in examine(site, SystemClock()) if one.subject == "service"]
    assert [(one.level, one.message.args) for one in told] == [(Severity.FAULT, {"names": "hall"})]


@pytest.mark.parametrize(("state", "level"), [("ii", Severity.GOOD), ("iU", Severity.FAULT), ("iHR", Severity.FAULT)])
def test_a_half_installed_package_is_a_fault(
    site: Site, monkeypatch: pytest.MonkeyPatch, state: str, level: Severity
) -> None:
    monkeypatch.setattr("kiosk.doctor.checks.package_state", lambda: state)
    told = next(examine(site, SystemClock()))
    assert (told.subject, told.level, told.message.args) == ("package", level, {"state": state})


def test_safety_d5_a_disk_without_room_for_a_ticket_is_full(site: Site) -> None:
    """It wrote one page, which SQLite has room for; a ticket needs about 16. The limit of file sizes is such a disk."""
    script = """
import resource, signal, sys
from pathlib import Path
from kiosk.clock import SystemClock
from kiosk.config import load_site
from kiosk.doctor.checks import examine
from kiosk.store.engine import Store
from kiosk.store.functions import WRITTEN_IN_PLACE

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
site = load_site(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, resource.RLIM_INFINITY))
with Store(site.database_url).write() as connection:
    WRITTEN_IN_PLACE(connection)
print(*(one.message.key for one in examine(site, SystemClock()) if one.subject == "database"))
"""
    assert found(site, "database").message.key == "doctor.database.good"
    arguments = [sys.executable, "-c", script, str(site.folder / "branch.toml")]
    told = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert told.stdout == "store.disk_full\n", told.stderr[-500:]
    assert not [one.name for one in site.folder.iterdir() if one.suffix == ".tmp"]


@pytest.mark.parametrize(
    ("host", "sslmode", "is_open"),
    [
        ("", "", False),
        ("/var/run/postgresql", "", False),
        ("localhost", "", False),
        ("127.0.0.1", "", False),
        ("::1", "", False),
        ("192.0.2.10", "", True),
        ("192.0.2.10", "require", True),
        ("192.0.2.10", "verify-ca", True),
        ("db.example.vn", "prefer", True),
        ("db.example.vn", "verify-full", False),
    ],
)
def test_safety_13_a_line_to_postgresql_is_safe_only_when_the_server_is_verified(
    host: str, sslmode: str, is_open: bool
) -> None:
    assert is_open_line(host, sslmode) is is_open


@pytest.mark.postgres
def test_safety_13_and_d5_the_doctor_warns_of_an_open_line_and_of_a_server_that_does_not_wait(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server of the tests has `fsync` and `full_page_writes` off, and listens on a socket."""
    monkeypatch.setattr("kiosk.doctor.database.is_owner", lambda _store: False)
    site = made(tmp_path, postgres_url)
    there = found(site, "database")
    assert (there.level, there.message.key) == (Severity.WARNING, "doctor.database.not_durable")
    assert there.message.args == {"names": "fsync, full_page_writes"}
    monkeypatch.setattr("kiosk.doctor.database.DURABLE", ("synchronous_commit",))
    assert found(site, "database").message.key == "doctor.database.good"
    monkeypatch.setattr("kiosk.doctor.database.is_this_machine", lambda _host: False)
    there = found(site, "database")
    assert (there.level, there.message.key) == (Severity.WARNING, "doctor.database.open_line")


def test_safety_13_the_doctor_warns_of_a_scanner_over_the_network(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        assert devices.scanner(url, "scanner").level is Severity.GOOD
        monkeypatch.setattr("kiosk.doctor.devices.is_this_machine", lambda host: host == "")
        found_there = devices.scanner(url, "scanner")
    assert (found_there.level, found_there.message.key) == (Severity.WARNING, "doctor.scanner.open_line")


def test_safety_5_a_missing_or_old_backup_is_told(site: Site, tmp_path: Path) -> None:
    def told(of: Site) -> tuple[Severity, str]:
        finding = found(of, "backup")
        return finding.level, finding.message.key.rpartition(".")[2]

    assert told(site) == (Severity.WARNING, "none")
    folder = tmp_path / "backups"
    taking = having(site, backup=BackupSection(folder=str(folder), key=new_key_pair().public.hex()))
    assert told(taking) == (Severity.WARNING, "away")
    folder.mkdir()
    assert told(taking) == (Severity.WARNING, "nothing_yet")
    now = SystemClock().now().astimezone().replace(tzinfo=None)
    take_backup(taking, site.folder / "branch.toml", None, now - timedelta(days=3))
    assert told(taking) == (Severity.WARNING, "old")
    take_backup(taking, site.folder / "branch.toml", None, now)
    assert told(taking) == (Severity.GOOD, "good")
    signing_key(site.keys, is_new=True)
    change_signing_key(site.keys)
    assert told(taking) == (Severity.WARNING, "other_signer"), "also where the file is forged"
    take_backup(taking, site.folder / "branch.toml", None, now + timedelta(seconds=1))
    assert told(taking) == (Severity.GOOD, "good")
