"""Hold what installs the program on a machine: units of systemd, the session of a machine without a desktop."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
UNITS = tuple(sorted(file.name for file in (FOLDER / "units").iterdir()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """Say how the units start the program.

    `command` runs it as `user`. `deploy` is the folder of the session's files. `environment` is set for each program.
    `state` is the folder below /var/lib that systemd makes; `home` is what it lets the program see of home folders.
    """

    command: str
    user: str
    config: str
    settings: str
    data: str
    deploy: str
    xorg: str
    environment: str = ""
    state: str = ""
    home: str = "read-only"


def unit_texts(place: Deployment) -> Mapping[str, str]:
    """Return each unit's file name with its text."""
    values = {f"@{name.upper()}@": getattr(place, name) for name in Deployment.__dataclass_fields__}
    texts = {}
    for name in UNITS:
        text = (FOLDER / "units" / name).read_text(encoding="utf-8")
        for mark, value in values.items():
            text = text.replace(mark, value)
        texts[name] = text
    return texts
