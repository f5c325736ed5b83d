"""Typing on the on-screen keyboard, key by key, into the draft of the visit. What a screen's own moves are made of."""

from dataclasses import replace
from typing import TYPE_CHECKING

from ui.kiosk import events as e
from ui.kiosk.state import Visit

if TYPE_CHECKING:  # the first paint does not wait for the rules of Telex
    from kiosk.domain.composition import Method
    from kiosk.domain.draft import Draft


def method_of(visit: Visit) -> "Method":
    """How keys are read now: as chosen, where the language of the screen offers that."""
    from kiosk.domain.draft import methods

    offered = methods(visit.look.language)
    chosen = visit.draft.method if visit.draft else offered[0]
    return chosen if chosen in offered else offered[0]


def draft_of(visit: Visit) -> "Draft":
    """What was typed, ready for the next key."""
    from kiosk.domain.draft import Draft

    return (visit.draft or Draft()).using(method_of(visit))


def type_text(visit: Visit, event: e.TypeText, limit: int) -> Visit:
    """One key more; over `limit` characters nothing is added."""
    return replace(visit, draft=draft_of(visit).typed(event.key, limit))


def erase_letter(visit: Visit) -> Visit:
    """The last visible letter goes."""
    return replace(visit, draft=draft_of(visit).erased())


def clear_text(visit: Visit) -> Visit:
    """All of it goes; the way of typing stays."""
    from kiosk.domain.draft import Draft

    return replace(visit, draft=Draft(method=method_of(visit)))


def choose_method(visit: Visit, event: e.ChooseMethod) -> Visit:
    """Another way of typing, the text stays."""
    return replace(visit, draft=draft_of(visit).using(event.method))
