"""``python -m kiosk``, and the command `kiosk`."""

import gc
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from kiosk.refusals import in_a_sentence


def main() -> None:
    """Runs the command line; a refusal is one sentence on standard error and status 1, never a traceback."""
    sys.exit(_start(sys.argv[1:]))


def _start(arguments: Sequence[str]) -> int:
    # A window that is started the plain way does not wait for the command line's library, which takes as long to
    # import as the window needs to be there (measured: 0.25 s of 0.5). Everything else it reads and explains.
    if list(arguments[:1]) == ["run"]:
        # Until the window listens to signals itself, Ctrl+C just ends the process: in the middle of Qt's import or of a
        # paint Python's KeyboardInterrupt is a traceback.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    match arguments:
        case ["run", window, "--config" | "-c", config] if window in ("kiosk", "desk", "hall", "rating"):
            return in_a_sentence(lambda: _open(window, Path(config)))
    from kiosk.cli import run

    return run(arguments)


def _open(window: str, config: Path) -> int:
    gc.disable()  # a start makes much and drops little: the window is there sooner, and then turns it on again
    from kiosk.config import load_site
    from kiosk.windows import open_window

    return open_window(window, load_site(config))


if __name__ == "__main__":
    main()
