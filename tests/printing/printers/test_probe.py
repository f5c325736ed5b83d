"""Check what a printer is taken for: by its answers over a real line, and by what a person sees on the strip."""

from contextlib import closing
from itertools import product
from typing import Literal

import pytest

from kiosk.domain.status import PrinterStatus
from printing.printers.printer_line import Timeouts
from printing.printers.probe import PrinterFit, PrinterProbe, probe, suggest
from printing.printers.profiles import PROFILES
from printing.simulators.mechanism import Habits, Reports
from printing.simulators.printer import SimulatedPrinter

EPSON = Habits()
CLONE = Habits(clears=False, tags=False)
CITIZEN = Habits(tags=False)
SILENT = Habits(clears=False, tags=False, reports=Reports.NEVER)
#: Seconds to wait for an answer that comes at once, but not always on a busy machine; and for one that never comes.
_PATIENT_S, _QUICK_S = 10.0, 0.3
#: Seconds where some answers come and others do not.
_BOTH_S = 1.5


def probed(habits: Habits, over: Literal["tcp", "pty"] = "tcp") -> PrinterProbe:
    with closing(SimulatedPrinter(over, habits=habits)) as printer:
        clear_s = _PATIENT_S if habits.clears else _QUICK_S
        timeouts = Timeouts(connect_s=_PATIENT_S, status_s=_PATIENT_S, clear_s=clear_s)
        answers = habits.tags, habits.reports is not Reports.NEVER
        answer_s = _PATIENT_S if all(answers) else _BOTH_S if any(answers) else _QUICK_S
        found = probe(printer.url, timeouts, answer_s=answer_s)
        assert printer.slips == []
        return found


@pytest.mark.parametrize("over", ["tcp", "pty"])
def test_an_epson_proves_and_clears(over: Literal["tcp", "pty"]) -> None:
    found = probed(EPSON, over)
    assert found == PrinterProbe(PrinterStatus.READY, reports=True, tags=True, clears=True)
    assert found.is_epson


@pytest.mark.parametrize(("habits", "reports"), [(CLONE, True), (SILENT, False)])
def test_a_clone_answers_less(habits: Habits, reports: bool) -> None:
    assert probed(habits) == PrinterProbe(PrinterStatus.READY, reports=reports)


def test_a_citizen_clears_and_answers_as_a_clone() -> None:
    found = probed(CITIZEN)
    assert found == PrinterProbe(PrinterStatus.READY, reports=True, clears=True)
    assert found.is_citizen


def test_every_profile_without_a_presenter_can_be_suggested() -> None:
    probes = [PrinterProbe(PrinterStatus.READY, *flags) for flags in product((False, True), repeat=3)]
    made = {suggest(one, is_whole=is_whole, is_cut=True).profile for one in probes for is_whole in (False, True)}
    assert made == {profile.name for profile in PROFILES.values() if profile.presenter is None}


def test_a_printer_that_cannot_print_is_not_asked_more() -> None:
    with closing(SimulatedPrinter()) as printer:
        printer.paper_out()
        assert probe(printer.url, Timeouts(status_s=_PATIENT_S)) == PrinterProbe(PrinterStatus.PAPER_OUT)


def test_a_line_with_nothing_at_its_end_is_unplugged() -> None:
    assert probe("/dev/no-such-printer") == PrinterProbe(PrinterStatus.UNPLUGGED)
    with pytest.raises(ValueError, match="needs a host"):
        probe("tcp://")


@pytest.mark.parametrize(
    ("found", "is_whole", "is_cut", "profile", "fit"),
    [
        (PrinterProbe(PrinterStatus.READY, True, True, True), True, True, "epson203", PrinterFit.GOOD),
        (PrinterProbe(PrinterStatus.READY, True, True, True), False, True, "epson180", PrinterFit.GOOD),
        (PrinterProbe(PrinterStatus.READY, True, True, False), True, True, "clone", PrinterFit.GOOD),
        (PrinterProbe(PrinterStatus.READY, True), True, True, "clone", PrinterFit.GOOD),
        (PrinterProbe(PrinterStatus.READY, True, False, True), True, True, "citizen", PrinterFit.GOOD),
        (PrinterProbe(PrinterStatus.READY, True), True, False, "clone", PrinterFit.UNCUT),
        (PrinterProbe(PrinterStatus.READY, True), False, True, "clone", PrinterFit.NARROW),
        (PrinterProbe(PrinterStatus.READY), True, True, "clone", PrinterFit.SILENT),
    ],
)
def test_answers_and_eyes_together_name_the_profile(
    found: PrinterProbe, *, is_whole: bool, is_cut: bool, profile: str, fit: PrinterFit
) -> None:
    made = suggest(found, is_whole=is_whole, is_cut=is_cut)
    assert (made.profile, made.fit) == (profile, fit)
