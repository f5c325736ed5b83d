"""Say where this machine has its settings and data.

The installed package names both places; elsewhere a command does.
"""

import os
from pathlib import Path

#: Variables that the command of the package sets: the folder of branch.toml, and that of data.
SETTINGS, _DATA = "KIOSK_SETTINGS", "KIOSK_DATA"


def config_file() -> Path:
    """Return the `branch.toml` that a command uses when it names none."""
    return Path(os.environ.get(SETTINGS, "")) / "branch.toml"


def data_folder(folder: Path) -> str:
    """Return the data folder of a new branch with its settings in `folder`, as `station.data` has it."""
    settings = os.environ.get(SETTINGS)
    return os.environ.get(_DATA, "") if settings and Path(settings) == folder else ""
