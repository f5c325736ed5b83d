"""Give every use case the store, the clock, the keys, and the branch and machine it works for."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Generic, TypeVar

from sqlalchemy import Connection

from kiosk.clock import Clock
from kiosk.domain.branch_setup import Setup
from kiosk.domain.late_delivery import LateDelivery
from kiosk.domain.procedures.lookup import LookedUpPaper
from kiosk.domain.procedures.search import NO_SPEECH, Sayings
from kiosk.domain.queue.alerts import Alert
from kiosk.domain.queue.pace import Pace
from kiosk.domain.status import ProgramKind
from kiosk.store.engine import Store
from kiosk.store.keys import BranchKeys
from kiosk.store.setup import read_setup, setup_changes

if TYPE_CHECKING:
    from kiosk.domain.procedures.procedure import Catalogue
    from kiosk.domain.procedures.search import Index

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Versioned(Generic[Value]):
    """Hold a value that was computed from the database at `version`."""

    version: tuple[int, ...]
    value: Value


@dataclass
class OfficeCache:
    """Cache what a process read from the database; losing it costs time, never truth."""

    setup: Setup | None = None
    catalogue: "Versioned[Catalogue] | None" = None
    index: "Versioned[Index] | None" = None
    pace: Pace | None = None
    alerts: tuple[Alert | LateDelivery, ...] = ()
    alerts_ns: int = -(10**18)
    #: Wrong PINs since the disk takes no writes, and until when the next one waits.
    unwritten_failures: int = 0
    unwritten_until_us: int = 0
    #: What the last look at the end of days found: no day ends by this clock (`kiosk.branch.clock_check.is_ahead`).
    is_clock_ahead: bool = False
    #: What `kiosk.branch.live` remembers from one look to the next.
    live: object = None
    #: What `kiosk.branch.history.own_day` remembers from one look to the next.
    own_day: object = None
    read_ns: int = 0


@dataclass(frozen=True)
class Office:
    """Describe one branch, seen from one machine.

    Attributes:
        station: names this machine's printer queue, for instance ``kiosk-1``.
        catalogue_days: a catalogue that is older is called old.
        is_cut_off: this is a kiosk's own ledger. It gives numbers while the branch's database is away, and does not
            know the branch's queue.
        program: the kind of program that asks.
        dossier_portal: the address where a dossier can be looked up; empty where this branch does not offer it.
        speech: how people ask for services, for the search.
        looked_up: papers that the agency looks up itself.
    """

    store: Store
    clock: Clock
    keys: BranchKeys
    branch_id: int
    station: str = "kiosk-1"
    catalogue_days: int = 30
    is_cut_off: bool = False
    program: ProgramKind = ProgramKind.KIOSK
    dossier_portal: str = ""
    speech: Sayings = field(default=NO_SPEECH, repr=False, compare=False)
    looked_up: tuple[LookedUpPaper, ...] = field(default=(), repr=False, compare=False)
    cache: OfficeCache = field(default_factory=OfficeCache, repr=False)

    def setup(self) -> Setup:
        """Return the branch's set-up, read again only when it was changed.

        Raises:
            CounterError: ``store.*`` without a database.
        """
        with self.store.read() as connection:
            return self.setup_in(connection)

    def setup_in(self, connection: Connection) -> Setup:
        """Return the same inside a transaction that is already open."""
        version = setup_changes(connection, self.branch_id)
        known = self.cache.setup
        if known is None or known.version != version:
            known = self.cache.setup = read_setup(connection, self.branch_id)
            self.cache.pace = None
        return known

    def today(self) -> date:
        """Return the business date: the local date of the branch, now."""
        return self.setup().branch.business_date(self.clock.now())
