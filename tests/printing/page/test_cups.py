"""Check that pages reach a printer of a real CUPS server, which the test starts for itself, and what is refused."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain.language.text import CounterError
from printing.page.cups import OfficePrinters, office_printers, print_pages
from tests.patience import PATIENCE_S

_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"
_SERVER = shutil.which("cupsd", path=_PATH)
needs_cups = pytest.mark.skipif(_SERVER is None or shutil.which("lp") is None, reason="needs CUPS")
_FILES = """FileDevice Yes
ServerRoot {at}/root
StateDir {at}/state
RequestRoot {at}/spool
TempDir {at}/tmp
CacheDir {at}/cache
ErrorLog {at}/error.log
AccessLog {at}/access.log
PageLog {at}/page.log
SystemGroup root
LogFileGroup root
"""
_SERVING = """Listen {at}/socket
Browsing Off
PreserveJobFiles Yes
DefaultAuthType None
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order deny,allow
</Limit>
</Policy>
"""
PAGES = b"%PDF-1.4 two pages"


@pytest.fixture(scope="module")
def spool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Run CUPS with one printer; yield the folder with the jobs that it took."""
    at = tmp_path_factory.mktemp("cups", numbered=True)
    for folder in ("root", "state", "spool", "tmp", "cache"):
        (at / folder).mkdir()
    (at / "files.conf").write_text(_FILES.format(at=at), encoding="utf-8")
    (at / "cupsd.conf").write_text(_SERVING.format(at=at), encoding="utf-8")
    command = [_SERVER or "", "-f", "-c", str(at / "cupsd.conf"), "-s", str(at / "files.conf")]
    server = subprocess.Popen(command)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUPS_SERVER", str(at / "socket"))
        until = time.monotonic() + PATIENCE_S
        while not (at / "socket").exists() and time.monotonic() < until:
            assert server.poll() is None, (at / "error.log").read_text(encoding="utf-8")
        _cups("lpadmin", "-p", "phong-hop", "-E", "-v", "file:///dev/null", "-m", "raw")
        yield at / "spool"
    server.terminate()
    server.wait(PATIENCE_S)


def _cups(command: str, *words: str) -> None:
    """Run a command of CUPS."""
    found = shutil.which(command, path=_PATH)
    subprocess.run([found or command, *words], check=True, capture_output=True)


@needs_cups
def test_pages_reach_the_printer_that_is_alone(spool: Path) -> None:
    assert office_printers() == OfficePrinters(("phong-hop",), "phong-hop")
    before = {*spool.glob("d*")}
    assert print_pages(PAGES, "Báo cáo ngày 24/11/2026") == "phong-hop"
    assert print_pages(PAGES + b" more", "-x", "phong-hop") == "phong-hop"
    assert [one.read_bytes() for one in sorted({*spool.glob("d*")} - before)] == [PAGES, PAGES + b" more"]


@needs_cups
def test_the_usual_printer_is_the_one_of_cups(spool: Path) -> None:
    _cups("lpadmin", "-p", "van-thu", "-E", "-v", "file:///dev/null", "-m", "raw")
    with pytest.raises(CounterError, match=r"report\.print\.none"):
        print_pages(PAGES, "x")
    _cups("lpadmin", "-d", "van-thu")
    assert office_printers() == OfficePrinters(("phong-hop", "van-thu"), "van-thu")
    assert print_pages(PAGES, "x") == "van-thu"
    _cups("lpadmin", "-x", "van-thu")


@needs_cups
def test_a_printer_that_is_not_there_is_refused(spool: Path) -> None:
    with pytest.raises(CounterError, match=r"report\.print\.unknown"):
        print_pages(PAGES, "x", "nope")


@needs_cups
def test_a_printer_that_takes_no_jobs_is_said_with_the_words_of_cups(spool: Path) -> None:
    _cups("cupsreject", "phong-hop")
    with pytest.raises(CounterError, match=r"report\.print\.refused") as refusal:
        print_pages(PAGES, "x", "phong-hop")
    assert "not accepting jobs" in str(refusal.value.message.args["reason"])
    _cups("cupsaccept", "phong-hop")


def test_a_machine_without_cups_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CounterError, match=r"report\.print\.no_cups"):
        office_printers()


def test_cups_that_does_not_run_has_no_printer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("lpstat", "lp"):
        (tmp_path / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CounterError, match=r"report\.print\.none"):
        print_pages(PAGES, "x")
