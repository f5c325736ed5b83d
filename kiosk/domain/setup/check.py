"""Check what the parts of a set-up say together. Each problem names its place and its cure."""

import re
from collections import Counter as Count
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kiosk.domain.artwork import HASH
from kiosk.domain.branch_setup import StaffRole
from kiosk.domain.language.text import LANGUAGES, VIETNAMESE, LocalText
from kiosk.domain.look import contrast_checks
from kiosk.domain.people.rating import CONTENTS, SCALES
from kiosk.domain.queue.ticket_code import SERIES
from kiosk.domain.setup import text_frames
from kiosk.domain.setup.document import CounterPart, Document, Span, WeekHours
from kiosk.domain.setup.form import nearest
from kiosk.domain.setup.problem import Path, SetupProblem, problem
from kiosk.domain.setup.text_frames import Frames, too_long

#: The most letters of a code, and of texts that no board, kiosk key or slip has to hold.
LONGEST_CODE, LONGEST_TEXT = 20, 80
#: What a slip and a page can list.
MOST_PAPERS, MOST_REASONS = 8, 9
#: A board and a desk show two figures of a counter.
HIGHEST_COUNTER = 99
#: The most minutes by which a counter calls a service earlier. More than half a day would be another calling order.
MOST_WEIGHT = 240
_REASON = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CODE = re.compile(r"[A-Z][A-Z0-9-]*")
_IDENTIFIER = re.compile(r"[A-Z]\d{2}(\.\d{1,3}){0,4}")
_LOGIN = re.compile(r"[a-z][a-z0-9._-]{0,39}")
_MOST_MINUTES = 480
_MOST_NUMBERS = 9999
#: Khmer names hold places where a line may end, and joiners.
_JOINERS = dict.fromkeys((0x200B, 0x200C, 0x200D))


@dataclass(frozen=True, slots=True)
class Known:
    """Hold what stands outside the document: the icons, and the codes of the catalogue; None is not checked.

    `is_always_open`: the set-up in force has no opening hours. It is that of a demo, and stays one.
    """

    icons: Collection[str] | None = None
    procedures: Collection[str] | None = None
    is_always_open: bool = False


NOTHING_KNOWN = Known()


def has_no_hours(document: Document, known: Known = NOTHING_KNOWN) -> tuple[SetupProblem, ...]:
    """Return a problem for a document without opening hours. Only a demo is always open."""
    return () if any(document.hours.days()) or known.is_always_open else (problem(("hours",), "no_hours"),)


def check(document: Document, known: Known = NOTHING_KNOWN) -> tuple[SetupProblem, ...]:
    """Return every problem of a document, in the order of its parts."""
    return tuple(one for rule in _RULES for one in rule(document, known))


def _branch(document: Document, _known: Known) -> Iterator[SetupProblem]:
    branch = document.branch
    if not _IDENTIFIER.fullmatch(branch.code) or len(branch.code) > 35:
        yield problem(("branch", "code"), "identifier", value=branch.code)
    yield from _name(("branch", "name"), branch.name, text_frames.NAME)
    yield from _name(("branch", "place"), branch.place, text_frames.PLACE)
    yield from _name(("branch", "slogan"), branch.slogan, text_frames.SLOGAN, may_be_empty=True)


def _fields(document: Document, known: Known) -> Iterator[SetupProblem]:
    used = {service.field for service in document.services}
    yield from _twice("fields", "code", [one.code for one in document.fields])
    for place, one in enumerate(document.fields):
        path = ("fields", place)
        yield from _code((*path, "code"), one.code)
        yield from _name((*path, "name"), one.name, text_frames.FIELD)
        if known.icons is not None and one.icon not in known.icons:
            yield problem((*path, "icon"), "no_icon", icon=one.icon, near=nearest(one.icon, known.icons))
        if one.code not in used:
            yield problem(path, "empty_field", field=one.name)
    if not document.fields:
        yield problem(("fields",), "no_fields")


def _series(document: Document, _known: Known) -> Iterator[SetupProblem]:
    """Let a letter belong to one field, or to one service with a letter of its own."""
    owners: dict[str, LocalText] = {}
    places = [(("fields", place, "series"), one.series, one.name) for place, one in enumerate(document.fields)]
    places += [
        (("services", place, "series"), one.series, one.name)
        for place, one in enumerate(document.services)
        if one.series
    ]
    for path, letter, name in places:
        if letter not in SERIES:
            yield problem(path, "series", value=letter, letters="".join(SERIES))
        elif letter in owners:
            yield problem(path, "series_twice", series=letter, name=name, other=owners[letter])
        else:
            owners[letter] = name


def _services(document: Document, known: Known) -> Iterator[SetupProblem]:
    fields = [one.code for one in document.fields]
    served = {one.code for counter in document.counters for one in counter.services}
    yield from _twice("services", "code", [one.code for one in document.services])
    for place, one in enumerate(document.services):
        path = ("services", place)
        yield from _code((*path, "code"), one.code)
        yield from _name((*path, "name"), one.name, text_frames.SERVICE)
        yield from _within((*path, "target_minutes"), one.target_minutes, 1, _MOST_MINUTES)
        wait = 1 if one.wait_minutes is None else one.wait_minutes
        yield from _within((*path, "wait_minutes"), wait, 1, _MOST_MINUTES)
        yield from _within((*path, "quota"), 1 if one.quota is None else one.quota, 1, _MOST_NUMBERS)
        for number, said in enumerate(one.said):
            yield from _name((*path, "said", number), LocalText(said))
        if one.papers is not None:
            yield from _lines((*path, "papers"), one.papers)
        if one.hours is not None:
            yield from _week((*path, "hours"), one.hours)
        if one.field not in fields:
            yield problem((*path, "field"), "no_field", field=one.field, near=nearest(one.field, fields))
        if one.code not in served:
            yield problem(path, "unserved", service=one.name)
        for number, code in enumerate(one.procedures):
            if known.procedures is not None and code not in known.procedures:
                near = nearest(code, known.procedures)
                yield problem((*path, "procedures", number), "no_procedure", code=code, near=near)
    others = [place for place, one in enumerate(document.services) if one.other]
    for place in others[1:]:
        yield problem(("services", place, "other"), "other_twice", service=document.services[others[0]].name)
    if not document.services:
        yield problem(("services",), "no_services")


def _counters(document: Document, _known: Known) -> Iterator[SetupProblem]:
    codes = [one.code for one in document.services]
    yield from _twice("counters", "number", [one.number for one in document.counters])
    for place, one in enumerate(document.counters):
        path = ("counters", place)
        yield from _within((*path, "number"), one.number, 1, HIGHEST_COUNTER)
        yield from _name((*path, "name"), one.name, text_frames.COUNTER)
        yield from _counter_services(path, one, codes)


def _counter_services(path: Path, counter: CounterPart, codes: Sequence[str]) -> Iterator[SetupProblem]:
    if not counter.services:
        yield problem((*path, "services"), "idle_counter", counter=counter.number)
    seen: set[str] = set()
    for number, one in enumerate(counter.services):
        at = (*path, "services", number)
        if one.code not in codes:
            yield problem(at, "no_service", code=one.code, near=nearest(one.code, codes))
        if one.code in seen:
            yield problem(at, "twice", value=one.code)
        seen.add(one.code)
        yield from _within(at, one.minutes, 0, MOST_WEIGHT)


def _staff(document: Document, _known: Known) -> Iterator[SetupProblem]:
    yield from _twice("staff", "login", [one.login for one in document.staff])
    for place, one in enumerate(document.staff):
        path = ("staff", place)
        if not _LOGIN.fullmatch(one.login):
            yield problem((*path, "login"), "login", value=one.login)
        if not one.name.strip() or len(one.name) > LONGEST_TEXT or not one.name.isprintable():
            yield problem((*path, "name"), "person", most=LONGEST_TEXT)
    leaders = [one for one in document.staff if one.role in (StaffRole.MANAGER, StaffRole.ADMINISTRATOR)]
    if document.staff and not leaders:
        yield problem(("staff",), "no_manager")


def _hours(document: Document, _known: Known) -> Iterator[SetupProblem]:
    yield from _week(("hours",), document.hours)


def _week(path: Path, week: WeekHours) -> Iterator[SetupProblem]:
    names = WeekHours.__dataclass_fields__
    for name, spans in zip(names, week.days(), strict=True):
        yield from _spans((*path, name), spans)


def _spans(path: Path, spans: Sequence[Span]) -> Iterator[SetupProblem]:
    for place, span in enumerate(spans):
        if span.opens >= span.closes:
            yield problem((*path, place), "backwards", span=span.to_text())
    for before, after in pairwise(sorted(spans)):
        if after.opens < before.closes:
            yield problem(path, "overlap", span=before.to_text(), other=after.to_text())


def _calendar(document: Document, _known: Known) -> Iterator[SetupProblem]:
    yield from _twice("calendar", "day", [one.day for one in document.calendar])
    for place, one in enumerate(document.calendar):
        yield from _name(("calendar", place, "name"), one.name)
        if not one.source.strip():
            yield problem(("calendar", place, "source"), "no_source")


def _groups(document: Document, _known: Known) -> Iterator[SetupProblem]:
    yield from _twice("groups", "code", [one.code for one in document.groups])
    for place, one in enumerate(document.groups):
        path = ("groups", place)
        yield from _name((*path, "name"), one.name, text_frames.GROUP)
        if one.from_age is not None and one.to_age is not None and one.from_age > one.to_age:
            yield problem((*path, "to_age"), "ages", from_age=one.from_age, to_age=one.to_age)


def _calling(document: Document, _known: Known) -> Iterator[SetupProblem]:
    policy = document.calling
    for key, low, high in _POLICY:
        yield from _within(("calling", key), getattr(policy, key), low, high)


def _limits(document: Document, _known: Known) -> Iterator[SetupProblem]:
    limits = document.limits
    for key, low, high in _LIMITS:
        value = getattr(limits, key)
        if value is not None:
            yield from _within(("limits", key), value, low, high)


def _kiosk(document: Document, _known: Known) -> Iterator[SetupProblem]:
    kiosk = document.kiosk
    yield from _languages(("kiosk", "languages"), kiosk.languages)
    if kiosk.languages and VIETNAMESE not in kiosk.languages:
        yield problem(("kiosk", "languages"), "vietnamese_needed")
    for key, low, high in _IDLE_TIMES:
        yield from _within(("kiosk", key), getattr(kiosk, key), low, high)


def _feedback(document: Document, _known: Known) -> Iterator[SetupProblem]:
    block = document.feedback
    for key, rule in _FEEDBACK.items():
        text = getattr(block, key)
        if text and not (rule.fullmatch(text) and len(text) <= LONGEST_TEXT):
            yield problem(("feedback", key), f"feedback_{key}", value=text)
    for key in ("address", "post"):
        yield from _name(("feedback", key), LocalText(getattr(block, key)), text_frames.ADDRESS, may_be_empty=True)


def _slip(document: Document, _known: Known) -> Iterator[SetupProblem]:
    if document.slip.note is not None:
        yield from _name(("slip", "note"), document.slip.note, text_frames.NOTE)


def _rating(document: Document, _known: Known) -> Iterator[SetupProblem]:
    if document.rating.levels not in SCALES:
        yield problem(("rating", "levels"), "levels", value=document.rating.levels)


def _reasons(document: Document, _known: Known) -> Iterator[SetupProblem]:
    letters = {letter for one in CONTENTS for letter in one.letters}
    yield from _twice("reasons", "code", [one.code for one in document.reasons])
    for place, one in enumerate(document.reasons):
        path = ("reasons", place)
        if not _REASON.fullmatch(one.code):
            yield problem((*path, "code"), "reason", value=one.code)
        yield from _name((*path, "name"), one.name, text_frames.REASON)
        for number, letter in enumerate(one.contents):
            if letter not in letters:
                known = ", ".join(CONTENTS[-1].letters)
                yield problem((*path, "contents", number), "no_content", value=letter, known=known)
    if len(document.reasons) > MOST_REASONS:
        yield problem(("reasons", MOST_REASONS), "many_reasons", most=MOST_REASONS)


def _hall(document: Document, _known: Known) -> Iterator[SetupProblem]:
    hall = document.hall
    if not hall.languages:
        yield problem(("hall", "languages"), "no_languages", languages=", ".join(LANGUAGES))
    yield from _languages(("hall", "languages"), hall.languages)
    yield from _languages(("hall", "voices"), hall.voices)
    for place, notice in enumerate(hall.notices):
        yield from _name(("hall", "notices", place), LocalText(notice), text_frames.NOTICE)


def _look(document: Document, _known: Known) -> Iterator[SetupProblem]:
    for one in contrast_checks(document.look):
        if not one.is_good:
            told = {"figure": one.figure, "least": one.least, "near": one.nearest.to_text()}
            yield problem(("look", one.key), f"contrast_{one.key}", **told)
    roundel = document.look.roundel
    if roundel.name and not HASH.fullmatch(roundel.name):
        yield problem(("look", "roundel"), "no_artwork", value=roundel.name)


def _languages(path: Path, languages: Sequence[str]) -> Iterator[SetupProblem]:
    for place, language in enumerate(languages):
        if language not in LANGUAGES:
            yield problem((*path, place), "unknown_language", language=language, languages=", ".join(LANGUAGES))
        elif language in languages[:place]:
            yield problem((*path, place), "twice", value=language)


_POLICY = (
    ("priority_share", 1, 10),
    ("ordinary_share", 1, 10),
    ("priority_bonus_minutes", 0, _MOST_MINUTES),
    ("overdue_minutes", 0, _MOST_MINUTES),
    ("appointment_share", 1, 10),
    ("appointment_early_minutes", 0, _MOST_MINUTES),
    ("appointment_late_minutes", 0, _MOST_MINUTES),
)
_LIMITS = (
    ("daily_cap", 1, 99),
    ("recall_limit", 1, 10),
    ("recall_gap_seconds", 0, 600),
    ("lock_minutes", 0, 240),
    ("wait_minutes", 1, 480),
)
_PHONE = re.compile(r"[+(]?\d[\d .()-]{2,24}")
_FEEDBACK = {
    "phone": _PHONE,
    "hotline": _PHONE,
    "website": re.compile(r"https?://[^\s/]+\.[^\s]+"),
    "email": re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+"),
}
#: The last 20 seconds of a page are counted down, so none is shorter.
_IDLE_TIMES = (
    ("idle_seconds", 40, 300),
    ("ticket_seconds", 20, 120),
    ("rating_seconds", 20, 120),
)
_RULES: tuple[Callable[[Document, Known], Iterator[SetupProblem]], ...] = (
    _branch,
    _fields,
    _series,
    _services,
    _counters,
    _staff,
    _hours,
    _calendar,
    _groups,
    _calling,
    _limits,
    _kiosk,
    _feedback,
    _slip,
    _rating,
    _reasons,
    _hall,
    _look,
)


# -- rules for one value ----------------------------------------------------------------------------------------------


def _name(path: Path, name: LocalText, frames: Frames = (), *, may_be_empty: bool = False) -> Iterator[SetupProblem]:
    """Check a name by the places where it is shown; without any, by the most letters of a text."""
    for language, text in name.as_dict().items():
        at = (*path, language)
        if not text.strip() and not may_be_empty:
            yield problem(at, "no_name")
        elif not text.translate(_JOINERS).isprintable():
            yield problem(at, "unprintable")
        elif not frames and len(text) > LONGEST_TEXT:
            yield problem(at, "long_name", most=LONGEST_TEXT, count=len(text))
        elif frames and (message := too_long(text, frames)) is not None:
            yield SetupProblem(at, message)


def _lines(path: Path, text: LocalText) -> Iterator[SetupProblem]:
    """Check a list of papers, one a line."""
    for language, lines in text.as_dict().items():
        papers = lines.splitlines()
        if len(papers) > MOST_PAPERS:
            yield problem((*path, language), "many_papers", most=MOST_PAPERS, count=len(papers))
        for paper in papers or [""]:
            for one in _name(path, LocalText(paper), text_frames.PAPER):
                yield SetupProblem((*path, language), one.message)


def _code(path: Path, code: str) -> Iterator[SetupProblem]:
    if not _CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        yield problem(path, "code", value=code, most=LONGEST_CODE)


def _within(path: Path, value: int, low: int, high: int) -> Iterator[SetupProblem]:
    if not low <= value <= high:
        yield problem(path, "range", value=value, low=low, high=high)


def _twice(section: str, key: str, values: Sequence[object]) -> Iterator[SetupProblem]:
    """Name each later part that has the value of an earlier one."""
    seen = Count[object]()
    for place, value in enumerate(values):
        if seen[value]:
            yield problem((section, place, key), "twice", value=value)
        seen[value] += 1
