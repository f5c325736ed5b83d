"""Found a demo's branch in the past, and play days of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from shutil import copyfile

from kiosk.branch.office import Office
from kiosk.branch.setup.founding import found
from kiosk.clock import ManualClock
from kiosk.demo.branch import demo_document
from kiosk.demo.history.past_plan import PastPlan
from kiosk.demo.history.player import Player
from kiosk.program.sample import BRANCH_ID, sample_catalogue, sample_document
from kiosk.store.engine import Store
from kiosk.store.migrate import upgrade
from tests.conftest import KEYS, PIN

#: A Friday evening. The next three working days are MONDAY and the two after it.
FOUNDED = datetime(2026, 10, 30, 11, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 2)
WHOLE_DAY = ((time(7), time(11, 30)), (time(13, 30), time(17)))
SHORT_DAY = ((time(7), time(8, 45)), (time(13, 30), time(14)))
WEEK = timedelta(days=7)


def found_in(file: Path, moment: datetime = FOUNDED) -> Path:
    """Found the demo's branch in an SQLite file that does not exist, and return the file."""
    store = Store(f"sqlite:///{file}")
    upgrade(store)
    office = Office(store, ManualClock(moment), KEYS, BRANCH_ID)
    found(office, demo_document(sample_document()), PIN, sample_catalogue())
    store.close()
    return file


def player(branch: Path, copy: Path) -> Player:
    """Return a player in a copy of a branch."""
    copyfile(branch, copy)
    return Player(copy, KEYS, PIN)


def without_appointments(plan: PastPlan) -> PastPlan:
    """Return a plan in which everybody is called by arrival."""
    walk_ins = tuple(one for one in plan.day.citizens if not one.appointment)
    return replace(plan, day=replace(plan.day, citizens=walk_ins), booked=())


def a_week_later(plan: PastPlan) -> PastPlan:
    """Return the same plan for another week. It draws the same, because it keeps its name."""
    people = tuple(replace(one, arrives=one.arrives + WEEK) for one in plan.day.citizens)
    spans = tuple((opens + WEEK, closes + WEEK) for opens, closes in plan.day.spans)
    booked = tuple(replace(one, begins=one.begins + WEEK, ends=one.ends + WEEK) for one in plan.booked)
    return PastPlan(plan.date + WEEK, replace(plan.day, citizens=people, spans=spans), booked)
