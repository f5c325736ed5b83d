"""Write the report of each closed day into a folder of this machine, once, and again when the day is corrected.

The journal says which days are closed. A mark beside `branch.toml` keeps until which record their reports are written.
A folder that is away or full costs a later report, never the closing of a day: the next look tries again.
"""

import json
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

from kiosk.branch.office import Office
from kiosk.branch.reports import report_of
from kiosk.branch.statements import statements_after, statements_on
from kiosk.domain.journal import JournalRecord
from kiosk.domain.language.text import CounterError, Texts
from kiosk.domain.measures.report import Period, ReportKind
from kiosk.durable_file import replace_file
from kiosk.program.report_files import file_name, report_files, write_files
from kiosk.store.summaries import JournalPlace

_log = logging.getLogger(__name__)
#: Seconds from one look to the next.
_LOOK_S = 60.0


class ReportFolder:
    """Write reports into an existing `folder`. Call it on a worker thread only.

    The first look without a mark writes the day that was closed last, no older one. `texts` are those of the branch.
    """

    def __init__(self, folder: Path, mark: Path, texts: Texts) -> None:
        self.folder, self._mark, self._texts = folder, mark, texts
        self._told = ""

    def step(self, office: Callable[[], Office]) -> float:
        """Write what is missing, and return the seconds until the next look. What fails is logged once."""
        try:
            self.write(office())
            self._told = ""
        except CounterError as problem:
            if problem.message.key != self._told:
                self._told = problem.message.key
                _log.warning("the reports of closed days wait: %s", self._told)
        return _LOOK_S

    def write(self, office: Office) -> tuple[Path, ...]:
        """Write the reports of the days that were closed or corrected since the last look. Return the new files.

        Raises:
            CounterError: ``report.folder_away``, ``report.folder``, ``report.disk_full``, ``report.disk``;
                ``store.*``. Days that were written stay written.
        """
        files: list[Path] = []
        newest = {_day_of(record): record for record in statements_after(office, self._place())}
        for day, record in sorted(newest.items(), key=_place_of):
            files += self._write_day(office, day, record)
            self._keep(JournalPlace(record.epoch, record.seq))
        return tuple(files)

    def _write_day(self, office: Office, day: date, record: JournalRecord) -> tuple[Path, ...]:
        """Write the report of a day unless another machine has written it here."""
        if not self.folder.is_dir():
            # Not made here: a disk that is not mounted would get its reports on another one.
            raise CounterError("report.folder_away", folder=str(self.folder))
        report = report_of(office, Period(ReportKind.DAY, day, day))
        name = file_name(report)
        stated = [one.seq for one in statements_on(office, day)]
        later = stated.index(record.seq)
        ending = f"{name}-corrected-{later}" if later else name
        artwork = office.setup().look.roundel.artwork
        made = {
            file.replace(name, ending): content for file, content in report_files(report, self._texts, artwork).items()
        }
        if all((self.folder / one).exists() for one in made):
            return ()
        return write_files(self.folder, made)

    def _place(self) -> JournalPlace | None:
        with suppress(OSError, ValueError, TypeError):
            return JournalPlace(*json.loads(self._mark.read_text(encoding="ascii")))
        return None

    def _keep(self, place: JournalPlace) -> None:
        try:
            replace_file(self._mark, json.dumps(place).encode())
        except OSError as problem:
            reason = os.strerror(problem.errno or 0)
            raise CounterError("report.disk", folder=str(self._mark.parent), reason=reason) from problem


def _day_of(record: JournalRecord) -> date:
    return date.fromisoformat(json.loads(record.body)["date"])


def _place_of(found: tuple[date, JournalRecord]) -> tuple[int, int]:
    return found[1].epoch, found[1].seq
