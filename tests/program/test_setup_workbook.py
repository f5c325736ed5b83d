"""Check the set-up as a workbook: it holds the same document, and a spreadsheet's habits are named or put right."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from kiosk.cli.main import run
from kiosk.clock import SystemClock
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.setup.check import Known
from kiosk.domain.setup.document import Document, Span, WeekHours
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.sample import sample_document
from kiosk.program.setup_files import read_setup_file
from kiosk.program.setup_workbook import read_workbook, write_workbook
from kiosk.program.templates import new_document, template_names

SAMPLE = sample_document()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "setup.xlsx"
    write_workbook(SAMPLE, path)
    return path


def edit(file: Path, change: Callable[[Workbook], object]) -> None:
    book = load_workbook(file)
    change(book)
    book.save(file)


def problems_of(file: Path) -> list[tuple[str, str]]:
    _, problems = read_setup_file(file, Known())
    return [
        (
            " ".join(str(one.where.args[key]) for key in ("sheet", "row", "key")).strip(),
            one.message.key.rpartition(".")[2],
        )
        for one in problems
    ]


@pytest.mark.parametrize("name", [None, *template_names()])
def test_a_workbook_holds_the_same_document(name: str | None, tmp_path: Path) -> None:
    document = SAMPLE if name is None else new_document(name, "Phường Tân Thành")
    write_workbook(document, tmp_path / "setup.xlsx")
    assert read_workbook(tmp_path / "setup.xlsx") == (document, ())


def test_hours_of_a_service_and_several_notices_survive(tmp_path: Path) -> None:
    first, *others = SAMPLE.services
    hours = WeekHours(fri=(Span.from_text("07:00-11:30"), Span.from_text("13:30-16:00")))
    service = replace(first, hours=hours, quota=30, priority=False, said=("giấy khai sinh", "khai sinh cho con"))
    hall = replace(SAMPLE.hall, notices=("Nghỉ lễ, mở lại thứ Hai.", "Mời giữ trật tự."))
    document = replace(SAMPLE, services=(service, *others), hall=hall)
    write_workbook(document, tmp_path / "setup.xlsx")
    assert read_workbook(tmp_path / "setup.xlsx") == (document, ())


def test_a_text_that_begins_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    document = replace(SAMPLE, branch=replace(SAMPLE.branch, place=LocalText("=1+1")))
    write_workbook(document, tmp_path / "setup.xlsx")
    assert read_workbook(tmp_path / "setup.xlsx") == (document, ())


def test_what_a_spreadsheet_makes_of_numbers_and_dates_is_read(file: Path) -> None:
    def change(book: Workbook) -> None:
        services, staff, calendar = book["services"], book["staff"], book["calendar"]
        columns = [cell.value for cell in services[1]]
        services.cell(2, columns.index("target_minutes") + 1).value = 20.0
        services.cell(2, columns.index("procedures") + 1).value = 1.001193
        staff.cell(2, [cell.value for cell in staff[1]].index("until") + 1).value = datetime(2027, 6, 30)  # noqa: DTZ001 - cells have no time zone
        calendar.cell(2, 1).value = datetime(2026, 1, 2)  # noqa: DTZ001 - cells have no time zone
        services.append([None] * 5)

    edit(file, change)
    document, problems = read_workbook(file)
    assert not problems
    assert document is not None
    assert (document.services[0].target_minutes, document.services[0].procedures) == (20, ("1.001193",))
    assert str(document.staff[0].until) == "2027-06-30"
    assert len(document.services) == len(SAMPLE.services), "an empty row is no service"


FAULTS: dict[str, tuple[Callable[[Workbook], object], tuple[str, str]]] = {
    "a formula": (lambda book: book["services"].__setitem__("A2", '="HT"&"-KS"'), ("services A2", "formula")),
    "merged cells": (lambda book: book["counters"].merge_cells("A2:A3"), ("counters A2:A3", "merged_cells")),
    "a sheet that there is not": (lambda book: book.create_sheet("notes"), ("notes", "unknown_key")),
    "a key that there is not": (
        lambda book: book["staff"].__setitem__("A1", "logon"),
        ("staff 2 logon", "unknown_key"),
    ),
    "a word for a number": (
        lambda book: book["services"].__setitem__("F2", "mười"),
        ("services 2 target_minutes", "not_number"),
    ),
    "a service without a counter": (lambda book: book["counters"].delete_rows(7), ("services 28", "unserved")),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_sheet_and_row(file: Path, fault: str) -> None:
    change, expected = FAULTS[fault]
    edit(file, change)
    assert expected in problems_of(file)


def test_a_file_that_is_no_workbook_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "setup.xlsx"
    path.write_text("format = 1", encoding="utf-8")
    with pytest.raises(CounterError, match=r"setup\.not_workbook"):
        read_workbook(path)
    with pytest.raises(CounterError, match=r"setup\.no_file"):
        read_workbook(tmp_path / "none.xlsx")


def test_a_workbook_is_exported_checked_and_published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = create_branch(tmp_path / "branch", BranchPlan(pin="4711", scanner=""), SystemClock()).config
    file = tmp_path / "setup.xlsx"
    assert run(["setup", "export", "--config", str(config), "--out", str(file)]) == 0
    assert run(["setup", "publish", str(file), "--yes", "--config", str(config)]) == 0
    assert "Vẫn dùng bản 1" in capsys.readouterr().out
    edit(file, lambda book: book["services"].__setitem__("C2", "Khai sinh"))
    assert run(["setup", "diff", str(file), "--config", str(config)]) == 0
    assert "Đăng ký khai sinh → Khai sinh" in capsys.readouterr().out
    edit(file, lambda book: book["services"].__setitem__("A2", "=1"))
    assert run(["setup", "check", str(file)]) == 1
    assert "trang services, A2: Ô A2 là công thức." in capsys.readouterr().err


def test_the_document_is_the_same_by_either_file(file: Path, tmp_path: Path) -> None:
    document: Document | None = read_workbook(file)[0]
    assert document == SAMPLE
