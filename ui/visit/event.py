"""Define the base classes of everything that can happen to a visit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class VisitEvent:
    """Tell one thing that happened: a touch, a scan, an answer, a device's status, a second that went by."""


@dataclass(frozen=True)
class Touch(VisitEvent):
    """Tell that a key was touched. It resets the countdown and takes the notice away."""


@dataclass(frozen=True)
class BranchAnswer(VisitEvent):
    """Carry the branch's answer to a question. `flow` is the visit that asked; any other visit drops the answer."""

    flow: int
