"""Keep the answers of the first-start guide, and make the set-up of a new branch from them.

The guide asks seven questions. Each answer is a new `GuideAnswers`; what is missing and the document follow from it.
The PIN of the first administrator is no part of the answers.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import IntEnum

from kiosk.domain.branch_setup import StaffRole
from kiosk.domain.language.text import VIETNAMESE, LocalText, Message
from kiosk.domain.procedures.search import fold
from kiosk.domain.setup import text_frames
from kiosk.domain.setup.check import check, has_no_hours
from kiosk.domain.setup.document import Document, FieldPart, Span, StaffPart, WeekHours
from kiosk.domain.setup.problem import SetupProblem
from kiosk.domain.setup.template import ADMINISTRATOR, CounterPlan, Material
from kiosk.domain.setup.text_frames import too_long

#: More counters than a guide can show; the settings window takes more.
MOST_COUNTERS = 12
#: The first word of a place that tells its template.
_KINDS = {"phường": "ward", "xã": "commune", "đặc": "special-zone"}


class GuideStep(IntEnum):
    """List the steps in their order."""

    NAME = 1
    SERVICES = 2
    COUNTERS = 3
    HOURS = 4
    STAFF = 5
    DEVICES = 6
    DONE = 7

    @property
    def minutes(self) -> int:
        """Return how long a person needs for the step."""
        return (2, 1, 2, 1, 2, 1, 1)[self - 1]


#: The section of the document that a step answers.
_SECTIONS = {"branch": GuideStep.NAME, "fields": GuideStep.SERVICES, "hours": GuideStep.HOURS, "staff": GuideStep.STAFF}


@dataclass(frozen=True, slots=True)
class GuidePerson:
    """Hold a member of staff beside the administrator."""

    name: str
    role: StaffRole = StaffRole.CLERK


@dataclass(frozen=True, slots=True)
class CounterFields:
    """Hold the fields of a counter: it serves all their services."""

    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GuideAnswers:
    """Hold everything that was answered. `step` is shown now, `furthest` was reached; both are numbers of `GuideStep`.

    `code` is the branch's identifier; empty: not known yet. `week` are the hours from Monday to Friday. `scanner`,
    `printer` and `profile` belong to this machine and go into its configuration.
    """

    step: int = GuideStep.NAME
    furthest: int = GuideStep.NAME
    language: str = VIETNAMESE
    place: str = ""
    code: str = ""
    template: str = ""
    fields: tuple[str, ...] = ()
    counters: tuple[CounterFields, ...] = ()
    week: tuple[Span, ...] = ()
    saturday: tuple[Span, ...] = ()
    administrator: str = ""
    staff: tuple[GuidePerson, ...] = ()
    scanner: str = "auto"
    printer: str = ""
    profile: str = "clone"

    def in_language(self, language: str) -> "GuideAnswers":
        """Return the same answers with the guide in another language."""
        return replace(self, language=language)

    @property
    def minutes_left(self) -> int:
        """Return how long the present step and those after it take."""
        return sum(one.minutes for one in GuideStep if one >= self.step)


@dataclass(frozen=True, slots=True)
class ProcedureCoverage:
    """Hold how many procedures of the catalogue have a service in the chosen fields, and how many there are."""

    received: int
    total: int


@dataclass(frozen=True, slots=True)
class GuideRules:
    """Answer the questions about a set of answers from the shipped material."""

    material: Material

    # -- the steps ----------------------------------------------------------------------------------------------

    def go(self, answers: GuideAnswers, step: GuideStep) -> GuideAnswers:
        """Show a step. The step after the last one that was reached needs all before it to be complete."""
        before = [one for one in GuideStep if one < step]
        if step > answers.furthest and any(self.missing(answers, one) for one in before):
            return answers
        if step is GuideStep.SERVICES and not answers.template:
            answers = self.choose_template(answers, self.likely_template(answers.place))
        return replace(answers, step=int(step), furthest=max(answers.furthest, int(step)))

    def likely_template(self, place: str) -> str:
        """Return the template that the name of a place tells; the first one where it tells none."""
        first = place.strip().casefold().partition(" ")[0]
        return _KINDS.get(first, self.material.common.templates[0].code)

    def missing(self, answers: GuideAnswers, step: GuideStep) -> tuple[Message, ...]:
        """Return what keeps a step from being complete."""
        if step is GuideStep.NAME and not answers.place.strip():
            return (Message("guide.missing.place"),)
        if step is GuideStep.SERVICES and not answers.fields:
            return (Message("guide.missing.fields"),)
        if step is GuideStep.COUNTERS:
            return self._counters_missing(answers)
        return tuple(one.message for one in self._problems(answers) if _SECTIONS.get(str(one.path[0])) is step)

    def first_incomplete(self, answers: GuideAnswers) -> GuideStep:
        """Return the first step that is not complete; the last one where all are."""
        return next((one for one in GuideStep if self.missing(answers, one)), GuideStep.DONE)

    def summary(self, answers: GuideAnswers, step: GuideStep) -> Message:
        """Return the answer of a step in one line."""
        match step:
            case GuideStep.NAME:
                return Message("guide.summary.name", {"place": answers.place.strip()})
            case GuideStep.SERVICES:
                chosen = self.chosen(answers)
                count = len(self.material.services(answers.fields)) - self._others()
                return Message("guide.summary.services", {"fields": len(chosen), "count": count})
            case GuideStep.COUNTERS:
                return Message("guide.summary.counters", {"count": len(answers.counters)})
            case GuideStep.HOURS:
                spans = ", ".join(one.to_text().replace("-", "–") for one in sorted(answers.week))
                return Message("guide.summary.hours", {"spans": spans})
            case GuideStep.STAFF:
                return Message("guide.summary.staff", {"count": 1 + len(answers.staff)})
            case GuideStep.DEVICES:
                has = ("printer" if answers.printer else "") + ("scanner" if answers.scanner else "")
                return Message(f"guide.summary.devices.{has or 'none'}")
            case GuideStep.DONE:
                return Message("guide.step.done.about")

    def document(self, answers: GuideAnswers) -> Document:
        """Return the set-up that the answers make."""
        week = answers.week
        hours = WeekHours(week, week, week, week, week, answers.saturday)
        made = self.material.document(
            answers.place.strip(), answers.fields, self.counters(answers), hours, self._people(answers)
        )
        branch = replace(made.branch, code=answers.code.strip() or made.branch.code)
        boss = replace(made.staff[0], name=answers.administrator.strip() or made.staff[0].name)
        return replace(made, branch=branch, staff=(boss, *made.staff[1:]))

    # -- fields -------------------------------------------------------------------------------------------------

    def choose_template(self, answers: GuideAnswers, name: str) -> GuideAnswers:
        """Begin with a template: its fields, its counters, and the usual hours where none are set."""
        plan = self.material.plan(name)
        counters = tuple(CounterFields(one.fields) for one in plan.counters)
        week = answers.week or self.material.common.spans
        return replace(answers, template=name, fields=plan.fields, counters=counters, week=week)

    def offered(self) -> tuple[FieldPart, ...]:
        """Return the fields that a branch may take or leave."""
        return tuple(one for one in self.material.offered.fields if one.code != self.material.other_field)

    def chosen(self, answers: GuideAnswers) -> tuple[FieldPart, ...]:
        """Return the fields that are taken, without the one for everything else."""
        return tuple(one for one in self.offered() if one.code in answers.fields)

    def toggle_field(self, answers: GuideAnswers, code: str) -> GuideAnswers:
        """Take a field or leave it. A new field goes to the counter of the template, else to the last one."""
        wanted = {*answers.fields} ^ {code}
        fields = tuple(one.code for one in self.offered() if one.code in wanted)
        if code not in wanted:
            kept = tuple(CounterFields(_without(one.fields, code)) for one in answers.counters)
            return replace(answers, fields=fields, counters=tuple(one for one in kept if one.fields))
        counters = list(answers.counters) or [CounterFields()]
        place = self._counter_for(answers, code)
        counters[place] = CounterFields(self._ordered({*counters[place].fields, code}))
        return replace(answers, fields=fields, counters=tuple(counters))

    def size_of(self, code: str) -> tuple[int, int]:
        """Return how many services and how many procedures a field has."""
        services = [one for one in self.material.offered.services if one.field == code]
        return len(services), sum(len(one.procedures) for one in services)

    def size_of_template(self, name: str) -> tuple[int, int]:
        """Return how many fields and how many services a template has."""
        fields = self.material.plan(name).fields
        return len(fields), len(self.material.services(fields)) - self._others()

    def coverage(self, answers: GuideAnswers) -> ProcedureCoverage:
        """Return how many procedures have a service of their own."""
        every = self.material.offered.services
        received = sum(len(one.procedures) for one in every if one.field in answers.fields)
        return ProcedureCoverage(received, sum(len(one.procedures) for one in every))

    # -- counters and people ------------------------------------------------------------------------------------

    def counters(self, answers: GuideAnswers) -> tuple[CounterPlan, ...]:
        """Return the counters with their names: those of the template, else the names of their fields."""
        known = {frozenset(one.fields): one.name for plan in self.material.common.templates for one in plan.counters}
        return tuple(
            CounterPlan(known.get(frozenset(one.fields)) or self._name(one.fields, number), one.fields)
            for number, one in enumerate(answers.counters, start=1)
        )

    def counter_fields(self, answers: GuideAnswers) -> tuple[FieldPart, ...]:
        """Return the fields that the counters share out, with the one for everything else at the end."""
        codes = {*answers.fields, self.material.other_field}
        return tuple(one for one in self.material.offered.fields if one.code in codes)

    def toggle_counter_field(self, answers: GuideAnswers, counter: int, code: str) -> GuideAnswers:
        """Let a counter, by its place, serve a field or not."""
        counters = list(answers.counters)
        counters[counter] = CounterFields(self._ordered({*counters[counter].fields} ^ {code}))
        return replace(answers, counters=tuple(counters))

    def add_counter(self, answers: GuideAnswers) -> GuideAnswers:
        """Add a counter without fields."""
        if len(answers.counters) >= MOST_COUNTERS:
            return answers
        return replace(answers, counters=(*answers.counters, CounterFields()))

    def remove_counter(self, answers: GuideAnswers) -> GuideAnswers:
        """Take the last counter away; fields that only it served go to the one before."""
        if len(answers.counters) < 2:
            return answers
        *kept, last = answers.counters
        served = {code for one in kept for code in one.fields}
        homeless = {code for code in last.fields if code not in served}
        kept[-1] = CounterFields(self._ordered({*kept[-1].fields, *homeless}))
        return replace(answers, counters=tuple(kept))

    def logins(self, answers: GuideAnswers) -> tuple[str, ...]:
        """Return the login of each person beside the administrator: Nguyễn Văn An is ``annv``."""
        taken = [ADMINISTRATOR]
        for one in answers.staff:
            taken.append(_login(one.name, taken))
        return tuple(taken[1:])

    # -- inside -------------------------------------------------------------------------------------------------

    def _people(self, answers: GuideAnswers) -> tuple[StaffPart, ...]:
        named = zip(self.logins(answers), answers.staff, strict=True)
        return tuple(StaffPart(login, one.name.strip(), one.role) for login, one in named)

    def _problems(self, answers: GuideAnswers) -> tuple[SetupProblem, ...]:
        document = self.document(answers)
        return (*check(document), *has_no_hours(document))

    def _counters_missing(self, answers: GuideAnswers) -> tuple[Message, ...]:
        served = {code for one in answers.counters for code in one.fields}
        found = [
            Message("guide.missing.unserved", {"field": one.name})
            for one in self.counter_fields(answers)
            if one.code not in served
        ]
        idle = (number for number, one in enumerate(answers.counters, start=1) if not one.fields)
        return (*found, *(Message("guide.missing.idle", {"number": number}) for number in idle))

    def _others(self) -> int:
        """Return how many services the field for everything else has."""
        return self.size_of(self.material.other_field)[0]

    def _counter_for(self, answers: GuideAnswers, code: str) -> int:
        """Return the place of the counter that serves what the template puts beside a field; else the last place."""
        plan = self.material.plan(answers.template)
        beside = next((set(one.fields) for one in plan.counters if code in one.fields), set())
        places = [place for place, one in enumerate(answers.counters) if beside & {*one.fields}]
        return places[0] if places else max(len(answers.counters) - 1, 0)

    def _ordered(self, codes: Collection[str]) -> tuple[str, ...]:
        return tuple(one.code for one in self.material.offered.fields if one.code in codes)

    def _name(self, codes: tuple[str, ...], number: int) -> LocalText:
        """Return the names of fields in every language; the number of the counter where they are too long."""
        names = [one.name for one in self.material.offered.fields if one.code in codes]
        languages = {code for one in names for code in one.as_dict()} | {VIETNAMESE}
        joined = {code: ", ".join(one.to(code) for one in names) for code in languages}
        if not names or any(too_long(text, text_frames.COUNTER) for text in joined.values()):
            return LocalText.from_dict({"vi": f"Quầy {number}", "en": f"Counter {number}", "km": f"បញ្ជរ {number}"})
        return LocalText.from_dict(joined)


def _without(codes: tuple[str, ...], code: str) -> tuple[str, ...]:
    return tuple(one for one in codes if one != code)


def _login(name: str, taken: Collection[str]) -> str:
    """Return the given name and the first letters of the others, and a number where that is taken."""
    words = ["".join(letter for letter in word if letter.isascii() and letter.isalnum()) for word in fold(name).split()]
    *others, given = [word for word in words if word] or ["canbo"]
    stem = (given + "".join(word[0] for word in others))[:36]
    stem = stem if stem[0].isalpha() else f"cb{stem}"
    return next(one for one in (stem, *(f"{stem}{number}" for number in range(2, 1000))) if one not in taken)
