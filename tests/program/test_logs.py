"""Check the log of a long-running program: its form, its language, its place, and that it holds no personal data."""

import ast
import logging
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import resources
from kiosk.domain.language.text import CounterError, Message
from kiosk.program.logs import LogLine, is_journal
from kiosk.program.terminal import use_language
from tests.sources import files_of, tree_of
from ui.systemd import READY, WORKS

ROOT = Path(__file__).resolve().parents[2]
_PLACEHOLDER = re.compile(r"%[.\d]*[a-z]")
_PERSON = "Nguyễn Thị Bí Mật 079185001234"


@pytest.fixture(scope="module")
def events() -> dict[str, str]:
    """Return the words of each event that the program logs, by its place."""
    found = {}
    for file in files_of("kiosk", "ui", "devices", "printing", "sync"):
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.Call) and (method := _of_log(node.func)):
                words = node.args[1 if method == "log" else 0]  # after the level
                assert isinstance(words, ast.Constant), f"{file}:{node.lineno} logs no literal"
                found[f"{file.name}:{node.lineno}"] = str(words.value)
    return found


def _of_log(called: ast.expr) -> str:
    """Return the method of the log that is called; empty for anything else."""
    match called:
        case ast.Attribute(ast.Name("_log"), method):
            return method
    return ""


def record(words: str, *args: object, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("kiosk.worker", logging.ERROR, "worker.py", 1, words, args, info)


@pytest.fixture(autouse=True)
def vietnamese() -> None:
    """Begin in Vietnamese, whatever language the terminal of an earlier test spoke."""
    use_language("vi")


@pytest.fixture
def english(vietnamese: None) -> Iterator[None]:
    use_language("en")
    yield
    use_language("vi")


def test_each_event_is_translated_with_its_values(events: dict[str, str]) -> None:
    shown = {words: resources.texts("vi").get(f"log.{words}", "") for words in events.values()}
    assert [place for place, words in events.items() if not shown[words]] == [], "no Vietnamese"
    assert [one for one, said in shown.items() if _PLACEHOLDER.findall(said) != _PLACEHOLDER.findall(one)] == []


def test_no_translation_is_of_an_event_that_is_gone(events: dict[str, str]) -> None:
    shown = {key.removeprefix("log.") for key in resources.texts("vi") if key.startswith("log.")}
    assert shown == set(events.values())


def test_a_line_has_time_level_machine_and_event() -> None:
    line = LogLine("kiosk-1", to_journal=False).format(record("headphones: %s", "in"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d ERROR kiosk-1 kiosk\.worker: tai nghe: in", line)
    assert LogLine("kiosk-1", to_journal=True).format(record("headphones: %s", "in")) == (
        "<3>kiosk-1 kiosk.worker: tai nghe: in"
    )


@pytest.mark.usefixtures("english")
def test_the_log_has_the_language_of_the_terminal() -> None:
    words = LogLine("k", to_journal=True).format(record("the hall hears no calls: %s", Message("doctor.voice.none")))
    assert words == "<3>k kiosk.worker: the hall hears no calls: not used."


def test_an_exception_is_named_without_its_words() -> None:
    """The words of an exception may hold what a person typed, or a row of the database."""
    try:
        try:
            raise OSError(28, _PERSON)
        except OSError as cause:
            raise CounterError("store.disk_full", name=_PERSON) from cause
    except CounterError as problem:
        line = LogLine("k", to_journal=False).format(record("%s failed; trying again in %g s", "x", 1.0, error=problem))
    assert "CounterError store.disk_full test_logs.py:" in line
    assert "OSError ENOSPC test_logs.py:" in line
    assert "Bí Mật" not in line
    assert "\n" not in line


def test_the_journal_is_known_by_its_stream(tmp_path: Path) -> None:
    with (tmp_path / "stream").open("w") as stream:
        found = os.fstat(stream.fileno())
        assert is_journal({"JOURNAL_STREAM": f"{found.st_dev}:{found.st_ino}"}, stream.fileno())
        assert not is_journal({"JOURNAL_STREAM": "1:2"}, stream.fileno())
        assert not is_journal({}, stream.fileno())


_RUN = """
import logging, sys
from pathlib import Path
from kiosk.program.logs import start_log
start_log(Path(sys.argv[1]), "kiosk-1")
log = logging.getLogger("kiosk.program.runtime")
log.info("headphones: %s", "in")
if sys.argv[2:] == ["warn"]:
    log.warning("the branch's database cannot be used: %s", "store.away")
if sys.argv[2:] == ["fall"]:
    raise ValueError(sys.argv[0])
"""


def ran(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _RUN, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, **environment},
    )


def test_a_healthy_run_writes_its_file_and_nothing_on_standard_error(tmp_path: Path) -> None:
    told = ran(str(tmp_path / "kiosk.log"))
    assert (told.returncode, told.stderr) == (0, "")
    (line,) = (tmp_path / "kiosk.log").read_text(encoding="utf-8").splitlines()
    assert line.endswith("INFO kiosk-1 kiosk.program.runtime: tai nghe: in")


def test_a_warning_is_on_standard_error_too(tmp_path: Path) -> None:
    told = ran(str(tmp_path / "kiosk.log"), "warn")
    assert told.stderr.endswith("không dùng được cơ sở dữ liệu của trung tâm: store.away\n")
    assert len((tmp_path / "kiosk.log").read_text(encoding="utf-8").splitlines()) == 2


def test_an_unexpected_error_is_in_the_log(tmp_path: Path) -> None:
    told = ran(str(tmp_path / "kiosk.log"), "fall")
    assert told.returncode == 1
    assert "một lỗi không ngờ tới [ValueError" in (tmp_path / "kiosk.log").read_text(encoding="utf-8")


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    told = ran(str(tmp_path / "none" / "kiosk.log"))
    assert told.returncode == 0
    assert "không ghi được tệp nhật ký" in told.stderr


def test_under_systemd_the_lines_go_to_the_journal_without_a_file(tmp_path: Path) -> None:
    with (tmp_path / "stream").open("w+", encoding="utf-8") as stream:
        found = os.fstat(stream.fileno())
        subprocess.run(
            [sys.executable, "-c", _RUN, str(tmp_path / "kiosk.log"), "warn"],
            stderr=stream,
            check=True,
            timeout=60,
            env={**os.environ, "JOURNAL_STREAM": f"{found.st_dev}:{found.st_ino}"},
        )
        stream.seek(0)
        assert stream.read().splitlines() == [
            "<6>kiosk-1 kiosk.program.runtime: tai nghe: in",
            "<4>kiosk-1 kiosk.program.runtime: không dùng được cơ sở dữ liệu của trung tâm: store.away",
        ]
    assert not (tmp_path / "kiosk.log").exists()


@pytest.mark.parametrize(
    ("host", "warns"),
    [("127.0.0.1", False), ("localhost", False), ("0.0.0.0", True)],  # noqa: S104 - the case in point
)
def test_the_central_service_says_what_it_serves_and_that_it_works(tmp_path: Path, host: str, *, warns: bool) -> None:
    command = [sys.executable, "-m", "kiosk", "central", "serve", "--folder", str(tmp_path), "--host", host]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(30)
        served = subprocess.Popen(
            [*command, "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "30000000"},
        )
        assert served.stdout is not None
        assert re.search(rf"http://{host}:\d+\.", served.stdout.readline())
        assert systemd.recv(256).decode() == f"{READY}\n{WORKS}"
    served.send_signal(signal.SIGTERM)
    _, errors = served.communicate(timeout=30)
    assert ("--cert-file" in errors) is warns
    assert "Traceback" not in errors
