"""Check that batches are signed by a key of their installation, and revoke such keys."""

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from kiosk.clock import Clock
from kiosk.store.engine import Store
from kiosk.store.journal import from_us, optional_moment, to_us
from kiosk.store.signing import fingerprint, key_id
from sync.central.tables import device_key, insert_new
from sync.protocol import SignedRange

_log = logging.getLogger(__name__)

# Built once, as in `kiosk.store.journal`.
_EVERY = select(device_key).order_by(device_key.c.made_us)
_OF_ONE = _EVERY.where(device_key.c.installation == bindparam("i"))


class NotSignedError(Exception):
    """Report a batch without the signature that its installation owes. Nothing of it counts, not even as a fork."""


@dataclass(frozen=True, slots=True)
class KeyLife:
    """Tell which key an installation signs with, since when, and when it was revoked."""

    installation: str
    id: str
    public: bytes
    made: datetime
    revoked: datetime | None

    @property
    def fingerprint(self) -> str:
        """Return the name by which people compare the key."""
        return fingerprint(self.public)


class DeviceKeys:
    """Keep the public keys of installations in the centre's database. All methods raise CounterError ``store.*``."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def proven(self, signed: SignedRange) -> SignedRange | None:
        """Return the range that a key of its installation has signed; None where no key was ever enrolled.

        Raises:
            NotSignedError: the batch may not be judged.
        """
        keys = self.lives(signed.installation)
        if not keys:
            return None
        if any(one.revoked is None and signed.is_signed_by(one.public) for one in keys):
            return signed
        _log.warning("a batch of %s was refused: it is not signed by a valid key", signed.installation)
        raise NotSignedError("the batch is not signed by a valid key of its installation")

    def valid(self, installation: str) -> list[str] | None:
        """Return the names of the keys that are accepted; None where none was ever enrolled."""
        keys = self.lives(installation)
        return [one.id for one in keys if one.revoked is None] if keys else None

    def lives(self, installation: str | None = None) -> list[KeyLife]:
        """Return every key of an installation, or of all, oldest first."""
        with self._store.read() as connection:
            rows = connection.execute(_EVERY if installation is None else _OF_ONE, {"i": installation})
            return [
                KeyLife(
                    row.installation, row.id, bytes(row.public), from_us(row.made_us), optional_moment(row.revoked_us)
                )
                for row in rows
            ]

    def add(self, installation: str, public: bytes) -> None:
        """Accept one more key; a known one stays as it is."""
        with self._store.write(journal=False) as connection:
            add_key(connection, installation, public, self._clock.now())

    def revoke(self, installation: str) -> int:
        """Refuse the signatures of every valid key from now on; return how many keys. Records that came before stay."""
        mine = (device_key.c.installation == installation, device_key.c.revoked_us.is_(None))
        with self._store.write(journal=False) as connection:
            gone = update(device_key).where(*mine).values(revoked_us=to_us(self._clock.now()))
            return connection.execute(gone).rowcount


def add_key(connection: Connection, installation: str, public: bytes, now: datetime) -> None:
    """Accept one more key of an installation, within a transaction; a known one stays as it is."""
    row = {"installation": installation, "id": key_id(public), "public": public, "made_us": to_us(now)}
    insert_new(connection, device_key, [row])
