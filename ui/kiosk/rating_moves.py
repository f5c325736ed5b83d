"""Rating a visit by the ticket's code: the keypad, the faces, the reasons, the thanks. Handlers of the table."""

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.domain.rating import REMARK_LIMIT, Level, Rating
from ui.kiosk import events as e
from ui.kiosk.moves import Step, fade, trouble
from ui.kiosk.requests import FindRateable, SendRating
from ui.kiosk.state import Busy, Screen, Visit
from ui.kiosk.typing_moves import choose_method, clear_text, erase_letter, type_text

if TYPE_CHECKING:
    from kiosk.branch.ratings import Rateable

#: Label, date, proof and check character of the longest code (numbering.TicketCode), without spaces.
CODE_LENGTH = 17
_GRACE = 10


def open_rating(visit: Visit, _event: e.OpenRating) -> Step:
    """Which visit? The slip's code says it."""
    return Step(replace(visit, screen=Screen.RATE_CODE, code="", busy=None))


def type_code(visit: Visit, event: e.TypeCode) -> Step:
    """One more character; the spaces of the slip may be typed too, they stand there already."""
    character = event.character.upper() if event.character.isalnum() else ""
    return Step(replace(visit, code=(visit.code + character)[:CODE_LENGTH]))


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
    """The slip's visit."""
    return show_faces(visit, event.rateable)


def show_faces(visit: Visit, rateable: "Rateable") -> Step:
    """Three faces, none of them chosen."""
    visit = replace(visit, rateable=rateable, level=None, reasons=(), draft=None, code="", offer=None)
    blank = replace(visit, shown=None, person=None, group=None)
    return Step(replace(blank, screen=Screen.RATING, busy=None, notice=None, idle=0))


def choose_level(visit: Visit, event: e.ChooseLevel) -> Step:
    """Two faces are an answer; the third asks why, and nothing but why."""
    visit = replace(visit, level=event.level, reasons=(), draft=None, attempt=visit.attempt + 1)
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
    remark = " ".join(visit.draft.settled.text.split()) if visit.draft else ""
    rating = Rating(visit.level, visit.reasons, remark)
    ask = SendRating(visit.flow, visit.request_id, visit.rateable.ticket.id, rating)
    return Step(replace(visit, busy=Busy.RATING), (ask,))


def back_to_faces(visit: Visit, _event: e.Back) -> Step:
    """Another face."""
    return Step(replace(visit, screen=Screen.RATING, level=None, reasons=(), draft=None, busy=None))


def open_remark(visit: Visit, _event: e.OpenRemark) -> Step:
    """A field and the keyboard, where the branch can keep a remark."""
    if visit.rateable is None or not visit.rateable.takes_remark or visit.busy is not None:
        return Step(visit)
    return Step(replace(visit, screen=Screen.REMARK))


def back_to_reasons(visit: Visit, _event: e.Back) -> Step:
    """What was written stays."""
    return Step(replace(visit, screen=Screen.REASONS, busy=None))


def type_remark(visit: Visit, event: e.TypeText) -> Step:
    """One key more."""
    return Step(type_text(visit, event, REMARK_LIMIT))


def erase_remark(visit: Visit, _event: e.EraseLetter) -> Step:
    """One letter less."""
    return Step(erase_letter(visit))


def clear_remark(visit: Visit, _event: e.ClearText) -> Step:
    """Nothing is written."""
    return Step(clear_text(visit))


def choose_typing(visit: Visit, event: e.ChooseMethod) -> Step:
    """Telex, VNI or another way."""
    return Step(choose_method(visit, event))


def saved(visit: Visit, _event: e.RatingSaved) -> Step:
    """Thanks; nothing of the rating stays on the screen."""
    return Step(replace(visit.fresh(), flow=visit.flow, look=visit.look, screen=Screen.THANKS))


def end_of_time(visit: Visit, event: e.Tick) -> Step:
    """Unhappy without a reason is an answer too: it is sent when the time for reasons is over."""
    visit = fade(replace(visit, idle=visit.idle + 1))
    limit = visit.idle_limit
    if limit is None or visit.idle < limit:
        return Step(visit)
    return send(replace(visit, idle=limit - _GRACE), event) if visit.busy is None else Step(visit.fresh())


def end_of_typing(visit: Visit, event: e.Tick) -> Step:
    """The same; a remark that its writer left unfinished is not sent with it."""
    is_over = visit.busy is None and visit.idle + 1 >= (visit.idle_limit or 0)
    return end_of_time(replace(visit, draft=None) if is_over else visit, event)


def refused_rating(visit: Visit, event: e.Refused) -> Step:
    """This visit cannot be rated: the sentence at home, nothing half done."""
    return Step(replace(visit.fresh(), look=visit.look).told(event.message))


def failed_rating(visit: Visit, _event: e.Failed) -> Step:
    """Not saved: the same touch again sends it again, under the same request id."""
    return Step(
        replace(visit, busy=None, attempt=visit.attempt - 1, screen=Screen.RATING).with_notice("rating.not_saved")
    )


def failed_reasons(visit: Visit, event: e.Failed) -> Step:
    """Not saved: reasons and remark stay for another touch of the same key. With nobody there it is trouble."""
    limit = visit.idle_limit
    if limit is None or visit.idle >= limit - _GRACE:
        return trouble(visit, event)
    return Step(replace(visit, busy=None).with_notice("rating.not_saved"))
