"""Check the renderer's child process: the same bytes as here, also after it dies, and no life beyond its parent."""

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest

from kiosk.domain.language.text import LANGUAGES, Texts
from kiosk.domain.procedures.catalogue_file import read_catalogue
from kiosk.domain.slip import ProcedureSlip, Slip, TicketSlip, TrialSlip
from kiosk.program.sample import sample_catalogue
from printing.renderer import LocalRenderer, ProcessRenderer, RenderError

TextsFor = Callable[[str], Texts]
Make = Callable[..., TicketSlip]


@pytest.fixture
def renderer(texts: TextsFor) -> Iterator[ProcessRenderer]:
    renderer = ProcessRenderer(texts)
    renderer.warm_up()
    yield renderer
    renderer.close()


def pid_of(renderer: ProcessRenderer) -> int:
    assert renderer._process is not None
    return renderer._process.pid


def slips_like(ticket: TicketSlip) -> list[Slip]:
    """Return one slip of each kind, of one branch and in one language."""
    branch = (ticket.centre, ticket.place, ticket.slogan, ticket.taken_at, ticket.language)
    procedure = read_catalogue(sample_catalogue()).procedures[0]
    return [ticket, ProcedureSlip(procedure, date(2026, 11, 1), False, *branch), TrialSlip("kiosk-1", *branch)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_slip_has_the_bytes_of_one_rendered_here(
    renderer: ProcessRenderer, texts: TextsFor, make_slip: Make, language: str
) -> None:
    for slip in slips_like(make_slip(language=language)):
        assert renderer.render(slip) == LocalRenderer(texts).render(slip)


def test_a_process_that_died_costs_no_slip(renderer: ProcessRenderer, make_slip: Make) -> None:
    before = pid_of(renderer)
    wanted = renderer.render(make_slip())
    os.kill(before, signal.SIGKILL)
    assert renderer.render(make_slip()) == wanted
    assert pid_of(renderer) != before
    assert renderer.render(make_slip()) == wanted


def test_a_process_that_still_loads_is_waited_for(texts: TextsFor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("printing.renderer._RENDER_SECONDS", 0.0)
    starting, started = ProcessRenderer(texts), []
    start = starting._start

    def counted() -> None:
        start()
        started.append(pid_of(starting))

    monkeypatch.setattr(starting, "_start", counted)
    starting.warm_up()
    assert len(started) == 1
    starting.close()


def test_a_slip_that_cannot_be_drawn_is_an_error_and_the_next_one_comes(
    renderer: ProcessRenderer, make_slip: Make
) -> None:
    before = pid_of(renderer)
    with pytest.raises(RenderError):
        renderer.render(replace(make_slip(), language="xx"))
    assert renderer.render(make_slip())
    assert pid_of(renderer) == before


def test_without_a_parent_the_process_ends(renderer: ProcessRenderer) -> None:
    process, connection = renderer._process, renderer._connection
    assert process is not None
    assert connection is not None
    connection.close()
    assert process.wait(10) == 0
