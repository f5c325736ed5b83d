"""Print the names of the screens of the machine's display as one JSON list, for `kiosk doctor`.

A process has one connection to a display, and the doctor draws without one. So it asks this process.
"""

import json
import sys

from ui.display import application, screen_names

if __name__ == "__main__":
    application()
    sys.stdout.write(json.dumps(screen_names()))
