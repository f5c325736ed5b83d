"""Check that each column has one class of data, and that the pages tell every class with its term."""

import re
from pathlib import Path

import pytest

from kiosk.store.data_classes import CLASSES, Term
from kiosk.store.tables import metadata

DOCS = Path(__file__).parents[2] / "docs"
#: How the pages say a term.
WORDS = {
    "personal-data.md": {
        Term.DAY: "the day's end",
        Term.UPGRADE: "30 days",
        Term.GENERATIONS: "7 days, 4 weeks, 12 months",
        Term.SIZE: "six files of 1 MB",
    },
    "personal-data.vi.md": {
        Term.DAY: "hết ngày",
        Term.UPGRADE: "30 ngày",
        Term.GENERATIONS: "7 ngày, 4 tuần, 12 tháng",
        Term.SIZE: "sáu tệp",
    },
}


COLUMNS = [f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.c]


@pytest.mark.parametrize("column", COLUMNS)
def test_safety_5_each_column_of_the_schema_has_one_class(column: str) -> None:
    """A class names the column itself, or else its whole table."""
    single = [one.key for one in CLASSES if column in one.columns]
    of_table = [one.key for one in CLASSES if column.partition(".")[0] in one.tables]
    assert len(single or of_table) == 1


def test_no_class_names_a_column_that_is_not_there() -> None:
    named = {column for one in CLASSES for column in one.columns}
    assert named <= set(COLUMNS)
    assert {table for one in CLASSES for table in one.tables} <= set(metadata.tables)


@pytest.mark.parametrize("page", sorted(WORDS))
def test_the_page_tells_each_class_with_its_term(page: str) -> None:
    rows = re.findall(r"^\| `([^`]+)` \|(.*)\|$", (DOCS / page).read_text(), flags=re.MULTILINE)
    assert [key for key, _ in rows] == [one.key for one in CLASSES]
    terms = {key: cells.split("|")[2] for key, cells in rows}
    wrong = [one.key for one in CLASSES if WORDS[page].get(one.term, "") not in terms[one.key]]
    assert wrong == []
