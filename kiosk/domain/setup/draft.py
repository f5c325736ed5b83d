"""Hold a draft: a document that is not in force yet, with the version that it was made from.

The settings window shows a document in pages. Each section belongs to one page; so do its differences and problems.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from kiosk.domain.setup.check import NOTHING_KNOWN, Known, check, has_no_hours
from kiosk.domain.setup.difference import PARTS, Change, ChangeKind, differences
from kiosk.domain.setup.document import Document
from kiosk.domain.setup.problem import SetupProblem
from kiosk.domain.setup.values import Place, has_part, part_of, place_of, value_at, with_section, with_value


class SetupPage(StrEnum):
    """List the pages of the settings, in their order. `DEVICES` shows this machine, not the document."""

    CENTRE = "centre"
    SERVICES = "services"
    COUNTERS = "counters"
    STAFF = "staff"
    HOURS = "hours"
    CALLING = "calling"
    NOTICES = "notices"
    LOOK = "look"
    DEVICES = "devices"


_PAGES = {
    "branch": SetupPage.CENTRE,
    "fields": SetupPage.SERVICES,
    "services": SetupPage.SERVICES,
    "counters": SetupPage.COUNTERS,
    "staff": SetupPage.STAFF,
    "hours": SetupPage.HOURS,
    "calendar": SetupPage.HOURS,
    "groups": SetupPage.CALLING,
    "calling": SetupPage.CALLING,
    "limits": SetupPage.CALLING,
    "hall": SetupPage.NOTICES,
    "slip": SetupPage.NOTICES,
    "look": SetupPage.LOOK,
}


def page_of(section: object) -> SetupPage:
    """Return the page that shows a section of the document."""
    return _PAGES.get(str(section), SetupPage.CENTRE)


@dataclass(frozen=True, slots=True)
class SetupDraft:
    """Hold a document with the version that it was made from: its number, and its document `base`."""

    based_on: int
    base: Document
    document: Document

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return every difference from the version that the draft was made from."""
        return differences(self.base, self.document)

    def edited(self, place: Place, value: Any) -> "SetupDraft":
        """Return the draft with another value at a place."""
        return replace(self, document=with_value(self.document, place, value))

    def used_at(self, place: Place) -> Any:
        """Return the value in force at a place, or None where its part is new."""
        if place[0] in PARTS and len(place) > 1 and not has_part(self.base, str(place[0]), place[1]):
            return None
        return value_at(self.base, place)

    def is_new(self, section: str, code: object) -> bool:
        """Return whether a part of a list is not in force yet."""
        return not has_part(self.base, section, code)


def by_page(changes: Sequence[Change]) -> Mapping[SetupPage, tuple[Change, ...]]:
    """Return the differences of each page that has any, in the order of the pages."""
    found = {page: tuple(one for one in changes if page_of(one.section) is page) for page in SetupPage}
    return {page: some for page, some in found.items() if some}


@dataclass(frozen=True, slots=True)
class DraftProblem:
    """Hold what keeps a draft from being published, with its page and its place in the document."""

    page: SetupPage
    place: Place
    problem: SetupProblem


def problems(document: Document, known: Known = NOTHING_KNOWN) -> tuple[DraftProblem, ...]:
    """Return everything that keeps a document from being published, in the order of the pages."""
    found = [
        DraftProblem(page_of(one.path[0]), place_of(document, one.path), one)
        for one in (*check(document, known), *has_no_hours(document, known))
    ]
    order = list(SetupPage)
    return tuple(sorted(found, key=lambda one: order.index(one.page)))


# -- taking back ------------------------------------------------------------------------------------------------------


def take_back(draft: SetupDraft, change: Change) -> SetupDraft:
    """Return the draft without one of its differences. Taking back all of them gives the version in force."""
    return replace(draft, document=_without(draft.base, draft.document, change))


def rebase(draft: SetupDraft, newest: SetupDraft) -> SetupDraft:
    """Return the draft on the base of the newest version, with its own changes alone.

    A value that both changed keeps the draft's; the difference then shows the other one as the old value.
    """
    own = {_spot(one) for one in draft.changes}
    moved = replace(newest, document=draft.document)
    while theirs := [one for one in moved.changes if _spot(one) not in own]:
        before = moved
        for change in theirs:
            if change in moved.changes:
                moved = take_back(moved, change)
        if moved == before:
            break
    return moved


def _spot(change: Change) -> tuple[object, ...]:
    """Return what a change is about, without its values."""
    kind = change.kind if change.item is not None or not change.path else ""
    return change.section, change.code, change.path, kind, change.item


def _without(old: Document, new: Document, change: Change) -> Document:
    section = change.section
    if change.path:
        place: Place = (section, *((change.code,) if section in PARTS else ()), *change.path)
        before, after = value_at(old, place), value_at(new, place)
        return with_value(new, place, _undone(before, after, change))
    before, after = getattr(old, section), getattr(new, section)
    key = PARTS[section]
    if change.kind is ChangeKind.ADDED:
        parts = tuple(one for one in after if getattr(one, key) != change.code)
    elif change.kind is ChangeKind.REMOVED:
        codes = [getattr(one, key) for one in after]
        at = _slot([getattr(one, key) for one in before], codes, change.code)
        parts = (*after[:at], part_of(old, section, change.code), *after[at:])
    else:
        news = {getattr(one, key): one for one in after}
        parts = tuple(news[code] for code in _kept([getattr(one, key) for one in before], list(news)))
    return with_section(new, section, parts)


def _undone(before: Any, after: Any, change: Change) -> Any:
    """Return a value without a difference; `change.item` is what a list inside a part lost or gained."""
    if change.kind is ChangeKind.ADDED:
        return tuple(one for one in after if one != change.item)
    if change.kind is ChangeKind.REMOVED:
        at = _slot(before, after, change.item)
        missing = [one for one in before if one == change.item]
        return (*after[:at], *missing, *after[at:])
    if isinstance(before, tuple) and change.kind is ChangeKind.MOVED:
        return before if all(one in after for one in before) and len(before) == len(after) else _kept(before, after)
    return before


def _kept(before: Sequence[Any], after: Sequence[Any]) -> tuple[Any, ...]:
    """Return the items of both versions in their old order; new ones keep their places."""
    known = iter(sorted((one for one in after if one in before), key=list(before).index))
    return tuple(next(known) if one in before else one for one in after)


def _slot(before: Sequence[Any], after: Sequence[Any], item: Any) -> int:
    """Return where an item stands again: behind the nearest one that stood before it and is still there."""
    ahead = list(before)[: list(before).index(item)]
    behind = next((one for one in reversed(ahead) if one in after), None)
    return 0 if behind is None else list(after).index(behind) + 1
