"""Manage the folder of a central service and its database, and make the key pair that stays away from it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.domain.language.text import CounterError
from kiosk.durable_file import replace_file
from kiosk.store import sealing
from kiosk.store.engine import Store
from kiosk.store.keys import read_public, write_secret
from sync.central.device_keys import DeviceKeys
from sync.central.device_tokens import Tokens
from sync.central.enrolment import INVITE_LIFE, Enrolled, Enrolment
from sync.central.tables import open_database
from sync.enrolment import enrol_request, read_code

PUBLIC_KEY = "centre.pub"
PRIVATE_KEY = "centre.key"
#: Where release 0.1.0 kept the tokens.
_OLD_TOKENS = "tokens.txt"
#: An installation id as `kiosk init` prints it.
_INSTALLATION = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LONGEST_NAME = 100


class Centre:
    """Manage one central service. All methods that use its database raise CounterError ``store.*``."""

    def __init__(self, folder: Path, database: str = "") -> None:
        """Take the folder, and the database where it is not the SQLite file in the folder."""
        self._folder = folder
        self._database = database

    @property
    def public_key_file(self) -> Path:
        """Return the file for `kiosk init --centre-key`."""
        return self._folder / PUBLIC_KEY

    @property
    def has_private_key(self) -> bool:
        """Return whether the private key lies here, where an intruder of the service finds it."""
        return (self._folder / PRIVATE_KEY).exists()

    @property
    def database_url(self) -> str:
        """Return the URL of the database."""
        return self._database or f"sqlite:///{self._folder.resolve() / 'central.db'}"

    def public_key(self) -> bytes | None:
        """Return the key to which branches seal; None where personal data is left out.

        Raises:
            CounterError: ``keys.no_centre_key`` for a file that is none.
        """
        return read_public(self.public_key_file) if self.public_key_file.exists() else None

    @contextmanager
    def database(self) -> Iterator[Store]:
        """Open the centre's database, and close it at the end. Tokens of release 0.1.0 are taken over into it.

        Raises:
            CounterError: ``init.bad_folder``; ``central.tokens`` for a file of tokens with a wrong line.
        """
        _make_folder(self._folder)
        store = open_database(self.database_url)
        try:
            old = self._folder / _OLD_TOKENS
            if old.exists():
                Tokens(store, SystemClock()).take_over(old)
            yield store
        finally:
            store.close()

    def invite(self, installation: str, branch: str = "", life: timedelta = INVITE_LIFE) -> str:
        """Return a one-time code for an installation, or with "" for one that the centre does not know yet.

        Raises:
            CounterError: ``central.bad_installation`` for what is no id, ``central.bad_name`` for a name too long.
        """
        if installation and not _INSTALLATION.fullmatch(installation):
            raise CounterError("central.bad_installation")
        if len(branch) > _LONGEST_NAME or not branch.isprintable():
            raise CounterError("central.bad_name", most=_LONGEST_NAME)
        with self.database() as store:
            return Enrolment(store, SystemClock()).invite(installation, branch, life)

    def enrol(self, installation: str, signing: bytes) -> str:
        """Invite an installation and take its key at once, where branch and centre are one program; return the token.

        Raises:
            CounterError: as `invite`.
        """
        request = enrol_request(read_code(self.invite(installation)), installation, signing)
        with self.database() as store:
            return Enrolment(store, SystemClock()).enrol(request)

    def enrolled(self) -> list[Enrolled]:
        """Return every installation that the centre knows or has invited."""
        with self.database() as store:
            return Enrolment(store, SystemClock()).enrolled()

    def rotate(self, installation: str, old_for: timedelta) -> str:
        """Let the tokens of an installation end after a time, and return a code for the next one.

        Raises:
            CounterError: ``central.not_enrolled``.
        """
        with self.database() as store:
            tokens, clock = Tokens(store, SystemClock()), SystemClock()
            if not tokens.has(installation):
                raise CounterError("central.not_enrolled", installation=installation)
            tokens.expire(installation, clock.now() + old_for)
            return Enrolment(store, clock).invite(installation)

    def revoke(self, installation: str, *, token: bool, key: bool) -> tuple[int, int]:
        """Refuse tokens or keys of an installation from now on; return how many. Its unused codes end as well.

        Raises:
            CounterError: ``central.not_enrolled``.
        """
        with self.database() as store:
            tokens, keys, clock = Tokens(store, SystemClock()), DeviceKeys(store, SystemClock()), SystemClock()
            if not tokens.has(installation) and not keys.lives(installation):
                raise CounterError("central.not_enrolled", installation=installation)
            Enrolment(store, clock).withdraw(installation)
            return tokens.revoke(installation) if token else 0, keys.revoke(installation) if key else 0


def make_key_pair(folder: Path) -> Path:
    """Make a centre's key pair in a folder away from its service; return the file of the public half.

    Raises:
        CounterError: ``init.bad_folder``; ``central.key_exists``: a key is never replaced.
    """
    _make_folder(folder)
    public, private = folder / PUBLIC_KEY, folder / PRIVATE_KEY
    if public.exists() or private.exists():
        raise CounterError("central.key_exists", folder=str(folder))
    pair = sealing.new_key_pair()
    write_secret(private, pair.private)
    replace_file(public, f"{pair.public.hex()}\n".encode())
    return public


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise CounterError("init.bad_folder", folder=str(folder)) from problem
