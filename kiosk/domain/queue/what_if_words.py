"""Say what a change on a past day is, what it does and what it costs."""

from dataclasses import dataclass
from datetime import time

from kiosk.domain.language.text import Texts
from kiosk.domain.queue.day_change import DayChange, MoreCounter, OtherHours, OtherServices
from kiosk.domain.queue.recorded_day import RecordedDay
from kiosk.domain.queue.what_if import ChangeResult

_AN_HOUR = 60
#: A replay without the change whose median differs by more minutes from the recorded one is told.
_CLOSE_MINUTES = 2
#: Between two moments, and for what is not known.
_DASH = "–"


@dataclass(frozen=True, slots=True)
class WhatIfWords:
    """Say it in one language, with the names of a day."""

    texts: Texts
    day: RecordedDay

    def change(self, change: DayChange) -> str:
        """Return what was changed, as the beginning of a sentence."""
        say = self.texts.say
        if isinstance(change, MoreCounter):
            begin, end = _clock(change.begin), _clock(change.end)
            return say("what_if.change.counter", counter=change.counter, begin=begin, end=end)
        if isinstance(change, OtherServices):
            return self._services(change)
        hours = self.hours(change)
        if change.counter is None:
            return say("what_if.change.all_hours", hours=hours)
        return say("what_if.change.hours", counter=change.counter, hours=hours)

    def short(self, change: DayChange) -> str:
        """Return what was changed, for a list."""
        if isinstance(change, MoreCounter):
            span = f"{_clock(change.begin)}{_DASH}{_clock(change.end)}"
            return self.texts.say("what_if.change.short", counter=change.counter, span=span)
        return self.change(change)

    def hours(self, change: OtherHours) -> str:
        """Return the hours of a change."""
        return ", ".join(f"{_clock(begin)}{_DASH}{_clock(end)}" for begin, end in change.hours)

    def result(self, found: ChangeResult) -> str:
        """Return the whole result in one sentence."""
        before, after = minutes(found.before.median_s), minutes(found.after.median_s)
        change = self.change(found.change)
        key = f"what_if.result.{_way(before, after)}"
        return self.texts.say(key, change=change, before=or_dash(before), after=or_dash(after))

    def price(self, found: ChangeResult) -> str:
        """Return what the change costs, and how sure the result is."""
        sentences = [self.cost(found)]
        if found.range_s is not None:
            low, high = (minutes(one) for one in found.range_s)
            key = "what_if.same_each_time" if low == high else "what_if.range"
            sentences.append(self.texts.say(key, count=found.runs, low=low, high=high))
        recorded, replayed = minutes(found.before.median_s), minutes(found.unchanged.median_s)
        if recorded is not None and replayed is not None and abs(recorded - replayed) > _CLOSE_MINUTES:
            sentences.append(self.texts.say("what_if.not_close", recorded=recorded, replayed=replayed))
        if found.after.uncalled > found.before.uncalled:
            more = found.after.uncalled - found.before.uncalled
            sentences.append(self.texts.say("what_if.uncalled", count=more))
        return " ".join(sentences)

    def cost(self, found: ChangeResult) -> str:
        """Return the people and hours that the change needs."""
        if found.clerks:
            return self.texts.say("what_if.cost.clerks", count=found.clerks, hours=self._hours_long(found))
        if abs(found.clerk_minutes) < 1:
            return self.texts.say("what_if.cost.none")
        key = "what_if.cost.more" if found.clerk_minutes > 0 else "what_if.cost.less"
        return self.texts.say(key, hours=self._hours_long(found))

    def short_cost(self, found: ChangeResult) -> str:
        """Return the cost, for a list."""
        if found.clerks:
            return self.texts.say("what_if.cost.short_clerks", count=found.clerks, hours=self._hours_long(found))
        if abs(found.clerk_minutes) < 1:
            return self.texts.say("what_if.cost.short_none")
        key = "what_if.cost.short_more" if found.clerk_minutes > 0 else "what_if.cost.short_less"
        return self.texts.say(key, hours=self._hours_long(found))

    def difference(self, before: int | None, after: int | None, unit: str) -> str:
        """Return how much less or more something is, for instance "bớt 12 phút"."""
        if before is None or after is None:
            return self.texts.say("what_if.not_known")
        key = f"what_if.difference.{_way(before, after)}"
        return self.texts.say(key, count=abs(after - before), unit=self.texts.say(f"what_if.unit.{unit}"))

    def _services(self, change: OtherServices) -> str:
        takes, drops = (self._names(one) for one in (change.takes, change.drops))
        key = "both" if takes and drops else "takes" if takes else "drops"
        return self.texts.say(f"what_if.change.{key}", counter=change.counter, takes=takes, drops=drops)

    def _names(self, services: tuple[int, ...]) -> str:
        return ", ".join(self.texts.name(self.day.names[one]) for one in services)

    def _hours_long(self, found: ChangeResult) -> str:
        hours, rest = divmod(abs(found.clerk_minutes), _AN_HOUR)
        key = "hours_minutes" if hours and rest else "hours" if hours else "minutes"
        return self.texts.say(f"what_if.length.{key}", hours=hours, minutes=rest)


def minutes(seconds: int | None) -> int | None:
    """Return seconds as whole minutes."""
    return None if seconds is None else round(seconds / 60)


def or_dash(value: int | None) -> int | str:
    """Return a value, and a dash for one that is not known."""
    return _DASH if value is None else value


def _way(before: int | None, after: int | None) -> str:
    """Return which way a figure goes: ``less``, ``more`` or ``same``."""
    if before is None or after is None or before == after:
        return "same"
    return "less" if after < before else "more"


def _clock(at: time) -> str:
    return f"{at:%H:%M}"
