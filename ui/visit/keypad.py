"""Type a code on the on-screen keypad: of a ticket's slip, or of an appointment."""

from dataclasses import dataclass

from ui.visit.common import Transition
from ui.visit.event import Touch
from ui.visit.visit import SubjectState, Visit


@dataclass(frozen=True, slots=True)
class CodeState(SubjectState):
    """Keep the characters typed so far, without spaces."""

    code: str = ""


@dataclass(frozen=True)
class TypeCode(Touch):
    """Type a character of the on-screen keypad."""

    character: str


class DeleteCode(Touch):
    """Take the last character back."""


def type_character(visit: Visit, character: str, longest: int) -> Transition:
    """Add a letter or a figure; spaces stand between the groups already, so they are left out when typed."""
    if not character.isalnum():
        return Transition(visit)
    return Transition(visit.put(CodeState((visit.of(CodeState).code + character.upper())[:longest])))


def delete_character(visit: Visit, _event: DeleteCode) -> Transition:
    """Take the last character back."""
    return Transition(visit.put(CodeState(visit.of(CodeState).code[:-1])))
