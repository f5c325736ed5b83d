"""Issue tickets from a kiosk's own ledger while the branch's database is away, and hand them over when it is back.

`BranchAccess` asks through `OwnLedger.ask`. The spool takes its jobs from `BranchAndOwnJobs`. The coordinator thread
reports that the branch is there (`reconnect`) or away (`cut_off`). A desk, or a kiosk on an SQLite file, has no own
ledger and asks the branch only.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from kiosk.branch import hand_over, reception
from kiosk.branch.office import Office
from kiosk.branch.print_jobs import Ledger
from kiosk.branch.retention import enforce_terms
from kiosk.domain.language.text import CounterError
from kiosk.domain.slip import PrintJob
from kiosk.domain.status import PrintJobState
from kiosk.program.opening import BRANCH_ID, Opening
from kiosk.program.texts import looked_up, speech
from kiosk.store.engine import Store
from kiosk.store.keys import load_keys
from kiosk.store.versions import is_other_version

_log = logging.getLogger(__name__)
Answer = TypeVar("Answer")


def is_away(problem: CounterError) -> bool:
    """Return whether a refusal means that the branch's database cannot be used now.

    A missing right (``store.not_allowed``) or another version does not: waiting does not help.
    """
    key = problem.message.key
    return key.startswith("store.") and key != "store.not_allowed" and not is_other_version(problem)


class OwnLedger:
    """Use the kiosk's own ledger in `file` (None: there is none) while the branch is away. Thread-safe."""

    def __init__(self, opening: Opening, file: Path | None = None) -> None:
        self._opening, self._file = opening, file
        self._in_use = threading.Lock()  # held while the ledger answers, and during the last handover
        self._opening_own = threading.Lock()
        self._own: Office | None = None
        self._is_away = False
        self._has_looked = False
        self._told = ""

    @property
    def is_kept(self) -> bool:
        """Return whether this machine has an own ledger."""
        return self._file is not None

    @property
    def is_away(self) -> bool:
        """Return whether the own ledger issues the tickets now."""
        return self._is_away

    def ask(self, question: Callable[[Office], Answer]) -> Answer:
        """Ask the branch, or the own ledger while the branch is away.

        Raises:
            CounterError: as the question itself.
        """
        if not self.is_kept:
            return question(self._opening.office())
        if not self._is_away:
            try:
                return question(self._opening.office())
            except CounterError as problem:
                if not is_away(problem):
                    raise
                self.cut_off(problem.message.key)
        with self._in_use:
            return question(self.own() if self._is_away else self._opening.office())

    def own(self) -> Office:
        """Return the office of the own ledger.

        Raises:
            CounterError: ``store.*`` where the ledger was never made, or cannot be opened.
        """
        with self._opening_own:
            if self._own is None:
                self._own = self._open()
            return self._own

    def cut_off(self, why: str) -> bool:
        """Issue tickets from the own ledger from now on. Return False where it was in use already, or there is none."""
        if not self.is_kept or self._is_away:
            return False
        self._is_away = True
        _log.warning("the branch is away (%s): numbers come from this kiosk's own ledger", why)
        return True

    def halt(self) -> None:
        """Issue nothing, because database and program are of different versions. The tickets stay for the handover."""
        with self._in_use:
            self._is_away = self._has_looked = False

    def reconnect(self, office: Office) -> None:
        """Hand the tickets of the ledger over to the branch, and copy the branch's set-up into the ledger.

        Raises:
            CounterError: ``store.*`` when the branch is away again, or another machine holds its tables or the right to
                write.
        """
        if not self.is_kept:
            return
        if self._is_away:
            _try_out(office)
        try:
            self._make(office)
            own = self.own()
        except CounterError as problem:
            if is_away(problem) and self._branch_is_away(office):
                raise
            self._log_once(problem.message.key)
            self._is_away = False
            return
        taken = 0
        if self._is_away or not self._has_looked:  # not at every commit: refused tickets stay in the ledger
            taken = hand_over.hand_over(own, office)
            self._has_looked = True
        with self._in_use:
            if self._is_away:
                taken += hand_over.hand_over(own, office)
                self._is_away = False
                _log.warning("the branch is back; it has taken over %d numbers", taken)

    def enforce_terms(self) -> None:
        """Destroy the personal data in the ledger of dates that are over. A ledger that was never made has none.

        The kiosk's own clock decides: a ledger has too few records to doubt it.
        """
        if not self.is_kept:
            return
        try:
            own = self.own()
            enforce_terms(own, own.today())
        except CounterError as problem:
            self._log_once(problem.message.key)

    def close(self) -> None:
        """Close the ledger."""
        with self._opening_own:
            if self._own is not None:
                self._own.store.close()
                self._own = None

    def _make(self, office: Office) -> None:
        """Write a fresh copy of the set-up into the ledger's file; make the file where it is missing."""
        if self._own is not None:
            hand_over.keep_copy(office, self._own.store)
            return
        store = Store(self._url)
        try:
            _upgraded(store)
            hand_over.keep_copy(office, store)
        finally:
            store.close()

    def _open(self) -> Office:
        site = self._opening.site
        store = Store(self._url, must_exist=True)
        try:
            store.check()
            keys = load_keys(site.keys)
        except BaseException:
            store.close()
            raise
        return Office(
            store,
            self._opening.clock,
            keys,
            BRANCH_ID,
            site.config.station.name,
            site.config.catalogue.old_after_days,
            is_cut_off=True,
            dossier_portal=site.config.dossiers.portal if site.config.dossiers.look_up else "",
            speech=speech(),
            looked_up=looked_up(),
        )

    @property
    def _url(self) -> str:
        return f"sqlite:///{self._file}"

    def _branch_is_away(self, office: Office) -> bool:
        """Return whether the branch failed and not the ledger: both fail with the same keys."""
        try:
            office.store.check()
        except CounterError:
            return True
        return False

    def _log_once(self, key: str) -> None:
        if key != self._told:  # log once, not at every commit
            self._told = key
            _log.error("this kiosk has no ledger of its own for when the branch is away: %s", key)


class BranchAndOwnJobs:
    """Offer the print jobs of branch and own ledger to one spool. Jobs of the ledger have negative numbers."""

    def __init__(self, own_ledger: OwnLedger, opening: Opening) -> None:
        self._own_ledger, self._opening = own_ledger, opening
        self._branch_is_tidy = False
        self._unrecorded: list[tuple[int, PrintJobState, str]] = []

    def recover(self) -> int:
        """Settle the jobs that were being sent when the program ended; those of the branch when it is there."""
        own = self._own()
        return own.recover() if own is not None else 0

    def claim(self) -> PrintJob | None:
        """Claim the oldest job of the own ledger, else of the branch."""
        own = self._own()
        job = own.claim() if own is not None else None
        if job is not None:
            return replace(job, id=-job.id)
        if self._own_ledger.is_away:
            return None
        try:
            return self._claim_in_branch()
        except CounterError as problem:
            if not is_away(problem):
                raise
            self._own_ledger.cut_off(problem.message.key)
            return None

    def settle(self, job: int, state: PrintJobState, detail: str) -> None:
        """Record the end of a job. While the branch is away its jobs are kept, and recorded before its next job."""
        if job < 0:
            Ledger(self._own_ledger.own()).settle(-job, state, detail)
            return
        self._unrecorded.append((job, state, detail))
        try:
            self._record()
        except CounterError as problem:
            if not is_away(problem):
                raise

    def _claim_in_branch(self) -> PrintJob | None:
        ledger = Ledger(self._opening.office())
        self._record()
        if not self._branch_is_tidy:
            ledger.recover()
            self._branch_is_tidy = True
        return ledger.claim()

    def _record(self) -> None:
        while self._unrecorded:
            Ledger(self._opening.office()).settle(*self._unrecorded[0])
            del self._unrecorded[0]

    def _own(self) -> Ledger | None:
        try:
            return Ledger(self._own_ledger.own())
        except CounterError:
            return None  # a ledger that was never made has no jobs


def _try_out(office: Office) -> None:
    """Look and write at the branch as for a citizen, or the next one would wait for a lock again."""
    reception.services_view(office)
    with office.store.write():
        pass


def _upgraded(store: Store) -> None:
    """Create the tables of a new file, or upgrade those of an earlier version."""
    from kiosk.store.migrate import upgrade

    try:
        store.check()
    except CounterError as problem:
        if problem.message.key == "store.newer_database":
            raise
        upgrade(store)
