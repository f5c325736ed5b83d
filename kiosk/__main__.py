"""``python -m kiosk``, and the command `kiosk`."""

import signal
import sys

from kiosk.cli.main import run


def main() -> None:
    """Run the command line; a refusal is one sentence on standard error and status 1, never a traceback."""
    if sys.argv[1:2] == ["run"]:
        # Ctrl+C ends the process until the window listens to signals itself: a KeyboardInterrupt in the middle of
        # Qt's import or of a paint would be a traceback.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
