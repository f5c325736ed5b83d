"""Check the templates of a new set-up: complete, valid, and made from the shipped catalogue alone."""

from collections import Counter

import pytest

from kiosk.domain.branch_setup import StaffRole
from kiosk.domain.language.text import LANGUAGES, CounterError
from kiosk.domain.people.scan import Sex
from kiosk.domain.procedures.catalogue_file import read_catalogue
from kiosk.domain.setup.check import check, has_no_hours
from kiosk.domain.setup.derived import setup_from
from kiosk.domain.setup.document import Document
from kiosk.domain.setup.form import plain, read
from kiosk.program.sample import sample_catalogue
from kiosk.program.setup_files import known_here
from kiosk.program.templates import field_file, group_file, template, template_names

CODES = [one.code for one in read_catalogue(sample_catalogue()).procedures]
PLACE = "Phường Tân Thành"


def handling(document: Document) -> dict[str, list[str]]:
    """Return for each procedure of the catalogue the services that handle it, by name."""
    setup = setup_from(document, 1)
    return {code: [one.name.vi for one in setup.services_handling(code)] for code in CODES}


@pytest.mark.parametrize("name", template_names())
def test_a_template_has_no_problem_and_is_read_back(name: str) -> None:
    document = template(name, PLACE)
    assert check(document, known_here()) == ()
    assert has_no_hours(document) == ()
    assert read(Document, plain(document)) == (document, ())


@pytest.mark.parametrize("name", template_names())
def test_every_procedure_of_the_catalogue_has_exactly_one_service(name: str) -> None:
    assert {len(services) for services in handling(template(name, PLACE)).values()} == {1}


@pytest.mark.parametrize(("name", "fields", "services", "unsure"), [("ward", 9, 38, 4), ("commune", 9, 38, 4)])
def test_procedures_of_fields_that_are_not_chosen_lead_to_the_unsure(
    name: str, fields: int, services: int, unsure: int
) -> None:
    document = template(name, PLACE)
    assert (len(document.fields), len(document.services)) == (fields, services)
    assert list(handling(document).values()).count(["Chưa rõ việc"]) == unsure


def test_a_special_zone_takes_every_field_and_leaves_no_procedure_to_the_unsure() -> None:
    document = template("special-zone", "Đặc khu Côn Đảo")
    assert document.fields == field_file().fields
    assert document.services == field_file().services
    assert ["Chưa rõ việc"] not in handling(document).values()


@pytest.mark.parametrize("name", template_names())
def test_each_counter_serves_one_or_two_whole_fields_and_each_service_is_served_once(name: str) -> None:
    document = template(name, PLACE)
    field = {one.code: one.field for one in document.services}
    served = [[one.code for one in counter.services] for counter in document.counters]
    assert Counter(code for codes in served for code in codes) == Counter(list(field))
    assert {len({field[code] for code in codes}) for codes in served} <= {1, 2}
    assert [counter.number for counter in document.counters] == list(range(1, len(served) + 1))


def test_the_place_is_the_given_one_and_nothing_names_an_agency() -> None:
    document = template("ward", PLACE)
    assert document.branch.place.vi == PLACE
    assert document.branch.place.others == ()
    assert document.branch.code == "H99.99"
    assert "Mẫu" not in str(plain(document))
    assert [(one.login, one.role) for one in document.staff] == [("quantri", StaffRole.ADMINISTRATOR)]


def test_the_usual_hours_and_the_shipped_decisions_are_there() -> None:
    document = template("ward", PLACE)
    days = [[span.to_text() for span in spans] for spans in document.hours.days()]
    assert days == [["07:00-11:30", "13:30-17:00"]] * 5 + [[], []]
    assert "2027-02-06" in [one.day.isoformat() for one in document.calendar]


@pytest.mark.parametrize("name", template_names())
def test_the_priority_groups_are_the_three_of_the_decree(name: str) -> None:
    groups = {one.code: (one.from_age, one.to_age, one.sex) for one in template(name, PLACE).groups}
    assert groups == {
        "elderly": (60, None, None),
        "disabled": (None, None, None),
        "pregnant": (None, None, Sex.FEMALE),
    }


def test_each_group_says_its_source_and_its_proof_and_local_ones_stand_apart() -> None:
    groups = group_file()
    assert all("118/2025/NĐ-CP, Điều 13 khoản 2 điểm b" in one.source for one in groups.national)
    assert all("Quy chế" in one.source and "118/2025" not in one.source for one in groups.local)
    proofs = [one.proof for one in (*groups.national, *groups.local)]
    assert all(proof is not None and set(proof.as_dict()) == set(LANGUAGES) for proof in proofs)
    assert not {one.code for one in groups.national} & {one.code for one in groups.local}


def test_every_name_is_there_in_every_language() -> None:
    names = [one.name for one in field_file().fields] + [one.name for one in field_file().services]
    assert [name.vi for name in names if set(name.as_dict()) != set(LANGUAGES)] == []


def test_a_wrong_name_is_told_with_the_nearest() -> None:
    with pytest.raises(CounterError) as refused:
        template("wards", PLACE)
    assert refused.value.message.key == "setup.no_template"
    assert refused.value.message.args == {"name": "wards", "near": "ward"}
