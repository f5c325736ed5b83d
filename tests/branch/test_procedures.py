"""Check the catalogue: all machines read the same one, it is replaced whole, and a bad one changes nothing."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select

from kiosk.branch.office import Office
from kiosk.branch.procedures import catalogue, replace_catalogue, search, standing
from kiosk.clock import ManualClock
from kiosk.domain.journal import Event
from kiosk.domain.language.text import CounterError
from kiosk.domain.procedures.lookup import LookedUpPaper
from kiosk.domain.procedures.search import HitKind
from kiosk.store import tables


def text(*codes: str, as_of: str = "2026-11-20", name: str = "Đăng ký khai sinh") -> str:
    records = [{"code": code, "name": name, "field": "Hộ tịch"} for code in codes]
    return json.dumps({"schema_version": 1, "as_of": as_of, "procedures": records})


def other_machine(office: Office) -> Office:
    return Office(office.store, office.clock, office.keys, office.branch_id, "kiosk-2")


def test_a_new_branch_has_the_samples_catalogue(office: Office) -> None:
    assert len(catalogue(office).procedures) == 90
    found = standing(office)
    assert found is not None
    assert found.as_of == date(2026, 6, 10)


def test_it_is_read_once_and_again_when_it_was_replaced(office: Office) -> None:
    first = catalogue(office)
    assert catalogue(office) is first
    theirs = other_machine(office)
    catalogue(theirs)
    replace_catalogue(office, text("9.000001"))
    assert [one.code for one in catalogue(theirs).procedures] == ["9.000001"]
    replace_catalogue(theirs, text("9.000002"))
    assert [one.code for one in catalogue(office).procedures] == ["9.000002"]


def test_a_replacement_is_in_the_journal_with_its_date(office: Office) -> None:
    replace_catalogue(office, text("9.000001", "9.000002"))
    with office.store.read() as connection:
        query = select(tables.journal.c.body).where(tables.journal.c.kind == Event.CATALOGUE_REPLACED)
        (body,) = connection.execute(query).scalars()
    assert json.loads(body) == {"branch": "H99.99", "as_of": "2026-11-20", "procedures": 2}


def test_a_catalogue_that_is_wrong_changes_nothing(office: Office) -> None:
    before = catalogue(office)
    with pytest.raises(CounterError) as refused:
        replace_catalogue(office, text("9.000001", "9.000001"))
    assert refused.value.message.key == "catalogue.twice"
    assert catalogue(office) is before
    assert catalogue(other_machine(office)) == before


def test_it_is_old_on_the_day_after_its_days_have_passed(office: Office, clock: ManualClock) -> None:
    office = replace(office, catalogue_days=7)
    replace_catalogue(office, text("9.000001", as_of="2026-11-17"))
    seen = []
    for _ in range(3):
        found = standing(office)
        assert found is not None
        seen.append(found.is_old)
        clock.advance(timedelta(days=1))
    assert seen == [False, True, True]


def test_without_a_catalogue_there_is_none_and_it_says_so(office: Office) -> None:
    with office.store.write() as connection:
        connection.execute(delete(tables.catalogue))
    assert standing(office) is None
    with pytest.raises(CounterError) as refused:
        catalogue(office)
    assert refused.value.message.key == "procedure.none"


def test_a_paper_that_the_agency_looks_up_is_marked_while_its_basis_holds(office: Office, clock: ManualClock) -> None:
    title = "Giấy tờ về cư trú"
    record = {"code": "9.000001", "name": "Thử", "field": "Hộ tịch", "papers": [{"title": title, "kind": "present"}]}
    today = office.today()
    listed = LookedUpPaper("9.000001", 1, title, "Nghị định thử", today, today)
    office = replace(office, looked_up=(listed,))
    replace_catalogue(office, json.dumps({"schema_version": 1, "as_of": "2026-11-20", "procedures": [record]}))
    seen = []
    for _ in range(2):
        seen.append([paper.is_looked_up for paper in catalogue(office).procedures[0].papers])
        clock.advance(timedelta(days=1))
    assert seen == [[True], [False]]


def test_services_and_procedures_are_found_together(office: Office) -> None:
    first, second = search(office, "đăng ký khai sinh")[:2]
    assert (first.entry.kind, second.entry.kind) == (HitKind.SERVICE, HitKind.PROCEDURE)
    assert office.setup().services[int(first.entry.key)].code == "HT-KS"
    assert second.entry.key == "1.001193"


def test_the_search_knows_a_new_catalogue_at_once(office: Office) -> None:
    assert "9.000001" not in [hit.entry.key for hit in search(office, "9.000001")]
    replace_catalogue(office, text("9.000001", name="Thủ tục thử"))
    assert [hit.entry.key for hit in search(office, "thu") if hit.entry.kind is HitKind.PROCEDURE]
    assert search(office, "9.000001")[0].entry.name == "Thủ tục thử"


def test_every_procedure_a_sample_service_names_is_in_the_catalogue(office: Office) -> None:
    known = {one.code for one in catalogue(office).procedures}
    assert {code for one in office.setup().services.values() for code in one.procedures} <= known
