"""Write a procedure as the sections that screen, slip and voice share.

The catalogue's text stands word for word. What it does not state is said not to be stated. Where it holds only the
beginning of a text, that is said first. Source: Nghị định 63/2010, Art 17.1.b (public posting on an electronic screen).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kiosk.domain.language.text import Texts
from kiosk.domain.procedures.procedure import Channel, ChannelTerms, Duration, Paper, Passage, Procedure

#: The longest text in bytes whose QR a phone reads from 80 mm of paper (version 25, error level M).
_QR_BYTES = 990


class SectionKind(StrEnum):
    """List the sections of a posting, in the order in which people ask for them."""

    PAPERS = "papers"
    TIME = "time"
    FEE = "fee"
    PLACE = "place"
    CONDITIONS = "conditions"
    GROUNDS = "grounds"
    NOTES = "notes"


class LineKind(StrEnum):
    """List the kinds of lines.

    HEADING stands above the papers of a case or part, PAPER is one of them, LOOKED_UP one that nobody brings. TEXT is
    the catalogue's, REMARK is ours.
    """

    HEADING = "heading"
    PAPER = "paper"
    LOOKED_UP = "looked_up"
    TEXT = "text"
    REMARK = "remark"


@dataclass(frozen=True, slots=True)
class PostedLine:
    """Hold one paragraph. `label` names its subject; `detail` says how many of a paper."""

    kind: LineKind
    text: str
    label: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Hold a section of a posting; it has at least one line."""

    kind: SectionKind
    title: str
    lines: tuple[PostedLine, ...]


def sections(procedure: Procedure, texts: Texts) -> tuple[Section, ...]:
    """Return all sections of a procedure; notes only where there are some."""
    parts = {
        SectionKind.PAPERS: _papers(procedure, texts),
        SectionKind.TIME: _time(procedure, texts),
        SectionKind.FEE: _fee(procedure, texts),
        SectionKind.PLACE: _place(procedure, texts),
        SectionKind.CONDITIONS: _passages((procedure.requirements,), "conditions", texts),
        SectionKind.GROUNDS: _passages(procedure.grounds, "grounds", texts),
    }
    if procedure.notes:
        parts[SectionKind.NOTES] = _notes(procedure, texts)
    return tuple(Section(kind, texts.say(f"procedure.section.{kind}"), tuple(lines)) for kind, lines in parts.items())


def doubts(procedure: Procedure | None, as_of: date, texts: Texts, *, is_old: bool) -> tuple[str, ...]:
    """Return the date of the catalogue, then what a reader must be careful with, and whom to ask about it.

    The doubts are the catalogue's age, and the unchecked parts of a procedure (None: of the list).
    """
    on = f"{as_of:%d/%m/%Y}"
    found = [texts.say("procedure.as_of_old" if is_old else "procedure.as_of", date=on)]
    if procedure is not None and not procedure.is_checked:
        found.append(texts.say("procedure.unchecked"))
    if is_old or len(found) > 1:
        found.append(texts.say("procedure.ask_again"))
    return tuple(found)


def take_along(procedure: Procedure, as_of: date, texts: Texts) -> str:
    """Return the text of the QR code: the page at the national portal where the catalogue names one, else the
    essentials.

    No address is made from a code. The text is read without a network. It lists all papers or says how many there are,
    never some of them.
    """
    if procedure.url.startswith("https://"):
        return procedure.url
    time = procedure.time.text if procedure.time and procedure.time.channel is None else ""
    name, code = procedure.name, texts.say("procedure.code", code=procedure.code)
    term = f"{texts.say('procedure.section.time')}: {time or texts.say('procedure.not_stated')}"
    tail = (texts.say("procedure.portal", code=procedure.code), texts.say("procedure.as_of", date=f"{as_of:%d/%m/%Y}"))
    papers: list[str] = []
    for heading, group in _grouped(procedure):
        papers += [f"{heading}:"] if heading else []
        papers += [f"- {paper.title.text} ({_count(paper, texts)})" for paper in group]
    count = texts.say("procedure.papers_count", count=len(procedure.check_list))
    is_whole = papers and not procedure.notes and not any(paper.title.is_cut for paper in procedure.components)
    candidates = (
        *([(name, code, term, f"{texts.say('procedure.section.papers')}:", *papers, *tail)] if is_whole else []),
        (name, code, term, count, *tail),
        (name, code, *tail),
    )
    fitting = (lines for lines in candidates if len("\n".join(lines).encode()) <= _QR_BYTES)
    return "\n".join(next(fitting, (code, *tail)))


def _papers(procedure: Procedure, texts: Texts) -> Iterator[PostedLine]:
    """Yield the papers, each group below its heading; those that the agency looks up stand last in their group."""
    if not procedure.components:
        yield _remark("procedure.no_papers", texts)
        return
    if any(paper.title.is_cut for paper in procedure.components):
        yield _remark("procedure.cut", texts)
    if procedure.cases:
        yield _remark("procedure.cases", texts)
    for heading, papers in _grouped(procedure):
        if heading:
            yield PostedLine(LineKind.HEADING, heading)
        for paper in papers:
            kind = LineKind.LOOKED_UP if paper.is_looked_up else LineKind.PAPER
            yield PostedLine(kind, paper.title.text, detail=_count(paper, texts))


def _grouped(procedure: Procedure) -> list[tuple[str, list[Paper]]]:
    """Return the papers by heading: those without one, those of the cases, then the parts that every case needs.

    Within a group, the papers to bring come first. Among them, and among the cases, the order is the catalogue's.
    """
    groups: dict[str, list[Paper]] = {}
    for paper in sorted(procedure.components, key=_rank):
        groups.setdefault(paper.heading, []).append(paper)
    return list(groups.items())


def _rank(paper: Paper) -> tuple[bool, bool, bool]:
    return bool(paper.part), bool(paper.case), paper.is_looked_up


def _count(paper: Paper, texts: Texts) -> str:
    """Return how many of a paper and what is done with them; a number that is not stated is left out.

    Of a paper that the agency looks up itself, only that is said.
    """
    if paper.is_looked_up:
        return texts.say("procedure.looked_up")
    counts = (("procedure.originals", paper.originals), ("procedure.copies", paper.copies))
    parts = [texts.say(key, count=count) for key, count in counts if count]
    how = texts.say(f"procedure.paper.{paper.kind}")
    return ", ".join([how, *parts])


def _time(procedure: Procedure, texts: Texts) -> Iterator[PostedLine]:
    time = procedure.time
    known = {terms.channel: terms.duration for terms in procedure.channels if terms.duration}
    if time is None and not known:
        yield _remark("procedure.time_not_stated", texts)
        return
    differ = len(set(known.values())) > 1
    if time is not None:
        channel = time.channel or (Channel.COUNTER if differ and Channel.COUNTER in known else None)
        known = {one: duration for one, duration in known.items() if differ and one is not channel}
        yield PostedLine(LineKind.TEXT, time.text, label=_channel(channel, texts) if channel else "")
        if not time.is_sourced:
            yield _remark("procedure.time_unsourced", texts)
        if channel is Channel.ONLINE and Channel.COUNTER not in known:
            yield _remark("procedure.time_counter_not_stated", texts)
    for one, duration in known.items():
        yield PostedLine(LineKind.TEXT, _duration(duration, texts), label=_channel(one, texts))


def _fee(procedure: Procedure, texts: Texts) -> Iterator[PostedLine]:
    fee = procedure.fee
    others: dict[Passage, list[str]] = {}
    for terms in procedure.channels:
        if terms.note is not None and _is_news(terms, fee.note):
            others.setdefault(terms.note, []).append(_channel(terms.channel, texts))
    if any(note is not None and note.is_cut for note in (fee.note, *others)):
        yield _remark("procedure.cut", texts)
    if fee.says_free:
        yield PostedLine(LineKind.TEXT, texts.say("procedure.free"))
        yield _remark("procedure.fee_by_province", texts)
    elif not fee.is_stated:
        yield _remark("procedure.fee_not_stated", texts)
    if fee.note is not None:
        yield PostedLine(LineKind.TEXT, _marked(fee.note), label=_amount(fee.amount, texts) if fee.amount else "")
    for note, channels in others.items():
        yield PostedLine(LineKind.TEXT, _marked(note), label="; ".join(channels))


def _amount(amount: int, texts: Texts) -> str:
    """Return an amount as it is written in Vietnam: 400.000 đồng."""
    return texts.say("procedure.amount", amount=f"{amount:,}".replace(",", "."))


def _marked(passage: Passage) -> str:
    """Return the text, with "…" where the catalogue cut it without a mark."""
    return f"{passage.text} …" if passage.is_cut and not passage.text.endswith("…") else passage.text


def _is_news(terms: ChannelTerms, note: Passage | None) -> bool:
    """Return whether a channel's note differs from the counter's; brackets do not count."""
    return note is None or terms.note is None or terms.note.text.strip("() ") != note.text.strip("() ")


def _place(procedure: Procedure, texts: Texts) -> Iterator[PostedLine]:
    agency = procedure.agency or texts.say("procedure.agency_not_stated")
    yield PostedLine(LineKind.TEXT, agency, label=texts.say("procedure.agency"))
    for key, values in (
        ("procedure.levels", procedure.levels),
        ("procedure.targets", procedure.targets),
        ("procedure.results", procedure.results),
        ("procedure.decision", (procedure.decision,) if procedure.decision else ()),
    ):
        if values:
            yield PostedLine(LineKind.TEXT, "; ".join(values), label=texts.say(key))


def _passages(passages: tuple[Passage | None, ...], name: str, texts: Texts) -> Iterator[PostedLine]:
    stated = [passage for passage in passages if passage is not None]
    if any(passage.is_cut for passage in stated):
        yield _remark("procedure.cut", texts)
    for passage in stated:
        yield PostedLine(LineKind.TEXT, _marked(passage))
    if not stated:
        yield _remark(f"procedure.{name}_not_stated", texts)


def _notes(procedure: Procedure, texts: Texts) -> Iterator[PostedLine]:
    if any(note.title.is_cut for note in procedure.notes):
        yield _remark("procedure.cut", texts)
    for note in procedure.notes:
        yield PostedLine(LineKind.TEXT, note.title.text, label=note.case)


def _remark(key: str, texts: Texts) -> PostedLine:
    return PostedLine(LineKind.REMARK, texts.say(key))


def _channel(channel: Channel, texts: Texts) -> str:
    return texts.say(f"procedure.channel.{channel}")


def _duration(duration: Duration, texts: Texts) -> str:
    return texts.say(f"procedure.unit.{duration.unit}", count=duration.value)
