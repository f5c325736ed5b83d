"""Check which device may speak for which installation. The centre keeps only the hash of a token."""

import hashlib
import hmac
import logging
from collections.abc import Mapping
from pathlib import Path

from kiosk.domain.language.text import CounterError

_log = logging.getLogger(__name__)


class Tokens:
    """Hold device tokens by installation, as SHA-256 in hexadecimal. A token is 32 random bytes, so no slow hash is
    needed.

    Tokens from a file follow it: a branch that is enrolled while the service runs is admitted at its next request.
    While the file cannot be read, the tokens that were read last stay in force.
    """

    def __init__(self, hashes: Mapping[str, str], file: Path | None = None) -> None:
        self._hashes = dict(hashes)
        self._file = file
        self._seen = _stamp(file)

    @classmethod
    def from_plain(cls, tokens: Mapping[str, str]) -> "Tokens":
        """Return the tokens from their plain text, by installation."""
        return cls({installation: hash_token(token) for installation, token in tokens.items()})

    @classmethod
    def from_file(cls, path: Path) -> "Tokens":
        """Read lines ``installation hash``; ``#`` starts a comment. Raise CounterError ``central.tokens`` with the
        line.
        """
        return cls(_read(path), path)

    def is_known(self, token: str) -> bool:
        """Return whether the token belongs to any installation."""
        self._follow()
        found = hash_token(token)
        # Compare all of them: the time must not tell which hash is similar.
        return any([hmac.compare_digest(found, known) for known in self._hashes.values()])  # noqa: C419 - see above

    def allows(self, installation: str, token: str) -> bool:
        """Return whether this token may speak for this installation."""
        self._follow()
        known = self._hashes.get(installation)
        return known is not None and hmac.compare_digest(hash_token(token), known)

    def _follow(self) -> None:
        stamp = _stamp(self._file)
        if self._file is None or stamp == self._seen:
            return
        self._seen = stamp
        try:
            self._hashes = _read(self._file)
        except (CounterError, OSError):
            _log.exception("the tokens cannot be read again; those known so far stay in force")


def _stamp(file: Path | None) -> tuple[int, int] | None:
    """Return what distinguishes one version of a file from another; None without a file."""
    if file is None or not file.exists():
        return None
    found = file.stat()
    return found.st_mtime_ns, found.st_size


def _read(path: Path) -> dict[str, str]:
    hashes: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        if len(words) != 2 or len(words[1]) != 64 or not set(words[1]) <= set("0123456789abcdef"):
            raise CounterError("central.tokens", file=str(path), line=number)
        hashes[words[0]] = words[1]
    return hashes


def hash_token(token: str) -> str:
    """Return the hash of a token that the centre keeps."""
    return hashlib.sha256(token.encode()).hexdigest()
