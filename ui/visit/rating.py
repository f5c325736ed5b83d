"""Rate a visit by the ticket's code: the keypad, the faces, the reasons, the remark, the thanks."""

from dataclasses import dataclass, replace
from datetime import date

from kiosk.branch import ratings
from kiosk.branch.ratings import Rateable
from kiosk.domain.people.rating import (
    REMARK_LIMIT,
    USUAL_RATING,
    Level,
    Rating,
    RatingReason,
    RatingRules,
    contents_on,
)
from kiosk.domain.queue.ticket_code import CodeProblem, parse_code
from ui.visit.common import (
    BranchChanged,
    BranchLoaded,
    Confirm,
    Failed,
    Finish,
    GoBack,
    Refused,
    Rows,
    Tick,
    Transition,
    fade,
    finish,
    home,
    merge,
    on_each,
    reload,
    remember_at_home,
    trouble,
)
from ui.visit.event import BranchAnswer, Touch, VisitEvent
from ui.visit.keyboard import (
    ChooseMethod,
    ClearText,
    EraseLetter,
    TypeText,
    TypingState,
    choose_method,
    clear_text,
    erase_letter,
    type_text,
)
from ui.visit.keypad import CodeState, DeleteCode, TypeCode, delete_character, type_character
from ui.visit.question import AnswerDone, Question
from ui.visit.screen import SCANS_LEAD_ON, Screen
from ui.visit.visit import Busy, SubjectState, Visit

#: Label, date, proof and check character of the longest code (numbering.TicketCode), without spaces.
CODE_LENGTH = 17
#: Seconds that an unsaved rating gets after its time is over.
_GRACE = 10


@dataclass(frozen=True, slots=True)
class RatingState(SubjectState):
    """Keep the visit that is rated, the chosen face and the chosen reasons or contents."""

    rateable: Rateable | None = None
    level: Level | None = None
    reasons: tuple[str, ...] = ()


class OpenRating(Touch):
    """Open the rating: a tile of the start screen."""


@dataclass(frozen=True)
class ChooseLevel(Touch):
    """Choose one of the faces."""

    level: Level


@dataclass(frozen=True)
class ToggleReason(Touch):
    """Switch a reason on or off by its code, or a content of the decree by its letter."""

    reason: str


class OpenRemark(Touch):
    """Open the remark: the citizen wants to write what was not satisfying."""


@dataclass(frozen=True)
class RateableFound(BranchAnswer):
    """Carry the visit that a code stands for; it may be rated."""

    rateable: Rateable


@dataclass(frozen=True)
class RatingSaved(BranchAnswer):
    """Tell that the rating counts."""


def open_rating(visit: Visit, _event: OpenRating) -> Transition:
    """Ask for the code of the slip: it says which visit is rated."""
    return Transition(replace(visit, screen=Screen.RATE_CODE, busy=None).put(CodeState()))


def type_code(visit: Visit, event: TypeCode) -> Transition:
    """Add one more character."""
    return type_character(visit, event.character, CODE_LENGTH)


def find_typed(visit: Visit, _event: Confirm) -> Transition:
    """Look for the typed code; a typing error is told at once, without asking the branch."""
    parsed = parse_code(visit.of(CodeState).code)
    if isinstance(parsed, CodeProblem):
        return Transition(visit.with_notice(f"code.{parsed}"))
    return find_rateable(visit, parsed.compact)


def find_rateable(visit: Visit, code: str) -> Transition:
    """Ask for the visit; the screen stays until the answer, so a refusal is told where the question was asked."""
    question = Question.of(visit.flow, ratings.rateable, code, answer=RateableFound)
    return Transition(replace(visit, busy=Busy.CODE), (question,))


def found(visit: Visit, event: RateableFound) -> Transition:
    """Show the faces for the slip's visit."""
    return show_faces(visit, event.rateable)


def show_faces(visit: Visit, rateable: Rateable) -> Transition:
    """Show the faces, none of them chosen. Nothing else of the citizen stays."""
    visit = replace(visit, shown=None, person=None, tablet=replace(visit.tablet, offer=None), states=())
    visit = replace(visit, screen=Screen.RATING, busy=None, notice=None, idle=0)
    return Transition(visit.put(RatingState(rateable)))


def rules_of(visit: Visit) -> RatingRules:
    """Return how the branch asks for ratings."""
    return visit.now.setup.rating if visit.now is not None else USUAL_RATING


def offered(visit: Visit) -> tuple[str, ...]:
    """Return what can be marked after the first answer: letters of contents, or codes of reasons."""
    if rules_of(visit).contents:
        rateable = visit.of(RatingState).rateable
        return contents_on(rateable.ticket.business_date if rateable else date.max).letters
    own = visit.now.setup.reasons if visit.now is not None else ()
    return tuple(one.code for one in own) or tuple(RatingReason)


def choose_level(visit: Visit, event: ChooseLevel) -> Transition:
    """Send a good face; the others ask why. With the contents of the decree every face asks about them."""
    state = RatingState(visit.of(RatingState).rateable, event.level)
    visit = replace(visit, attempt=visit.attempt + 1).put(state, TypingState())
    if event.level.is_low or rules_of(visit).contents:
        return Transition(replace(visit, screen=Screen.REASONS))
    return send(visit, event)


def toggle_reason(visit: Visit, event: ToggleReason) -> Transition:
    """Switch a reason on or off."""
    state = visit.of(RatingState)
    chosen = set(state.reasons) ^ {event.reason}
    reasons = tuple(one for one in offered(visit) if one in chosen)
    return Transition(visit.put(replace(state, reasons=reasons)))


def send(visit: Visit, _event: VisitEvent) -> Transition:
    """Send the rating to the branch once; the screen stays until it counts."""
    state, draft = visit.of(RatingState), visit.of(TypingState).draft
    if visit.busy is Busy.RATING or state.rateable is None or state.level is None:
        return Transition(visit)
    remark = " ".join(draft.settled.text.split()) if draft else ""
    if rules_of(visit).contents:
        rating = Rating(state.level, remark=remark, contents=state.reasons)
    else:
        rating = Rating(state.level, state.reasons, remark)
    ticket_id = state.rateable.ticket.id
    question = Question.of(
        visit.flow, ratings.rate, visit.request_id, ticket_id, rating, answer=AnswerDone(RatingSaved)
    )
    return Transition(replace(visit, busy=Busy.RATING), (question,))


def back_to_faces(visit: Visit, _event: GoBack) -> Transition:
    """Show the faces again."""
    state = RatingState(visit.of(RatingState).rateable)
    return Transition(replace(visit, screen=Screen.RATING, busy=None).put(state, TypingState()))


def takes_remark(visit: Visit) -> bool:
    """Return whether a remark can be written: where the branch can keep it, about what was not satisfying."""
    state = visit.of(RatingState)
    can_keep = state.rateable is not None and state.rateable.takes_remark
    return can_keep and state.level is not None and state.level.is_low


def open_remark(visit: Visit, _event: OpenRemark) -> Transition:
    """Show a field and the keyboard, where the branch can keep a remark."""
    if not takes_remark(visit) or visit.busy is not None:
        return Transition(visit)
    return Transition(replace(visit, screen=Screen.REMARK))


def back_to_reasons(visit: Visit, _event: GoBack) -> Transition:
    """Show the reasons again; what was written stays."""
    return Transition(replace(visit, screen=Screen.REASONS, busy=None))


def type_remark(visit: Visit, event: TypeText) -> Transition:
    """Type one key more."""
    return Transition(type_text(visit, event, REMARK_LIMIT))


def erase_remark(visit: Visit, _event: EraseLetter) -> Transition:
    """Take one letter back."""
    return Transition(erase_letter(visit))


def clear_remark(visit: Visit, _event: ClearText) -> Transition:
    """Take the whole remark back."""
    return Transition(clear_text(visit))


def choose_typing(visit: Visit, event: ChooseMethod) -> Transition:
    """Choose Telex, VNI or another way."""
    return Transition(choose_method(visit, event))


def saved(visit: Visit, _event: RatingSaved) -> Transition:
    """Thank; nothing of the rating stays on the screen."""
    return Transition(replace(visit.fresh(), flow=visit.flow, look=visit.look, screen=Screen.THANKS))


def end_of_time(visit: Visit, event: Tick) -> Transition:
    """Send the rating when the time for reasons is over: dissatisfied without a reason is an answer too."""
    visit = fade(replace(visit, idle=visit.idle + 1))
    limit = visit.idle_limit
    if limit is None or visit.idle < limit:
        return Transition(visit)
    return send(replace(visit, idle=limit - _GRACE), event) if visit.busy is None else Transition(visit.fresh())


def end_of_typing(visit: Visit, event: Tick) -> Transition:
    """Do the same; a remark that its writer left unfinished is not sent with it."""
    is_over = visit.busy is None and visit.idle + 1 >= (visit.idle_limit or 0)
    return end_of_time(visit.put(TypingState()) if is_over else visit, event)


def refused_rating(visit: Visit, event: Refused) -> Transition:
    """Show at home why this visit cannot be rated; nothing is half done."""
    return Transition(replace(visit.fresh(), look=visit.look).told(event.message))


def failed_rating(visit: Visit, _event: Failed) -> Transition:
    """Say that it is not saved; the same touch sends it again, under the same request id."""
    visit = replace(visit, busy=None, attempt=visit.attempt - 1, screen=Screen.RATING)
    return Transition(visit.with_notice("rating.not_saved"))


def failed_reasons(visit: Visit, event: Failed) -> Transition:
    """Say that it is not saved; reasons and remark stay for another touch. With nobody there it is trouble."""
    limit = visit.idle_limit
    if limit is None or visit.idle >= limit - _GRACE:
        return trouble(visit, event)
    return Transition(replace(visit, busy=None).with_notice("rating.not_saved"))


#: Where a slip that is read leads to the faces.
_RATES = (*SCANS_LEAD_ON, Screen.RATE_CODE, Screen.TICKET, Screen.CLOSED, Screen.RATING, Screen.ASLEEP)

ROWS: Rows = merge(
    on_each(_RATES, {RateableFound: found}),
    on_each((Screen.START, Screen.CLOSED, Screen.ASLEEP), {OpenRating: open_rating}),
    on_each((Screen.RATE_CODE, Screen.ASLEEP), {BranchLoaded: remember_at_home}),
    on_each((Screen.RATING, Screen.REASONS, Screen.REMARK), {RatingSaved: saved, Refused: refused_rating}),
    {
        Screen.RATE_CODE: {
            TypeCode: type_code,
            DeleteCode: delete_character,
            Confirm: find_typed,
            GoBack: home,
            BranchChanged: reload,
        },
        Screen.RATING: {
            ChooseLevel: choose_level,
            Finish: finish,
            GoBack: home,
            Failed: failed_rating,
        },
        Screen.REASONS: {
            ToggleReason: toggle_reason,
            OpenRemark: open_remark,
            Confirm: send,
            Finish: send,
            GoBack: back_to_faces,
            Failed: failed_reasons,
            Tick: end_of_time,
        },
        Screen.REMARK: {
            TypeText: type_remark,
            EraseLetter: erase_remark,
            ClearText: clear_remark,
            ChooseMethod: choose_typing,
            Confirm: send,
            Finish: send,
            GoBack: back_to_reasons,
            Failed: failed_reasons,
            Tick: end_of_typing,
        },
        Screen.THANKS: {Finish: finish},
    },
)
