"""Check the set-up document: reading and writing its file, its checks, and its differences."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from kiosk.domain.artwork import read_artwork
from kiosk.domain.branch_setup import StaffRole
from kiosk.domain.language.text import VIETNAMESE, LocalText, Texts
from kiosk.domain.look import Roundel
from kiosk.domain.people.rating import OwnReason
from kiosk.domain.setup.check import Known, check
from kiosk.domain.setup.derived import setup_from
from kiosk.domain.setup.difference import ChangeKind, change_words, differences
from kiosk.domain.setup.document import CounterService, Document, Span, WeekHours
from kiosk.domain.setup.form import plain, read
from kiosk.domain.setup.toml_text import located, read_toml, write_toml
from kiosk.program.sample import sample_document
from kiosk.program.texts import texts

SAMPLE = sample_document()
TEXT = write_toml(SAMPLE, {})
WORDS = texts(VIETNAMESE)


def problems_of(text: str) -> list[tuple[str, str]]:
    """Return each problem of a file as its line and its key."""
    document, problems = read_toml(text)
    found = problems if document is None else located(check(document), text)
    return [
        (text.splitlines()[line - 1].strip(), message.key.removeprefix("setup.problem.")) for line, message in found
    ]


def sentences(old: Document, new: Document, words: Texts = WORDS) -> list[str]:
    return [change_words(one, words) for one in differences(old, new)]


def test_the_sample_is_a_document_without_a_problem() -> None:
    known = Known([file.stem for file in resources.path("icons").glob("*.svg")])
    assert check(SAMPLE, known) == ()


def test_what_is_written_is_read_back_unchanged() -> None:
    assert read_toml(TEXT) == (SAMPLE, ())
    assert read(Document, plain(SAMPLE)) == (SAMPLE, ())


def test_lists_without_a_part_are_read_back_as_such() -> None:
    bare = replace(SAMPLE, calendar=(), groups=(), staff=())
    assert read_toml(write_toml(bare, {"groups": "None yet."})) == (bare, ())


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_text_survives_the_file(text: str) -> None:
    document = replace(SAMPLE, branch=replace(SAMPLE.branch, place=LocalText(text, (("en", text),))))
    assert read_toml(write_toml(document, {"branch": "A comment."}))[0] == document


def test_ids_are_those_of_the_order_in_a_new_branch() -> None:
    setup = setup_from(SAMPLE, 1)
    assert [one.code for one in setup.services.values()] == [one.code for one in SAMPLE.services]
    assert {one.number: one.id for one in setup.counters.values()} == {n: n for n in range(1, 7)}
    assert setup.services[1].series == "A", "the letter is the field's"


# -- bad files --------------------------------------------------------------------------------------------------------

BAD = [
    ('series = "B"', 'series = "A"', 'series = "A"', "series_twice"),
    ('"07:00-11:30"', '"11:30-07:00"', 'mon = ["11:30-07:00", "13:30-17:00"]', "backwards"),
    ('"13:30-17:00"', '"11:00-17:00"', 'mon = ["07:00-11:30", "11:00-17:00"]', "overlap"),
    ('"07:00-11:30"', '"7 giờ"', 'mon = ["7 giờ", "13:30-17:00"]', "not_span"),
    ("target_minutes = 15", "target_minuts = 15", "target_minuts = 15", "unknown_key"),
    ("target_minutes = 15", 'target_minutes = "15"', 'target_minutes = "15"', "not_number"),
    ("target_minutes = 15", "target_minutes = 0", "target_minutes = 0", "range"),
    ('role = "lead"', 'role = "leed"', 'role = "leed"', "not_choice"),
    ('role = "manager"', 'role = "clerk"', "[[staff]]", "no_manager"),
    ('login = "binh"', 'login = "an"', 'login = "an"', "twice"),
    ('code = "H99.99"', 'code = "phuong"', 'code = "phuong"', "identifier"),
    ('field = "HT"', 'field = "TH"', 'field = "TH"', "no_field"),
    ("format = 1", "format = 2", "format = 2", "newer_format"),
    ('name = "Nguyễn Thị An"', "", 'login = "an"', "missing"),
    ('day = "2026-01-02"', 'day = "2/1/2026"', 'day = "2/1/2026"', "not_date"),
    ('vi = "Phường Mẫu", ', "", 'place = { en = "Mau Ward", km = "សង្កាត់ Mẫu" }', "no_vietnamese"),
    ('voices = ["vi"]', 'voices = ["kh"]', 'voices = ["kh"]', "unknown_language"),
    ('voices = ["vi"]', 'voices = ["vi", "vi"]', 'voices = ["vi", "vi"]', "twice"),
    ('main = "#86060F"', 'main = "đỏ"', 'main = "đỏ"', "not_colour"),
    ('main = "#86060F"', 'main = "#8F0F1A"', 'main = "#8F0F1A"', "contrast_main"),
    ('identity = "#B81C24"', 'identity = "#FFAA00"', 'identity = "#FFAA00"', "contrast_identity"),
    ('accent = "#F5CF63"', 'accent = "#B81C24"', 'accent = "#B81C24"', "contrast_accent"),
    ('roundel = ""', 'roundel = "bieu-trung.svg"', 'roundel = "bieu-trung.svg"', "no_artwork"),
    ("languages = []", 'languages = ["en"]', 'languages = ["en"]', "vietnamese_needed"),
    ("languages = []", 'languages = ["vi", "fr"]', 'languages = ["vi", "fr"]', "unknown_language"),
    ("ticket_seconds = 30", "ticket_seconds = 10", "ticket_seconds = 10", "range"),
    ('phone = ""', 'phone = "gọi anh Nam"', 'phone = "gọi anh Nam"', "feedback_phone"),
    ('website = ""', 'website = "dichvucong"', 'website = "dichvucong"', "feedback_website"),
    ('email = ""', 'email = "pakn@camau"', 'email = "pakn@camau"', "feedback_email"),
    ("levels = 3", "levels = 4", "levels = 4", "levels"),
    ("[branch]", "[branch", "[branch", "syntax"),
]


@pytest.mark.parametrize(("good", "bad", "line", "key"), BAD, ids=[f"{key}: {bad[:30]}" for _, bad, _, key in BAD])
def test_a_bad_line_is_named_with_its_cure(good: str, bad: str, line: str, key: str) -> None:
    assert good in TEXT
    found = problems_of(TEXT.replace(good, bad, 1))
    where = [shown for shown, told in found if told == key]
    assert where, f"{key} is not among {found}"
    if key not in {"missing", "no_manager"}:
        assert where[0] == line
    for language in ("vi", "en"):
        assert texts(language).own[f"setup.problem.{key}"]


def test_every_problem_is_told_at_once() -> None:
    text = TEXT.replace("target_minutes = 15", "target_minutes = 0", 1).replace('series = "B"', 'series = "A"', 1)
    assert sorted(key for _, key in problems_of(text)) == ["range", "series_twice"]


def without_counter(number: int) -> Callable[[Document], Document]:
    return lambda document: replace(document, counters=tuple(c for c in document.counters if c.number != number))


PARTS: dict[str, Callable[[Document], Document]] = {
    "idle_counter": lambda d: replace(d, counters=(*d.counters[:-1], replace(d.counters[-1], services=()))),
    "unserved": lambda d: replace(d, counters=(replace(d.counters[0], services=(CounterService("HT-KS"),)),)),
    "empty_field": lambda d: replace(d, fields=(*d.fields, replace(d.fields[0], code="XX", series="X"))),
    "no_service": lambda d: replace(
        d, counters=(*d.counters[:-1], replace(d.counters[-1], services=(CounterService("NOPE"),)))
    ),
    "long_name": lambda d: replace(d, services=(replace(d.services[0], said=("x" * 81,)), *d.services[1:])),
    "long_on_board": lambda d: replace(
        d, fields=(replace(d.fields[0], name=LocalText("Lĩnh vực " * 5)), *d.fields[1:])
    ),
    "long_on_kiosk": lambda d: replace(d, branch=replace(d.branch, place=LocalText("Phường Mẫu " * 3))),
    "long_on_slip": lambda d: replace(d, slip=replace(d.slip, note=LocalText("Giữ phiếu đến khi xong việc. " * 8))),
    "long_on_desk": lambda d: replace(
        d, counters=(replace(d.counters[0], name=LocalText("Quầy " * 20)), *d.counters[1:])
    ),
    "no_icon": lambda d: replace(d, fields=(replace(d.fields[0], icon="stampp"), *d.fields[1:])),
    "no_procedure": lambda d: replace(d, services=(replace(d.services[0], procedures=("1.000000",)), *d.services[1:])),
    "unprintable": lambda d: replace(d, branch=replace(d.branch, place=LocalText("Phường\u0007"))),
    "backwards": lambda d: replace(
        d,
        services=(replace(d.services[0], hours=WeekHours(mon=(Span.from_text("12:00-07:00"),))), *d.services[1:]),
    ),
    "range": lambda d: replace(d, services=(replace(d.services[0], quota=0), *d.services[1:])),
    "no_name": lambda d: replace(d, services=(replace(d.services[0], said=(" ",)), *d.services[1:])),
    "many_papers": lambda d: replace(
        d, services=(replace(d.services[0], papers=LocalText("\n".join("Căn cước" for _ in range(9)))), *d.services[1:])
    ),
    "other_twice": lambda d: replace(d, services=tuple(replace(one, other=True) for one in d.services)),
    "reason": lambda d: replace(d, reasons=(OwnReason("Chờ lâu", LocalText("Chờ lâu")),)),
    "no_content": lambda d: replace(d, reasons=(OwnReason("slow", LocalText("Chờ lâu"), ("k",)),)),
    "many_reasons": lambda d: replace(d, reasons=tuple(OwnReason(f"r{n}", LocalText("Chờ lâu")) for n in range(10))),
    "ages": lambda d: replace(d, groups=(replace(d.groups[0], from_age=60, to_age=50), *d.groups[1:])),
}


@pytest.mark.parametrize("key", PARTS)
def test_parts_that_do_not_fit_together_are_named(key: str) -> None:
    codes = {code for service in SAMPLE.services for code in service.procedures}
    found = check(PARTS[key](SAMPLE), Known(["stamp"], codes) if key == "no_icon" else Known(None, codes))
    assert f"setup.problem.{key}" in {one.message.key for one in found}


def test_a_letter_of_its_own_may_not_be_that_of_a_field() -> None:
    services = (replace(SAMPLE.services[0], series="B"), *SAMPLE.services[1:])
    (found,) = check(replace(SAMPLE, services=services))
    assert (found.path, found.message.key) == (("services", 0, "series"), "setup.problem.series_twice")


# -- differences ------------------------------------------------------------------------------------------------------


def test_the_same_document_has_no_difference() -> None:
    assert differences(SAMPLE, SAMPLE) == ()


def test_a_difference_is_told_in_words() -> None:
    first, *others = SAMPLE.services
    new = replace(
        SAMPLE,
        services=(replace(first, target_minutes=20), *others),
        hours=replace(SAMPLE.hours, fri=(Span.from_text("07:00-11:30"), Span.from_text("13:30-16:00"))),
        staff=tuple(one for one in SAMPLE.staff if one.login != "an"),
    )
    assert sentences(SAMPLE, new) == [
        "Việc “Đăng ký khai sinh”, thời gian mục tiêu, phút: 15 → 20",
        "Bỏ Cán bộ “Nguyễn Thị An”",
        "Giờ mở cửa, thứ Sáu: 07:00-11:30, 13:30-17:00 → 07:00-11:30, 13:30-16:00",
    ]


def test_services_of_a_counter_are_told_by_name_and_order_as_order() -> None:
    first, second, *others = SAMPLE.counters
    dropped = replace(first, services=first.services[1:])
    new = replace(SAMPLE, counters=(second, dropped, *others))
    assert sentences(SAMPLE, new) == ["Quầy “1”, việc: bỏ Đăng ký khai sinh", "Quầy: đổi thứ tự"]
    assert {one.kind for one in differences(SAMPLE, new)} == {ChangeKind.REMOVED, ChangeKind.MOVED}


def test_hours_of_a_service_are_told_as_they_are_written() -> None:
    first, *others = SAMPLE.services
    hours = WeekHours(fri=(Span.from_text("07:00-11:30"), Span.from_text("13:30-16:00")))
    new = replace(SAMPLE, services=(replace(first, hours=hours, quota=30, priority=False), *others))
    assert read_toml(write_toml(new, {}))[0] == new
    assert sentences(SAMPLE, new) == [
        "Việc “Đăng ký khai sinh”, số phiếu mỗi ngày: – → 30",
        "Việc “Đăng ký khai sinh”, nhận ưu tiên: True → False",
        "Việc “Đăng ký khai sinh”, giờ: – → fri 07:00-11:30, 13:30-16:00",
    ]


def test_every_key_of_the_document_has_a_name_in_each_language() -> None:
    """A difference of any key can be told."""
    document = replace(SAMPLE, staff=(replace(SAMPLE.staff[0], role=StaffRole.ADMINISTRATOR),))
    keys = {key for part in plain(document).values() for key in _keys(part)}
    for language in ("vi", "en"):
        own = texts(language).own
        assert {key for key in keys if f"setup.key.{key}" not in own} == set()


def _keys(part: object) -> set[str]:
    rows = part if isinstance(part, list) else [part]
    return {key for row in rows if isinstance(row, dict) for key in row}


def test_another_picture_is_told_by_kind_size_and_hash() -> None:
    roundel = Roundel.of(read_artwork(b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'/>"))
    new = replace(SAMPLE, look=replace(SAMPLE.look, roundel=roundel))
    assert sentences(SAMPLE, new) == [f"Giao diện, biểu trưng: – → SVG, 1 KB, {roundel.name[:8]}"]
