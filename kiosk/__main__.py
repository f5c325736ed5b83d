"""``python -m kiosk``, and the command `kiosk`."""

import logging
import resource
import signal
import sys

from kiosk.program.terminal import split_language


def main() -> None:
    """Run the command line; a refusal is one sentence on standard error and status 1, never a traceback.

    ``kiosk run`` paints a splash before it imports anything else.
    """
    # A program holds keys, and a core file would hold them, too.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, arguments = split_language(sys.argv[1:])
    if arguments[:1] != ["demo"]:
        # A command says all that people need. Python would print the warnings of a library beside it.
        logging.getLogger().addHandler(logging.NullHandler())
    if arguments[:1] in (["run"], ["demo"]):
        # Ctrl+C ends the process until the window listens to signals itself: a KeyboardInterrupt in the middle of
        # Qt's import or of a paint would be a traceback.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    if arguments[:1] == ["run"] and not {"--help", "-h"} & set(arguments):
        from kiosk.program.last_look import LAST_LOOK, read_last_look
        from kiosk.program.places import splash_place
        from ui.splash import show_splash

        place = splash_place(arguments)
        show_splash(read_last_look(place.data / LAST_LOOK), place.output)
    from kiosk.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
