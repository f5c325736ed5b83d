"""Check the import of appointments: all lines or none, repeatable, and a citizen who came keeps the ticket."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from kiosk.branch import appointments
from kiosk.branch.appointments import CheckIn
from kiosk.branch.office import Office
from kiosk.branch.setup.appointment_import import Report, import_appointments
from kiosk.branch.setup.founding import found
from kiosk.clock import ManualClock
from kiosk.domain.queue.appointment import Arrival, make_appointment_code
from kiosk.domain.queue.appointment_file import FileLine
from kiosk.program.sample import sample_catalogue, sample_document
from kiosk.store.engine import Store
from kiosk.store.journal import head_seq
from kiosk.store.migrate import upgrade
from kiosk.store.tables import appointment
from tests.conftest import KEYS, MORNING
from tests.players import person_of

NUMBER = "095190000017"
CODES = [make_appointment_code(f"000000{place}") for place in range(9)]
COUNTED = ("added", "changed", "cancelled", "unchanged", "kept")


def lines(office: Office, count: int = 3, **cells: str) -> list[FileLine]:
    """So many good lines for today, from nine on; `cells` changes all of them."""
    service = office.setup().services[1].code
    return [
        FileLine(
            place + 2,
            {
                "code": CODES[place],
                "service": service,
                "date": "2026-11-24",
                "from": f"09:{place}0",
                "until": f"09:{place}5",
                **cells,
            },
        )
        for place in range(count)
    ]


def changed(line: FileLine, **cells: str) -> FileLine:
    return replace(line, cells={**line.cells, **cells})


def counts(report: Report) -> dict[str, int]:
    """Return the counts that are not zero."""
    return {what: getattr(report, what) for what in COUNTED if getattr(report, what)}


def records(office: Office) -> int:
    with office.store.read() as connection:
        return head_seq(connection)


def stored(office: Office) -> list[str]:
    with office.store.read() as connection:
        return list(connection.execute(select(appointment.c.code).order_by(appointment.c.code)).scalars())


def test_the_same_file_twice_is_once(office: Office) -> None:
    file = lines(office, person=NUMBER)
    assert counts(import_appointments(office, file)) == {"added": 3}
    before = records(office)
    assert counts(import_appointments(office, file)) == {"unchanged": 3}
    assert records(office) == before
    assert stored(office) == CODES[:3]


def test_one_bad_line_leaves_everything_as_it_was(office: Office) -> None:
    first, second, third = lines(office)
    before = records(office)
    report = import_appointments(office, [first, changed(second, service="nothing"), third])
    assert not report.is_written
    assert [(bad.number, bad.reason.key, bad.reason.args) for bad in report.bad] == [
        (3, "appointments.line.service", {"service": "nothing"})
    ]
    assert (stored(office), records(office)) == ([], before)


def test_the_good_lines_are_taken_where_that_is_asked(office: Office) -> None:
    first, second, third = lines(office)
    report = import_appointments(office, [first, changed(second, date="?"), third], skip_bad=True)
    assert (report.is_written, counts(report), len(report.bad)) == (True, {"added": 2}, 1)
    assert stored(office) == [CODES[0], CODES[2]]


def test_a_code_twice_in_a_file_is_a_bad_line(office: Office) -> None:
    first, second, _ = lines(office)
    report = import_appointments(office, [first, changed(second, code=CODES[0])])
    assert [(bad.number, bad.reason.key) for bad in report.bad] == [(3, "appointments.line.twice")]


def test_every_bad_line_is_reported_at_once(office: Office) -> None:
    file = [changed(line, until="08:00") for line in lines(office, 5)]
    assert [bad.number for bad in import_appointments(office, file).bad] == [2, 3, 4, 5, 6]


def test_a_changed_line_moves_the_appointment(office: Office) -> None:
    (line,) = lines(office, 1)
    import_appointments(office, [line])
    report = import_appointments(office, [changed(line, **{"from": "10:00", "until": "10:15"})])
    assert counts(report) == {"changed": 1}
    assert f"{appointments.find(office, CODES[0]).begins:%H:%M}" == "10:00"


def test_a_cancelled_line_and_its_way_back(office: Office) -> None:
    (line,) = lines(office, 1, person=NUMBER)
    import_appointments(office, [line])
    assert counts(import_appointments(office, [changed(line, state="cancelled")])) == {"cancelled": 1}
    assert appointments.find(office, CODES[0]).arrival is Arrival.CANCELLED
    assert appointments.of_person(office, person_of(office, NUMBER)) is None
    assert counts(import_appointments(office, [line])) == {"changed": 1}
    assert appointments.find(office, CODES[0]).arrival is Arrival.IN_TIME


def test_who_is_there_already_is_not_touched_by_a_new_file(office: Office) -> None:
    file = lines(office, 1, person=NUMBER)
    import_appointments(office, file)
    appointments.check_in(office, CheckIn(request_id="touch", code=CODES[0]))
    before = records(office)
    assert counts(import_appointments(office, file)) == {"unchanged": 1}
    assert counts(import_appointments(office, [changed(file[0], state="cancelled")])) == {"kept": 1}
    assert counts(import_appointments(office, [changed(file[0], until="09:20")])) == {"kept": 1}
    assert records(office) == before
    assert appointments.find(office, CODES[0]).arrival is Arrival.CHECKED_IN


def test_an_appointment_that_is_over_is_refused_when_new_and_known_when_old(office: Office, clock: ManualClock) -> None:
    file = lines(office, 1, person=NUMBER)
    import_appointments(office, file)
    clock.advance(timedelta(days=1))
    report = import_appointments(office, [*file, changed(file[0], code=CODES[1])])
    assert [(bad.number, bad.reason.key) for bad in report.bad] == [(2, "appointments.line.past")]
    assert counts(import_appointments(office, file)) == {"unchanged": 1}
    assert counts(import_appointments(office, file)) == {"unchanged": 1}, "also when the person is forgotten"


def test_persons_of_a_day_that_is_over_are_forgotten(office: Office, clock: ManualClock) -> None:
    import_appointments(office, lines(office, 2, person=NUMBER))
    clock.advance(timedelta(days=1))
    import_appointments(office, lines(office, 1, code=CODES[5], person=NUMBER, date="2026-11-25"))
    with office.store.read() as connection:
        kept = connection.execute(select(appointment.c.code).where(appointment.c.person.is_not(None))).scalars()
        assert list(kept) == [CODES[5]]


def test_of_an_appointment_elsewhere_no_person_is_kept(office: Office) -> None:
    import_appointments(office, lines(office, 1, person=NUMBER, branch="H99.98", place="Phường Cà Mau"))
    with office.store.read() as connection:
        (row,) = connection.execute(select(appointment)).all()
    assert (row.person, row.service_id, row.elsewhere) == (None, None, "Phường Cà Mau")


def test_nobody_is_asked_to_come_outside_the_hours(empty_url: str) -> None:
    store = Store(empty_url)
    upgrade(store)
    office = Office(store, ManualClock(MORNING), KEYS, 1)
    found(office, sample_document(), "1", sample_catalogue())
    (line,) = lines(office, 1, date="2026-11-25")
    for cells in ({"from": "12:00", "until": "12:15"}, {"date": "2026-11-28"}, {"date": "2027-01-01"}):
        report = import_appointments(office, [changed(line, **cells)])
        assert [bad.reason.key for bad in report.bad] == ["appointments.line.closed"]
    assert counts(import_appointments(office, [line])) == {"added": 1}
    store.close()


@pytest.mark.parametrize("count", [0, 1])
def test_a_file_without_lines_changes_nothing(office: Office, count: int) -> None:
    import_appointments(office, lines(office, count))
    before = records(office)
    assert counts(import_appointments(office, [])) == {}
    assert records(office) == before
