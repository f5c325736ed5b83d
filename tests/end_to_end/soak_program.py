"""Run one program of the soak test as its user starts it, on the clock of the test: ``CLOCK ARGUMENTS...``.

A window takes the orders of `tests.end_to_end.soak_people` from its standard input.
"""

import sys
from pathlib import Path

from tests.end_to_end.soak_clock import follow_clock


def _take_orders() -> None:
    """Let the window of this process take orders as soon as its event loop runs."""
    from PySide6.QtWidgets import QApplication

    run = QApplication.exec

    def run_with_orders(*_arguments: object) -> int:
        from tests.end_to_end.soak_people import Orders

        with Orders():
            return run()

    QApplication.exec = run_with_orders  # type: ignore[method-assign]  # in this process alone


if __name__ == "__main__":
    follow_clock(Path(sys.argv[1]))
    sys.argv = ["kiosk", *sys.argv[2:]]
    if sys.argv[1] == "run":
        _take_orders()
    from kiosk.__main__ import main

    main()
