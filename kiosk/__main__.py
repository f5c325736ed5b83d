"""``python -m kiosk``, and the command `kiosk`."""

import sys


def main() -> None:
    """Runs the command line; a refusal is one sentence on standard error and status 1, never a traceback."""
    from kiosk.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
