"""Start the kiosk as its user does, take one number by touch, print it: ``started_kiosk.py CONFIG``.

With ``SLOW_SYSCONFIG`` set, `sysconfig` takes that many seconds for its first answer. This opens the window in which
Python 3.11, whose `sysconfig` has no lock, gave half-made answers to a second thread.
"""

import os
import sys
import sysconfig
import time
from typing import Any

from PySide6.QtWidgets import QApplication

_SLOW = float(os.environ.get("SLOW_SYSCONFIG", "0"))
_ask = sysconfig._init_posix  # type: ignore[attr-defined]  # private there


def _ask_slowly(found: dict[str, Any]) -> None:
    time.sleep(_SLOW)
    _ask(found)


def _play(*_arguments: object) -> int:
    """Replace Qt's event loop: wait for the branch and touch the keys."""
    from kiosk.demo.hands import Hands
    from kiosk.demo.kiosk_keys import KioskKeys
    from ui.kiosk.window import KioskWindow
    from ui.visit.number import ChooseField, ChooseService, TakeNumber

    window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, KioskWindow))
    hands = Hands()
    hands.until(lambda: window.visit.now is not None, "the branch")
    now = window.visit.now
    service = next(iter(now.setup.services.values())) if now is not None else None
    if service is not None:
        keys = KioskKeys(window, hands)
        for event in (TakeNumber(), ChooseField(service.field_code), ChooseService(service.id)):
            keys.press(event)
    hands.until(lambda: window.visit.shown is not None, "the number")
    shown = window.visit.shown
    print(shown.ticket.label if shown is not None else "", flush=True)  # noqa: T201 - the answer to the test
    return 0


if __name__ == "__main__":
    sysconfig._init_posix = _ask_slowly  # type: ignore[attr-defined]  # private there
    QApplication.exec = _play  # type: ignore[method-assign]  # in this process alone
    from kiosk.__main__ import main

    sys.argv = ["kiosk", "run", "kiosk", "--config", sys.argv[1]]
    main()
