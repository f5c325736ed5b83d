"""Say where this machine has its settings and data.

The installed package names both places; elsewhere a command does.
"""

import os
from pathlib import Path

_CONFIG, _DATA = "KIOSK_CONFIG", "KIOSK_DATA"


def config_file() -> Path:
    """Return the `branch.toml` that a command uses when it names none."""
    return Path(os.environ.get(_CONFIG, "branch.toml"))


def data_folder(folder: Path) -> str:
    """Return the data folder of a new branch with its settings in `folder`, as `station.data` has it."""
    config = os.environ.get(_CONFIG, "")
    return os.environ.get(_DATA, "") if config and Path(config).parent == folder else ""
