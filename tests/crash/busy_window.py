"""Take tickets at the kiosk's own window until the process is killed: ``busy_window.py CONFIG TOLD``.

The kiosk starts as its user starts it. What a citizen was told (the ticket is on the screen) is written to the file
TOLD with one write, which no kill can undo.
"""

import os
import sys

from PySide6.QtWidgets import QApplication

_TOLD = sys.argv[-1]


def _take_numbers(*_arguments: object) -> int:
    """Replace Qt's event loop: citizens take tickets one after the other."""
    from kiosk.demo.hands import Hands
    from kiosk.demo.kiosk_keys import KioskKeys
    from ui.kiosk.window import KioskWindow
    from ui.visit.common import Finish
    from ui.visit.number import ChooseField, ChooseService, TakeNumber
    from ui.visit.screen import Screen

    window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, KioskWindow))
    hands = Hands()
    keys = KioskKeys(window, hands)
    told = os.open(_TOLD, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    hands.until(lambda: window.visit.now is not None, "the branch")
    while (now := window.visit.now) is not None:
        service = next(iter(now.setup.services.values()))
        for event in (TakeNumber(), ChooseField(service.field_code), ChooseService(service.id)):
            keys.press(event)
        hands.until(lambda: window.visit.shown is not None, "the number")
        shown = window.visit.shown
        if shown is not None:
            ticket = shown.ticket
            os.write(told, f"{ticket.id} {ticket.label} {ticket.business_date}\n".encode())
        hands.until(lambda: window.visit.shown is None or window.visit.shown.is_settled, "the slip")
        keys.press(Finish())
        hands.until(lambda: window.visit.screen is Screen.START, "the start")
    return 1


if __name__ == "__main__":
    QApplication.exec = _take_numbers  # type: ignore[method-assign]  # in this process alone
    from kiosk.__main__ import main

    sys.argv = ["kiosk", "run", "kiosk", "--config", sys.argv[1]]
    main()
