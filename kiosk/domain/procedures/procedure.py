"""Describe an administrative procedure (thủ tục hành chính) as the catalogue states it, and nothing else.

Parts of a procedure: Nghị định 63/2010, Art 8, amended by 92/2017. Look-up at a kiosk counts as public posting (Art
17.1.b). A text is kept word for word; what is not stated is None or empty, never a guess.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum


class PaperKind(StrEnum):
    """List what is done with a paper: handed in (phải nộp), shown (phải xuất trình), or only a note (lưu ý)."""

    SUBMIT = "submit"
    PRESENT = "present"
    NOTE = "note"


class Channel(StrEnum):
    """List how a dossier is handed in (cách thức thực hiện)."""

    COUNTER = "counter"
    ONLINE = "online"
    POST = "post"


class TimeUnit(StrEnum):
    """List the units of a time limit. Working days and days differ."""

    SAME_DAY = "same_day"
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class Passage:
    """Hold a text word for word. `is_cut`: the catalogue holds only its beginning."""

    text: str
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """Hold one line of the dossier's components (thành phần hồ sơ).

    `case` is the case (trường hợp) it belongs to, "" for every case. `part` is the heading of a part of the dossier
    that every case needs. A count is 0 where the catalogue states none. `is_looked_up`: the agency looks it up itself
    and nobody is asked to bring it (`kiosk.domain.procedures.lookup`).
    """

    title: Passage
    kind: PaperKind
    case: str = ""
    part: str = ""
    originals: int = 0
    copies: int = 0
    is_looked_up: bool = False

    @property
    def heading(self) -> str:
        """Return the words above it in a list, "" where the catalogue has none."""
        return self.case or self.part


@dataclass(frozen=True, slots=True)
class Duration:
    """Hold a time limit with its unit; a number without a unit is not kept."""

    value: int
    unit: TimeUnit


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """Hold the time limit in words (thời hạn giải quyết).

    `channel` None: it holds for all channels. `is_sourced`: the published record says so. Otherwise it was filled in
    from elsewhere and must be confirmed.
    """

    text: str
    channel: Channel | None = None
    is_sourced: bool = True


@dataclass(frozen=True, slots=True)
class ChannelTerms:
    """Hold the time and the fee of one channel; they differ between channels."""

    channel: Channel
    duration: Duration | None = None
    note: Passage | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """Hold the fee (phí, lệ phí) at the counter. `says_free`: the record says free and nothing else.

    `amount` is in đồng, where the record states one; the note says for what.
    """

    note: Passage | None = None
    says_free: bool = False
    amount: int | None = None

    @property
    def is_stated(self) -> bool:
        """Return whether the note speaks of money; some speak of opening hours only."""
        return self.note is not None and any(word in self.note.text.lower() for word in ("phí", "đồng", "vnđ"))


@dataclass(frozen=True, slots=True)
class Procedure:
    """Hold one procedure. `code` is like 1.004873; `former_codes` are older codes that people still look for.

    `levels`: cấp thực hiện. `agency`: cơ quan thực hiện. `targets`: đối tượng. `decision` is the decision that
    published it. `is_checked` False: the catalogue itself doubts a part. `url` is its page at the national portal.
    """

    code: str
    name: str
    field: str
    short_name: str = ""
    levels: tuple[str, ...] = ()
    agency: str = ""
    targets: tuple[str, ...] = ()
    decision: str = ""
    time: TimeLimit | None = None
    fee: Fee = Fee()
    channels: tuple[ChannelTerms, ...] = ()
    papers: tuple[Paper, ...] = ()
    results: tuple[str, ...] = ()
    requirements: Passage | None = None
    grounds: tuple[Passage, ...] = ()
    former_codes: tuple[str, ...] = ()
    url: str = ""
    is_checked: bool = True

    @property
    def title(self) -> str:
        """Return the name in a list: the short name where there is one."""
        return self.short_name or self.name

    @property
    def components(self) -> tuple[Paper, ...]:
        """Return the papers of the dossier: every line that is not a note."""
        return tuple(paper for paper in self.papers if paper.kind is not PaperKind.NOTE)

    @property
    def check_list(self) -> tuple[Paper, ...]:
        """Return the papers to bring: the components that the agency does not look up itself."""
        return tuple(paper for paper in self.components if not paper.is_looked_up)

    @property
    def notes(self) -> tuple[Paper, ...]:
        """Return the lines of the dossier that are no papers."""
        return tuple(paper for paper in self.papers if paper.kind is PaperKind.NOTE)

    @property
    def cases(self) -> tuple[str, ...]:
        """Return the cases of which a citizen has one; empty where everybody brings the same papers.

        The order is the catalogue's: it does not say which case is the usual one.
        """
        found = tuple(dict.fromkeys(paper.case for paper in self.components if paper.case))
        return found if len(found) > 1 else ()

    def in_case(self, case: str) -> "Procedure":
        """Return the procedure with the papers and notes of one case and of every case; "" leaves all of them."""
        kept = tuple(paper for paper in self.papers if not case or paper.case in ("", case))
        return replace(self, papers=kept)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Hold all procedures as they stood on `as_of`; it is replaced as a whole."""

    as_of: date
    procedures: tuple[Procedure, ...]
    _by_code: dict[str, Procedure] = field(default_factory=dict, init=False, repr=False, compare=False)

    def find(self, code: str) -> Procedure | None:
        """Return the procedure of a code, also of a former code; a code in force comes first."""
        if not self._by_code:
            for one in self.procedures:
                self._by_code.update(dict.fromkeys(one.former_codes, one))
            self._by_code.update({one.code: one for one in self.procedures})
        return self._by_code.get(code)

    @property
    def fields(self) -> Mapping[str, tuple[Procedure, ...]]:
        """Return the procedures of each field (lĩnh vực), in the catalogue's order."""
        found: dict[str, list[Procedure]] = {}
        for one in self.procedures:
            found.setdefault(one.field, []).append(one)
        return {name: tuple(members) for name, members in found.items()}
