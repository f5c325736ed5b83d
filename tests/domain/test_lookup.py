"""Check papers that the agency looks up: listed ones are marked and not asked for, the same words elsewhere are not."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kiosk.domain.language.text import LANGUAGES
from kiosk.domain.procedures.lookup import LookedUpPaper, mark_looked_up, read_looked_up
from kiosk.domain.procedures.posting import LineKind, SectionKind, take_along
from kiosk.domain.procedures.procedure import Catalogue, Paper, PaperKind, Passage, Procedure
from kiosk.program.texts import looked_up
from tests.domain.test_posting import section, texts
from tests.domain.test_procedure import SAMPLE, of

TODAY = date(2026, 11, 20)
TITLE = "Giấy tờ về cư trú"
ONE = LookedUpPaper("1.000001", 2, TITLE, "Nghị định thử", date(2026, 1, 1), date(2026, 12, 31))
PAPERS = (
    Paper(Passage(TITLE), PaperKind.PRESENT),
    Paper(Passage(TITLE), PaperKind.PRESENT, originals=1),
    Paper(Passage("Tờ khai"), PaperKind.SUBMIT),
)
PROCEDURE = Procedure("1.000001", "Tên thủ tục", "Hộ tịch", papers=PAPERS)
OTHER = replace(PROCEDURE, code="1.000002")


def marked(*listed: LookedUpPaper, day: date = TODAY) -> tuple[list[int], ...]:
    """Return the marked lines of the two procedures, counted from 1."""
    found = mark_looked_up(Catalogue(TODAY, (PROCEDURE, OTHER)), listed, day)
    return tuple([line for line, paper in enumerate(p.papers, 1) if paper.is_looked_up] for p in found.procedures)


def test_the_listed_paper_is_marked_and_the_same_words_elsewhere_are_not() -> None:
    assert marked(ONE) == ([2], [])
    assert marked() == ([], [])


@pytest.mark.parametrize("change", [{"title": "Giấy tờ về cư trú."}, {"line": 3}, {"line": 9}, {"procedure": "1.9"}])
def test_a_changed_title_line_or_code_marks_nothing(change: dict[str, Any]) -> None:
    assert marked(replace(ONE, **change)) == ([], [])


@pytest.mark.parametrize(
    ("day", "lines"),
    [
        (date(2025, 12, 31), []),
        (date(2026, 1, 1), [2]),
        (date(2026, 12, 31), [2]),
        (date(2027, 1, 1), []),
    ],
)
def test_a_basis_marks_on_its_days_alone(day: date, lines: list[int]) -> None:
    assert marked(ONE, day=day)[0] == lines


def test_a_basis_without_an_end_holds_on() -> None:
    assert marked(replace(ONE, until=None), day=TODAY + timedelta(days=9999))[0] == [2]


def test_a_note_is_never_marked() -> None:
    note = replace(PROCEDURE, papers=(Paper(Passage(TITLE), PaperKind.NOTE),))
    found = mark_looked_up(Catalogue(TODAY, (note,)), [replace(ONE, line=1)], TODAY)
    assert found.procedures == (note,)


def test_a_list_names_each_basis_once() -> None:
    text = """
        [bases.x]
        text = "Nghị định thử"
        from = 2026-01-01
        [[papers]]
        procedure = "1.000001"
        line = 2
        title = "Giấy tờ về cư trú"
        basis = "x"
    """
    assert read_looked_up(text) == (replace(ONE, until=None),)


# -- the shipped list -------------------------------------------------------------------------------------------------


def test_every_shipped_entry_is_a_paper_of_the_shipped_catalogue_in_the_same_words() -> None:
    shipped = looked_up()
    assert len({(one.procedure, one.line) for one in shipped}) == len(shipped) > 20
    for one in shipped:
        paper = of(one.procedure).papers[one.line - 1]
        assert paper.title.text == one.title
        assert paper.kind is not PaperKind.NOTE
        assert one.basis
        assert one.holds_on(TODAY)


def test_the_shipped_bases_on_civil_status_data_end_before_the_new_law() -> None:
    """Luật Hộ tịch 03/2026/QH16 comes into force on 1 March 2027."""
    ends = {one.until for one in looked_up() if "hộ tịch" in one.basis}
    assert ends == {date(2027, 2, 28)}


def test_the_card_that_shows_who_stands_there_is_still_asked_for() -> None:
    shown = mark_looked_up(SAMPLE, looked_up(), TODAY)
    for code in ("1.001193", "1.000894", "1.014027"):
        one = shown.find(code)
        assert one is not None
        assert any("ăn cước" in paper.title.text for paper in one.check_list)


# -- how they are posted ----------------------------------------------------------------------------------------------


def posted(code: str = "1.001193") -> Procedure:
    found = mark_looked_up(SAMPLE, looked_up(), TODAY).find(code)
    assert found is not None
    return found


def test_a_looked_up_paper_is_not_counted_and_none_is_lost() -> None:
    plain, one = of("1.001193"), posted()
    assert len(one.check_list) == len(plain.check_list) - 1
    assert len(one.components) + len(one.notes) == len(plain.papers)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_stands_last_in_its_words_and_says_who_looks_it_up(language: str) -> None:
    lines = section(posted(), SectionKind.PAPERS, language).lines
    assert [line.kind for line in lines][-2:] == [LineKind.PAPER, LineKind.LOOKED_UP]
    assert lines[-1].text == of("1.001193").papers[6].title.text
    assert lines[-1].detail == texts(language).say("procedure.looked_up")
    assert texts("vi").say("procedure.looked_up") == "cơ quan tự tra cứu"


def test_the_qr_names_it_but_does_not_ask_for_it() -> None:
    content = take_along(posted("1.001731"), SAMPLE.as_of, texts())
    assert "- Giấy chứng tử hoặc trích lục khai tử (cơ quan tự tra cứu)" in content
    assert "- Tờ khai đề nghị hỗ trợ chi phí mai táng (Mẫu số 02) (nộp" in content
    few = take_along(posted(), SAMPLE.as_of, texts())
    assert f"Giấy tờ cần có: {len(posted().check_list)} mục" in few


def test_a_procedure_whose_papers_are_all_looked_up_does_not_say_that_none_is_stated() -> None:
    one = replace(PROCEDURE, papers=(replace(PAPERS[1], is_looked_up=True),))
    assert [line.kind for line in section(one, SectionKind.PAPERS).lines] == [LineKind.LOOKED_UP]


def test_a_case_whose_papers_are_all_looked_up_stays_a_case() -> None:
    papers = (replace(PAPERS[0], case="Một"), replace(PAPERS[1], case="Hai", is_looked_up=True))
    assert replace(PROCEDURE, papers=papers).cases == ("Một", "Hai")
