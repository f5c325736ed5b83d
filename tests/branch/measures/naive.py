"""Count figures by a second, simpler way: undone acts are erased first, then lengths are read off between neighbours.

It shares no code with `kiosk.domain.measures`; `flat` brings both answers into one form.
"""

import json
from collections import Counter as Tallied
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from kiosk.domain.journal import JournalRecord
from kiosk.domain.measures.figures import DayTallies

_SECOND = 1_000_000
_HOUR = 3_600 * _SECOND
_HALF_HOUR = _HOUR // 2
#: What the citizen does not notice.
_SILENT = (
    "ticket.recalled@1",
    "ticket.service_added@1",
    "priority.checked@1",
    "rating.given@1",
    "print.settled@1",
    "appointment.checked_in@1",
)
_ENDS = {"ticket.finished@1": "served", "ticket.no_show@1": "no_show", "ticket.cancelled@1": "cancelled"}


class Act(NamedTuple):
    """Hold one record of a visit, with the moment that counts."""

    kind: str
    at: int
    body: Mapping[str, Any]


#: A day, a cell (service, counter, clerk, hour, language, card, minute), and what was counted there: a name, or a
#: length with its seconds.
Counted = Tallied[tuple[str, tuple[Any, ...], Any]]


def count(records: Iterable[JournalRecord], now: int) -> Counted:
    """Return all that the records of a branch in Vietnam count, as of a moment."""
    found: Counted = Tallied()
    stories: dict[str, list[Act]] = {}
    versions: list[tuple[int, Mapping[str, Any]]] = []
    for record in records:
        body = json.loads(record.body)
        if record.kind == "setup.published@1":
            versions.append((record.at_us, body["document"]))
        if record.kind in ("ticket.issued@1", "ticket.handed_over@1"):
            stories[record.subject] = [Act("issue", min(record.at_us, body.get("issued_us", record.at_us)), body)]
        elif record.subject in stories:
            story = stories[record.subject]
            story.append(Act(record.kind, max(story[-1].at, record.at_us), body))
    for story in stories.values():
        _count_story(found, story, versions, now)
    return +found


def flat(days: list[DayTallies]) -> Counted:
    """Return tallies in the form of the naive replay."""
    found: Counted = Tallied()
    for day, cells in days:
        for cell, tally in cells.items():
            found.update({(day.isoformat(), tuple(cell), name): count for name, count in tally.counts.items()})
            for length, seconds in tally.seconds.items():
                found.update((day.isoformat(), tuple(cell), (length, one)) for one in seconds)
    return +found


def _count_story(found: Counted, story: list[Act], versions: list[tuple[int, Mapping[str, Any]]], now: int) -> None:
    issue = story[0]
    day, hour = issue.body["date"], (issue.at // _HOUR + 7) % 24
    known = hour, issue.body["language"], issue.body["card"], 30 * (issue.at // _HALF_HOUR % 2)
    document = [one for since, one in versions if since <= issue.at][-1]
    acts = _with_returns(_without_undone([act for act in story if act.kind not in _SILENT]), now)
    service, was_served = issue.body["service"], False
    stop: tuple[int | None, int | None] = None, None
    for place, act in enumerate(acts):
        after = acts[place + 1] if place + 1 < len(acts) else None
        if act.kind in ("ticket.called@1", "ticket.started@1"):
            stop = act.body["counter"], act.body["staff"]
        if act.kind in ("ticket.transferred@1", "ticket.went_on@1"):
            service = act.body["service"]
        name = _length(act, after, was_served=was_served)
        was_served |= act.kind == "ticket.started@1"
        if name and after:
            where = after if name in ("wait", "between") else act
            cell = (service, where.body["counter"], where.body["staff"], *known)
            seconds = (after.at - act.at) // _SECOND
            found[day, cell, (name, seconds)] += 1
            _count_target(found, day, cell, name, seconds, document)
    cell = (issue.body["service"], *stop, *known)
    checks = [act.body["confirmed"] for act in story if act.kind == "priority.checked@1"]
    found[day, cell, "arrivals"] += 1
    found[day, cell, "priority"] += checks[-1] if checks else issue.body["priority"]
    found[day, cell, "transfers"] += sum(act.kind == "ticket.transferred@1" for act in story)
    found[day, cell, "parks"] += sum(act.kind == "ticket.parked@1" for act in story)
    found[day, cell, _end(acts[-1])] += 1
    for act in story:
        if act.kind == "appointment.checked_in@1":
            came = {"late": "late", "missed": "missed"}.get(act.body["arrival"], "kept")
            found[day, cell, f"appointments_{came}"] += 1
        if act.kind == "rating.given@1":
            found[day, cell, f"level:{act.body['level']}"] += 1
            for reason in act.body["reasons"]:
                found[day, cell, f"reason:{reason}"] += 1
            for letter in act.body.get("contents", []):
                found[day, cell, f"content:{act.body['criteria']}:{letter}:{act.body['level']}"] += 1


def _without_undone(acts: list[Act]) -> list[Act]:
    """Return the acts without those that were undone. A citizen who waits after an undone act waits since then."""
    kept: list[Act] = []
    for act in acts:
        if act.kind == "ticket.call_taken_back@1":
            call = kept.pop()
            if kept[-1].kind == "ticket.parked@1":
                kept.append(Act("waits", min(call.at, max(kept[-1].at, kept[-1].body["until_us"])), {}))
            elif kept[-1].kind == "ticket.no_show@1":
                kept.append(Act("waits", call.at, {}))
        elif act.kind in ("ticket.reopened@1", "ticket.put_back@1"):
            while (finish := kept.pop()).kind not in ("ticket.finished@1", "ticket.went_on@1"):
                pass
            kept += [Act("waits", finish.at, {})] if act.kind == "ticket.put_back@1" else []
        else:
            kept.append(act)
    return kept


def _with_returns(acts: list[Act], now: int) -> list[Act]:
    """Return the acts with the moments at which parked visits wait again by themselves."""
    whole: list[Act] = []
    for place, act in enumerate(acts):
        whole.append(act)
        if act.kind == "ticket.parked@1":
            until = max(act.body["until_us"], act.at)
            if until <= (acts[place + 1].at if place + 1 < len(acts) else now):
                whole.append(Act("waits", until, {}))
    return whole


def _length(act: Act, after: Act | None, *, was_served: bool) -> str:
    """Return the name of the length from an act to the next one; empty where it does not count."""
    if after is None or after.kind == "ticket.expired@1":
        return ""
    pair = act.kind, after.kind
    if pair == ("issue", "ticket.called@1"):
        return "wait"
    if pair == ("ticket.called@1", "ticket.started@1"):
        return "walk"
    if act.kind == "ticket.started@1":
        return "service"
    if act.kind == "ticket.parked@1":
        return "park" if after.kind != "ticket.cancelled@1" else ""
    moved_on = act.kind == "ticket.went_on@1" or (act.kind == "ticket.transferred@1" and was_served)
    return "between" if moved_on and after.kind == "ticket.called@1" else ""


def _count_target(
    found: Counted, day: str, cell: tuple[Any, ...], name: str, seconds: int, document: Mapping[str, Any]
) -> None:
    service = next(one for one in document["services"] if one["code"] == cell[0])
    usual = document.get("limits", {}).get("wait_minutes", 30)
    wait, serving = service.get("wait_minutes") or usual, service.get("target_minutes", 15)
    target = {"wait": wait, "service": serving}.get(name, 0)
    if target:
        found[day, cell, f"{name}s_{'in' if seconds <= 60 * target else 'over'}_target"] += 1


def _end(last: Act) -> str:
    if last.kind == "ticket.expired@1":
        return {"no_show": "no_show", "serving": "unfinished"}.get(last.body["was"], "abandoned")
    if last.kind == "ticket.cancelled@1" and last.body["reason"] == "left":
        return "abandoned"
    return _ENDS.get(last.kind, "open")
