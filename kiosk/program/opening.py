"""Open the office of a branch from its configuration, on first use and on a worker thread."""

import threading

from kiosk.branch.office import Office
from kiosk.clock import Clock, SystemClock
from kiosk.config import Site
from kiosk.domain.status import ProgramKind
from kiosk.program.texts import looked_up, speech
from kiosk.store.engine import Store
from kiosk.store.keys import NO_KEYS, load_keys

BRANCH_ID = 1


class Opening:
    """Open a branch's database once. After a failure the next call tries again.

    With `read_only` the database refuses each write, and the keys of the branch are not read.
    """

    def __init__(
        self,
        site: Site,
        clock: Clock | None = None,
        program: ProgramKind = ProgramKind.KIOSK,
        *,
        read_only: bool = False,
    ) -> None:
        self.site, self._program, self._read_only = site, program, read_only
        self.clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._office: Office | None = None

    def office(self) -> Office:
        """Return the office.

        Raises:
            CounterError: ``store.*`` or ``keys.*`` when it cannot be opened now.
        """
        with self._lock:
            if self._office is None:
                self._office = self._open()
            return self._office

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            if self._office is not None:
                self._office.store.close()
                self._office = None

    def _open(self) -> Office:
        keys = NO_KEYS if self._read_only else load_keys(self.site.keys)
        store = Store(self.site.database_url, must_exist=True, read_only=self._read_only)
        try:
            store.check()
        except BaseException:
            store.close()
            raise
        config = self.site.config
        return Office(
            store,
            self.clock,
            keys,
            BRANCH_ID,
            config.station.name,
            config.catalogue.old_after_days,
            program=self._program,
            dossier_portal=config.dossiers.portal if config.dossiers.look_up else "",
            speech=speech(),
            looked_up=looked_up(),
        )
