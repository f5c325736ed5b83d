"""Create the folder of a branch for `kiosk init` and the guide: a commented configuration, keys, and a database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.branch.office import Office
from kiosk.branch.setup.founding import found
from kiosk.branch.setup.publishing import NOBODY, Author
from kiosk.clock import Clock
from kiosk.config import Site, load_site, parse
from kiosk.domain.language.text import VIETNAMESE, CounterError
from kiosk.domain.setup.document import Document
from kiosk.durable_file import replace_file
from kiosk.program.config_file import new_config_text
from kiosk.program.last_look import LastLook
from kiosk.program.places import data_folder
from kiosk.program.sample import BRANCH_ID, sample_catalogue, sample_document
from kiosk.program.texts import texts
from kiosk.store.engine import Store
from kiosk.store.keys import create_keys
from kiosk.store.migrate import upgrade

CONFIG_NAME = "branch.toml"


@dataclass(frozen=True, slots=True)
class BranchPlan:
    """Hold the options of `create_branch`.

    `pins` are first PINs by login; everybody else has `pin`. With `is_first_pin` they replace it as well at the first
    sign-in. `document` is the set-up. None takes the sample; with
    `always_open` it has no opening hours. `language` is that of the comments in the configuration.
    """

    pin: str
    document: Document | None = None
    author: Author = NOBODY
    database: str = "sqlite:///branch.db"
    scanner: str = "auto"
    printer: str = ""
    profile: str = "clone"
    centre: str = ""
    centre_key: bytes | None = None
    always_open: bool = False
    language: str = VIETNAMESE
    pins: Mapping[str, str] = field(default_factory=dict, repr=False)
    is_first_pin: bool = False

    def config_text(self, data: str = "") -> str:
        """Return the commented configuration of the first machine, with its data folder."""
        values = {
            ("database", "url"): self.database,
            ("station", "data"): data,
            ("scanner", "url"): self.scanner,
            ("printer", "url"): self.printer,
            ("printer", "profile"): self.profile,
            ("centre", "url"): self.centre,
        }
        return new_config_text(values, CONFIG_NAME, texts(self.language))


@dataclass(frozen=True, slots=True)
class Created:
    """Hold the configuration file of a new branch and the id of its installation, by which a centre enrols it.

    `fingerprint` is that of its signing key.
    """

    config: Path
    installation: str
    fingerprint: str


def create_branch(folder: Path, plan: BranchPlan, clock: Clock) -> Created:
    """Create the content of a folder. A call that failed can be repeated.

    Raises:
        CounterError: ``init.exists`` for a folder with a branch, ``init.half_founded`` for one whose configuration has
            no branch yet, ``init.bad_folder``, ``founding.not_empty``, ``store.*``.
    """
    config = folder / CONFIG_NAME
    if config.exists():
        raise CounterError("init.exists" if _may_have_branch(config) else "init.half_founded", file=str(config))
    _make(folder)
    return _create(config, plan, clock)


def create_at(config: Path, plan: BranchPlan, clock: Clock) -> Created:
    """Found a branch at a configuration that may exist already, and keep what a person wrote there.

    Raises:
        CounterError: as `create_branch`, without the first two; ``config.*``.
    """
    _make(config.parent)
    return _create(config, plan, clock)


def has_branch(site: Site) -> bool:
    """Return whether the database of a machine has a branch. A lost database file of a branch counts as one.

    Raises:
        CounterError: ``store.*`` where the database cannot be asked now.
    """
    store = Store(site.database_url, must_exist=True)
    try:
        if store.is_sqlite and not Path(store.url.database or "").exists():
            return site.keys.exists()  # keys are made after the file of the database
        return store.has_branch()
    finally:
        store.close()


def _may_have_branch(config: Path) -> bool:
    """Return whether a configuration belongs to a branch, also where its database or the file itself cannot be read."""
    try:
        return has_branch(load_site(config))
    except CounterError:
        return True


def _create(config: Path, plan: BranchPlan, clock: Clock) -> Created:
    """Make database, keys and configuration, and found the branch at last.

    After a power cut before the last step, `has_branch` is false and the steps can be repeated.
    """
    is_new = not config.exists()
    text = plan.config_text(data_folder(config.parent.absolute()))
    site = Site(config.parent.resolve(), parse(text)) if is_new else load_site(config)
    _make(site.data)
    store = Store(site.database_url)
    try:
        upgrade(store)
        keys = create_keys(site.keys, plan.centre_key)
        office = Office(store, clock, keys, BRANCH_ID)
        document = plan.document or sample_document(always_open=plan.always_open)
        if is_new:
            replace_file(config, text.encode())
        pin, is_first = plan.pin, plan.is_first_pin
        catalogue = sample_catalogue()
        installation = found(office, document, pin, catalogue, plan.author, plan.pins, is_first_pin=is_first)
    except BaseException:
        if is_new:
            config.unlink(missing_ok=True)
        raise
    finally:
        store.close()
    LastLook(site.last_look).note(document.look)
    return Created(config, installation, keys.fingerprint)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise CounterError("init.bad_folder", folder=str(folder)) from problem
