"""Manage the folder of a central service: its key pair, the device tokens of its branches, its database."""

import re
import secrets
from pathlib import Path

from kiosk.domain.language.text import CounterError
from kiosk.store import sealing
from kiosk.store.keys import read_public, read_secret, write_secret
from sync.central.device_tokens import Tokens, hash_token

PUBLIC_KEY = "centre.pub"
_PRIVATE_KEY = "centre.key"
_TOKENS = "tokens.txt"
#: An installation id as `kiosk init` prints it. A space or "#" would break the file of tokens.
_INSTALLATION = re.compile(r"[A-Za-z0-9-]{1,36}")


class Centre:
    """Manage one folder of a central service. Keep a copy of its private key in a safe: it opens what branches seal."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def public_key_file(self) -> Path:
        """Return the file for `kiosk init --centre-key`."""
        return self._folder / PUBLIC_KEY

    @property
    def database_url(self) -> str:
        """Return the URL of the SQLite file, the default database."""
        return f"sqlite:///{self._folder.resolve() / 'central.db'}"

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
        (self._folder / _TOKENS).touch(mode=0o600)

    def private_key(self) -> bytes:
        """Return the key that opens what was sealed to this centre."""
        return read_secret(self._folder / _PRIVATE_KEY)

    def public_key(self) -> bytes:
        """Return the key to which branches seal."""
        return read_public(self.public_key_file)

    def tokens(self) -> Tokens:
        """Return the tokens of the installations that this centre admits."""
        return Tokens.from_file(self._folder / _TOKENS)

    def is_enrolled(self, installation: str) -> bool:
        """Return whether an installation has a token here."""
        lines = (self._folder / _TOKENS).read_text(encoding="utf-8").splitlines()
        return any(line.split()[:1] == [installation] for line in lines)

    def enrol(self, installation: str) -> str:
        """Admit an installation and return its new token.

        Raises:
            CounterError: ``central.enrolled`` when it has a token; ``central.bad_installation`` for an impossible id.
        """
        if not _INSTALLATION.fullmatch(installation):
            raise CounterError("central.bad_installation")
        file = self._folder / _TOKENS
        if self.is_enrolled(installation):
            raise CounterError("central.enrolled", installation=installation)
        token = secrets.token_urlsafe(32)
        with file.open("a", encoding="utf-8") as end:
            end.write(f"{installation} {hash_token(token)}\n")
        return token
