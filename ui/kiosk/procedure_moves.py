"""Looking up a procedure, and searching for it or for a service. Handlers of the table."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.domain.status import PrintJobState
from kiosk.domain.text import Message
from ui.kiosk import events as e
from ui.kiosk import look_up_events as u
from ui.kiosk import typing_moves as t
from ui.kiosk.look_up import LONGEST_TEXT, SHORTEST_TEXT, Finds, LookUp, SlipJob
from ui.kiosk.moves import Step
from ui.kiosk.number_moves import choose_service
from ui.kiosk.requests import LoadCatalogue, LoadServices, PrintProcedure, SearchFor, WatchPrint
from ui.kiosk.state import Busy, Screen, Visit

if TYPE_CHECKING:
    from kiosk.domain.office import Setup
    from kiosk.domain.procedure import Procedure
    from kiosk.domain.search import Hit


def open_procedures(visit: Visit, _event: u.OpenProcedures) -> Step:
    """To the fields of the catalogue; before it was read once, the answer opens them."""
    ask = (LoadCatalogue(visit.flow),)
    if visit.catalogue is None:
        return Step(replace(visit, busy=Busy.CATALOGUE), ask)
    return Step(_listing(visit), ask)


def loaded_at_start(visit: Visit, event: u.CatalogueLoaded) -> Step:
    """What was touched opens."""
    visit = replace(visit, catalogue=event.catalogue)
    return Step(_listing(visit) if visit.busy is Busy.CATALOGUE else visit)


def loaded(visit: Visit, event: u.CatalogueLoaded) -> Step:
    """A new catalogue in place; a field that is gone gives way to the first."""
    visit = replace(visit, catalogue=event.catalogue)
    if visit.look_up.field in event.catalogue.fields:
        return Step(visit)
    return Step(_looking(visit, field=next(iter(event.catalogue.fields)), page=0))


def choose_field(visit: Visit, event: e.ChooseField) -> Step:
    """Its procedures at the right, from the first page."""
    return Step(_looking(visit, field=event.code, page=0))


def turn_fields(visit: Visit, event: e.TurnFields) -> Step:
    """Another page of fields."""
    return Step(_looking(visit, field_page=max(event.page, 0)))


def turn_list(visit: Visit, event: e.TurnServices) -> Step:
    """Another page of procedures."""
    return Step(_looking(visit, page=max(event.page, 0)))


def show_procedure(visit: Visit, event: u.ShowProcedure) -> Step:
    """Its papers first; a former code opens what it is called now."""
    found = visit.catalogue.find(event.code) if visit.catalogue else None
    if found is None:
        return Step(visit.with_notice("procedure.gone"))
    from_search = visit.screen is Screen.SEARCH
    visit = _looking(visit, code=found.code, section=None, posting_page=0, from_search=from_search, slip=None)
    return Step(replace(visit, screen=Screen.PROCEDURE))


def choose_section(visit: Visit, event: u.ChooseSection) -> Step:
    """Another part, from its first page."""
    return Step(_looking(visit, section=event.kind, posting_page=0))


def turn_posting(visit: Visit, event: u.TurnPosting) -> Step:
    """Another page of the part."""
    return Step(_looking(visit, posting_page=max(event.page, 0)))


def back_from_procedure(visit: Visit, _event: e.Back) -> Step:
    """To the list or the finds it was opened from."""
    screen = Screen.SEARCH if visit.look_up.from_search else Screen.PROCEDURES
    return Step(replace(visit, screen=screen, busy=None))


def take_along(visit: Visit, _event: u.TakeAlong) -> Step:
    """The QR as large as the screen."""
    return Step(replace(visit, screen=Screen.TAKE_ALONG))


def open_dossiers(visit: Visit, _event: u.OpenDossiers) -> Step:
    """Where a dossier can be looked up."""
    return Step(replace(visit, screen=Screen.DOSSIERS, busy=None))


def back_to_procedure(visit: Visit, _event: e.Event) -> Step:
    """From the QR."""
    return Step(replace(visit, screen=Screen.PROCEDURE))


def take_number(visit: Visit, event: e.ChooseService) -> Step:
    """A number for what was found: as from the list of services, which is where a refusal leads."""
    view = visit.now.view(event.service_id) if visit.now else None
    after = choose_service(replace(visit, field=view.service.field_code) if view else visit, event)
    if after.visit.screen is visit.screen:
        return after
    return Step(replace(after.visit, draft=None, look_up=LookUp()), after.requests)


def print_slip(visit: Visit, _event: u.PrintSlip) -> Step:
    """One slip a touch, and the next one when this one is settled."""
    look_up = visit.look_up
    if visit.busy is Busy.SLIP or look_up.code is None or (look_up.slip and not look_up.slip.is_settled):
        return Step(visit)
    visit = replace(visit, busy=Busy.SLIP, attempt=visit.attempt + 1)
    return Step(visit, (PrintProcedure(visit.flow, visit.request_id, look_up.code, visit.look.language),))


def slip_queued(visit: Visit, event: u.SlipQueued) -> Step:
    """An eye on the paper."""
    return Step(_looking(replace(visit, busy=None), slip=SlipJob(event.job)), (WatchPrint(visit.flow, event.job),))


def slip_moved(visit: Visit, event: e.PrintMoved) -> Step:
    """Asked again until the slip is settled."""
    slip = visit.look_up.slip
    if slip is None or slip.job != event.job:
        return Step(visit)
    moved = SlipJob(event.job, event.state)
    visit = _looking(visit, slip=moved)
    if not moved.is_settled:
        return Step(visit, (WatchPrint(visit.flow, event.job),))
    if event.state is PrintJobState.PRINTED:
        return Step(visit.told(Message("look_up.printed"), calm=True))
    return Step(visit.with_notice("look_up.not_printed"))


# -- the search ---------------------------------------------------------------------------------------------------


def open_search(visit: Visit, _event: u.OpenSearch) -> Step:
    """An empty field: for services where a number is taken, for procedures where they are looked up."""
    wants_service = visit.screen is Screen.CHOOSE
    visit = _looking(replace(visit, draft=None), wants_service=wants_service, finds=None, finds_page=0)
    return Step(_looking(replace(visit, screen=Screen.SEARCH), is_listing=False))


def back_from_search(visit: Visit, _event: e.Back) -> Step:
    """From the list to the keyboard, from there to where the search was opened."""
    if visit.look_up.is_listing:
        return Step(_looking(visit, is_listing=False))
    screen = Screen.CHOOSE if visit.look_up.wants_service else Screen.PROCEDURES
    asks = (LoadServices(visit.flow),) if screen is Screen.CHOOSE else ()
    return Step(_looking(replace(visit, screen=screen, draft=None), finds=None), asks)


def type_text(visit: Visit, event: e.TypeText) -> Step:
    """One key more, and the list follows."""
    return search(t.type_text(visit, event, LONGEST_TEXT))


def erase_letter(visit: Visit, _event: e.EraseLetter) -> Step:
    """One letter less, and the list follows."""
    return search(t.erase_letter(visit))


def clear_text(visit: Visit, _event: e.ClearText) -> Step:
    """From the beginning, with the keyboard."""
    return search(_looking(t.clear_text(visit), is_listing=False))


def choose_method(visit: Visit, event: e.ChooseMethod) -> Step:
    """Another way of typing."""
    return Step(t.choose_method(visit, event))


def search(visit: Visit) -> Step:
    """Asks for what fits the text as it stands; nothing for one letter. The one door to the search."""
    text = visit.draft.text if visit.draft else ""
    if len(text.strip()) < SHORTEST_TEXT:
        return Step(_looking(visit, finds=None, finds_page=0))
    return Step(_looking(visit, finds_page=0), (SearchFor(visit.flow, text),))


def found(visit: Visit, event: u.Found) -> Step:
    """The finds of the text that stands there; those of an earlier one come too late."""
    text = visit.draft.text if visit.draft else ""
    if event.text != text or visit.now is None:
        return Step(visit)
    return Step(_looking(visit, finds=_finds(visit.now.setup, event)))


def show_list(visit: Visit, _event: e.Confirm) -> Step:
    """The keyboard makes room for the list, and comes back."""
    if visit.look_up.finds is None:
        return Step(visit)
    return Step(_looking(visit, is_listing=not visit.look_up.is_listing))


def turn_finds(visit: Visit, event: e.TurnServices) -> Step:
    """Another page of finds."""
    return Step(_looking(visit, finds_page=max(event.page, 0)))


def shown(visit: Visit) -> "Procedure | None":
    """The procedure that is open."""
    return visit.catalogue.find(visit.look_up.code) if visit.catalogue and visit.look_up.code else None


def services_handling(setup: "Setup", code: str) -> tuple[int, ...]:
    """The ids of the branch's services that handle a procedure, in their order."""
    return tuple(number for number, service in sorted(setup.services.items()) if code in service.procedures)


def _finds(setup: "Setup", event: u.Found) -> Finds:
    """Each hit as a procedure and as a service: a service stands for its procedures, a procedure for its services."""
    from kiosk.domain.search import MOST

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


def _codes(setup: "Setup", hit: "Hit") -> Iterable[str]:
    if hit.entry.kind == "procedure":
        return (hit.entry.key,)
    service = setup.services.get(int(hit.entry.key))
    return service.procedures if service else ()


def _services(setup: "Setup", hit: "Hit") -> Iterable[int]:
    if hit.entry.kind == "service":
        return (int(hit.entry.key),)
    return services_handling(setup, hit.entry.key)


def _listing(visit: Visit) -> Visit:
    fields = list(visit.catalogue.fields) if visit.catalogue else []
    return replace(visit, screen=Screen.PROCEDURES, busy=None, look_up=LookUp(field=next(iter(fields), None)))


def _looking(visit: Visit, **changes: object) -> Visit:
    return replace(visit, look_up=replace(visit.look_up, **changes))  # type: ignore[arg-type]  # fields by name
