"""Type a text on the on-screen keyboard, key by key. The pages with a keyboard build their handlers from this."""

from dataclasses import dataclass, field

from kiosk.domain.language.composition import Method
from kiosk.domain.language.draft import Draft, methods
from ui.visit.event import Touch
from ui.visit.visit import SubjectState, Visit


@dataclass(frozen=True, slots=True)
class TypingState(SubjectState):
    """Keep the text that is being typed, None before the first key."""

    draft: Draft | None = None


@dataclass(frozen=True)
class TypeText(Touch):
    """Type a key of the on-screen keyboard."""

    key: str = field(repr=False)


class EraseLetter(Touch):
    """Take the last letter of a text back."""


class ClearText(Touch):
    """Take all of a text back."""


@dataclass(frozen=True)
class ChooseMethod(Touch):
    """Choose Telex, VNI, or another way of typing."""

    method: Method


def method_of(visit: Visit) -> Method:
    """Return how keys are read now: as chosen, where the language of the screen offers that."""
    offered = methods(visit.look.language)
    draft = visit.of(TypingState).draft
    chosen = draft.method if draft else offered[0]
    return chosen if chosen in offered else offered[0]


def text_of(visit: Visit) -> str:
    """Return the text as it stands."""
    draft = visit.of(TypingState).draft
    return draft.text if draft else ""


def draft_of(visit: Visit) -> Draft:
    """Return what was typed, ready for the next key."""
    return (visit.of(TypingState).draft or Draft()).using(method_of(visit))


def type_text(visit: Visit, event: TypeText, limit: int) -> Visit:
    """Return the visit with one key more; over `limit` characters nothing is added."""
    return visit.put(TypingState(draft_of(visit).typed(event.key, limit)))


def erase_letter(visit: Visit) -> Visit:
    """Return the visit without the last visible letter."""
    return visit.put(TypingState(draft_of(visit).erased()))


def clear_text(visit: Visit) -> Visit:
    """Return the visit without the text; the way of typing stays."""
    return visit.put(TypingState(Draft(method=method_of(visit))))


def choose_method(visit: Visit, event: ChooseMethod) -> Visit:
    """Return the visit with another way of typing; the text stays."""
    return visit.put(TypingState(draft_of(visit).using(event.method)))
