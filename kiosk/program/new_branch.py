"""Create the folder of a branch for `kiosk init`: a commented configuration, keys, and a database."""

from dataclasses import dataclass
from pathlib import Path

from kiosk.branch.office import Office
from kiosk.branch.setup.founding import found
from kiosk.branch.setup.publishing import NOBODY, Author
from kiosk.clock import Clock
from kiosk.config import Site, parse
from kiosk.domain.language.text import CounterError
from kiosk.domain.setup.document import Document
from kiosk.program.sample import BRANCH_ID, sample_catalogue, sample_document
from kiosk.store.engine import Store
from kiosk.store.keys import create_keys
from kiosk.store.migrate import upgrade

CONFIG_NAME = "branch.toml"

_CONFIG = """\
# One machine of a one-stop counter. Every section may be left out; `kiosk doctor --config {name}` checks all of it.

[database]
# One machine: an SQLite file beside this one. A branch with several machines: one PostgreSQL on its own network, e.g.
# url = "postgresql+psycopg://kiosk@192.0.2.10/branch"
url = "{database}"

[station]
# The name of this machine; its printer prints the tickets that are taken here.
name = "kiosk-1"
# The folder with the key files (mode 0600). Keep a copy in a safe: without it nothing sealed can be read again.
keys = "keys"

[scanner]
# "auto" finds a scanner by its USB identity. Or "/dev/ttyACM0", "/dev/ttyUSB0?baudrate=9600", "tcp://192.0.2.20:4001",
# "rfc2217://…", "" (none).
url = "{scanner}"

[desk]
# A scanner of the clerk's own, addressed like the one above; "" for none. Where a kiosk runs beside, not the same one.
scanner = ""

[printer]
# "/dev/usb/lp0", "serial:///dev/ttyUSB0?baudrate=115200", "tcp://192.0.2.30:9100", "" for none.
url = "{printer}"
# "clone" fits most printers. An Epson TM-T20 or m30 is "epson203", a TM-T88IV or later is "epson180".
profile = "clone"

[centre]
# The province's central service: https, or http on this machine only. "" while there is none: records wait here.
url = "{centre}"
# The device token, alone in its file (mode 0600).
token_file = "keys/centre.token"
# Another certificate authority than the machine's own list:
ca_file = ""

[catalogue]
# A catalogue of procedures that is older than so many days is called old, on the screen and on paper.
old_after_days = 30

[dossiers]
# true offers to look up a dossier on the start screen, at the portal with this address.
look_up = false
portal = "https://dichvucong.gov.vn"

[screen]
# 0 asks the panel for its density. full_screen = false opens an ordinary window.
pixels_per_mm = 0.0
full_screen = true
# A kiosk for fingers shows no arrow.
cursor = false
reduced_motion = false
# The centre's own sign at the top of every window, an SVG or PNG beside this file; "" draws a neutral stand-in.
roundel = ""

[speech]
# Spoken guidance needs the package espeak-ng and something to be heard through; "" turns it off.
program = "espeak-ng"
words_per_minute = 150
# The jack that starts it: "auto" finds the sound card's, or an input device as "/dev/input/event5", "" for none.
headphones = "auto"

[hall]
# 2 fills a second screen of the board's machine, too.
screens = 1
# A call that the board hears of later than this, in seconds, is not said any more.
stale_seconds = 180

[voice]
# The set-up of the branch says the languages. `kiosk voice build` makes their pieces.
folder = "voice"
# "auto" takes pw-play, paplay or aplay; or a command that plays the file named last, as "aplay -q -D plughw:1".
player = "auto"
# How often each call is said: 1 or 2.
times = 1
# Percent of full loudness, from a time of day on, e.g. {{ "00:00" = 80, "11:30" = 50, "13:30" = 80 }}
volume = {{ "00:00" = 100 }}
"""


@dataclass(frozen=True, slots=True)
class BranchPlan:
    """Hold the options of `create_branch`.

    `document` is the set-up; None takes the sample, which with `always_open` has no opening hours.
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
    values = {"scanner": plan.scanner, "printer": plan.printer, "centre": plan.centre, "database": plan.database}
    text = _CONFIG.format(name=CONFIG_NAME, **values)
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
