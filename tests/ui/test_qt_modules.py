"""Import modules beside Qt without their sources."""

import subprocess
import sys

import pytest

_LOOK = "import linecache, mailbox; print(mailbox.__file__ in linecache.cache)"


@pytest.mark.parametrize("start", ["ui.qt_modules.leave_sources_unread()", "ui.splash.show_splash()"])
def test_qt_reads_no_source_of_what_is_imported_after_it(start: str) -> None:
    code = f"import ui.qt_modules, ui.splash; {start}; {_LOOK}"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout == "False\n"
