"""Check that the interpreter decodes every encoded picture, dot for dot."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.language.text import LANGUAGES, LocalText, Texts
from kiosk.domain.slip import TicketSlip
from kiosk.program.sample import sample_document
from printing.simulators.paper import SimulatedPaper
from printing.strip.bands import bands
from printing.strip.documents import slip_pdf
from printing.strip.escpos import encode_raster
from printing.strip.raster import Raster, rasterise
from tests.printing.jobs import picture_job

STEP = 72


def blank() -> bytes:
    return bytes(STEP)


@st.composite
def rows(draw: st.DrawFn) -> bytes:
    """Generate rows as on a ticket: white, solid, paired dots, a word at the left or right, some noise."""
    kind = draw(st.sampled_from(["blank", "solid", "paired", "ink", "noise"]))
    if kind == "blank":
        return blank()
    left = draw(st.integers(0, STEP - 1))
    width = draw(st.integers(1, STEP - left))
    if kind == "solid":
        ink = b"\xff" * width
    elif kind == "paired":
        ink = bytes(draw(st.sampled_from([0x00, 0x03, 0x0F, 0xC3, 0xFF, 0x3C])) for _ in range(width))
    elif kind == "ink":
        ink = bytes([draw(st.integers(1, 255))]) * width
    else:
        ink = draw(st.binary(min_size=width, max_size=width))
    return (bytes(left) + ink).ljust(STEP, b"\0")


@st.composite
def quiet_rows(draw: st.DrawFn) -> bytes:
    """Generate rows whose bytes contain no real-time command, doubled or not."""
    left = draw(st.integers(0, STEP - 1))
    ink = draw(st.lists(st.sampled_from(b"\x00\x03\x0f\xc3\xff\x81"), min_size=1, max_size=STEP - left).filter(any))
    return (bytes(left) + bytes(ink)).ljust(STEP, b"\0")


@st.composite
def rasters(draw: st.DrawFn) -> Raster:
    found: list[bytes] = []
    for _ in range(draw(st.integers(0, 12))):
        found += [draw(rows())] * draw(st.integers(1, 300) if draw(st.booleans()) else st.integers(1, 3))
    return Raster(576, tuple(found))


def printed(data: bytes) -> SimulatedPaper:
    paper = SimulatedPaper()
    paper.print(data)
    return paper


@settings(max_examples=150, deadline=None)
@given(rasters())
def test_the_paper_shows_the_raster_dot_for_dot(raster: Raster) -> None:
    paper = printed(picture_job(raster))
    assert paper.unknown == []
    assert len(paper.slips) == 1
    assert paper.slips[0].size == (576, raster.height)
    assert paper.slips[0].tobytes() == raster.image().tobytes()


@settings(max_examples=40, deadline=None)
@given(rasters(), st.data())
def test_bytes_may_arrive_in_any_pieces(raster: Raster, data: st.DataObject) -> None:
    job = picture_job(raster)
    paper = SimulatedPaper()
    at = 0
    while at < len(job):
        size = data.draw(st.integers(1, 900))
        paper.print(job[at : at + size])
        at += size
    assert paper.slips[0].tobytes() == raster.image().tobytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_ticket_comes_out_as_the_plain_raster(
    make_slip: Callable[..., TicketSlip], texts: Callable[[str], Texts], language: str
) -> None:
    raster = rasterise(slip_pdf(make_slip(language=language), texts(language)))
    job = picture_job(raster)
    paper = printed(job)
    assert paper.slips[0].tobytes() == raster.image().tobytes()
    assert paper.unknown == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("has_priority", [False, True])
@pytest.mark.parametrize("appointed_at", [None, datetime(2026, 11, 24, 9, 30, tzinfo=UTC)])
def test_a_ticket_takes_at_most_14_kilobytes(
    make_slip: Callable[..., TicketSlip],
    texts: Callable[[str], Texts],
    language: str,
    *,
    has_priority: bool,
    appointed_at: datetime | None,
) -> None:
    """Measure the slip of every service of the sample branch in each language, with names of up to 32 letters.

    Half of a slip is small text, whose bytes grow with its ink. A procedure's full name of 150 letters adds four lines,
    3.5 kB, and no encoding of GS v 0 removes them. Such a ticket is held to a fifth of the plain raster.
    """
    names = sorted((one.name for one in sample_document().services), key=lambda name: len(name.to(language)))
    for service in (names[0], names[len(names) // 2], *names[-3:]):
        slip = make_slip(
            service=service,
            language=language,
            has_priority=has_priority,
            appointed_at=appointed_at,
            counters=(1, 2, 3),
            ahead=12,
            minutes=(25, 40),
        )
        assert len(picture_job(rasterise(slip_pdf(slip, texts(language))))) <= 14_000


def test_a_long_name_takes_its_lines_and_no_more(
    make_slip: Callable[..., TicketSlip], texts: Callable[[str], Texts], procedure_names: list[str]
) -> None:
    name = next(name for name in procedure_names if len(name) <= 150)
    raster = rasterise(slip_pdf(make_slip(service=LocalText(name)), texts("vi")))
    assert len(picture_job(raster)) < 0.2 * len(raster.plain)


@settings(max_examples=60, deadline=None)
@given(rasters())
def test_no_cutting_takes_more_than_one_band_would(raster: Raster) -> None:
    """Against the plainest way to send the same: one band for each stretch without white rows, as wide as its ink."""
    plain = len(picture_job(Raster(576, ())))
    for white, stretch in groupby(raster.rows, key=lambda row: not any(row)):
        block = list(stretch)
        if white:
            plain += 3 * -(-len(block) // 255)
        else:
            left = min(len(row) - len(row.lstrip(b"\0")) for row in block)
            width = max(len(row.rstrip(b"\0")) for row in block) - left
            plain += 12 * -(-len(block) // 240) + width * len(block)
    # A dot moved aside for an order costs a column.
    assert len(picture_job(raster)) <= plain + 2 * raster.height


def cheapest(rows: list[bytes]) -> int:
    """Return the fewest bytes over all divisions into bands, in each of the four exact encodings."""
    best = [0] + [1 << 30] * len(rows)
    for end in range(1, len(rows) + 1):
        for start in range(end):
            part = rows[start:end]
            left = min(len(row) - len(row.lstrip(b"\0")) for row in part)
            width = max(len(row.rstrip(b"\0")) for row in part) - left
            wide = all(byte >> shift & 3 in (0, 3) for row in part for byte in row for shift in (0, 2, 4, 6))
            tall = len(part) % 2 == 0 and part[::2] == part[1::2]
            cost = (-(-width // 2) if wide else width) * (len(part) // 2 if tall else len(part))
            best[end] = min(best[end], best[start] + 12 + cost)
    return best[-1]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(quiet_rows(), st.sampled_from([1, 2, 3, 4, 5, 6])), min_size=1, max_size=8))
def test_no_other_cutting_is_cheaper(runs: list[tuple[bytes, int]]) -> None:
    picture = [row for row, count in runs for _ in range(count)]
    assert sum(len(band.picture) + 4 for band in bands(picture)) <= cheapest(picture)


def test_white_rows_are_fed_and_not_sent() -> None:
    raster = Raster(576, (b"\x80".ljust(STEP, b"\0"), *[blank()] * 600, b"\x80".ljust(STEP, b"\0")))
    assert len(picture_job(raster)) < 60
    assert printed(picture_job(raster)).slips[0].tobytes() == raster.image().tobytes()


def test_white_at_the_left_and_right_is_not_sent() -> None:
    row = bytes(30) + b"\x81" + bytes(41)
    assert len(picture_job(Raster(576, (row,) * 20))) < 60


def test_equal_pairs_of_rows_and_dots_are_sent_once() -> None:
    bar_code = (b"\xcc\x3f" * 20).ljust(STEP, b"\0")
    raster = Raster(576, (bar_code,) * 80)
    assert len(picture_job(raster)) < 40 * 20 + 40
    assert printed(picture_job(raster)).slips[0].tobytes() == raster.image().tobytes()


def test_dots_that_read_as_a_real_time_order_are_moved_aside() -> None:
    """A printer obeys DLE ENQ and DLE DC4 even inside a picture: it would clear its buffer or open the drawer."""
    for order in (b"\x10\x04\x01", b"\x10\x05\x02", b"\x10\x14\x08"):
        row = (bytes(10) + b"\x81" + order + b"\x81").ljust(STEP, b"\0")
        raster = Raster(576, (row, row[::-1]) * 4)
        job = picture_job(raster)
        assert order[:2] not in job
        assert printed(job).slips[0].tobytes() == raster.image().tobytes()


def test_a_band_is_no_longer_than_a_printers_buffer() -> None:
    noise = [bytes((place * 7 + at * 13) % 255 + 1 for at in range(STEP)) for place in range(1000)]
    assert all(len(band.picture) <= 240 * STEP + 8 for band in bands(noise))


def test_without_a_cut_the_paper_hangs() -> None:
    raster = Raster(576, (b"\xff" * STEP,) * 8)
    paper = printed(b"".join(encode_raster(raster)))
    assert paper.slips == []
    assert paper.hanging.tobytes() == raster.image().tobytes()


def test_the_interpreter_names_bytes_it_does_not_know() -> None:
    paper = printed(b"\x1b@Hello\x1dVB\x00")
    assert [place for place, _ in paper.unknown] == [2, 3, 4, 5, 6]
    assert len(paper.slips) == 1
