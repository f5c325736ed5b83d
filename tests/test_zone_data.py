"""Check that a program knows its time zone, whatever its threads import during start."""

import subprocess
import sys
import zoneinfo

import pytest

from kiosk.domain.time_zone import time_zone

#: `sysconfig` answers late and, on Python 3.11, half-made answers to everybody who asks meanwhile.
_RACE = """
import sysconfig, threading, time
ask, begun = sysconfig._init_posix, threading.Event()
def ask_slowly(found):
    begun.set()
    time.sleep(0.3)
    ask(found)
sysconfig._init_posix = ask_slowly

from kiosk.worker import UNTIL_WOKEN, Worker

def step():
    sysconfig.get_config_vars()  # as the import of SQLAlchemy does
    return UNTIL_WOKEN

worker = Worker("background", step)
worker.start()
assert begun.wait(10)
from zoneinfo import ZoneInfo
print(ZoneInfo("Asia/Ho_Chi_Minh"))
worker.stop()
"""


def test_a_thread_that_starts_leaves_the_zone_data_alone() -> None:
    told = subprocess.run([sys.executable, "-c", _RACE], capture_output=True, text=True, check=False, timeout=60)
    assert told.stdout == "Asia/Ho_Chi_Minh\n", told.stderr


def test_zone_data_that_were_not_found_are_looked_for_once_more() -> None:
    zoneinfo.ZoneInfo.clear_cache()
    zoneinfo.reset_tzpath(to=())
    assert time_zone("Asia/Ho_Chi_Minh").key == "Asia/Ho_Chi_Minh"


def test_a_zone_that_nobody_knows_stays_unknown() -> None:
    with pytest.raises(zoneinfo.ZoneInfoNotFoundError):
        time_zone("Asia/Nowhere")
