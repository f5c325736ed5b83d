"""Check the meaning of a printer's status bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.status import PrinterStatus
from printing.printers.printer_status import StatusRequest, decode_status, is_report, is_status

Q = StatusRequest
OK = {Q.PRINTER: 0x12, Q.OFFLINE_CAUSE: 0x12, Q.ERROR_CAUSE: 0x12, Q.PAPER: 0x12}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, PrinterStatus.READY),
        ({Q.PAPER: 0x1E}, PrinterStatus.PAPER_LOW),
        ({Q.PRINTER: 0x1A, Q.OFFLINE_CAUSE: 0x32, Q.PAPER: 0x7E}, PrinterStatus.PAPER_OUT),
        ({Q.PRINTER: 0x1A, Q.OFFLINE_CAUSE: 0x32}, PrinterStatus.PAPER_OUT),
        ({Q.PRINTER: 0x1A, Q.OFFLINE_CAUSE: 0x16}, PrinterStatus.COVER_OPEN),
        ({Q.PRINTER: 0x1A, Q.OFFLINE_CAUSE: 0x16, Q.PAPER: 0x72}, PrinterStatus.COVER_OPEN),
        ({Q.PRINTER: 0x1A}, PrinterStatus.OFFLINE),
        ({Q.PRINTER: 0x1A, Q.OFFLINE_CAUSE: 0x52, Q.ERROR_CAUSE: 0x1A}, PrinterStatus.FAULT),
        ({Q.ERROR_CAUSE: 0x32}, PrinterStatus.FAULT),
        ({Q.PRINTER: 0xFF}, PrinterStatus.FAULT),
        ({Q.PAPER: 0x00}, PrinterStatus.FAULT),
        (dict.fromkeys(StatusRequest), PrinterStatus.NO_ANSWER),
        ({Q.PAPER: None}, PrinterStatus.NO_ANSWER),
        ({Q.OFFLINE_CAUSE: 0x16, Q.ERROR_CAUSE: None, Q.PAPER: None}, PrinterStatus.COVER_OPEN),
    ],
)
def test_what_the_four_answers_mean(changes: dict[StatusRequest, int | None], status: PrinterStatus) -> None:
    assert decode_status({**OK, **changes}) is status


@given(st.dictionaries(st.sampled_from(StatusRequest), st.none() | st.integers(0, 255)))
def test_only_four_sound_answers_allow_printing(replies: dict[StatusRequest, int | None]) -> None:
    if decode_status(replies).can_print:
        assert set(replies) == set(StatusRequest)
        assert all(byte is not None and is_status(byte) for byte in replies.values())


def test_the_answers_to_the_two_questions_cannot_be_mistaken() -> None:
    assert not any(is_status(byte) and is_report(byte) for byte in range(256))
