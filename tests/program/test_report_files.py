"""Check the files of a report: safe cells, numbers as numbers, nothing half written."""

import csv
import io
import resource
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from kiosk.domain.artwork import read_artwork
from kiosk.domain.language.text import CounterError
from kiosk.domain.measures.figures import keys
from kiosk.domain.measures.report import Period, PeriodReport, ReportKind
from kiosk.program import report_files
from kiosk.program.report_files import figures_as_json, table_of, workbook_of, write_files
from kiosk.program.texts import texts
from tests.domain.measures.records import served
from tests.domain.measures.report_days import DAY, NAMES, TUESDAY, day, report, usual_report

VI = texts("vi")


def table(of: PeriodReport) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table_of(of, VI).decode("utf-8-sig"))))


def test_a_table_has_a_row_for_each_part_and_numbers() -> None:
    rows = table(usual_report())
    parts = [(row["part"], row["code"], row["arrivals"]) for row in rows if row["part"] != "rating"]
    assert parts == [
        ("total", "", "2"),
        ("before", "", "–"),
        ("field", "HT", "1"),
        ("service", "HT-KS", "1"),
        ("field", "CT", "1"),
        ("service", "CT-BS", "1"),
        ("time", "", "1"),
        ("time", "", "0"),
        ("time", "", "1"),
    ]
    assert rows[0]["wait_median_s"] == "600"


def test_a_comparison_has_a_row_of_each_period() -> None:
    chosen = Period(ReportKind.COMPARE, TUESDAY, TUESDAY, (date(2026, 10, 1), date(2026, 10, 31)))
    found = report([day(*served())], [day(*served(), *served(5, "w"), on=date(2026, 10, 2))], chosen)
    rows = [(row["from"], row["arrivals"]) for row in table(found) if row["code"] == "HT-KS"]
    assert rows == [("2026-11-24", "1"), ("2026-10-01", "2")]
    assert report_files.file_name(found) == "report-compare-20261124-20261001-20261031"
    book = load_workbook(io.BytesIO(workbook_of(found, VI)))
    assert [cell.value for cell in book["Theo việc"][3]][:4] == ["Hộ tịch", "Khai sinh", "01/10/2026 – 31/10/2026", 2]
    assert [cell.value for cell in book["Theo thời gian"][2]][:3] == ["09:00", "24/11/2026 – 24/11/2026", 1]
    told = figures_as_json(found)
    assert (told["kind"], told["arrivals"]) == ("compare", 1)
    assert isinstance(told["before"], dict)
    assert (told["before"]["from"], told["before"]["arrivals"]) == ("2026-10-01", 2)


@pytest.mark.parametrize("beginning", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_name_that_begins_with_a_sign_is_never_a_formula(beginning: str) -> None:
    names = NAMES.services["CT-BS"]
    found = report(
        [day(*served(service="CT-BS"))],
        names=type(NAMES)({"CT-BS": type(names)(beginning)}, NAMES.fields, NAMES.field_of),
    )
    assert [row["name"] for row in table(found) if row["code"] == "CT-BS"] == [f"'{beginning}"]
    sheet = load_workbook(io.BytesIO(workbook_of(found, VI)))["Theo việc"]
    (cell,) = [cell for row in sheet.iter_rows() for cell in row if str(cell.value).strip() == beginning.strip()]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_a_workbook_holds_numbers_as_numbers() -> None:
    book = load_workbook(io.BytesIO(workbook_of(usual_report(), VI)))
    assert book.sheetnames == ["Cả kỳ", "Theo việc", "Theo thời gian", "Đánh giá"]
    heads = [cell.value for cell in book["Cả kỳ"][1]]
    values = [cell.value for cell in book["Cả kỳ"][2]]
    assert dict(zip(heads, values, strict=True))["Chờ, trung vị (giây)"] == 600
    assert values[0] == "24/11/2026 – 24/11/2026"
    assert "f" not in {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}


def test_a_day_without_data_is_a_dash_and_never_0() -> None:
    rows = table(report([]))
    assert {row["arrivals"] for row in rows} == {"–"}
    assert "0" not in {value for row in rows for value in row.values()}
    book = load_workbook(io.BytesIO(workbook_of(report([]), VI)))
    numbers = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "n"]
    assert [one for one in numbers if one is not None] == []
    assert figures_as_json(report([]))["arrivals"] is None


def test_every_measure_is_told() -> None:
    told = figures_as_json(usual_report())
    assert [key for key in keys() if key not in told] == []
    assert (told["arrivals"], told["wait_median_s"], told["service_median_s"]) == (2, 600, 300)
    assert (told["from"], told["kind"]) == (DAY.first.isoformat(), "day")


def test_the_same_report_gives_the_same_table() -> None:
    assert table_of(usual_report(), VI) == table_of(usual_report(), VI)


def test_a_full_disk_while_exporting_leaves_nothing_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "two.csv"
    old.write_bytes(b"of yesterday")

    def fails(file: Path, content: bytes) -> None:
        file.write_bytes(content[: len(content) // 2])
        if file.name.startswith(".two"):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(report_files, "_write", fails)
    with pytest.raises(CounterError, match=r"report\.disk_full"):
        write_files(tmp_path, {"one.xlsx": b"1111", "two.csv": b"2222"})
    assert [one.name for one in tmp_path.iterdir()] == ["two.csv"]
    assert old.read_bytes() == b"of yesterday"


@pytest.fixture
def little_room() -> Iterator[None]:
    """Let the kernel refuse a file of more than 4 kB, as a disk does that has no more room."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_disk_without_room_for_the_pages_is_said(little_room: None, tmp_path: Path) -> None:
    contents = {"report.csv": b"1" * 4000, "report.pdf": b"2" * 5000}
    with pytest.raises(CounterError) as refusal:
        write_files(tmp_path, contents)
    assert VI.message(refusal.value.message).startswith("Ổ đĩa đã đầy")
    assert list(tmp_path.iterdir()) == []


_SIGN = b"""<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64">
<circle cx="32" cy="32" r="30" fill="#0C4629"/></svg>"""


def test_the_roundel_of_the_centre_stands_in_the_head() -> None:
    pages, plain = (
        report_files.report_files(usual_report(), VI, artwork)["report-day-20261124.pdf"]
        for artwork in (read_artwork(_SIGN), None)
    )
    assert b"/Subtype /Image" in pages
    assert b"/Subtype /Image" not in plain


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CounterError, match=r"report\.folder"):
        write_files(tmp_path / "file", {"one.csv": b"1"})


def test_a_folder_that_cannot_be_written_is_refused() -> None:
    """Nobody can write there, not even root."""
    with pytest.raises(CounterError, match=r"report\.disk") as refusal:
        write_files(Path("/proc"), {"one.csv": b"1"})
    assert VI.message(refusal.value.message).startswith("Chưa ghi được báo cáo vào thư mục /proc: ")
