"""Mark papers that the agency looks up itself (cơ quan tự tra cứu): nobody is asked to bring them.

Papers are listed one by one with a basis and its dates; no rule looks for words. Sources: Nghị định 118/2025, Art
4.2a, in the wording of 309/2026; Nghị quyết 66.7/2025; the bases in the list.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from kiosk.domain.procedures.procedure import Catalogue, Paper, PaperKind, Procedure


@dataclass(frozen=True, slots=True)
class LookedUpPaper:
    """Hold a paper by the code of its procedure and its line there, counted from 1, in the words of the catalogue.

    `basis` names the text by which it is not asked for; it holds from `since` to `until`, both days included.
    """

    procedure: str
    line: int
    title: str
    basis: str
    since: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether the basis holds on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


def read_looked_up(text: str) -> tuple[LookedUpPaper, ...]:
    """Return the papers of a TOML text: each names one of the bases."""
    tree = tomllib.loads(text)
    bases = tree["bases"]
    return tuple(
        LookedUpPaper(one["procedure"], one["line"], one["title"], basis["text"], basis["from"], basis.get("until"))
        for one in tree["papers"]
        for basis in (bases[one["basis"]],)
    )


def mark_looked_up(known: Catalogue, listed: Iterable[LookedUpPaper], today: date) -> Catalogue:
    """Return the catalogue with the papers marked whose basis holds today and whose words are still the listed ones."""
    titles: dict[str, dict[int, str]] = {}
    for one in listed:
        if one.holds_on(today):
            titles.setdefault(one.procedure, {})[one.line] = one.title
    return Catalogue(known.as_of, tuple(_marked(one, titles.get(one.code, {})) for one in known.procedures))


def _marked(one: Procedure, titles: Mapping[int, str]) -> Procedure:
    if not titles:
        return one
    papers = enumerate(one.papers, start=1)
    return replace(one, papers=tuple(_paper(paper, titles.get(line)) for line, paper in papers))


def _paper(paper: Paper, title: str | None) -> Paper:
    is_listed = paper.title.text == title and paper.kind is not PaperKind.NOTE
    return replace(paper, is_looked_up=True) if is_listed else paper
