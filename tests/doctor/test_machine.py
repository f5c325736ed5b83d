"""Check the trials of a machine's devices over real lines, and that only a whole configuration is written."""

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from devices.pcm import silence, write_wav
from devices.simulators.cards import OTHER_CODES, card_text, sample_cards
from devices.simulators.headphones import SimulatedJack
from devices.simulators.scanner import SimulatedScanner
from devices.voice_pack import MANIFEST
from kiosk.branch.print_jobs import Ledger
from kiosk.branch.staff import staff_list
from kiosk.branch.stations.presence import say_present
from kiosk.clock import SystemClock
from kiosk.config import load_site
from kiosk.doctor.machine import LocalMachine
from kiosk.domain.journal import Event
from kiosk.domain.language.announcement import pieces_of
from kiosk.domain.language.text import CounterError
from kiosk.domain.people.scan import OtherCode
from kiosk.domain.status import HeadphoneStatus, PrinterStatus, PrintJobState, ScannerStatus, SoundStatus, SpeechStatus
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.opening import Opening
from kiosk.program.templates import template
from kiosk.program.voice import script_of
from kiosk.store.journal import walk
from printing.printers.printer_line import Timeouts
from printing.simulators.mechanism import Habits
from printing.simulators.printer import SimulatedPrinter
from ui.manager.machine import PrinterTrial, ProfileAdvice, ReadKind, ScannerTrial, density_of, windows_of

BRANCH = template("ward", "Phường Tân Thành").branch
CARD = card_text(sample_cards(7, 1, date(2026, 11, 30))[0])
#: A simulated printer answers at once, but not always on a busy machine.
PATIENT = Timeouts(connect_s=5.0, status_s=10.0, stall_s=10.0, done_s=20.0, clear_s=2.0)
#: Speaks like espeak-ng: its voices, then nothing that can be heard.
VOICE = """\
#!/bin/sh
[ "$1" = --voices ] && printf 'Pty Language\\n 5 vi --/M Vietnamese\\n' && exit 0
cat >> "{heard}"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "branch.toml"


@pytest.fixture
def machine(config: Path) -> LocalMachine:
    return LocalMachine(config, SystemClock(), card_s=5.0, timeouts=PATIENT)


@pytest.fixture
def scanner() -> Iterator[SimulatedScanner]:
    with SimulatedScanner() as simulated:
        yield simulated


def program(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    file.chmod(0o755)
    return file


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (CARD, ReadKind.CARD),
        (OTHER_CODES[OtherCode.VNEID], ReadKind.OTHER),
        (CARD[: len(CARD) // 2], ReadKind.UNREADABLE),
    ],
    ids=list("123"),
)
def test_a_scan_is_told_by_its_kind_alone(
    machine: LocalMachine, scanner: SimulatedScanner, text: str, kind: ReadKind
) -> None:
    read = threading.Event()

    def hold_up() -> None:
        while not read.wait(0.2):  # what comes before the line is open is lost
            scanner.scan(text)

    person = threading.Thread(target=hold_up)
    person.start()
    trial = machine.read_card(scanner.url)
    read.set()
    person.join()
    assert trial == ScannerTrial(ScannerStatus.READY, kind)
    assert not any(part in repr(trial) for part in CARD.split("|") if part)


def test_a_trial_of_the_scanner_can_be_stopped(machine: LocalMachine, scanner: SimulatedScanner) -> None:
    person = threading.Timer(0.3, machine.stop)
    person.start()
    assert machine.read_card(scanner.url) == ScannerTrial(ScannerStatus.READY)
    person.join()


def test_a_scanner_that_is_not_there_is_unplugged(machine: LocalMachine) -> None:
    assert machine.read_card("/dev/no-such-line").status is ScannerStatus.UNPLUGGED
    assert machine.read_card("/dev/ttyS0?parity=x").status is ScannerStatus.UNPLUGGED


@pytest.mark.parametrize(
    ("habits", "is_whole", "advice"),
    [
        (Habits(), True, ProfileAdvice("epson203", "good")),
        (Habits(width=512, dpi=203), False, ProfileAdvice("epson180", "good")),
        (Habits(clears=False, tags=False), True, ProfileAdvice("clone", "good")),
    ],
)
def test_the_strip_comes_out_and_the_answers_lead_to_a_profile(
    machine: LocalMachine, habits: Habits, is_whole: bool, advice: ProfileAdvice
) -> None:
    with closing(SimulatedPrinter(habits=habits)) as printer:
        trial = machine.print_strip(printer.url, BRANCH, "vi")
        assert trial.is_printed
        (strip,) = printer.wait_for_slips(1)
        assert strip.height > 200
        assert machine.advise(trial, is_whole=is_whole, is_cut=True) == advice


def test_a_printer_without_paper_is_told_and_prints_nothing(machine: LocalMachine) -> None:
    with closing(SimulatedPrinter("pty")) as printer:
        printer.paper_out()
        assert machine.print_strip(printer.url, BRANCH, "vi") == PrinterTrial(PrinterStatus.PAPER_OUT)
        assert printer.slips == []
    assert machine.print_strip("tcp://", BRANCH, "vi") == PrinterTrial(PrinterStatus.UNPLUGGED)


def test_the_running_kiosk_prints_the_strip_on_its_own_printer(tmp_path: Path) -> None:
    plan = BranchPlan(pin="804913", scanner="", printer="tcp://127.0.0.1:1")
    made = create_branch(tmp_path / "branch", plan, SystemClock())
    opening, machine = Opening(load_site(made.config)), LocalMachine(made.config, SystemClock())
    office = opening.office()
    someone = staff_list(office)[0].id
    assert machine.print_strip(plan.printer, BRANCH, "vi", someone).status is PrinterStatus.UNPLUGGED, "no kiosk runs"
    say_present(office, "kiosk")

    def print_once() -> None:
        ledger = Ledger(office)
        while (job := ledger.claim()) is None:
            pass
        ledger.settle(job.id, PrintJobState.PRINTED, "")

    kiosk = threading.Thread(target=print_once)
    kiosk.start()
    trial = machine.print_strip(plan.printer, BRANCH, "vi", someone)
    kiosk.join()
    assert trial == PrinterTrial(PrinterStatus.READY, is_printed=True, is_queued=True)
    stop = threading.Timer(0.3, machine.stop)
    stop.start()
    assert machine.print_strip(plan.printer, BRANCH, "vi", someone) == PrinterTrial(
        PrinterStatus.NO_ANSWER, is_queued=True
    )
    stop.join()
    assert Ledger(office).claim() is None, "a strip that nobody waits for is not printed later"
    opening.close()


def test_a_sentence_is_spoken_to_its_end(machine: LocalMachine, config: Path, tmp_path: Path) -> None:
    heard = tmp_path / "heard"
    speaks = program(tmp_path / "speaks", VOICE.format(heard=heard))
    config.write_text(f'[speech]\nprogram = "{speaks}"\n', encoding="utf-8")
    assert machine.speak("Kính chào Ông/Bà", "vi") is SpeechStatus.READY
    assert heard.read_text(encoding="utf-8").endswith("Kính chào Ông/Bà")


def test_a_machine_without_a_voice_says_so(machine: LocalMachine, config: Path) -> None:
    config.write_text('[speech]\nprogram = "/nowhere/espeak-ng"\n', encoding="utf-8")
    assert machine.speak("Kính chào", "vi") is SpeechStatus.ABSENT
    machine.save({("speech", "program"): ""})
    assert machine.speak("Kính chào", "vi") is SpeechStatus.ABSENT


def test_a_call_is_played_by_the_player_of_the_machine(machine: LocalMachine, config: Path, tmp_path: Path) -> None:
    player = program(tmp_path / "plays", f'#!/bin/sh\ncp "$1" "{tmp_path}/played.wav"\n')
    config.write_text(f'[voice]\nplayer = "{player}"\n', encoding="utf-8")
    assert machine.call_out("vi", 80) is SoundStatus.NO_PACK
    pack = tmp_path / "voice" / "vi"
    pack.mkdir(parents=True)
    write_wav(pack / "piece.wav", silence(0.02))
    pieces = dict.fromkeys(pieces_of(script_of("vi"), "A046", 2), "piece.wav")
    (pack / MANIFEST).write_text(json.dumps({"pieces": pieces}), encoding="utf-8")
    assert machine.call_out("vi", 80) is SoundStatus.READY
    assert (tmp_path / "played.wav").stat().st_size > 1000
    player.unlink()
    assert machine.call_out("vi", 80) is SoundStatus.ABSENT


def test_the_jack_says_whether_something_is_in_it(machine: LocalMachine) -> None:
    assert machine.headphones("/dev/input/no-such-event") is HeadphoneStatus.UNKNOWN
    with SimulatedJack() as jack:
        assert machine.headphones(jack.address) is HeadphoneStatus.OUT


def test_values_are_saved_whole_or_not_at_all(machine: LocalMachine, config: Path) -> None:
    config.write_text("# giữ\n[hall]\nscreens = 1\n", encoding="utf-8")
    assert machine.save({("screen", "pixels_per_mm"): 3.78, ("hall", "screens"): 2}) == load_site(config).config
    before = config.read_text(encoding="utf-8")
    with pytest.raises(CounterError):
        machine.save({("hall", "screens"): 1, ("printer", "url"): "nowhere"})
    assert config.read_text(encoding="utf-8") == before


def test_the_journal_keeps_who_changed_which_keys_and_no_value(tmp_path: Path) -> None:
    made = create_branch(tmp_path / "branch", BranchPlan(pin="804913", scanner=""), SystemClock())
    opening = Opening(load_site(made.config))
    office = opening.office()
    someone = staff_list(office)[0].id
    LocalMachine(made.config, SystemClock()).save({("printer", "url"): "tcp://192.0.2.30:9100"}, someone)
    with office.store.read() as connection:
        (record,) = [one for one in walk(connection) if one.kind == Event.STATION_CONFIGURED]
    assert json.loads(record.body) == {"staff": someone, "keys": ["printer.url"]}
    assert record.subject == "station:kiosk-1"
    opening.close()


def test_a_machine_is_set_right_while_its_branch_is_away(machine: LocalMachine, config: Path) -> None:
    config.write_text('[database]\nurl = "postgresql://kiosk@127.0.0.1:1/branch"\n', encoding="utf-8")
    assert machine.save({("hall", "screens"): 2}, 1).hall.screens == 2


def test_a_change_names_the_windows_that_have_to_be_started_again() -> None:
    assert windows_of({("printer", "url"): ""}) == ("kiosk",)
    assert windows_of({("voice", "volume"): {"00:00": 50}, ("scanner", "url"): "auto"}) == ("kiosk", "hall", "rating")
    assert windows_of({("screen", "pixels_per_mm"): 3.2}) == ("kiosk", "desk", "hall", "rating")
    assert windows_of({}) == ()


def test_a_card_of_324_pixels_is_a_27_inch_panel() -> None:
    assert density_of(85.6 * 3.2) == 3.2
