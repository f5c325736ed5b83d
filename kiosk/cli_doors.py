"""`kiosk central lock` and `unlock`: the centre stops number-taking at a branch or at one kiosk, with a reason."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.domain.text import CounterError, LocalText

if TYPE_CHECKING:
    from sync.central.doors import Doors

_Installation = Annotated[str, typer.Argument(help="The branch: the id that `kiosk init` printed.")]
_Folder = Annotated[Path, typer.Option(help="The centre's folder.")]
_Station = Annotated[str, typer.Option(help="One kiosk by its station.name; the whole branch when left out.")]
_Database = Annotated[str, typer.Option(help="The service's database, when it is not the one in the folder.")]


def lock(
    installation: _Installation,
    reason: Annotated[str, typer.Option(help="Why, in Vietnamese, as citizens shall read it.")],
    folder: _Folder,
    station: _Station = "",
    reason_en: Annotated[str, typer.Option(help="The reason in English.")] = "",
    reason_km: Annotated[str, typer.Option(help="The reason in Khmer.")] = "",
    database: _Database = "",
) -> None:
    """Stops number-taking; kiosks show the reason, desks go on. A second lock replaces the reason of the first."""
    words = {"vi": reason.strip(), "en": reason_en.strip(), "km": reason_km.strip()}
    text = LocalText.from_dict({code: text for code, text in words.items() if text or code == "vi"})
    doors = _doors(folder, database, installation)
    try:
        doors.lock(installation, station, text)
    finally:
        doors.close()
    _tell("central.locked", station)


def unlock(installation: _Installation, folder: _Folder, station: _Station = "", database: _Database = "") -> int:
    """Takes a lock away; status 1 when there was none."""
    doors = _doors(folder, database, installation)
    try:
        was_locked = doors.unlock(installation, station)
    finally:
        doors.close()
    _tell("central.unlocked" if was_locked else "central.not_locked", station)
    return 0 if was_locked else 1


def _doors(folder: Path, database: str, installation: str) -> "Doors":
    from kiosk.centre import Centre
    from kiosk.clock import SystemClock
    from kiosk.store.engine import Store
    from sync.central.doors import Doors

    centre = Centre(folder)
    centre.prepare()
    if not centre.is_enrolled(installation):
        raise CounterError("central.not_enrolled", installation=installation)
    return Doors(Store(database or centre.database_url), SystemClock())


def _tell(key: str, station: str) -> None:
    from kiosk.app import texts

    say = texts("vi").say
    typer.echo(say(key, place=station or say("central.whole_branch")))
