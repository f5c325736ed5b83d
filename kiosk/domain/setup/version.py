"""Describe a published version of the set-up."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """Hold when and by whom a version was published, and why."""

    version: int
    at: datetime
    by: str
    reason: str
