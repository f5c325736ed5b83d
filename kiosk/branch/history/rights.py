"""Let only managers and administrators read what concerns their staff."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import select

from kiosk.branch.office import Office
from kiosk.branch.serving.sessions import refuse_expired
from kiosk.branch.setup.drafts import EDITORS
from kiosk.domain.language.text import CounterError
from kiosk.store.tables import staff

P = ParamSpec("P")
T = TypeVar("T")


def for_manager(
    office: Office, staff_id: int, use_case: Callable[Concatenate[Office, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Return the answer of a use case to a member of staff who is a manager or an administrator.

    Raises:
        CounterError: ``staff.not_manager``, ``staff.role_expired``, and those of the use case.
    """
    with office.store.read() as connection:
        mine = select(staff.c.role, staff.c.until).where(staff.c.id == staff_id, staff.c.branch_id == office.branch_id)
        row = connection.execute(mine).one_or_none()
        if row is None or row.role not in EDITORS:
            raise CounterError("staff.not_manager")
        refuse_expired(office, office.setup_in(connection), row.until)
    return use_case(office, *args, **kwargs)
