"""Check the doctor's findings about each device, and on a machine with a read-only role."""

import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from msgspec.structs import replace as replaced
from sqlalchemy import make_url

from kiosk.branch.presence import say_present
from kiosk.clock import SystemClock
from kiosk.config import (
    CentreSection,
    DatabaseSection,
    DeskSection,
    ScreenSection,
    Site,
    SpeechSection,
    VoiceSection,
    load_site,
)
from kiosk.doctor.checks import Finding, examine
from kiosk.domain.status import ProgramKind
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.opening import Opening
from kiosk.program.voice import script_of
from kiosk.store.engine import Store
from kiosk.store.roles import DatabaseRole, make_roles
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
    assert not there.is_good
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
        assert (there.is_good, there.message.key) == (False, "doctor.desks.shared")
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
    assert (there.is_good, there.message.key) == (False, "store.busy")
    assert there.message.args["pid"] == str(stopped.pid)
    assert found(site, "database").is_good


@pytest.mark.parametrize(("address", "is_good", "key"), [("auto", True, "none"), ("/dev/nothing", False, "unknown")])
def test_a_jack_that_was_named_has_to_be_there(site: Site, *, address: str, is_good: bool, key: str) -> None:
    there = found(having(site, speech=SpeechSection(program="true", headphones=address)), "headphones")
    assert (there.is_good, there.message.key) == (is_good, f"doctor.headphones.{key}")


def test_a_roundel_that_was_named_has_to_be_a_picture(site: Site) -> None:
    named = having(site, screen=ScreenSection(roundel="sign.svg"))
    assert found(named, "roundel").message.key == "doctor.roundel.unreadable"
    (site.folder / "sign.svg").write_text("no picture", encoding="utf-8")
    assert not found(named, "roundel").is_good
    (site.folder / "sign.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', encoding="utf-8"
    )
    assert found(named, "roundel").is_good
    assert not [one for one in examine(site, SystemClock()) if one.subject == "roundel"]


def test_a_voice_is_looked_at_up_to_the_program_that_plays_it(site: Site, tmp_path: Path) -> None:
    assert found(site, "voice").message.key == "doctor.voice.not_built"
    player = Player(tmp_path / "player", script_of("vi"))
    heard = having(site, voice=VoiceSection(player=str(player.file)))
    site.voices.mkdir()
    assert found(heard, "voice").message.key == "voice.no_manifest"
    make_pack(site.voices / "vi", player.script)
    assert found(heard, "voice") == Finding("voice", is_good=True, message=found(heard, "voice").message)
    mute = found(having(site, voice=VoiceSection(player="no-such-player")), "voice")
    assert (mute.is_good, mute.message.key) == (False, "doctor.voice.no_player")


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
    board.token_file.write_text("a-token-of-the-centre", encoding="utf-8")
    board.token_file.chmod(0o600)
    assert found(board, "database") == Finding("database", is_good=True, message=found(board, "database").message)
    assert found(board, "database").message.key == "doctor.database.reads_only"
    assert found(board, "centre").message.key == "doctor.centre.elsewhere"


def test_a_machine_without_zone_data_is_told_what_to_install(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(site, "zone").is_good

    def unknown(name: str) -> ZoneInfo:
        raise ZoneInfoNotFoundError(name)

    monkeypatch.setattr("kiosk.doctor.checks.time_zone", unknown)
    missing = found(site, "zone")
    assert not missing.is_good
    assert missing.message.args == {"zone": "Asia/Ho_Chi_Minh"}
