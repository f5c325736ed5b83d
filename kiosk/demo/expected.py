"""Import sample appointments into the demo's branch: one for a card, and papers for each answer to a check-in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.branch.office import Office
from kiosk.branch.setup.appointment_import import import_appointments
from kiosk.domain.branch_setup import Service
from kiosk.domain.people.scan import CitizenCard
from kiosk.domain.queue.appointment import make_appointment_code
from kiosk.domain.queue.appointment_file import FileLine

#: The service of the appointments, where the branch has it; else its first one.
_SERVICE = "HT-HN"
_LENGTH = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class AppointmentPaper:
    """Hold the code of one appointment's paper, and its case (``dock.paper.<case>``)."""

    case: str
    code: str


@dataclass(frozen=True, slots=True)
class Expected:
    """Hold the appointments of the demo, all for one service. The owner of `card` checks in without a paper."""

    service: Service
    card: CitizenCard
    papers: tuple[AppointmentPaper, ...]


def expect(office: Office, card: CitizenCard, now: datetime) -> Expected:
    """Import the sample appointments around the minute `now`, as from a file.

    The office's clock may be days behind: then they were booked early. An appointment that would cross midnight is left
    out.
    """
    setup = office.setup()
    now = setup.branch.local(now).replace(second=0, microsecond=0)
    first = setup.offered_services[0]
    service = next((one for one in setup.offered_services if one.code == _SERVICE), first)
    cases = {
        "with_card": (now + timedelta(minutes=20), {"person": card.number}),
        "in_time": (now - timedelta(minutes=5), {}),
        "to_type": (now - timedelta(minutes=5), {}),
        "too_early": (now + timedelta(hours=2), {}),
        "tomorrow": (now + timedelta(days=1), {}),
        "elsewhere": (now, {"branch": "H99.98", "place": "Trung tâm Phục vụ hành chính công Phường Cà Mau"}),
        "cancelled": (now, {"state": "cancelled"}),
    }
    lines, papers = [], []
    for place, (case, (begins, more)) in enumerate(cases.items()):
        code = make_appointment_code(f"DEM{place:04d}")
        day = now.date() + timedelta(days=case == "tomorrow")
        if begins.date() == (begins + _LENGTH).date() == day:
            lines.append(FileLine(place + 1, {**_cells(code, service, begins), **more}))
            papers.append(AppointmentPaper(case, code))
    import_appointments(office, lines)
    return Expected(service, card, tuple(papers))


def paper_of(papers: Sequence[AppointmentPaper], case: str) -> AppointmentPaper | None:
    """Return the paper of a case, or None where it would have crossed midnight."""
    return next((paper for paper in papers if paper.case == case), None)


def _cells(code: str, service: Service, begins: datetime) -> dict[str, str]:
    ends = begins + _LENGTH
    return {
        "code": code,
        "service": service.code,
        "date": begins.date().isoformat(),
        "from": f"{begins:%H:%M}",
        "until": f"{ends:%H:%M}",
    }
