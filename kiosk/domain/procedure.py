"""An administrative procedure (thủ tục hành chính) as the catalogue states it, and nothing the catalogue does not.

Parts of a procedure: Nghị định 63/2010 Art 8, amended by 92/2017. Look-up at a kiosk counts as its public posting
(Art 17.1.b), so a text is kept word for word, and what is not stated is None or empty, never a guess.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class PaperKind(StrEnum):
    """What is done with a paper: handed in (phải nộp), shown (phải xuất trình), or only a note (lưu ý)."""

    SUBMIT = "submit"
    PRESENT = "present"
    NOTE = "note"


class Channel(StrEnum):
    """How a dossier is handed in (cách thức thực hiện)."""

    COUNTER = "counter"
    ONLINE = "online"
    POST = "post"


class TimeUnit(StrEnum):
    """The unit of a time limit. Working days and days are not the same thing."""

    SAME_DAY = "same_day"
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class Passage:
    """A text word for word. `is_cut`: the catalogue itself holds only its beginning."""

    text: str
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """One line of the dossier's components (thành phần hồ sơ). `case`: the case it belongs to, "" for every case.

    Both counts are 0 where the catalogue states none.
    """

    title: Passage
    kind: PaperKind
    case: str = ""
    originals: int = 0
    copies: int = 0


@dataclass(frozen=True, slots=True)
class Duration:
    """A time limit with its unit; a number without one is not kept at all."""

    value: int
    unit: TimeUnit


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """The time limit in words (thời hạn giải quyết). `channel` None: it holds for all. `is_sourced`: the published
    record itself says so; otherwise it was filled in from elsewhere and has to be confirmed."""

    text: str
    channel: Channel | None = None
    is_sourced: bool = True


@dataclass(frozen=True, slots=True)
class ChannelTerms:
    """What one channel says of its own: time and fee differ from channel to channel."""

    channel: Channel
    duration: Duration | None = None
    note: Passage | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """The fee (phí, lệ phí) at the counter. `says_free`: the record says free and gives no word more."""

    note: Passage | None = None
    says_free: bool = False

    @property
    def is_stated(self) -> bool:
        """Whether the note speaks of money at all; some speak of opening hours only."""
        return self.note is not None and any(word in self.note.text.lower() for word in ("phí", "đồng", "vnđ"))


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure. `code` as in 1.004873; `former_codes` are older codes that people still look for.

    `levels`: cấp thực hiện; `agency`: cơ quan thực hiện; `targets`: đối tượng; `decision`: the decision that published
    it; `is_checked` False: the catalogue itself doubts a part of it; `url`: its page at the national portal.
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
        """The name in a list: the short one where there is one."""
        return self.short_name or self.name

    @property
    def check_list(self) -> tuple[Paper, ...]:
        """What has to be brought: everything that is not a note."""
        return tuple(paper for paper in self.papers if paper.kind is not PaperKind.NOTE)

    @property
    def notes(self) -> tuple[Paper, ...]:
        """The lines of the dossier that are no papers."""
        return tuple(paper for paper in self.papers if paper.kind is PaperKind.NOTE)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All procedures, as they stood on `as_of`; replaced as a whole."""

    as_of: date
    procedures: tuple[Procedure, ...]
    _by_code: dict[str, Procedure] = field(default_factory=dict, init=False, repr=False, compare=False)

    def find(self, code: str) -> Procedure | None:
        """The procedure of a code, also of a former one; a code in force comes first."""
        if not self._by_code:
            for one in self.procedures:
                self._by_code.update(dict.fromkeys(one.former_codes, one))
            self._by_code.update({one.code: one for one in self.procedures})
        return self._by_code.get(code)

    @property
    def fields(self) -> Mapping[str, tuple[Procedure, ...]]:
        """The procedures of each field (lĩnh vực), in the catalogue's order."""
        found: dict[str, list[Procedure]] = {}
        for one in self.procedures:
            found.setdefault(one.field, []).append(one)
        return {name: tuple(members) for name, members in found.items()}

    def age_days(self, today: date) -> int:
        """How old it is."""
        return (today - self.as_of).days
