"""Build the sample branch, a commune centre, from `resources/catalogue/sample_branch.json`."""

import json
from datetime import time
from typing import Any

import resources
from kiosk.branch.setup.founding import NewStaff
from kiosk.domain.branch_setup import (
    Branch,
    Counter,
    Field,
    OpeningSpan,
    PriorityGroup,
    Service,
    Setup,
    Staff,
    StaffRole,
)
from kiosk.domain.calendar.calendar_file import read_calendar
from kiosk.domain.language.text import LocalText
from kiosk.domain.people.scan import Sex
from kiosk.domain.queue.calling import CallingPolicy, Rule

BRANCH_ID = 1


def sample_setup(*, always_open: bool = False) -> Setup:
    """Return the set-up of the sample. `always_open` leaves out its opening hours, for a demo at night."""
    plan = _plan()
    services = _services(plan)
    by_code = {service.code: service.id for service in services.values()}
    return Setup(
        branch=_branch(plan["branch"]),
        fields=tuple(Field(f["code"], LocalText.from_dict(f["name"]), f["icon"]) for f in plan["fields"]),
        services=services,
        counters=_counters(plan, by_code),
        groups={g["code"]: _group(g) for g in plan["groups"]},
        openings=() if always_open else _openings(plan),
        policy=CallingPolicy(**{**plan["policy"], "rule": Rule(plan["policy"]["rule"])}),
        calendar=read_calendar(resources.path("catalogue/calendar_vn.csv").read_text(encoding="utf-8")),
        recall_limit=plan["recall_limit"],
        recall_gap_seconds=plan["recall_gap_seconds"],
        lock_minutes=plan["lock_minutes"],
    )


def sample_staff(pin: str) -> tuple[NewStaff, ...]:
    """Return the staff of the sample, all with one PIN."""
    return tuple(
        NewStaff(Staff(number, one["login"], one["name"], StaffRole(one["role"])), pin)
        for number, one in enumerate(_plan()["staff"], start=1)
    )


def sample_catalogue() -> str:
    """Return the catalogue of procedures of the sample, as the text of its file."""
    return resources.path("catalogue/procedures.json").read_text(encoding="utf-8")


def _plan() -> Any:
    return json.loads(resources.path("catalogue/sample_branch.json").read_text(encoding="utf-8"))


def _branch(plan: Any) -> Branch:
    name, place, slogan = (LocalText.from_dict(plan[key]) for key in ("name", "place", "slogan"))
    return Branch(BRANCH_ID, plan["code"], name, place, slogan, plan["zone"])


def _services(plan: Any) -> dict[int, Service]:
    series = {one["code"]: one["series"] for one in plan["fields"]}
    return {
        number: Service(
            number,
            one["code"],
            one["field"],
            series[one["field"]],
            LocalText.from_dict(one["name"]),
            one["target_minutes"],
            tuple(one["procedures"]),
        )
        for number, one in enumerate(plan["services"], start=1)
    }


def _group(one: dict[str, Any]) -> PriorityGroup:
    sex = Sex(one["sex"]) if "sex" in one else None
    return PriorityGroup(one["code"], LocalText.from_dict(one["name"]), one.get("from_age"), one.get("to_age"), sex)


def _counters(plan: Any, by_code: dict[str, int]) -> dict[int, Counter]:
    return {
        one["number"]: Counter(
            one["number"],
            one["number"],
            LocalText.from_dict(one["name"]),
            {by_code[code]: weight for code, weight in one["services"].items()},
        )
        for one in plan["counters"]
    }


def _openings(plan: Any) -> tuple[OpeningSpan, ...]:
    return tuple(
        OpeningSpan(weekday, time.fromisoformat(opens), time.fromisoformat(closes))
        for rule in plan["openings"]
        for weekday in rule["weekdays"]
        for opens, closes in rule["spans"]
    )
