"""Say where this machine has its settings and data, and what a splash must know of them before anything is imported.

The installed package names both places; elsewhere a command does.
"""

import os
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

#: Variables that the command of the package sets: the folder of branch.toml, and that of data.
SETTINGS, _DATA = "KIOSK_SETTINGS", "KIOSK_DATA"
_CONFIG = ("--config", "-c")


def config_file() -> Path:
    """Return the `branch.toml` that a command uses when it names none."""
    return Path(os.environ.get(SETTINGS, "")) / "branch.toml"


def data_folder(folder: Path) -> str:
    """Return the data folder of a new branch with its settings in `folder`, as `station.data` has it."""
    settings = os.environ.get(SETTINGS)
    return os.environ.get(_DATA, "") if settings and Path(settings) == folder else ""


@dataclass(frozen=True, slots=True)
class SplashPlace:
    """Hold the data folder, which keeps the last look, and the name of the screen; empty for the primary one."""

    data: Path
    output: str = ""


def splash_place(arguments: Sequence[str]) -> SplashPlace:
    """Return what a splash must know, from the arguments of ``kiosk run``. A wrong file is told later, not here."""
    config = config_file()
    for word, after in zip(arguments, (*arguments[1:], ""), strict=True):
        if word in _CONFIG:
            config = Path(after)
        elif word.startswith(f"{_CONFIG[0]}="):
            config = Path(word.partition("=")[2])
    try:
        values = tomllib.loads(config.read_text(encoding="utf-8-sig"))
        data = config.parent / values.get("station", {}).get("data", "")
        named = values.get("screen", {}).get("output", "")
        return SplashPlace(data, named if isinstance(named, str) else str(named.get(arguments[1], "")))
    except (OSError, ValueError, TypeError, AttributeError, IndexError):
        return SplashPlace(config.parent)
