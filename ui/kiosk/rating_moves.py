"""Rating a visit by the ticket's code: the keypad, the faces, the reasons, the thanks. Handlers of the table."""

from dataclasses import replace

from kiosk.domain.rating import Level, Rating
from ui.kiosk import events as e
from ui.kiosk.moves import Step
from ui.kiosk.requests import FindRateable, SendRating
from ui.kiosk.state import Busy, Screen, Visit

#: Label, date, proof and check character of the longest code (numbering.TicketCode), without spaces.
CODE_LENGTH = 17
_GRACE = 10


def open_rating(visit: Visit, _event: e.OpenRating) -> Step:
    """Which visit? The slip's code says it."""
    return Step(replace(visit, screen=Screen.RATE_CODE, code="", busy=None))


def type_code(visit: Visit, event: e.TypeCode) -> Step:
    """One more character."""
    return Step(replace(visit, code=(visit.code + event.character.upper())[:CODE_LENGTH]))


def delete_code(visit: Visit, _event: e.DeleteCode) -> Step:
    """One character less."""
    return Step(replace(visit, code=visit.code[:-1]))


def find_typed(visit: Visit, _event: e.Confirm) -> Step:
    """The typed code; a slip of the finger is told at once, without asking the branch."""
    from kiosk.domain.numbering import CodeProblem, parse_code  # brings hashing along, which the start does without

    parsed = parse_code(visit.code)
    if isinstance(parsed, CodeProblem):
        return Step(visit.with_notice(f"code.{parsed}"))
    return find(visit, parsed.compact)


def find(visit: Visit, code: str) -> Step:
    """Asks for the visit; the screen stays until the answer, so a refusal is told where the question was asked."""
    return Step(replace(visit, busy=Busy.CODE), (FindRateable(visit.flow, code),))


def found(visit: Visit, event: e.RateableFound) -> Step:
    """Three faces, none of them chosen."""
    blank = replace(
        visit, rateable=event.rateable, level=None, reasons=(), code="", shown=None, person=None, group=None
    )
    return Step(replace(blank, screen=Screen.RATING, busy=None, notice=None, idle=0))


def choose_level(visit: Visit, event: e.ChooseLevel) -> Step:
    """Two faces are an answer; the third asks why, and nothing but why."""
    visit = replace(visit, level=event.level, reasons=(), attempt=visit.attempt + 1)
    if event.level is Level.NOT_SATISFIED:
        return Step(replace(visit, screen=Screen.REASONS))
    return send(visit, event)


def toggle_reason(visit: Visit, event: e.ToggleReason) -> Step:
    """On or off."""
    chosen = set(visit.reasons) ^ {event.reason}
    return Step(replace(visit, reasons=tuple(reason for reason in type(event.reason) if reason in chosen)))


def send(visit: Visit, _event: e.Event) -> Step:
    """The verdict goes to the branch once; the screen stays until it counts."""
    if visit.busy is Busy.RATING or visit.rateable is None or visit.level is None:
        return Step(visit)
    rating = Rating(visit.level, visit.reasons)
    ask = SendRating(visit.flow, visit.request_id, visit.rateable.ticket.id, rating)
    return Step(replace(visit, busy=Busy.RATING), (ask,))


def back_to_faces(visit: Visit, _event: e.Back) -> Step:
    """Another face."""
    return Step(replace(visit, screen=Screen.RATING, level=None, reasons=(), busy=None))


def saved(visit: Visit, _event: e.RatingSaved) -> Step:
    """Thanks; nothing of the rating stays on the screen."""
    return Step(replace(visit.fresh(), flow=visit.flow, look=visit.look, screen=Screen.THANKS))


def end_of_time(visit: Visit, _event: e.Tick) -> Step:
    """Unhappy without a reason is an answer too: it is sent when the time for reasons is over."""
    visit = replace(visit, idle=visit.idle + 1)
    limit = visit.idle_limit
    if limit is None or visit.idle < limit:
        return Step(visit)
    return send(replace(visit, idle=limit - _GRACE), _event) if visit.busy is None else Step(visit.fresh())


def refused_rating(visit: Visit, event: e.Refused) -> Step:
    """This visit cannot be rated: the sentence at home, nothing half done."""
    return Step(replace(visit.fresh(), look=visit.look).told(event.message))


def failed_rating(visit: Visit, _event: e.Failed) -> Step:
    """Not saved: the same touch again sends it again, under the same request id."""
    return Step(
        replace(visit, busy=None, attempt=visit.attempt - 1, screen=Screen.RATING).with_notice("rating.not_saved")
    )
