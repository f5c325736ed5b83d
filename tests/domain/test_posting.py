"""Check that a posting holds everything the catalogue states and nothing else, in every language."""

import re
from dataclasses import replace
from datetime import date

import pytest

import resources
from kiosk.domain.language.text import LANGUAGES, Texts
from kiosk.domain.procedures.posting import LineKind, Section, SectionKind, doubts, sections, take_along
from kiosk.domain.procedures.procedure import Channel, ChannelTerms, Duration, Fee, Passage, Procedure, TimeLimit
from kiosk.domain.procedures.procedure import TimeUnit as Unit
from tests.domain.test_procedure import SAMPLE, of

AS_OF = SAMPLE.as_of
PLAIN = Procedure("1.000001", "Tên thủ tục", "Hộ tịch")


def texts(language: str = "vi") -> Texts:
    return Texts(language, resources.texts(language), resources.texts("vi"))


def section(procedure: Procedure, kind: SectionKind, language: str = "vi") -> Section:
    return next(one for one in sections(procedure, texts(language)) if one.kind is kind)


def said(procedure: Procedure, kind: SectionKind) -> list[tuple[str, str]]:
    return [(line.label, line.text) for line in section(procedure, kind).lines]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_procedure_is_posted_whole_in_every_language(language: str) -> None:
    for one in SAMPLE.procedures:
        posted = [line.text for part in sections(one, texts(language)) for line in part.lines]
        stated = [paper.title.text for paper in one.papers] + [terms.note.text for terms in one.channels if terms.note]
        stated += [one.fee.note.text] if one.fee.note else []
        bare = {text.removesuffix(" …").strip("() ") for text in posted}
        assert [text for text in stated if text.strip("() ") not in bare] == []
        assert all(part.lines for part in sections(one, texts(language)))
        assert all(result in " ".join(posted) for result in one.results)


def test_no_number_stands_without_a_unit() -> None:
    for one in SAMPLE.procedures:
        for _, text in said(one, SectionKind.TIME):
            assert not re.fullmatch(r"\d+", text.strip()), one.code


def test_what_is_empty_in_the_catalogue_is_said_to_be_not_stated() -> None:
    for kind in SectionKind:
        if kind is SectionKind.NOTES:
            continue
        assert any("không nêu" in text for _, text in said(PLAIN, kind)), kind
    assert SectionKind.NOTES not in [one.kind for one in sections(PLAIN, texts())]


def test_channels_that_differ_are_told_apart() -> None:
    assert said(of("1.012753"), SectionKind.TIME) == [
        ("Nộp tại quầy", "20 ngày làm việc"),
        ("Nộp trực tuyến", "17 ngày làm việc"),
        ("Qua bưu chính công ích", "30 ngày làm việc"),
    ]


def test_channels_that_agree_are_one_line() -> None:
    assert said(of("1.010041"), SectionKind.TIME)[0] == ("Nộp trực tuyến", "01 ngày làm việc")
    alike = tuple(ChannelTerms(channel, Duration(5, Unit.WORKING_DAY)) for channel in Channel)
    one = replace(PLAIN, time=TimeLimit("05 ngày làm việc"), channels=alike)
    assert said(one, SectionKind.TIME) == [("", "05 ngày làm việc")]


def test_a_time_for_the_online_way_says_so_and_that_the_counters_is_missing() -> None:
    (label, _), (_, remark) = said(of("1.010041"), SectionKind.TIME)
    assert label == "Nộp trực tuyến"
    assert "nộp tại quầy" in remark


def test_a_time_from_elsewhere_has_to_be_confirmed() -> None:
    assert any("chưa được đối chiếu" in text for _, text in said(of("1.004884"), SectionKind.TIME))


def test_the_fee_is_word_for_word_and_free_never_stands_beside_a_note() -> None:
    for one in SAMPLE.procedures:
        lines = [text for _, text in said(one, SectionKind.FEE)]
        if one.fee.note is not None:
            assert one.fee.note.text in [text.removesuffix(" …") for text in lines]
            assert "Danh mục ghi: miễn phí." not in lines
    assert said(of("1.001193"), SectionKind.FEE)[0] == ("", "Danh mục ghi: miễn phí.")


def test_an_amount_leads_the_fee_as_it_is_written_in_vietnam() -> None:
    label, text = said(of("2.001263"), SectionKind.FEE)[1]
    assert label == "400.000 đồng"
    assert text.startswith("400,000 Việt Nam Đồng")
    assert said(of("1.001193"), SectionKind.FEE)[0][0] == "", "free has no amount"


def test_a_note_that_says_the_same_in_more_brackets_is_not_repeated() -> None:
    same = ChannelTerms(Channel.ONLINE, note=Passage("((Miễn lệ phí.))"))
    other = ChannelTerms(Channel.POST, note=Passage("Phí bưu chính."))
    one = replace(PLAIN, fee=Fee(Passage("(Miễn lệ phí.)")), channels=(same, other))
    assert said(one, SectionKind.FEE) == [
        ("", "(Miễn lệ phí.)"),
        ("Qua bưu chính công ích", "Phí bưu chính."),
    ]


def test_channels_that_say_the_same_share_one_paragraph() -> None:
    same = Passage("Phí bưu chính.")
    one = replace(PLAIN, channels=(ChannelTerms(Channel.POST, note=same), ChannelTerms(Channel.ONLINE, note=same)))
    assert said(one, SectionKind.FEE)[1:] == [("Qua bưu chính công ích; Nộp trực tuyến", "Phí bưu chính.")]


def test_the_papers_of_one_case_stand_alone_below_its_words() -> None:
    one = of("1.013225")
    for case in one.cases:
        lines = section(one.in_case(case), SectionKind.PAPERS).lines
        assert [line.text for line in lines if line.kind is LineKind.HEADING] == [case]
        papers = [line.text for line in lines if line.kind is LineKind.PAPER]
        assert papers == [paper.title.text for paper in one.check_list if paper.case == case]
        assert "Mỗi trường hợp" not in " ".join(line.text for line in lines)


def test_a_part_that_every_case_needs_stands_in_each_below_its_own_words() -> None:
    one = of("2.000720")
    for case in one.cases:
        lines = section(one.in_case(case), SectionKind.PAPERS).lines
        first, second = [line.text for line in lines if line.kind is LineKind.HEADING]
        assert first == case
        assert "kèm theo một trong những giấy tờ sau" in second


def test_papers_stand_with_their_case() -> None:
    lines = section(of("1.013225"), SectionKind.PAPERS).lines
    assert lines[0].kind is LineKind.REMARK
    heads = [line.text for line in lines if line.kind is LineKind.HEADING]
    assert heads == sorted(set(heads), key=heads.index)
    assert "(1.7) Đối với công trình nhà ở riêng lẻ" in heads
    papers = [line for line in lines if line.kind is LineKind.PAPER]
    assert len(papers) == len(of("1.013225").check_list)


def test_a_paper_says_how_many_and_a_number_that_is_not_stated_is_left_out() -> None:
    details = {line.detail for one in SAMPLE.procedures for line in section(one, SectionKind.PAPERS).lines}
    assert "nộp, 1 bản chính, 1 bản sao" in details
    assert "xuất trình" in details
    assert not any(re.search(r"\b0 ", detail) for detail in details)
    assert any("1 original, 1 copy" in line.detail for line in section(of("1.012753"), SectionKind.PAPERS, "en").lines)


def test_what_the_catalogue_cut_is_said_to_be_cut_before_it_is_read() -> None:
    for kind in (SectionKind.PAPERS, SectionKind.NOTES):
        first = section(of("1.001193"), kind).lines[0]
        assert first.kind is LineKind.REMARK
        assert "…" in first.text
    fee = section(of("2.001263"), SectionKind.FEE).lines
    assert fee[0].kind is LineKind.REMARK
    assert fee[1].text.endswith(" …"), "what was broken off without a mark has one"


def test_the_date_is_always_there_and_age_and_doubts_are_told() -> None:
    (fresh,) = doubts(PLAIN, date(2026, 6, 10), texts(), is_old=False)
    assert "10/06/2026" in fresh
    assert "cũ" not in fresh
    old, unchecked, ask = doubts(of("1.004884"), date(2026, 6, 10), texts(), is_old=True)
    assert "cũ" in old
    assert "đối chiếu" in unchecked
    assert "quầy" in ask
    assert "quầy" not in old + unchecked, "whom to ask is said once"
    assert doubts(None, date(2026, 6, 10), texts(), is_old=True) == (old, ask)


def test_the_qr_is_the_portals_page_where_the_catalogue_names_one() -> None:
    page = "https://dichvucong.example/thu-tuc/1.000001"
    assert take_along(replace(PLAIN, url=page), AS_OF, texts()) == page
    assert "javascript" not in take_along(replace(PLAIN, url="javascript:alert(1)"), AS_OF, texts())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_qr_says_what_it_is_and_where_the_rest_stands(language: str) -> None:
    for one in SAMPLE.procedures:
        content = take_along(one, AS_OF, texts(language))
        assert len(content.encode()) <= 990
        assert one.code in content
        assert "dichvucong.gov.vn" in content
        assert "10/06/2026" in content


def test_the_qr_lists_all_papers_or_none() -> None:
    listed = 0
    for one in SAMPLE.procedures:
        content = take_along(one, AS_OF, texts())
        there = [paper.title.text in content for paper in one.check_list]
        assert all(there) or not any(there), one.code
        listed += bool(there) and all(there)
        if listed and any(there):
            assert not one.notes
    assert listed > 10


def test_an_endless_name_still_makes_a_qr() -> None:
    content = take_along(replace(PLAIN, name="Ẫ" * 900), AS_OF, texts())
    assert len(content.encode()) <= 990
    assert PLAIN.code in content
