"""Search for a service or a procedure by typing."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from kiosk.branch import procedures
from kiosk.domain.branch_setup import Setup
from kiosk.domain.procedures.search import MOST, Hit
from ui.visit.common import BranchChanged, Confirm, GoBack, Rows, Transition, load, merge, on_each, reload
from ui.visit.event import BranchAnswer, Touch
from ui.visit.keyboard import (
    ChooseMethod,
    ClearText,
    EraseLetter,
    TypeText,
    TypingState,
    choose_method,
    clear_text,
    erase_letter,
    text_of,
    type_text,
)
from ui.visit.number import ChooseService, TurnServices, choose_service
from ui.visit.procedures import ProcedureState
from ui.visit.question import AnswerAbout, Question
from ui.visit.screen import Screen
from ui.visit.visit import SubjectState, Visit

#: Letters of a search; longer is no name of anything.
LONGEST_TEXT = 60
#: One letter begins half of all names.
SHORTEST_TEXT = 2


@dataclass(frozen=True, slots=True)
class Finds:
    """Keep what a search found: procedures by code and services by id, best first. `text`: what it was asked.

    `is_near`: a word was missing in all of them; `has_more`: these are the best of many. `former`: the code that was
    typed and is no longer in force.
    """

    text: str = field(repr=False)
    codes: tuple[str, ...] = ()
    services: tuple[int, ...] = ()
    is_near: bool = False
    has_more: bool = False
    former: str = ""


@dataclass(frozen=True, slots=True)
class SearchState(SubjectState):
    """Keep a search. `wants_service`: it came from taking a number. `finds` is None before the first answer.

    `is_listing`: the keyboard made room for the list.
    """

    wants_service: bool = False
    finds: Finds | None = None
    finds_page: int = 0
    is_listing: bool = False


class OpenSearch(Touch):
    """Search by typing, for a service or for a procedure, as the screen before was about."""


@dataclass(frozen=True)
class SearchAnswered(BranchAnswer):
    """Carry what fits what was typed."""

    text: str = field(repr=False)
    hits: tuple[Hit, ...]


def open_search(visit: Visit, _event: OpenSearch) -> Transition:
    """Show an empty field: for services where a number is taken, for procedures where they are looked up."""
    state = SearchState(wants_service=visit.screen is Screen.CHOOSE)
    return Transition(replace(visit, screen=Screen.SEARCH).put(TypingState(), state))


def back_from_search(visit: Visit, _event: GoBack) -> Transition:
    """Show the keyboard again, from there the screen where the search was opened."""
    state = visit.of(SearchState)
    if state.is_listing:
        return Transition(visit.put(replace(state, is_listing=False)))
    screen = Screen.CHOOSE if state.wants_service else Screen.PROCEDURES
    asks = (load(visit),) if screen is Screen.CHOOSE else ()
    return Transition(replace(visit, screen=screen).put(TypingState(), SearchState()), asks)


def type_search(visit: Visit, event: TypeText) -> Transition:
    """Type one key more, and the list follows."""
    return search_for_text(type_text(visit, event, LONGEST_TEXT))


def erase_search(visit: Visit, _event: EraseLetter) -> Transition:
    """Take one letter back, and the list follows."""
    return search_for_text(erase_letter(visit))


def clear_search(visit: Visit, _event: ClearText) -> Transition:
    """Begin again, with the keyboard."""
    return search_for_text(clear_text(visit).put(replace(visit.of(SearchState), is_listing=False)))


def choose_typing(visit: Visit, event: ChooseMethod) -> Transition:
    """Choose another way of typing."""
    return Transition(choose_method(visit, event))


def search_for_text(visit: Visit) -> Transition:
    """Ask for what fits the text as it stands; nothing for one letter."""
    text, state = text_of(visit), visit.of(SearchState)
    if len(text.strip()) < SHORTEST_TEXT:
        return Transition(visit.put(replace(state, finds=None, finds_page=0)))
    question = Question.of(visit.flow, procedures.search, text, answer=AnswerAbout(SearchAnswered, text))
    return Transition(visit.put(replace(state, finds_page=0)), (question,))


def answered(visit: Visit, event: SearchAnswered) -> Transition:
    """Show the finds of the text that stands there; those of an earlier text come too late."""
    if event.text != text_of(visit) or visit.now is None:
        return Transition(visit)
    return Transition(visit.put(replace(visit.of(SearchState), finds=_finds(visit.now.setup, event))))


def show_list(visit: Visit, _event: Confirm) -> Transition:
    """Let the keyboard make room for the list, or come back."""
    state = visit.of(SearchState)
    if state.finds is None:
        return Transition(visit)
    return Transition(visit.put(replace(state, is_listing=not state.is_listing)))


def turn_finds(visit: Visit, event: TurnServices) -> Transition:
    """Turn to another page of finds."""
    return Transition(visit.put(replace(visit.of(SearchState), finds_page=max(event.page, 0))))


def take_number_for(visit: Visit, event: ChooseService) -> Transition:
    """Take a number for what was found: as from the list of services, which is where a refusal leads."""
    after = choose_service(visit, event)
    if after.visit.screen is visit.screen:
        return after
    return Transition(after.visit.put(TypingState(), SearchState(), ProcedureState()), after.questions)


def services_handling(setup: Setup, code: str) -> tuple[int, ...]:
    """Return the ids of the branch's services that handle a procedure, in their order."""
    return tuple(service.id for service in setup.services_handling(code))


def _finds(setup: Setup, event: SearchAnswered) -> Finds:
    """Return each hit as a procedure and as a service: a service for its procedures, a procedure for its services."""
    codes: dict[str, None] = {}
    services: dict[int, None] = {}
    for hit in event.hits:
        codes.update(dict.fromkeys(_codes(setup, hit)))
        services.update(dict.fromkeys(_services(setup, hit)))
    first = event.hits[0] if event.hits else None
    return Finds(
        event.text,
        tuple(codes),
        tuple(services),
        is_near=first is not None and first.is_near,
        has_more=len(event.hits) == MOST,
        former=first.former_code if first else "",
    )


def _codes(setup: Setup, hit: Hit) -> Iterable[str]:
    if hit.entry.kind == "procedure":
        return (hit.entry.key,)
    service = setup.services.get(int(hit.entry.key))
    return service.procedures if service else ()


def _services(setup: Setup, hit: Hit) -> Iterable[int]:
    if hit.entry.kind == "service":
        return (int(hit.entry.key),)
    return services_handling(setup, hit.entry.key)


ROWS: Rows = merge(
    on_each((Screen.CHOOSE, Screen.PROCEDURES), {OpenSearch: open_search}),
    on_each((Screen.SEARCH, Screen.PROCEDURE), {ChooseService: take_number_for}),
    {
        Screen.SEARCH: {
            TypeText: type_search,
            EraseLetter: erase_search,
            ClearText: clear_search,
            ChooseMethod: choose_typing,
            SearchAnswered: answered,
            Confirm: show_list,
            TurnServices: turn_finds,
            GoBack: back_from_search,
            BranchChanged: reload,
        },
    },
)
