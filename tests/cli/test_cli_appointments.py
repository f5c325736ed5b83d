"""Check the output and refusals of `kiosk appointments`."""

from pathlib import Path

import pytest

from kiosk.cli.main import run
from kiosk.domain.queue.appointment import parse_appointment_code


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Make a branch by `kiosk init --yes`."""
    assert run(["init", str(tmp_path / "branch"), "--yes"]) == 0
    capsys.readouterr()
    return tmp_path / "branch"


APPOINTMENTS = "code;service;date;from;until;person\nHEN 7K2Q 94MJ;{service};{day};09:30;09:45;095190000017\n"


@pytest.fixture
def day_file(folder: Path) -> Path:
    """Write a file with one appointment far ahead, as a spreadsheet writes it."""
    file = folder / "day.csv"
    file.write_text(APPOINTMENTS.format(service="HT-HN", day="18/11/2098"), encoding="utf-8-sig")
    return file


def test_appointments_are_taken_in_once_and_listed(
    folder: Path, day_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = ["--config", str(folder / "branch.toml")]
    for said in ("Thêm 1, đổi 0, hủy 0, giữ nguyên 0.", "Thêm 0, đổi 0, hủy 0, giữ nguyên 1."):
        assert run(["appointments", "import", str(day_file), *config]) == 0
        assert capsys.readouterr().out == f"{said}\n"
    assert run(["appointments", "list", "--day", "2098-11-18", *config]) == 0
    (row,) = capsys.readouterr().out.splitlines()
    assert row.split("  ") == ["09:30–09:45", "HEN 7K2Q 94MJ", "Xác nhận tình trạng hôn nhân", "đã hẹn"]
    assert run(["appointments", "list", *config]) == 0
    assert "không có lịch hẹn" in capsys.readouterr().out


def test_a_bad_line_of_appointments_is_named_and_nothing_is_written(
    folder: Path, day_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = ["--config", str(folder / "branch.toml")]
    with day_file.open("a", encoding="utf-8") as file:
        file.write("HEN 0000 0013;HT-HN;32/11/2098;09:30;09:45;\n")
    assert run(["appointments", "import", str(day_file), *config]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Dòng 3: không đọc được ngày “32/11/2098”.")
    assert "--skip-bad" in said.err
    assert run(["appointments", "import", str(day_file), "--skip-bad", *config]) == 1
    assert "Thêm 1," in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("no.csv", None, "no.csv"),
        ("day.txt", b"x", ".csv"),
        ("day.csv", b"\xff\xfe", "UTF-8"),
        ("day.csv", b"", "dòng"),
    ],
)
def test_a_file_that_holds_no_appointments_is_one_sentence(
    folder: Path, name: str, content: bytes | None, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (folder / name).write_bytes(content)
    assert run(["appointments", "import", str(folder / name), "--config", str(folder / "branch.toml")]) == 1
    said = capsys.readouterr().err
    assert says in said
    assert len(said.splitlines()) == 1


def test_codes_that_are_printed_can_be_taken_in(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["appointments", "codes", "5"]) == 0
    found = capsys.readouterr().out.splitlines()
    assert len(set(found)) == 5
    assert all(parse_appointment_code(code) == code.replace(" ", "") for code in found)
