"""Check that a calendar table is read strictly and each mistake named with its line."""

from datetime import date, time

import pytest

from kiosk.domain.branch_setup import SpecialDay
from kiosk.domain.calendar.calendar_file import read_calendar, read_hours, write_hours
from kiosk.domain.language.text import CounterError, LocalText

HEAD = "day,hours,name,source,name_en\n"


def test_closed_swapped_and_half_days_are_read() -> None:
    text = (
        "\ufeff# một ghi chú\n"
        + HEAD
        + '2026-08-31,closed,Nghỉ Quốc khánh,"Thông báo 9441, mục 2",National Day\n'
        + "# and another\n"
        + "2026-08-22,MON,Làm bù,Thông báo 9441,\n"
        + "2027-04-14,07:30-09:00 09:30-11:00,Chôl Chnăm Thmây,Thông báo xã,\n"
    )
    assert read_calendar(text) == {
        date(2026, 8, 31): SpecialDay(LocalText("Nghỉ Quốc khánh", (("en", "National Day"),)), "Thông báo 9441, mục 2"),
        date(2026, 8, 22): SpecialDay(LocalText("Làm bù"), "Thông báo 9441", like=0),
        date(2027, 4, 14): SpecialDay(
            LocalText("Chôl Chnăm Thmây"), "Thông báo xã", ((time(7, 30), time(9)), (time(9, 30), time(11)))
        ),
    }


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ("31/08/2026,closed,Nghỉ,TB,", "calendar.day"),
        ("2026-08-31,shut,Nghỉ,TB,", "calendar.hours"),
        ("2026-08-31,,Nghỉ,TB,", "calendar.hours"),
        ("2026-08-31,11:30-07:30,Nghỉ,TB,", "calendar.hours"),
        ("2026-08-31,07:30-11:30 11:00-17:00,Nghỉ,TB,", "calendar.hours"),
        ("2026-08-31,07:30-25:30,Nghỉ,TB,", "calendar.hours"),
        ("2026-08-31,closed,,TB,", "calendar.empty_cell"),
        ("2026-08-31,closed,Nghỉ,,", "calendar.empty_cell"),
        ("2026-08-31,closed", "calendar.empty_cell"),
    ],
)
def test_a_mistake_is_named_with_its_line(row: str, key: str) -> None:
    with pytest.raises(CounterError) as refused:
        read_calendar(f"# a note\n{HEAD}2026-08-22,mon,Làm bù,TB,\n{row}\n")
    assert refused.value.message.key == key
    assert refused.value.message.args["line"] == 4


def test_a_day_twice_and_missing_columns_are_refused() -> None:
    with pytest.raises(CounterError, match=r"calendar\.twice"):
        read_calendar(HEAD + "2026-08-31,closed,Nghỉ,TB,\n" * 2)
    for text in ("", "day,hours\n", "\n\n"):
        with pytest.raises(CounterError, match=r"calendar\.columns"):
            read_calendar(text)


@pytest.mark.parametrize("cell", ["closed", "sat", "07:30-11:30 13:30-16:00"])
def test_hours_are_written_as_they_are_read(cell: str) -> None:
    assert write_hours(*read_hours(cell)) == cell
