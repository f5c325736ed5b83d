"""Check files of appointments as spreadsheets write them: each line is a booking or one clear sentence."""

import json
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from kiosk.domain.language.text import CounterError, Texts
from kiosk.domain.queue.appointment_file import OPTIONAL, REQUIRED, Booking, FileLine, read_booking, read_file

GOOD = {
    "code": "HEN 7K2Q 94MJ",
    "service": "HT-HN",
    "date": "2026-11-24",
    "from": "09:30",
    "until": "09:45",
}
HEAD = "code,service,date,from,until,person\n"
ROW = "HEN 7K2Q 94MJ,HT-HN,2026-11-24,09:30,09:45,095190000017\n"
BOOKING = Booking(
    code="HEN7K2Q94MJ",
    service="HT-HN",
    day=date(2026, 11, 24),
    begins=time(9, 30),
    ends=time(9, 45),
    number="095190000017",
    is_cancelled=False,
    branch="",
    place="",
)


def bookings(text: str, name: str = "day.csv") -> list[Booking]:
    return [read_booking(line) for line in read_file(text, name)]


def sentence(refused: pytest.ExceptionInfo[CounterError]) -> str:
    texts = Texts("en", resources.texts("en"), resources.texts("vi"))
    return texts.message(refused.value.message)


def why_not(**cells: str) -> str:
    """Return the refusal of a good line with some cells changed."""
    with pytest.raises(CounterError) as refused:
        read_booking(FileLine(1, {**GOOD, **cells}))
    return sentence(refused)


@pytest.mark.parametrize(
    "text",
    [
        HEAD + ROW,
        HEAD.replace(",", ";") + ROW.replace(",", ";"),
        HEAD.replace(",", "\t") + ROW.replace(",", "\t"),
        (HEAD + ROW).replace("\n", "\r\n"),
        HEAD.upper() + "\n\n" + ROW.replace("2026-11-24", "24/11/2026"),
        HEAD + ROW.replace("09:30", "9:30").replace("HEN 7K2Q 94MJ", '"hen-7k2q-94mj"'),
        "person,until,from,date,service,code\n095190000017,09:45,09:30,2026-11-24,HT-HN,HEN7K2Q94MJ",
    ],
    ids=["comma", "semicolon", "tab", "windows", "upper case, empty lines", "typed by hand", "other order"],
)
def test_what_a_spreadsheet_writes_is_read(text: str) -> None:
    assert bookings(text) == [BOOKING]


def test_json_says_the_same() -> None:
    assert bookings(json.dumps([{**GOOD, "person": "095190000017"}]), "day.JSON") == [BOOKING]


def test_lines_keep_their_numbers_over_empty_lines_and_quoted_breaks() -> None:
    text = 'code,service,date,from,until,place\n\n1,2,3,4,5,"a\nb"\n6,7,8,9,10,c\n'
    assert [line.number for line in read_file(text, "x.csv")] == [3, 5]


def test_a_cancelled_appointment_and_one_elsewhere() -> None:
    cancelled = read_booking(FileLine(1, {**GOOD, "state": "Cancelled"}))
    assert cancelled.is_cancelled
    away = read_booking(FileLine(1, {**GOOD, "service": "", "branch": "H99.98", "place": "Phường Cà Mau"}))
    assert (away.branch, away.place, away.service) == ("H99.98", "Phường Cà Mau", "")


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        (HEAD, "day.xlsx", "day.xlsx is neither CSV nor JSON"),
        ("", "day.csv", "no line"),
        ("code,service,date,from\n", "day.csv", "“until” is missing"),
        ("code,service,date,from,until,name\n", "day.csv", "no column “name”"),
        ("code,code,service,date,from,until\n", "day.csv", "“code” is there twice"),
        ("[\n{\n", "day.json", "Line 3: this is not JSON"),
        ("[" * 100_000, "day.json", "Line 1: this is not JSON"),
        ("{}", "day.json", "must be a list"),
        (HEAD + '"' + "x" * 200_000, "day.csv", "a quotation mark is not closed"),
    ],
)
def test_a_file_that_is_none_is_one_sentence(text: str, name: str, says: str) -> None:
    with pytest.raises(CounterError) as refused:
        read_file(text, name)
    assert says in sentence(refused)


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        *(({column: " "}, f"“{column}” is missing") for column in REQUIRED),
        ({"code": "BOOKING-17"}, "“BOOKING-17” is not an appointment's code"),
        ({"code": "HEN 7K2Q 94MK"}, "one wrong character"),
        ({"date": "24.11.2026"}, "the date “24.11.2026”"),
        ({"date": "2026-02-30"}, "the date “2026-02-30”"),
        ({"from": "9h30"}, "the time “9h30”"),
        ({"until": "25:00"}, "the time “25:00”"),
        ({"until": "09:30"}, "09:30 is not after the beginning 09:30"),
        ({"state": "moved"}, "“moved” must be booked or cancelled"),
        ({"place": "x" * 121}, "longer than 120"),
        ({"place": "a\x1b[2Jb"}, "strange"),
    ],
)
def test_a_bad_cell_is_one_sentence(cells: dict[str, str], says: str) -> None:
    assert says in why_not(**cells)


@pytest.mark.parametrize("number", ["12345", "0951900000170", "09519000001x", "095990000017"])
def test_a_bad_personal_number_is_refused_and_not_repeated(number: str) -> None:
    said = why_not(person=number)
    assert "12 digits" in said
    assert number not in said


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (17, "is not an entry"),
        ({**GOOD, "name": "A"}, "nothing called “name”"),
        ({**GOOD, "date": 20261124}, "“date” must be text"),
    ],
)
def test_a_bad_entry_of_json_spares_the_others(entry: object, says: str) -> None:
    bad, good = read_file(json.dumps([entry, GOOD]), "day.json")
    with pytest.raises(CounterError) as refused:
        read_booking(bad)
    assert says in sentence(refused)
    assert (bad.number, good.number, read_booking(good).code) == (1, 2, "HEN7K2Q94MJ")


def test_a_line_with_a_cell_too_many_spares_the_others() -> None:
    bad, good = read_file(HEAD + ROW.strip() + ",x\n" + ROW, "day.csv")
    with pytest.raises(CounterError) as refused:
        read_booking(bad)
    assert "has 7 cells and needs 6" in sentence(refused)
    assert read_booking(good) == BOOKING


@given(st.text(max_size=300), st.sampled_from(["x.csv", "x.json"]))
def test_whatever_a_file_holds_it_is_read_or_refused(text: str, name: str) -> None:
    try:
        lines = read_file(text, name)
    except CounterError:
        return
    for line in lines:
        with pytest.raises(CounterError):
            read_booking(line)


@given(st.dictionaries(st.sampled_from([*REQUIRED, *OPTIONAL]), st.text(max_size=30)))
def test_whatever_a_line_holds_it_is_read_or_refused(cells: dict[str, str]) -> None:
    line = FileLine(1, {**GOOD, **cells})
    try:
        booking = read_booking(line)
    except CounterError as refusal:
        Texts("vi", resources.texts("vi"), resources.texts("vi")).message(refusal.message)
        return
    assert booking.begins < booking.ends


def test_reprs_show_nothing_of_a_line() -> None:
    line = FileLine(1, {**GOOD, "person": "095190000017"})
    assert "095190000017" not in repr(line) + repr(read_booking(line))
