"""Create the folder of a branch for `kiosk init`: a commented configuration, keys, and a database."""

from dataclasses import dataclass
from pathlib import Path

from kiosk.branch.office import Office
from kiosk.branch.setup.founding import found
from kiosk.branch.setup.publishing import NOBODY, Author
from kiosk.clock import Clock
from kiosk.config import Site, parse
from kiosk.domain.language.text import VIETNAMESE, CounterError
from kiosk.domain.setup.document import Document
from kiosk.program.config_file import new_config_text
from kiosk.program.sample import BRANCH_ID, sample_catalogue, sample_document
from kiosk.program.texts import texts
from kiosk.store.engine import Store
from kiosk.store.keys import create_keys
from kiosk.store.migrate import upgrade

CONFIG_NAME = "branch.toml"


@dataclass(frozen=True, slots=True)
class BranchPlan:
    """Hold the options of `create_branch`.

    `document` is the set-up; None takes the sample, which with `always_open` has no opening hours. `language` is that
    of the comments in the configuration.
    """

    pin: str
    document: Document | None = None
    author: Author = NOBODY
    database: str = "sqlite:///branch.db"
    scanner: str = "auto"
    printer: str = ""
    centre: str = ""
    centre_key: bytes | None = None
    always_open: bool = False
    language: str = VIETNAMESE

    def config_text(self) -> str:
        """Return the commented configuration of the first machine."""
        values = {
            ("database", "url"): self.database,
            ("scanner", "url"): self.scanner,
            ("printer", "url"): self.printer,
            ("centre", "url"): self.centre,
        }
        return new_config_text(values, CONFIG_NAME, texts(self.language))


@dataclass(frozen=True, slots=True)
class Created:
    """Hold the configuration file of a new branch and the id of its installation, by which a centre enrols it."""

    config: Path
    installation: str


def create_branch(folder: Path, plan: BranchPlan, clock: Clock) -> Created:
    """Create the content of the folder. The configuration is written last, so a failed call can be repeated.

    Raises:
        CounterError: ``init.exists`` for a folder with a configuration, ``init.bad_folder``, ``founding.not_empty``,
            ``store.*``.
    """
    config = folder / CONFIG_NAME
    if config.exists():
        raise CounterError("init.exists", file=str(config))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise CounterError("init.bad_folder", folder=str(folder)) from problem
    text = plan.config_text()
    store = Store(Site(folder.resolve(), parse(text)).database_url)
    try:
        upgrade(store)
        office = Office(store, clock, create_keys(folder / "keys", plan.centre_key), BRANCH_ID)
        document = plan.document or sample_document(always_open=plan.always_open)
        installation = found(office, document, plan.pin, sample_catalogue(), plan.author)
    finally:
        store.close()
    config.write_text(text, encoding="utf-8")
    return Created(config, installation)
