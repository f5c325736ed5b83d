"""Invite an installation by a one-time code, and give it a token for the code and its public key."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
from fastapi import FastAPI, Request, Response
from sqlalchemy import Connection, delete, func, insert, select, update
from starlette.concurrency import run_in_threadpool

from kiosk.clock import Clock
from kiosk.store.engine import Store
from kiosk.store.journal import from_us, optional_moment, to_us
from kiosk.store.signing import key_id
from sync.central.device_keys import DeviceKeys, KeyLife, add_key
from sync.central.device_tokens import TokenLife, Tokens, add_token, new_token, secret_digest
from sync.central.inbox import FORKS
from sync.central.problems import problem
from sync.central.tables import device_key, device_token, invite, refusal
from sync.enrolment import ENROL_PATH, EnrolReply, EnrolRequest, InviteProblem, new_code, read_code
from sync.protocol import JSON, ProblemKind, UnreadableError

_log = logging.getLogger(__name__)
#: How long a code is good for.
INVITE_LIFE = timedelta(hours=72)
_TITLES = {
    InviteProblem.UNKNOWN: "there is no such code",
    InviteProblem.EXPIRED: "the code has expired",
    InviteProblem.USED: "the code was used before",
    InviteProblem.OTHER_BRANCH: "the code is for another installation",
    InviteProblem.KEY_REVOKED: "the key was revoked",
    ProblemKind.SIGNATURE: "the holder of the key did not sign",
}


class NotEnrolledError(Exception):
    """Report why an enrolment was refused, by a `type` of a problem. Nothing was changed."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Invited:
    """Tell of a code that was given out. `installation` is empty until a branch without an id has used it."""

    installation: str
    branch: str
    made: datetime
    expires: datetime
    used: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Return whether a branch may still use the code."""
        return self.used is None and now < self.expires


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Tell what the centre knows of one installation: its name, tokens, keys and codes.

    `forks` counts the records of a second history that it refused: two machines send as this installation. A code
    without an installation has an entry of its own.
    """

    installation: str
    branch: str
    tokens: tuple[TokenLife, ...]
    keys: tuple[KeyLife, ...]
    invites: tuple[Invited, ...]
    forks: int

    @property
    def was_admitted(self) -> bool:
        """Return whether it has or had a token or a key."""
        return bool(self.tokens or self.keys)

    def in_force(self, now: datetime) -> "Enrolled":
        """Return it with those tokens, keys and codes alone that are accepted at a moment."""
        return replace(
            self,
            tokens=tuple(one for one in self.tokens if one.is_valid(now)),
            keys=tuple(one for one in self.keys if one.revoked is None),
            invites=tuple(one for one in self.invites if one.is_open(now)),
        )


class Enrolment:
    """Keep invites in the centre's database, as hashes of their codes. All methods raise CounterError ``store.*``."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def invite(self, installation: str, branch: str = "", life: timedelta = INVITE_LIFE) -> str:
        """Return a fresh code for an installation, or with "" for the first one that the centre does not know yet.

        `branch` is a name for the people at the centre.
        """
        code = new_code()
        now = self._clock.now()
        row = {
            "hash": secret_digest(read_code(code)),
            "installation": installation,
            "branch": branch,
            "made_us": to_us(now),
            "expires_us": to_us(now + life),
        }
        with self._store.write(journal=False) as connection:
            connection.execute(insert(invite).values(row))
        return code

    def enrol(self, request: EnrolRequest) -> str:
        """Return a token for a code and the public key of an installation, whose signature counts from now on.

        A branch that lost the answer gets another token for the same code and key; the lost one is dropped.

        Raises:
            NotEnrolledError: the code or the key is not accepted.
        """
        if not request.is_proven:
            raise NotEnrolledError(ProblemKind.SIGNATURE)
        now = self._clock.now()
        this = invite.c.hash == secret_digest(request.code)
        with self._store.write(journal=False) as connection:
            found = connection.execute(select(invite).where(this).with_for_update()).one_or_none()
            if found is None:
                raise NotEnrolledError(InviteProblem.UNKNOWN)
            _refuse_unless_good(connection, found, request, now)
            if found.token is not None:
                connection.execute(delete(device_token).where(device_token.c.hash == found.token))
            token = new_token()
            add_key(connection, request.installation, request.key, now)
            add_token(connection, request.installation, secret_digest(token), now)
            spent = {"installation": request.installation, "used_us": to_us(now)}
            spent |= {"key": key_id(request.key), "token": secret_digest(token)}
            connection.execute(update(invite).where(this).values(spent))
        return token

    def withdraw(self, installation: str) -> int:
        """Make the unused codes of an installation worthless; return how many."""
        with self._store.write(journal=False) as connection:
            unused = (invite.c.installation == installation, invite.c.used_us.is_(None))
            return connection.execute(delete(invite).where(*unused)).rowcount

    def enrolled(self) -> list[Enrolled]:
        """Return each code without an installation, and every installation with a token, a key or a code by its id."""
        tokens, keys = Tokens(self._store, self._clock).lives(), DeviceKeys(self._store, self._clock).lives()
        invites = self._invites()
        forks = self._forks()
        ids = {one.installation for one in tokens} | {one.installation for one in keys}
        ids |= {one.installation for one in invites if one.installation}
        return [Enrolled("", one.branch, (), (), (one,), 0) for one in invites if not one.installation] + [
            Enrolled(
                one,
                next((given.branch for given in reversed(invites) if given.installation == one and given.branch), ""),
                tuple(life for life in tokens if life.installation == one),
                tuple(life for life in keys if life.installation == one),
                tuple(given for given in invites if given.installation == one),
                forks.get(one, 0),
            )
            for one in sorted(ids)
        ]

    def _forks(self) -> dict[str, int]:
        of_forks = select(refusal.c.installation, func.count()).where(refusal.c.reason.in_(sorted(FORKS)))
        with self._store.read() as connection:
            rows = connection.execute(of_forks.group_by(refusal.c.installation))
            return {installation: int(count) for installation, count in rows}

    def _invites(self) -> list[Invited]:
        with self._store.read() as connection:
            rows = connection.execute(select(invite).order_by(invite.c.made_us)).all()
        return [
            Invited(
                row.installation,
                row.branch,
                from_us(row.made_us),
                from_us(row.expires_us),
                optional_moment(row.used_us),
            )
            for row in rows
        ]


def add_enrolment(app: FastAPI, enrolment: Enrolment, centre: bytes | None) -> None:
    """Serve ``POST /v1/enrol``. It needs no token. `centre` is the public key that branches seal to."""

    @app.post(ENROL_PATH)
    async def enrol(request: Request) -> Response:
        """Give a branch its token for a one-time code."""
        try:
            asked = msgspec.json.decode(await request.body(), type=EnrolRequest)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise UnreadableError(str(error)) from None
        try:
            token = await run_in_threadpool(enrolment.enrol, asked)
        except NotEnrolledError as refusal:
            _log.warning(
                "an enrolment was refused: %s, installation %s, address %s", refusal.kind, *_who(asked, request)
            )
            return problem(403, refusal.kind, _TITLES[refusal.kind])
        _log.warning("key %s was enrolled: installation %s, address %s", key_id(asked.key), *_who(asked, request))
        return Response(msgspec.json.encode(EnrolReply(1, asked.installation, token, centre)), media_type=JSON)


def _who(asked: EnrolRequest, request: Request) -> tuple[str, str]:
    """Return who asks, for the log: the installation that is claimed, and the address."""
    return asked.installation, request.client.host if request.client else "-"


def _refuse_unless_good(connection: Connection, found: Any, request: EnrolRequest, now: datetime) -> None:
    if found.expires_us <= to_us(now):
        raise NotEnrolledError(InviteProblem.EXPIRED)
    if found.used_us is not None and (found.installation, found.key) != (request.installation, key_id(request.key)):
        raise NotEnrolledError(InviteProblem.USED)
    is_taken = not found.installation and _is_known(connection, request.installation)
    if is_taken or found.installation not in {"", request.installation}:
        raise NotEnrolledError(InviteProblem.OTHER_BRANCH)
    mine = (device_key.c.installation == request.installation, device_key.c.id == key_id(request.key))
    if connection.execute(select(device_key.c.id).where(*mine, device_key.c.revoked_us.is_not(None))).first():
        raise NotEnrolledError(InviteProblem.KEY_REVOKED)


def _is_known(connection: Connection, installation: str) -> bool:
    """Return whether an installation has or had a token or a key, or is invited by a code of its own.

    A code without an id does not admit to its data.
    """
    tables = (device_token, device_key, invite)
    found = (connection.execute(select(one).where(one.c.installation == installation)).first() for one in tables)
    return any(row is not None for row in found)
