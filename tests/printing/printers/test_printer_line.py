"""Check which bytes of a printer are taken for a proof: the answer to the last question, and nothing else."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.status import PrinterStatus
from printing.printers.answers import Answers
from printing.printers.printer_line import PrinterLine, Timeouts
from printing.printers.printer_ports import PrinterPort
from printing.printers.printer_status import CLEAR_BUFFER, CLEARED, REPORT
from printing.printers.profiles import CLONE, EPSON_203, PPU_700, PrinterProfile

AT_ONCE = Timeouts(status_s=0.01, stall_s=0.01, clear_s=0.01)
ASB_PAPER_OUT = b"\x18\x00\x0f\x00"


class ScriptedPort(PrinterPort):
    """Take every byte, and answer what the test says."""

    def __init__(self) -> None:
        self.sent = b""
        self.answers: list[bytes] = []
        self.has_paper = True
        self.is_blocked = False

    def write(self, data: bytes, wait_s: float) -> int:
        assert wait_s > 0
        if self.is_blocked:
            return 0
        self.sent += data
        return len(data)

    def read(self, wait_s: float) -> bytes:
        assert wait_s >= 0
        return self.answers.pop(0) if self.answers else b""

    def close(self) -> None:
        """Do nothing."""

    def discard(self) -> None:
        """Do nothing."""

    def says_no_paper(self) -> bool:
        return not self.has_paper

    def soft_reset(self) -> None:
        self.is_blocked = False


@pytest.fixture
def port() -> ScriptedPort:
    return ScriptedPort()


def asked(port: ScriptedPort, profile: PrinterProfile = CLONE, *, owed: int = 0) -> PrinterLine:
    line = PrinterLine(port, profile, AT_ONCE, owed)
    assert line.ask_done()
    return line


def hears(line: PrinterLine, port: ScriptedPort, *answers: bytes) -> bool:
    for answer in answers:
        port.answers.append(answer)
        line.listen(0.01)
    return line.is_done


@pytest.mark.parametrize(
    ("answers", "is_done"),
    [
        ((b"\x00",), True),
        ((b"\x03",), True),  # the paper is near its end
        ((b"\x0f",), False),  # a serial printer without paper
        ((ASB_PAPER_OUT,), False),
        (tuple(bytes((byte,)) for byte in ASB_PAPER_OUT), False),
        ((ASB_PAPER_OUT, b"\x00"), True),
        ((CLEARED,), False),  # its last bytes look like answers to GS r
        ((b"\x12\x12\x12\x12",), False),
        ((b"\x37\x220042\x00",), False),
        ((b"\xff\x12",), False),
    ],
)
def test_only_an_answer_with_paper_is_a_proof(port: ScriptedPort, answers: tuple[bytes, ...], *, is_done: bool) -> None:
    assert hears(asked(port), port, *answers) is is_done


def test_the_answer_of_an_older_question_is_no_proof(port: ScriptedPort) -> None:
    line = asked(port, owed=2)
    assert not hears(line, port, b"\x00", b"\x00")
    assert hears(line, port, b"\x00")


def test_without_paper_the_last_answer_counts(port: ScriptedPort) -> None:
    line = asked(port, owed=1)
    assert not hears(line, port, b"\x00", b"\x0f")


def test_a_tagged_question_has_an_id_of_its_own(port: ScriptedPort) -> None:
    line = asked(port, EPSON_203)
    first = port.sent[-4:]
    assert port.sent == b"\x1d(H\x06\x00" + b"00" + first
    line.ask_done()
    second = port.sent[-4:]
    assert first != second
    assert not hears(line, port, b"\x00", b"\x37\x22" + first + b"\x00"), "an older question, and an answer to GS r"
    assert hears(line, port, b"\x37\x22" + second[:2], second[2:] + b"\x00")


def test_a_clear_is_proved_by_its_answer(port: ScriptedPort) -> None:
    line = asked(port)
    assert not line.clear()
    assert port.sent == REPORT + CLEAR_BUFFER
    port.answers = [b"\x37", b"\x25\x00"]
    assert line.clear()
    assert line.owed == 0


def test_a_clear_that_the_printer_does_not_take_goes_behind_a_soft_reset(port: ScriptedPort) -> None:
    line = asked(port)
    port.is_blocked = True
    port.answers = [CLEARED]
    assert line.clear()
    assert port.sent == REPORT + CLEAR_BUFFER


def test_a_blocked_printer_may_say_by_another_way_that_it_has_no_paper(port: ScriptedPort) -> None:
    line = PrinterLine(port, CLONE, AT_ONCE)
    assert line.status() is PrinterStatus.NO_ANSWER
    port.has_paper = False
    assert line.status() is PrinterStatus.PAPER_OUT
    port.answers = [b"", b"\x12", b"\x12", b"\x12", b"\x12"]
    assert line.status() is PrinterStatus.READY, "its own answers count first"


def test_a_late_status_is_not_the_answer_to_the_next_request(port: ScriptedPort) -> None:
    line = PrinterLine(port, CLONE, AT_ONCE)
    port.answers = [b"\x1a", b"\x12", b"\x12", b"\x12", b"\x7e"]
    assert line.status() is PrinterStatus.PAPER_OUT


@pytest.mark.parametrize(
    ("profile", "paper", "status", "holds_slip"),
    [
        (PPU_700, b"\x12", PrinterStatus.READY, False),
        (PPU_700, b"\x52", PrinterStatus.READY, True),
        (PPU_700, b"\x32", PrinterStatus.PAPER_OUT, False),
        (PPU_700, b"\x5e", PrinterStatus.PAPER_LOW, True),
        (CLONE, b"\x52", PrinterStatus.PAPER_OUT, False),
    ],
)
def test_a_slip_in_the_presenter_is_no_empty_roll(
    port: ScriptedPort, profile: PrinterProfile, paper: bytes, status: PrinterStatus, *, holds_slip: bool
) -> None:
    line = PrinterLine(port, profile, AT_ONCE)
    port.answers = [b"", b"\x12", b"\x12", b"\x12", paper]
    assert line.status() is status
    assert line.holds_slip is holds_slip


@given(st.binary(max_size=40), st.lists(st.integers(1, 39)))
def test_answers_may_arrive_in_any_pieces(data: bytes, cuts: list[int]) -> None:
    whole, pieces = Answers(), Answers()
    whole.hear(data)
    edges = [0, *sorted(set(cuts)), len(data)]
    for start, end in itertools.pairwise(edges):
        pieces.hear(data[start:end])
    assert (pieces.statuses, pieces.reports, pieces.groups) == (whole.statuses, whole.reports, whole.groups)
