"""Read who changed, opened or ordered what in a period: versions of the set-up, sign-ins, orders, PINs, machines."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, select

from kiosk.branch.measures import names_in
from kiosk.branch.office import Office
from kiosk.domain.history.audit import KINDS, AuditLine, AuditNames, audit_lines
from kiosk.domain.measures.report import Period, ReportKind
from kiosk.domain.setup.difference import differences
from kiosk.store.journal import read_about_branch
from kiosk.store.setup import document_of, published_versions
from kiosk.store.tables import staff

_A_DAY = timedelta(days=1)


def audit_in(office: Office, first: date, last: date, who: str = "") -> tuple[AuditLine, ...]:
    """Return the lines of a period, the newest first; with `who` only those of this name or user.

    Raises:
        CounterError: ``report.backwards``, ``report.future``: see `Period.check`; ``store.*``.
    """
    Period(ReportKind.DAY, first, last).check(office.today())
    branch = office.setup().branch
    begin, end = (datetime.combine(day, time(), branch.timezone) for day in (first, last + _A_DAY))
    services = names_in(office, first, last).services
    with office.store.read() as connection:
        people = connection.execute(select(staff.c.id, staff.c.login, staff.c.name)).all()
        ids, logins = {one.id: one.name for one in people}, {one.login: one.name for one in people}
        records = read_about_branch(connection, begin, end, KINDS)
        found = audit_lines(records, AuditNames(services, ids, logins, branch.local))
        return tuple(_with_changes(office, connection, one) for one in found if who in ("", one.who))


def _with_changes(office: Office, connection: Connection, line: AuditLine) -> AuditLine:
    """Add to the line of a version what it changed. Nothing is before the first version."""
    if line.version is None:
        return line
    known = {one.version for one in published_versions(connection, office.branch_id)}
    if not {line.version - 1, line.version} <= known:
        return line
    before, after = (
        document_of(connection, office.branch_id, one, office.keys.columns) for one in (line.version - 1, line.version)
    )
    return replace(line, changes=differences(before, after))
