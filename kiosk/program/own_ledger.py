"""A kiosk that loses its branch's database goes on from its own ledger, and hands its numbers over when it is back.

Windows ask through `Reserve.ask`, the spool takes its jobs from `JobsOfBoth`, and the keeper thread says when the
branch is there (`keep`) and when it is not (`lose`). Where there is no ledger (a machine with an SQLite file, a desk),
every question goes to the branch.
"""

import logging
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from kiosk.domain.text import CounterError
from kiosk.program.opening import BRANCH_ID

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.branch.office import Office
    from kiosk.branch.print_jobs import Ledger
    from kiosk.domain.slip import PrintJob
    from kiosk.domain.status import PrintJobState
    from kiosk.program.opening import Opening
    from kiosk.store.engine import Store

_log = logging.getLogger(__name__)
Answer = TypeVar("Answer")


def is_away(problem: CounterError) -> bool:
    """Whether a refusal means that the branch's database cannot be used now; a right does not come by itself."""
    key = problem.message.key
    return key.startswith("store.") and key != "store.not_allowed"


class Reserve:
    """The way to the branch, and to the kiosk's own ledger in `file` while the branch is away. Safe between threads."""

    def __init__(self, opening: "Opening", file: "Path | None" = None) -> None:
        self._opening, self._file = opening, file
        self._turn = threading.Lock()  # held while a number is given here, and while the last ones are handed over
        self._opens = threading.Lock()
        self._own: Office | None = None
        self._is_away = False
        self._has_looked = False
        self._told = ""

    @property
    def is_kept(self) -> bool:
        """Whether this machine has a ledger of its own."""
        return self._file is not None

    @property
    def is_away(self) -> bool:
        """Whether numbers are given from the kiosk's own ledger."""
        return self._is_away

    def ask(self, question: "Callable[[Office], Answer]") -> Answer:
        """Asks the branch, or the kiosk's own ledger while the branch is away. CounterError as the question itself."""
        if not self.is_kept:
            return question(self._opening.office())
        if not self._is_away:
            try:
                return question(self._opening.office())
            except CounterError as problem:
                if not is_away(problem):
                    raise
                self.lose(problem.message.key)
        with self._turn:
            return question(self.own() if self._is_away else self._opening.office())

    def office_of(self, job: int) -> "Office":
        """Where a print job is kept: those below zero are the kiosk's own."""
        return self.own() if job < 0 else self._opening.office()

    def own(self) -> "Office":
        """The kiosk's own ledger; CounterError ``store.*`` where it was never made, or cannot be opened."""
        with self._opens:
            if self._own is None:
                self._own = self._open()
            return self._own

    def lose(self, why: str) -> bool:
        """The branch is away from now on; False where that was known, or there is no ledger to go on with."""
        if not self.is_kept or self._is_away:
            return False
        self._is_away = True
        _log.warning("the branch is away (%s): numbers come from this kiosk's own ledger", why)
        return True

    def keep(self, office: "Office") -> None:
        """The branch is there: it gets the numbers given meanwhile, and the ledger a fresh copy of the set-up.

        CounterError ``store.*`` when the branch is away again.
        """
        if not self.is_kept:
            return
        from kiosk.branch import reserve

        try:
            self._make(office)
            own = self.own()
        except CounterError as problem:
            if is_away(problem) and self._branch_is_away(office):
                raise
            self._grumble(problem.message.key)
            self._is_away = False
            return
        taken = 0
        if self._is_away or not self._has_looked:  # not at every commit: what the branch cannot take stays as it is
            taken = reserve.hand_over(own, office)
            self._has_looked = True
        with self._turn:
            if self._is_away:
                taken += reserve.hand_over(own, office)
                self._is_away = False
                _log.warning("the branch is back; it has taken over %d numbers", taken)

    def close(self) -> None:
        """Closes the ledger."""
        with self._opens:
            if self._own is not None:
                self._own.store.close()
                self._own = None

    def _make(self, office: "Office") -> None:
        """The ledger's file with a fresh copy in it."""
        from kiosk.branch.reserve import keep_copy
        from kiosk.store.engine import Store

        if self._own is not None:
            keep_copy(office, self._own.store)
            return
        store = Store(self._url)
        try:
            _upgraded(store)
            keep_copy(office, store)
        finally:
            store.close()

    def _open(self) -> "Office":
        from kiosk.branch.office import Office
        from kiosk.store.engine import Store
        from kiosk.store.keys import load_keys

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
            is_reserve=True,
            dossier_portal=site.config.dossiers.portal if site.config.dossiers.look_up else "",
        )

    @property
    def _url(self) -> str:
        return f"sqlite:///{self._file}"

    def _branch_is_away(self, office: "Office") -> bool:
        """Whose fault it was: both databases fail in the same words."""
        try:
            office.store.check()
        except CounterError:
            return True
        return False

    def _grumble(self, key: str) -> None:
        if key != self._told:  # once, not at every commit
            self._told = key
            _log.error("this kiosk has no ledger of its own for when the branch is away: %s", key)


class JobsOfBoth:
    """Print jobs of the branch and of the kiosk's own ledger, for one spool; the ledger's are numbered below zero."""

    def __init__(self, reserve: Reserve, opening: "Opening") -> None:
        self._reserve, self._opening = reserve, opening
        self._branch_is_tidy = False
        self._owed: list[tuple[int, PrintJobState, str]] = []

    def recover(self) -> int:
        """Settles what was being sent when the program died; the branch's jobs as soon as it is there."""
        own = self._own()
        return own.recover() if own is not None else 0

    def claim(self) -> "PrintJob | None":
        """The oldest job of the kiosk's own, else of the branch's."""
        own = self._own()
        job = own.claim() if own is not None else None
        if job is not None:
            return replace(job, id=-job.id)
        if self._reserve.is_away:
            return None
        try:
            return self._claim_in_branch()
        except CounterError as problem:
            if not is_away(problem):
                raise
            self._reserve.lose(problem.message.key)
            return None

    def settle(self, job: int, state: "PrintJobState", detail: str) -> None:
        """Writes down how a job ended; what the branch cannot be told now it is told before its next job."""
        if job < 0:
            self._ledger(self._reserve.own()).settle(-job, state, detail)
            return
        self._owed.append((job, state, detail))
        try:
            self._pay()
        except CounterError as problem:
            if not is_away(problem):
                raise

    def _claim_in_branch(self) -> "PrintJob | None":
        ledger = self._ledger(self._opening.office())
        self._pay()
        if not self._branch_is_tidy:
            ledger.recover()
            self._branch_is_tidy = True
        return ledger.claim()

    def _pay(self) -> None:
        while self._owed:
            self._ledger(self._opening.office()).settle(*self._owed[0])
            del self._owed[0]

    def _own(self) -> "Ledger | None":
        try:
            return self._ledger(self._reserve.own())
        except CounterError:
            return None  # it was never made: then nothing was issued from it either

    @staticmethod
    def _ledger(office: "Office") -> "Ledger":
        from kiosk.branch.print_jobs import Ledger

        return Ledger(office)


def _upgraded(store: "Store") -> None:
    """A new file gets its tables, one of an earlier version what it lacks."""
    from kiosk.store.migrate import upgrade

    try:
        store.check()
    except CounterError:
        upgrade(store)
