"""Manage the folder of a central service: its key pair, the device tokens of its branches, its database."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.domain.language.text import CounterError
from kiosk.store import sealing
from kiosk.store.engine import Store
from kiosk.store.keys import read_public, read_secret, write_secret
from sync.central.device_tokens import Tokens

PUBLIC_KEY = "centre.pub"
_PRIVATE_KEY = "centre.key"
#: Where release 0.1.0 kept the tokens.
_OLD_TOKENS = "tokens.txt"
#: An installation id as `kiosk init` prints it.
_INSTALLATION = re.compile(r"[A-Za-z0-9-]{1,36}")


class Centre:
    """Manage one folder of a central service. Keep a copy of its private key in a safe: it opens what branches seal."""

    def __init__(self, folder: Path, database: str = "") -> None:
        """Take the folder, and the database where it is not the SQLite file in the folder."""
        self._folder = folder
        self._database = database

    @property
    def public_key_file(self) -> Path:
        """Return the file for `kiosk init --centre-key`."""
        return self._folder / PUBLIC_KEY

    @property
    def database_url(self) -> str:
        """Return the URL of the database."""
        return self._database or f"sqlite:///{self._folder.resolve() / 'central.db'}"

    def prepare(self) -> None:
        """Make the folder and the key pair where they are missing; never replace a key.

        Raises:
            CounterError: ``init.bad_folder``.
        """
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as problem:
            raise CounterError("init.bad_folder", folder=str(self._folder)) from problem
        if not (self._folder / _PRIVATE_KEY).exists():
            pair = sealing.new_key_pair()
            write_secret(self._folder / _PRIVATE_KEY, pair.private)
            self.public_key_file.write_text(pair.public.hex() + "\n")

    def private_key(self) -> bytes:
        """Return the key that opens what was sealed to this centre."""
        return read_secret(self._folder / _PRIVATE_KEY)

    def public_key(self) -> bytes:
        """Return the key to which branches seal."""
        return read_public(self.public_key_file)

    @contextmanager
    def database(self) -> Iterator[Store]:
        """Open the centre's database, and close it at the end. Tokens of release 0.1.0 are taken over into it.

        Raises:
            CounterError: ``init.bad_folder``; ``central.tokens`` for a file of tokens with a wrong line; ``store.*``.
        """
        self.prepare()
        store = Store(self.database_url)
        try:
            old = self._folder / _OLD_TOKENS
            if old.exists():
                Tokens(store, SystemClock()).take_over(old)
            yield store
        finally:
            store.close()

    def enrol(self, installation: str) -> str:
        """Admit an installation and return its new token.

        Raises:
            CounterError: ``central.bad_installation`` for an impossible id.
        """
        if not _INSTALLATION.fullmatch(installation):
            raise CounterError("central.bad_installation")
        with self.database() as store:
            return Tokens(store, SystemClock()).new(installation)
