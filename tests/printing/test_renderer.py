"""Drawing in a process beside: the same bytes as here, through its death, and never longer than its parent lives."""

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from kiosk.domain.slip import TicketSlip
from kiosk.domain.text import LANGUAGES, LocalText, Texts
from printing.escpos import CUT
from printing.renderer import RendererBeside, RendererHere, RenderError

Make = Callable[..., TicketSlip]


@pytest.fixture
def beside(texts: Callable[[str], Texts]) -> Iterator[RendererBeside]:
    renderer = RendererBeside(texts)
    renderer.warm_up()
    yield renderer
    renderer.close()


def pid_of(renderer: RendererBeside) -> int:
    process = renderer._process
    assert process is not None
    return process.pid


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_slip_drawn_beside_has_the_bytes_of_one_drawn_here(
    beside: RendererBeside, texts: Callable[[str], Texts], make_slip: Make, language: str
) -> None:
    slip = make_slip(language=language)
    assert b"".join(beside.render(slip)) == b"".join(RendererHere(texts).render(slip))


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_second_ticket_on_what_stands_above_the_number_comes_at_once(
    beside: RendererBeside, texts: Callable[[str], Texts], make_slip: Make, language: str
) -> None:
    for _ in beside.render(make_slip(label="A001", language=language)):
        pass
    slip = make_slip(label="A002", language=language, has_priority=True)
    pieces = beside.render(slip)
    head = next(iter(pieces))
    whole = b"".join(RendererHere(texts).render(slip))
    assert len(whole) // 8 < len(head) < len(whole) // 2
    assert head + b"".join(pieces) == whole


def test_another_branch_has_another_head(
    beside: RendererBeside, texts: Callable[[str], Texts], make_slip: Make
) -> None:
    list(beside.render(make_slip()))
    elsewhere = replace(make_slip(), place=LocalText("Xã Ở Rất Xa"))
    assert b"".join(beside.render(elsewhere)) == b"".join(RendererHere(texts).render(elsewhere))


def test_a_head_that_is_not_the_tickets_own_is_cut_off_and_the_ticket_is_whole(
    beside: RendererBeside, texts: Callable[[str], Texts], make_slip: Make
) -> None:
    list(beside.render(make_slip()))
    beside._heads = dict.fromkeys(beside._heads, b"something else")
    head, rest = beside.render(make_slip())
    assert (head, rest) == (b"something else", CUT + b"".join(RendererHere(texts).render(make_slip())))


def test_a_process_that_died_costs_no_slip(beside: RendererBeside, make_slip: Make) -> None:
    before = pid_of(beside)
    wanted = b"".join(beside.render(make_slip()))
    os.kill(before, signal.SIGKILL)
    assert b"".join(beside.render(make_slip())) == wanted
    assert pid_of(beside) != before
    assert b"".join(beside.render(make_slip())) == wanted


def test_a_slip_that_cannot_be_drawn_is_an_error_and_the_next_one_comes(
    beside: RendererBeside, make_slip: Make
) -> None:
    before = pid_of(beside)
    with pytest.raises(RenderError):
        list(beside.render(replace(make_slip(), language="xx")))
    assert b"".join(beside.render(make_slip()))
    assert pid_of(beside) == before


def test_without_a_parent_the_process_ends(beside: RendererBeside) -> None:
    process = beside._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(10) == 0


def test_a_slip_that_was_begun_is_not_drawn_twice_and_another_one_comes_out_right(
    beside: RendererBeside, texts: Callable[[str], Texts], make_slip: Make
) -> None:
    here = RendererHere(texts)
    first, second = make_slip(label="A001"), make_slip(label="A002")
    beside.begin(first)
    assert b"".join(beside.render(first)) == b"".join(here.render(first))
    beside.begin(first)
    assert b"".join(beside.render(second)) == b"".join(here.render(second))
    beside.begin(replace(first, language="xx"))
    assert b"".join(beside.render(second)) == b"".join(here.render(second))
