"""Check the commands as an engineer uses them: output, effects and refusals."""

import errno
import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select

import resources
from kiosk.branch.stations.presence import say_present
from kiosk.cli.context import in_a_sentence, say, waiting_records
from kiosk.cli.main import run
from kiosk.cli.run import check_counter
from kiosk.clock import SystemClock
from kiosk.config import load_site
from kiosk.domain.status import LinkStatus
from kiosk.program import logs
from kiosk.program.centre import Centre
from kiosk.program.opening import Opening
from kiosk.store import delivery
from kiosk.store.engine import Store
from kiosk.store.sealing import new_key
from kiosk.store.tables import REVISION, catalogue, quarantine
from kiosk.store.versions import RELEASES
from sync.central.locks import CentralLocks
from sync.central.serve import CentralServer
from sync.transport import LinkTrouble
from tests.store.releases import FOLDER, load
from ui.display import has_display

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Make a branch by `kiosk init --yes`, without a scanner."""
    assert run(["init", str(tmp_path / "branch"), "--yes"]) == 0
    capsys.readouterr()
    config = tmp_path / "branch" / "branch.toml"
    config.write_text(config.read_text(encoding="utf-8").replace('url = "auto"', 'url = ""'), encoding="utf-8")
    return tmp_path / "branch"


def test_init_leaves_keys_that_only_their_owner_can_read(folder: Path) -> None:
    keys = sorted((folder / "keys").glob("*.key"))
    assert len(keys) == 3
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}


def test_init_refuses_a_folder_that_holds_a_branch(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "branch.db").read_bytes()
    assert run(["init", str(folder), "--yes"]) == 1
    assert "branch.toml" in capsys.readouterr().err
    assert (folder / "branch.db").read_bytes() == before


def test_doctor_finds_a_fresh_branch_well(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--config", str(folder / "branch.toml")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 14
    assert [line for line in lines if line.startswith("✗")] == []
    assert any(line.startswith("! Thiết lập") for line in lines), "the sample is a warning, and no fault"


def test_doctor_prints_json_for_a_program(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = folder / "branch.toml"
    assert run(["doctor", "--json", "--config", str(config)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["level"] == "warning"
    rows = {one["subject"]: one for one in told["findings"]}
    assert rows["keys"]["level"] == "good"
    assert (rows["setup"]["level"], rows["setup"]["key"]) == ("warning", "doctor.setup.sample")
    assert "H99.99" in rows["setup"]["sentence"]
    (folder / "keys" / "codes.key").chmod(0o644)
    assert run(["doctor", "--json", "--config", str(config)]) == 1
    assert json.loads(capsys.readouterr().out)["level"] == "fault"


def test_doctor_names_a_scanner_that_is_not_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = folder / "branch.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace('url = ""', 'url = "/dev/nothing"', 1), "utf-8")
    assert run(["doctor", "--config", str(config)]) == 1
    bad = [line for line in capsys.readouterr().out.splitlines() if line.startswith("✗")]
    assert len(bad) == 1
    assert "/dev/nothing" in bad[0]


def test_doctor_names_a_key_file_that_others_can_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "keys" / "codes.key").chmod(0o644)
    assert run(["doctor", "--config", str(folder / "branch.toml")]) == 1
    assert "chmod 600" in capsys.readouterr().out


def test_a_typing_error_in_the_configuration_is_one_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = folder / "branch.toml"
    config.write_text(config.read_text(encoding="utf-8").replace("full_screen", "fullscreen"), encoding="utf-8")
    assert run(["sync", "status", "--config", str(config)]) == 1
    said = capsys.readouterr().err
    assert "full_screen" in said
    assert "Traceback" not in said


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("here already")
    for command in (
        ["init", str(tmp_path / "file"), "--yes"],
        ["central", "serve", "--folder", str(tmp_path / "file")],
    ):
        assert run(command) == 1
        assert str(tmp_path / "file") in capsys.readouterr().err


def test_a_database_address_with_a_typing_error_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", str(tmp_path / "branch"), "--yes", "--database", "sqlite:branch.db"]) == 1
    assert "sqlite:///branch.db" in capsys.readouterr().err


def test_a_database_file_that_is_gone_is_not_made_anew(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for file in folder.glob("branch.db*"):
        file.unlink()
    config = ["--config", str(folder / "branch.toml")]
    for command in (["doctor"], ["sync", "status"], ["db", "upgrade"]):
        assert run([*command, *config]) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert not (folder / "branch.db").exists()


@pytest.mark.parametrize("token", [b"", b"\xff\xfe\x00", b"two words", b"bell\x07", "tòken".encode()])
def test_a_device_token_that_is_none_is_one_sentence(
    folder: Path, token: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    config = folder / "branch.toml"
    text = config.read_text(encoding="utf-8")
    head, centre, rest = text.partition("[centre]")
    config.write_text(head + centre + rest.replace('url = ""', 'url = "http://127.0.0.1:9"', 1), encoding="utf-8")
    file = folder / "keys" / "centre.token"
    file.write_bytes(token)
    file.chmod(0o600)
    assert run(["sync", "once", "--config", str(config)]) == 1
    assert str(file) in capsys.readouterr().err
    file.write_bytes(b"a-token\r\n")
    file.chmod(0o644)
    assert run(["sync", "once", "--config", str(config)]) == 1
    assert "chmod 600" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["vi", "en"])
def test_safety_d5_the_outcome_of_sending_is_a_sentence(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["--language", language, "sync", "once", "--config", str(folder / "branch.toml")])
    said = capsys.readouterr().out
    assert said.startswith(resources.texts(language)["sync.outcome.not_configured"])
    assert "not_configured" not in said


@pytest.mark.parametrize(
    "installation", ["a b", "#", "x" * 37, "HERE", "0193f0a0", "0193F0A0-0000-7000-8000-000000000001"]
)
def test_an_id_that_no_branch_has_is_not_invited(
    tmp_path: Path, installation: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["central", "invite", installation, "--folder", str(tmp_path / "centre")]) == 1
    assert "kiosk init" in capsys.readouterr().err
    assert Centre(tmp_path / "centre").enrolled() == []


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (errno.ENOSPC, "cli.refusal.store.disk_full"),
        (errno.EIO, "cli.refusal.store.disk_failed"),
        (errno.EROFS, "cli.not_writable"),
        (errno.EACCES, "cli.not_writable"),
    ],
)
def test_a_disk_that_takes_no_writes_is_one_sentence_with_the_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int, key: str
) -> None:
    """`kiosk keys bind` and others ended with a traceback."""
    really = os.open

    def refuse(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if flags & os.O_CREAT and Path(path).is_relative_to(tmp_path):
            raise OSError(number, os.strerror(number), str(path))
        return really(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", refuse)
    assert run(["central", "keygen", "--out", str(tmp_path)]) == 1
    (told,) = capsys.readouterr().err.splitlines()
    start, _, end = say(key, file="FILE").partition("FILE")
    assert told.startswith(start)
    assert told.endswith(end)


def test_an_error_that_is_none_of_a_disk_stays_loud() -> None:
    def act() -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))

    with pytest.raises(OSError, match="Bad file descriptor"):
        in_a_sentence(act)


@pytest.mark.parametrize("port", ["99999", "-1"])
def test_a_port_that_is_none_is_one_sentence(tmp_path: Path, port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["central", "serve", "--folder", str(tmp_path / "centre"), "--port", port]) == 1
    assert port in capsys.readouterr().err


def test_a_certificate_that_is_not_there_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    serve = ["central", "serve", "--folder", str(tmp_path / "centre"), "--port", "0"]
    assert run([*serve, "--cert-file", str(tmp_path / "no.pem")]) == 1
    assert "no.pem" in capsys.readouterr().err


@pytest.mark.parametrize(("host", "warned"), [("192.0.2.9", True), ("127.0.0.1", False)])
def test_a_centre_on_the_network_without_a_certificate_warns(
    tmp_path: Path, host: str, warned: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(CentralServer, "run", lambda _server, listening, *_: listening(f"http://{host}:1"))
    monkeypatch.setattr(logs, "start_log", lambda *_: None)
    assert run(["central", "serve", "--folder", str(tmp_path / "centre"), "--host", host]) == 0
    told = capsys.readouterr()
    assert f"http://{host}:1" in told.out
    assert ("--cert-file" in told.err) is warned


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({}, False),
        ({"DISPLAY": ":4711"}, False),
        ({"DISPLAY": ":4711", "QT_QPA_PLATFORM": "xcb"}, False),
        ({"WAYLAND_DISPLAY": "wayland-4711", "XDG_RUNTIME_DIR": "/nowhere"}, False),
        ({"DISPLAY": "another.example:0"}, True),
        ({"QT_QPA_PLATFORM": "offscreen"}, True),
        ({"QT_QPA_PLATFORM": "vnc:port=5900"}, True),
    ],
)
def test_a_screen_that_nobody_answers_for_is_none(environment: dict[str, str], found: bool) -> None:
    assert has_display(environment) is found


@pytest.mark.parametrize("command", ["init", "doctor"])
def test_missing_zone_data_is_one_sentence(folder: Path, tmp_path: Path, command: str) -> None:
    place = {"init": ["new", "--yes"], "doctor": ["--config", str(folder / "branch.toml")]}[command]
    told = subprocess.run(
        [sys.executable, "-m", "kiosk", command, *place],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=tmp_path,
        env={**os.environ, "PYTHONTZPATH": "/nowhere", "PYTHONPATH": str(ROOT)},
    )
    assert told.returncode == 1
    assert "tzdata" in told.stdout + told.stderr
    assert "Traceback" not in told.stderr
    assert not (tmp_path / "new").exists(), "nothing is half made"


@pytest.mark.parametrize("centre", ["http://10.0.0.1", "ftp://centre.example", "centre.example", "https://"])
def test_a_bad_address_of_the_centre_is_refused_before_anything_is_made(
    tmp_path: Path, centre: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", str(tmp_path / "branch"), "--yes", "--centre", centre]) == 1
    assert "https://" in capsys.readouterr().err
    assert not (tmp_path / "branch").exists()


def test_a_mistyped_path_of_the_centre_s_key_is_no_lost_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", str(tmp_path / "branch"), "--yes", "--centre-key", str(tmp_path / "nofile")]) == 1
    said = capsys.readouterr().err
    assert "nofile" in said
    assert "két" not in said, "there is nothing to restore from a safe"
    assert not (tmp_path / "branch").exists()


def test_accepting_a_clock_that_is_right_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["db", "accept-clock", "--config", str(folder / "branch.toml")]) == 0
    assert "Không ghi gì" in capsys.readouterr().out


def test_sync_status_says_why_the_centre_takes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A clone is told that it is one, not that its token is wrong."""
    store = Store(load_site(folder / "branch.toml").database_url)
    with store.write() as connection:
        delivery.note_link(connection, LinkStatus.REFUSED, LinkTrouble.OTHER_HISTORY.value)
    store.close()
    assert run(["sync", "status", "--config", str(folder / "branch.toml"), "--language", "en"]) == 0
    assert "kiosk journal new-epoch" in capsys.readouterr().out


def test_sync_status_counts_what_waits(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sync", "status", "--config", str(folder / "branch.toml")]) == 0
    said = capsys.readouterr().out
    assert "Chờ gửi: 2 bản ghi" in said
    assert re.search(r"bản cũ nhất từ \d\d/\d\d/\d{4} \d\d:\d\d\n", said), "259299 seconds told nobody anything"


def test_no_oldest_record_is_named_where_none_waits() -> None:
    assert waiting_records(0, 0) == say("cli.sync.none_waiting")


def test_db_upgrade_leaves_a_current_database_as_it_is(folder: Path) -> None:
    assert run(["db", "upgrade", "--config", str(folder / "branch.toml")]) == 0
    assert run(["doctor", "--config", str(folder / "branch.toml")]) == 0


def test_db_upgrade_and_back_name_both_versions_and_the_copy(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for file in folder.glob("branch.db*"):
        file.unlink()
    load(FOLDER / "0.1.0.sqlite.sql", f"sqlite:///{folder / 'branch.db'}")
    config = ["--config", str(folder / "branch.toml")]
    assert run(["setup", "history", *config]) == 1
    refusal = capsys.readouterr().err
    assert "0.1.0" in refusal
    assert "kiosk db upgrade" in refusal
    assert run(["db", "upgrade", *config]) == 0
    said = capsys.readouterr().out
    (copy,) = folder.glob("branch-0.1.0-*.db")
    assert f"từ phiên bản 0.1.0 lên {RELEASES[REVISION]}" in said
    assert str(copy) in said
    assert run(["setup", "history", *config]) == 0
    assert run(["db", "back", *config]) == 0
    assert "về 0.1.0" in capsys.readouterr().out
    assert run(["setup", "history", *config]) == 1


@pytest.mark.parametrize(
    "command", [[], ["init"], ["run"], ["central", "serve"], ["sync"], ["doctor"], ["db"], ["demo"]]
)
def test_every_command_explains_itself(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*command, "--help"]) == 0
    assert "--help" in capsys.readouterr().out


def test_the_installed_command_starts() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "kiosk", "--help"], capture_output=True, text=True, check=False, timeout=60
    )
    assert told.returncode == 0
    assert "demo" in told.stdout


def test_ctrl_c_before_the_window_is_there_is_no_traceback() -> None:
    look = "import atexit, signal, sys; from kiosk.__main__ import main; "
    look += "atexit.register(lambda: print(signal.getsignal(signal.SIGINT) is signal.SIG_DFL)); "
    look += "sys.argv[1:] = ['run', 'kiosk', '--config', 'none.toml']; main()"
    told = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=False, timeout=60)
    assert told.stdout == "True\n"
    assert "Traceback" not in told.stderr


_LIBRARY = """
import logging, resource, sys
import kiosk.cli.main

def run(arguments):
    logging.getLogger("psycopg").warning("error ignored in rollback")
    print(resource.getrlimit(resource.RLIMIT_CORE))

kiosk.cli.main.run = run
sys.argv[1:] = ["sync", "once"]
from kiosk.__main__ import main
main()
"""


def test_safety_low_a_command_leaves_no_core_file_and_prints_no_line_of_a_library() -> None:
    """The second is finding D5: bare lines of psycopg on standard error."""
    told = subprocess.run([sys.executable, "-c", _LIBRARY], capture_output=True, text=True, check=False, timeout=60)
    assert (told.stdout, told.stderr) == ("(0, 0)\n", "")


def test_an_unknown_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["teleport"]) == 2
    assert "teleport" in capsys.readouterr().err


@pytest.mark.postgres
def test_a_branch_can_live_in_postgresql(tmp_path: Path, postgres_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", str(tmp_path / "branch"), "--yes", "--database", postgres_url]) == 0
    config = tmp_path / "branch" / "branch.toml"
    config.write_text(config.read_text(encoding="utf-8").replace('url = "auto"', 'url = ""'), encoding="utf-8")
    assert run(["doctor", "--config", str(config)]) == 0
    assert run(["init", str(tmp_path / "second"), "--yes", "--database", postgres_url]) == 1
    assert not (tmp_path / "second" / "branch.toml").exists()


def test_a_database_server_that_is_away_leaves_nothing_half_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:1/branch"
    assert run(["init", str(tmp_path / "branch"), "--yes", "--database", nowhere]) == 1
    said = capsys.readouterr().err
    assert said.strip()
    assert "Traceback" not in said
    assert not (tmp_path / "branch" / "branch.toml").exists()


def test_a_refused_visit_is_listed_and_can_be_sent_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = ["--config", str(folder / "branch.toml")]
    assert run(["sync", "quarantine", *config]) == 0
    assert "không từ chối" in capsys.readouterr().out
    store = Store(load_site(folder / "branch.toml").database_url)
    with store.write() as connection:
        own = delivery.own_id(connection)
        values = {"installation": own, "epoch": 1, "seq": 1, "subject": "visit-1", "event_id": "e", "reason": "schema"}
        connection.execute(insert(quarantine).values(**values, held=0, since_us=0))
        other = {**values, "seq": 2, "subject": "visit-2", "reason": "too_large"}
        connection.execute(insert(quarantine).values(**other, held=0, since_us=0))
    assert run(["sync", "quarantine", *config]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith("visit-1  schema"), "a newer centre may have a reason that is not known here"
    assert second.endswith("visit-2  Bản ghi quá lớn"), "safety D5: no English word stands for a reason"
    with store.write() as connection:
        connection.execute(delete(quarantine).where(quarantine.c.seq == 2))
    store.close()
    assert run(["sync", "quarantine", "--json", *config]) == 0
    (one,) = json.loads(capsys.readouterr().out)
    assert (one["seq"], one["subject"], one["reason"], one["held"]) == (1, "visit-1", "schema", False)
    assert run(["sync", "export", *config]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert [record["kind"] for record in whole["records"]] == ["installation.created@1"]
    assert run(["sync", "export", "--out", str(folder / "refused.json"), "--json", *config]) == 0
    assert json.loads(capsys.readouterr().out)["records"] == 1
    assert (folder / "refused.json").exists()
    assert run(["sync", "redrive", "visit-1", *config]) == 0
    capsys.readouterr()
    assert run(["sync", "redrive", "visit-1", "--json", *config]) == 1
    assert json.loads(capsys.readouterr().out) == {"subject": "visit-1", "records": 0}


def test_calendar_import_and_show(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = str(folder / "branch.toml")
    table = tmp_path / "lich.csv"
    table.write_text("day,hours,name,source\n2027-04-14,closed,Chôl Chnăm Thmây,Thông báo xã\n", encoding="utf-8")
    assert run(["calendar", "import", str(table), "--config", config]) == 0
    assert "1" in capsys.readouterr().out
    assert run(["calendar", "show", "--year", "2027", "--config", config]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "2027-04-14  closed  Chôl Chnăm Thmây (Thông báo xã)" in lines
    assert any(line.startswith("2027-02-06  closed  Nghỉ Tết Nguyên đán") for line in lines)


def test_calendar_show_marks_the_days_that_no_decision_covers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config, shipped = ["--config", str(folder / "branch.toml")], str(resources.path("catalogue/calendar_vn.csv"))
    assert run(["calendar", "import", shipped, *config]) == 0
    capsys.readouterr()
    for year, expected in ((2027, []), (2028, [*range(24, 30), 1])):
        assert run(["calendar", "show", "--year", str(year), *config]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert [int(line[8:10]) for line in lines if "chưa có quyết định" in line] == expected
    assert any(line.startswith("2028-09-02") and "theo luật" in line for line in lines)


def test_calendar_import_names_the_line_of_a_mistake(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "lich.csv"
    table.write_text("day,hours,name,source\n14/4/2027,closed,Nghỉ,TB\n", encoding="utf-8")
    assert run(["calendar", "import", str(table), "--config", str(folder / "branch.toml")]) == 1
    assert "Dòng 2" in capsys.readouterr().err
    assert run(["calendar", "import", str(tmp_path / "none.csv"), "--config", str(folder / "branch.toml")]) == 1
    assert "none.csv" in capsys.readouterr().err


def test_a_catalogue_is_taken_whole_and_a_wrong_one_leaves_the_old(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, config = tmp_path / "new.json", ["--config", str(folder / "branch.toml")]
    record = '{"code": "1.000001", "name": "Tên", "field": "Hộ tịch"}'
    form = '{{"schema_version": 1, "as_of": "2026-11-20", "procedures": [{}]}}'
    file.write_text(form.format(record), encoding="utf-8")
    assert run(["catalogue", "import", str(file), *config]) == 0
    assert "20/11/2026" in capsys.readouterr().out
    file.write_text(form.format(f"{record}, {record}"), encoding="utf-8")
    assert run(["catalogue", "import", str(file), *config]) == 1
    assert "1.000001" in capsys.readouterr().err
    assert run(["catalogue", "import", str(tmp_path / "nothing.json"), *config]) == 1
    assert "nothing.json" in capsys.readouterr().err
    store = Store(load_site(folder / "branch.toml").database_url)
    with store.read() as connection:
        assert connection.execute(select(catalogue.c.version, catalogue.c.as_of)).all() == [(2, "2026-11-20")]
    store.close()


def test_central_lock_and_unlock(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    centre, branch = ["--folder", str(tmp_path / "centre")], "0193f0a0-0000-7000-8000-000000000001"
    assert run(["central", "lock", branch, "--reason", "Bảo trì", *centre]) == 1, "nobody enrolled it"
    Centre(tmp_path / "centre").enrol(branch, new_key())
    assert run(["central", "lock", branch, "--reason", "Bảo trì", "--reason-en", "Service", *centre]) == 0
    assert run(["central", "lock", branch, "--reason", "  ", "--station", "kiosk-1", *centre]) == 1
    assert "Lý do" in capsys.readouterr().err
    locks = CentralLocks(Store(f"sqlite:///{tmp_path / 'centre' / 'central.db'}"), SystemClock())
    orders = locks.orders(branch)
    assert orders is not None
    assert [(one.station, one.reason.as_dict()) for one in orders.locks] == [("", {"vi": "Bảo trì", "en": "Service"})]
    assert run(["central", "unlock", branch, *centre]) == 0
    assert run(["central", "unlock", branch, *centre]) == 1
    later = locks.orders(branch)
    assert later is not None
    assert (later.locks, later.version > orders.version) == ((), True)
    locks.close()


def test_safety_low_the_centre_tells_who_locked_and_unlocked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    centre, branch = ["--folder", str(tmp_path / "centre")], "0193f0a0-0000-7000-8000-000000000001"
    monkeypatch.setenv("LOGNAME", "tuan")
    Centre(tmp_path / "centre").enrol(branch, new_key())
    assert run(["central", "orders", branch, *centre]) == 0
    assert capsys.readouterr().out == "Chưa có lệnh khóa nào cho trung tâm này.\n"
    another = branch.replace("0193", "0194")
    Centre(tmp_path / "centre").enrol(another, new_key())
    assert run(["central", "lock", another, "--reason", "Bảo trì", *centre]) == 0
    assert run(["central", "lock", branch, "--reason", "Bảo trì", "--station", "kiosk-1", "--by", "hoa", *centre]) == 0
    assert run(["central", "unlock", branch, "--station", "kiosk-1", *centre]) == 0
    assert run(["central", "unlock", branch, "--station", "kiosk-1", *centre]) == 1
    capsys.readouterr()
    assert run(["central", "orders", branch, *centre]) == 0
    locked, unlocked = capsys.readouterr().out.splitlines()
    assert locked.endswith("  hoa  khóa lấy số: kiosk-1. Bảo trì")
    assert unlocked.endswith("  tuan  mở lại: kiosk-1.")


def test_a_tablet_for_a_counter_that_is_not_there_says_which_there_are(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = ["--config", str(folder / "branch.toml")]
    assert run(["run", "rating", "--counter", "99", *config]) == 1
    said = capsys.readouterr().err
    assert "Không có Quầy số 99" in said
    assert "1, 2, 3" in said
    assert run(["run", "desk", "--counter", "1", *config]) == 1
    assert "kiosk run rating" in capsys.readouterr().err


def test_a_tablet_starts_without_its_database_and_waits(folder: Path) -> None:
    (folder / "branch.db").rename(folder / "away.db")
    check_counter("rating", folder / "branch.toml", 99)


def test_doctor_names_two_machines_of_one_station_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = folder / "branch.toml"
    opening = Opening(load_site(config))
    for token in ("this machine", "that machine"):
        say_present(opening.office(), token)
    opening.close()
    assert run(["doctor", "--config", str(config)]) == 1
    bad = [line for line in capsys.readouterr().out.splitlines() if line.startswith("✗")]
    assert len(bad) == 1
    assert "kiosk-1" in bad[0]
