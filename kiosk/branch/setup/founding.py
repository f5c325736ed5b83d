"""Found a branch in an empty database: the first version of its set-up, its staff and its catalogue."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import func, insert, select

from kiosk.branch.office import Office
from kiosk.branch.procedures import write_catalogue
from kiosk.branch.setup.publishing import NOBODY, Author, put_in_force, refuse_problems
from kiosk.branch.staff import hash_pin
from kiosk.domain.journal import GENESIS, Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.procedures.catalogue_file import read_catalogue
from kiosk.domain.setup.document import Document
from kiosk.domain.setup.version import PublishedVersion
from kiosk.store import tables
from kiosk.store.journal import NewRecord, append, new_id, to_us


def found(
    office: Office,
    document: Document,
    pin: str,
    catalogue: str,
    author: Author = NOBODY,
    pins: Mapping[str, str] = MappingProxyType({}),
    *,
    is_first_pin: bool = False,
) -> str:
    """Write a branch into an empty database and return the installation's id.

    `pins` are first PINs by login. Everybody else has `pin`, which they chose, unless `is_first_pin`. `catalogue` is
    the text of the first catalogue.

    Raises:
        CounterError: ``founding.not_empty`` when there is a branch already, ``catalogue.*``, ``setup.problem.*``. Then
            nothing is changed.
    """
    checked = read_catalogue(catalogue)
    refuse_problems(document)
    secrets = {one.login: hash_pin(pins.get(one.login, pin)) for one in document.staff}
    with office.store.write() as connection:
        if connection.execute(select(func.count()).select_from(tables.branch)).scalar_one():
            raise CounterError("founding.not_empty")
        now = office.clock.now()
        installation = new_id(now)
        connection.execute(insert(tables.installation).values(id=installation, epoch=1, seq=0, hash=GENESIS, last_us=0))
        code = document.branch.code
        connection.execute(insert(tables.branch).values(id=office.branch_id, code=code, setup_changes=0))
        write_catalogue(connection, office.branch_id, catalogue, checked, to_us(now))
        body = {"branch": code, "name": document.branch.place.vi}
        created = NewRecord(Event.INSTALLATION_CREATED, f"installation:{installation}", body)
        append(connection, office.clock, created)
        own = () if is_first_pin else secrets.keys() - pins.keys()
        put_in_force(office, connection, document, PublishedVersion(1, now, author.who, author.why), secrets, own)
    return installation
