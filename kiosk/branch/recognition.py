"""Recognise a scanned identity card: the person's key, open numbers, priority group and appointment."""

from dataclasses import dataclass

from kiosk.branch.appointments import AppointmentNow, of_person_in
from kiosk.branch.office import Office
from kiosk.branch.reception import open_tickets_in, person_key
from kiosk.domain.people.scan import Sex
from kiosk.domain.queue.ticket import Ticket
from kiosk.store.day_keys import suppress_other_keys


@dataclass(frozen=True, slots=True)
class Recognised:
    """Describe the holder of a card.

    Attributes:
        person: the `person_key`, never the number itself; None where this kiosk has no usable key of today.
        held: today's open numbers, oldest first.
        groups: the codes of the priority groups to which the person may belong.
        group: the one of them that the person's age opens.
        appointment: today's appointment here: the first that is not missed, else the last. None where an open number
            has its time already.
    """

    person: str | None
    held: tuple[Ticket, ...]
    groups: tuple[str, ...] = ()
    group: str | None = None
    appointment: AppointmentNow | None = None


def recognise(office: Office, number: str, birth_year: int | None, sex: Sex | None = None) -> Recognised:
    """Recognise the holder of an identity card. The number is hashed at once and kept nowhere."""
    person = None
    with suppress_other_keys(office.today()):
        person = person_key(office, number)
    with office.store.read() as connection:
        setup = office.setup_in(connection)
        today = setup.branch.business_date(office.clock.now())
        age = None if birth_year is None else today.year - birth_year
        group = None if age is None else setup.suggested_group(sex, age)
        held = () if person is None else open_tickets_in(connection, person, today)
        booked = None if person is None else of_person_in(office, connection, person)
        has_its_number = booked is not None and any(one.appointed_at == booked.begins for one in held)
        return Recognised(
            person,
            held,
            tuple(one.code for one in setup.groups_for(sex, age)),
            group.code if group else None,
            None if has_its_number else booked,
        )
