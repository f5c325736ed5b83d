"""Check that the catalogue's texts stay word for word and nothing is completed by a guess."""

import json
from datetime import date
from typing import Any

import pytest

import resources
from kiosk.domain.language.text import CounterError
from kiosk.domain.procedures.catalogue_file import read_catalogue
from kiosk.domain.procedures.procedure import Catalogue, Channel, Duration, PaperKind, Passage, Procedure, TimeUnit

TEXT = resources.path("catalogue/procedures.json").read_text(encoding="utf-8")
SAMPLE = read_catalogue(TEXT)


def of(code: str) -> Procedure:
    found = SAMPLE.find(code)
    assert found is not None
    return found


def record(**changes: Any) -> dict[str, Any]:
    return {"code": "1.000001", "name": "Tên", "field": "Hộ tịch", **changes}


def read(*records: dict[str, Any], as_of: str = "2026-06-10") -> Catalogue:
    return read_catalogue(json.dumps({"schema_version": 1, "as_of": as_of, "procedures": list(records)}))


def test_the_sample_is_read_whole() -> None:
    assert (len(SAMPLE.procedures), SAMPLE.as_of) == (90, date(2026, 6, 10))
    raw = {one["code"]: one for one in json.loads(TEXT)["procedures"]}
    for one in SAMPLE.procedures:
        assert len(one.papers) == len(raw[one.code]["papers"])
    assert sum(len(procedures) for procedures in SAMPLE.fields.values()) == 90
    assert next(iter(SAMPLE.fields)) == "Hộ tịch"


def test_cases_are_those_of_which_a_citizen_has_one() -> None:
    assert len(of("1.013225").cases) == 7
    assert of("1.013225").cases[-1] == "(1.7) Đối với công trình nhà ở riêng lẻ"
    assert of("2.001263").cases == (), "the papers of both persons are needed"
    assert of("1.001612").cases == (), "a representative is not a case"
    assert of("2.000884").cases == (), "one heading is no choice"
    assert of("1.001193").cases == ()


def test_every_paper_and_note_belongs_to_some_case() -> None:
    for one in SAMPLE.procedures:
        shown = [paper for case in one.cases or ("",) for paper in one.in_case(case).papers]
        assert set(shown) == set(one.papers), one.code
        for case in one.cases:
            assert one.in_case(case).cases == ()
            assert {paper.case for paper in one.in_case(case).papers} <= {"", case}


def test_a_number_whose_unit_was_lost_is_no_time_limit() -> None:
    assert of("1.011606").time is None
    assert all(terms.duration is None for terms in of("1.011606").channels)
    # Where the unit was filled in from elsewhere, the words are shown, and said to need confirming.
    time = of("1.004884").time
    assert time is not None
    assert (time.text, time.is_sourced) == ("05 ngày làm việc", False)


def test_time_differs_by_channel_and_keeps_its_unit() -> None:
    assert {terms.channel: terms.duration for terms in of("1.012753").channels} == {
        Channel.ONLINE: Duration(17, TimeUnit.WORKING_DAY),
        Channel.POST: Duration(30, TimeUnit.WORKING_DAY),
        Channel.COUNTER: Duration(20, TimeUnit.WORKING_DAY),
    }


def test_a_time_that_the_record_gives_for_the_online_way_only_is_not_the_counters() -> None:
    raw = {one["code"]: one["processing"]["source"] for one in json.loads(TEXT)["procedures"]}
    online = {code for code, source in raw.items() if source == "cach_thuc_thuc_hien, Trực tuyến"}
    found = {one.code for one in SAMPLE.procedures if one.time is not None and one.time.channel is Channel.ONLINE}
    assert found == online != set()


def test_free_beside_a_note_is_the_note() -> None:
    fee = of("1.004884").fee  # the record says free, the note says that the province sets the fee
    assert fee.says_free is False
    assert fee.note is not None
    assert "Hội đồng nhân dân" in fee.note.text
    assert fee.is_stated


def test_free_out_of_somebodys_memory_is_not_stated() -> None:
    assert (of("1.001699").fee.says_free, of("1.001699").fee.note) == (False, None)
    assert of("1.001193").fee.says_free is True


def test_not_established_is_not_a_fee() -> None:
    assert of("1.013855").fee.note is None


def test_a_note_about_opening_hours_states_no_fee() -> None:
    fee = of("1.010028").fee
    assert fee.note is not None
    assert not fee.is_stated


def test_a_fee_is_kept_word_for_word() -> None:
    raw = next(one for one in json.loads(TEXT)["procedures"] if one["code"] == "2.000815")
    note = of("2.000815").fee.note
    assert note is not None
    assert note.text == raw["fee"]["text"]
    assert "từ trang thứ 3" in note.text


def test_a_text_that_the_catalogue_cut_is_known_to_be_cut() -> None:
    note = of("2.001263").fee.note
    assert note is not None
    assert note.is_cut
    titles = [paper.title for one in SAMPLE.procedures for paper in one.papers]
    assert sum(title.is_cut for title in titles) == 420
    assert all(title.is_cut == title.text.endswith("…") for title in titles)


def test_a_paper_of_no_stated_number_has_none() -> None:
    shown = [paper for one in SAMPLE.procedures for paper in one.papers if paper.kind is PaperKind.PRESENT]
    assert any(paper.originals == paper.copies == 0 for paper in shown)


def test_a_case_is_a_case_and_a_kind_is_none() -> None:
    cases = {paper.case for one in SAMPLE.procedures for paper in one.papers}
    assert "(1.7) Đối với công trình nhà ở riêng lẻ" in cases
    assert not cases & {"Giấy tờ phải nộp", "Giấy tờ phải xuất trình", "Lưu ý"}


def test_notes_are_not_in_the_check_list() -> None:
    one = of("1.001193")
    assert len(one.check_list) + len(one.notes) == len(one.papers)
    assert {paper.kind for paper in one.check_list} == {PaperKind.SUBMIT, PaperKind.PRESENT}


def test_letters_are_composed_and_invisible_marks_gone() -> None:
    (one,) = read(record(name="Đăng k\u200eý  khai sinh")).procedures
    assert one.name == "Đăng ký khai sinh"
    assert "\u200e" not in json.dumps([paper.title.text for one in SAMPLE.procedures for paper in one.papers])


def test_what_a_full_record_of_the_portal_states_is_kept() -> None:
    (one,) = read(
        record(
            executing_agency="Ủy ban nhân dân cấp xã",
            requirements="Không có",
            legal_basis=["Luật Hộ tịch 60/2014/QH13"],
            url="https://dichvucong.example/1.000001",
            former_codes=["1.009999"],
        )
    ).procedures
    assert (one.agency, one.requirements, one.grounds) == (
        "Ủy ban nhân dân cấp xã",
        Passage("Không có"),
        (Passage("Luật Hộ tịch 60/2014/QH13"),),
    )
    assert one.url == "https://dichvucong.example/1.000001"


def test_a_former_code_finds_the_procedure_unless_it_is_in_force_elsewhere() -> None:
    catalogue = read(record(code="2.1", former_codes=["1.1", "1.2"]), record(code="1.2"))
    first, second = catalogue.procedures
    assert catalogue.find("1.1") is first
    assert catalogue.find("1.2") is second
    assert catalogue.find("3.3") is None


def test_what_the_catalogue_doubts_is_known_to_be_doubtful() -> None:
    assert of("1.001193").is_checked
    assert not of("1.004884").is_checked  # medium
    assert not of("1.013225").is_checked  # a remark: its times look swapped


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('{"schema_version": 1,\n"x"', "catalogue.not_json"),
        pytest.param("[" * 100_000, "catalogue.not_json", id="safety low: brackets without end"),
        pytest.param('{"schema_version": ' + "1" * 5_000 + "}", "catalogue.not_json", id="safety low: a huge number"),
        ("[]", "catalogue.wrong_version"),
        ('{"schema_version": 2}', "catalogue.wrong_version"),
        ('{"schema_version": 1, "as_of": "June"}', "catalogue.no_date"),
        ('{"schema_version": 1, "as_of": "2026-06-10", "procedures": []}', "catalogue.empty"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused(text: str, key: str) -> None:
    with pytest.raises(CounterError) as refused:
        read_catalogue(text)
    assert refused.value.message.key == key


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"code": ""}, "code"),
        ({"name": None}, "name"),
        ({"field": 3}, "field"),
        ({"levels": "Cấp xã"}, "levels"),
        ({"processing": []}, "processing"),
        ({"fee": {"free": "yes"}}, "free"),
        ({"channels": [{"channel_code": 7}]}, "channels: channel_code"),
        ({"channels": [{"channel_code": 1, "duration_value": 1, "duration_unit": "week"}]}, "channels: duration_unit"),
        ({"papers": [{"title": "Đơn", "kind": "maybe"}]}, "papers: kind"),
        ({"papers": [{"title": "Đơn", "kind": "submit", "copies": -1}]}, "papers: copies"),
        ({"papers": [{"title": "Đơn", "kind": "submit", "copies": 10**13}]}, "papers: copies"),
        ({"papers": ["Đơn"]}, "papers: paper"),
        ({"results": [{}]}, "results: name"),
        ({"legal_basis": [1]}, "legal_basis: text"),
    ],
)
def test_a_wrong_record_is_named_with_its_number_code_and_key(changes: dict[str, Any], name: str) -> None:
    if changes.get("processing") == []:
        changes = {"processing": [1]}
    with pytest.raises(CounterError) as refused:
        read(record(code="1.000000"), record(**changes))
    message = refused.value.message
    assert message.key == "catalogue.wrong_record"
    assert (message.args["number"], message.args["name"]) == (2, name)


def test_two_records_with_one_code_are_refused() -> None:
    with pytest.raises(CounterError) as refused:
        read(record(), record())
    assert (refused.value.message.key, refused.value.message.args["code"]) == ("catalogue.twice", "1.000001")
