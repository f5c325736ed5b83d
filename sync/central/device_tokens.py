"""Check which device may speak for which installation. The centre keeps only the hash of a token."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, or_, select, update

from kiosk.clock import Clock
from kiosk.domain.language.text import CounterError
from kiosk.store.engine import Store
from kiosk.store.journal import from_us, optional_moment, to_us
from sync.central.tables import device_token, insert_new

#: The last use of a token is written at most this often, so that a request of a busy branch costs no write.
_USE_EVERY = timedelta(hours=1)

_IN_FORCE = and_(
    device_token.c.revoked_us.is_(None),
    or_(device_token.c.expires_us.is_(None), device_token.c.expires_us > bindparam("now_us")),
)
# Built once, as in `kiosk.store.journal`: each request asks.
_FIND = select(device_token).where(device_token.c.hash == bindparam("hash"), _IN_FORCE)
_NOTE_USE = update(device_token).where(device_token.c.hash == bindparam("this")).values(used_us=bindparam("now_us"))


@dataclass(frozen=True, slots=True)
class TokenLife:
    """Tell when a token was made, last used, and when it ends or ended. The token itself is known nowhere."""

    installation: str
    made: datetime
    used: datetime | None
    expires: datetime | None
    revoked: datetime | None

    def is_valid(self, now: datetime) -> bool:
        """Return whether the token is accepted at a moment."""
        return self.revoked is None and (self.expires is None or now < self.expires)


class Tokens:
    """Keep the tokens in the centre's database, for all workers. Each request looks there, so a revocation holds at
    once.

    A token is 32 random bytes, so no slow hash is needed, and the time of a look-up by its hash tells nothing. Every
    method reads the database, so the event loop calls it on a thread. All raise CounterError ``store.*`` when the
    database cannot be used: then nobody is admitted.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def is_known(self, token: str) -> bool:
        """Return whether the token is valid for any installation."""
        return self._find(token) is not None

    def allows(self, installation: str, token: str) -> bool:
        """Return whether this token may speak for this installation, and note its use."""
        found = self._find(token)
        if found is None or found.installation != installation:
            return False
        now = self._clock.now()
        if found.used_us is None or from_us(found.used_us) + _USE_EVERY <= now:
            with self._store.write(journal=False) as connection:
                connection.execute(_NOTE_USE, {"this": found.hash, "now_us": to_us(now)})
        return True

    def add(self, installation: str, token: str) -> None:
        """Admit an installation with one more token. Those that it has stay valid."""
        with self._store.write(journal=False) as connection:
            add_token(connection, installation, secret_digest(token), self._clock.now())

    def take_over(self, file: Path) -> int:
        """Take the tokens of a file of release 0.1.0 over and rename the file; return their number.

        Raises:
            CounterError: ``central.tokens`` with the first line that is none; nothing was taken over.
        """
        found = _read(file)
        with self._store.write(journal=False) as connection:
            for installation, one in found.items():
                add_token(connection, installation, one, self._clock.now())
        file.replace(file.with_name(file.name + ".taken-over"))
        return len(found)

    def has(self, installation: str) -> bool:
        """Return whether an installation was ever admitted."""
        mine = select(device_token.c.hash).where(device_token.c.installation == installation)
        with self._store.read() as connection:
            return connection.execute(mine).first() is not None

    def lives(self) -> list[TokenLife]:
        """Return the life of every token, by installation and age."""
        every = select(device_token).order_by(device_token.c.installation, device_token.c.made_us)
        with self._store.read() as connection:
            return [
                TokenLife(
                    row.installation,
                    from_us(row.made_us),
                    used=optional_moment(row.used_us),
                    expires=optional_moment(row.expires_us),
                    revoked=optional_moment(row.revoked_us),
                )
                for row in connection.execute(every)
            ]

    def expire(self, installation: str, at: datetime) -> int:
        """Let the valid tokens of an installation end at a moment, those that end earlier excepted; return how many."""
        until = or_(device_token.c.expires_us.is_(None), device_token.c.expires_us > to_us(at))
        return self._change(installation, until, expires_us=to_us(at))

    def revoke(self, installation: str) -> int:
        """Refuse the valid tokens of an installation from now on; return how many."""
        return self._change(installation, revoked_us=to_us(self._clock.now()))

    def _change(self, installation: str, *which: ColumnElement[bool], **values: int) -> int:
        """Change the valid tokens of an installation; return how many."""
        mine = update(device_token).where(device_token.c.installation == installation, _IN_FORCE, *which)
        with self._store.write(journal=False) as connection:
            return connection.execute(mine.values(values), {"now_us": to_us(self._clock.now())}).rowcount

    def _find(self, token: str) -> Row[Any] | None:
        with self._store.read() as connection:
            this = {"hash": secret_digest(token), "now_us": to_us(self._clock.now())}
            return connection.execute(_FIND, this).one_or_none()


def new_token() -> str:
    """Return a fresh token, as it travels and as the branch keeps it."""
    return secrets.token_urlsafe(32)


def add_token(connection: Connection, installation: str, token_hash: str, now: datetime) -> None:
    """Admit an installation with one more token, within a transaction; a known one stays as it is."""
    row = {"hash": token_hash, "installation": installation, "made_us": to_us(now)}
    insert_new(connection, device_token, [row])


def secret_digest(secret: str) -> str:
    """Return the SHA-256 of a token or a code: the centre keeps nothing else of it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _read(path: Path) -> dict[str, str]:
    """Return the hashes of a file by installation: lines ``installation hash``; ``#`` starts a comment."""
    hashes: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        if len(words) != 2 or len(words[1]) != 64 or not set(words[1]) <= set("0123456789abcdef"):
            raise CounterError("central.tokens", file=str(path), line=number)
        hashes[words[0]] = words[1]
    return hashes
