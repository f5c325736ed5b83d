"""Seal a file of any size to a public key, so that only the private half opens it.

A sealed file begins with a head in clear: what it holds. The content follows in chunks, each AES-256-GCM with a number
of its own and a mark on the last (the STREAM construction). A file that is cut off, changed or reordered does not open.
Chunk 0 is empty: it proves head and key by itself.
The key is derived (X25519, HKDF-SHA256) from a key pair of this file alone, the recipient and the whole head.
"""

import hashlib
import io
from typing import IO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.store.sealing import KEY_BYTES, BrokenSealError, UnknownSealError

MAGIC = b"one-stop-kiosk sealed file 1\n"
#: The bytes of one chunk before it is sealed.
CHUNK = 64 * 1024
_TAG = 16
_MOST_HEAD = 64 * 1024
_LABEL = b"one-stop-kiosk/sealed-file/1"


class CutOffError(BrokenSealError):
    """Report a sealed file that ends before its last chunk."""


def read_head(file: IO[bytes]) -> bytes:
    """Return the head of a sealed file, and leave the file at what follows it. It is proved by the first chunk alone.

    Raises:
        UnknownSealError: another kind of file.
        CutOffError: the file ends in the head.
    """
    start = file.read(len(MAGIC))
    if start != MAGIC:
        raise CutOffError("the file ends in its head") if MAGIC.startswith(start) else UnknownSealError("another file")
    size = int.from_bytes(file.read(4), "big")
    if size > _MOST_HEAD:
        raise UnknownSealError("another file")
    head = file.read(size)
    if len(head) < size or not size:
        raise CutOffError("the file ends in its head")
    return head


class Target(Protocol):
    """Describe where a sealed file is written."""

    def write(self, data: bytes, /) -> int:
        """Take some bytes."""


class SealedWriter(io.RawIOBase):
    """Write a sealed file: head and keys at once, a chunk whenever one is full, the last chunk in `finish`."""

    def __init__(self, file: Target, public_key: bytes, head: bytes) -> None:
        """Begin the file. Raise ValueError for a key that is not 32 bytes or a head that is too long."""
        super().__init__()
        if not 0 < len(head) <= _MOST_HEAD:
            raise ValueError("the head has an impossible length")
        once = X25519PrivateKey.generate()
        message_key = once.public_key().public_bytes_raw()
        shared = once.exchange(X25519PublicKey.from_public_bytes(public_key))
        self._file, self._count, self._left = file, 0, bytearray()
        self._cipher = _cipher(shared, head, message_key, public_key)
        file.write(MAGIC + len(head).to_bytes(4, "big") + head + message_key)
        self._seal(b"", is_last=False)

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]  # no other buffers come
        """Take more of the content."""
        self._left += data
        while len(self._left) > CHUNK:  # what is left is never empty, so the last chunk is known in `finish`
            self._seal(bytes(self._left[:CHUNK]), is_last=False)
            del self._left[:CHUNK]
        return len(data)

    def finish(self) -> None:
        """Write the last chunk. Without it the file does not open."""
        self._seal(bytes(self._left), is_last=True)

    def _seal(self, chunk: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._count, is_last=is_last), chunk, None))
        self._count += 1


class SealedReader(io.RawIOBase):
    """Read the content of a sealed file. What it returns is what was sealed, from its beginning."""

    def __init__(self, file: IO[bytes], private_key: bytes, head: bytes) -> None:
        """Continue after `read_head`.

        Raises:
            CutOffError: no content follows.
            BrokenSealError: the key does not fit, or the head was changed.
        """
        super().__init__()
        message_key, proof = file.read(KEY_BYTES), file.read(_TAG)
        if len(proof) < _TAG:
            raise CutOffError("the file ends in its head")
        own = X25519PrivateKey.from_private_bytes(private_key)
        try:
            shared = own.exchange(X25519PublicKey.from_public_bytes(message_key))
        except ValueError:
            raise BrokenSealError("the message key is none") from None
        self._cipher = _cipher(shared, head, message_key, own.public_key().public_bytes_raw())
        try:
            self._cipher.decrypt(_nonce(0, is_last=False), proof, None)
        except InvalidTag:
            raise BrokenSealError("the key does not fit, or the head was changed") from None
        self._file, self._count, self._left, self._is_over = file, 1, b"", False
        self._next = file.read(CHUNK + _TAG)

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]  # no other buffers come
        """Fill a buffer; return 0 after the last chunk.

        Raises:
            CutOffError: the file ends before its last chunk.
            BrokenSealError: the file was changed.
        """
        while not self._left and not self._is_over:
            self._left = self._open()
        count = min(len(buffer), len(self._left))
        buffer[:count], self._left = self._left[:count], self._left[count:]
        return count

    def _open(self) -> bytes:
        chunk, self._next = self._next, self._file.read(CHUNK + _TAG)
        self._is_over = not self._next
        try:
            opened = self._cipher.decrypt(_nonce(self._count, is_last=self._is_over), chunk, None)
        except InvalidTag:
            if self._is_over:
                raise CutOffError("the file ends before its last chunk, or the end was changed") from None
            raise BrokenSealError("the file was changed") from None
        self._count += 1
        return opened


def _cipher(shared: bytes, head: bytes, message_key: bytes, recipient: bytes) -> AESGCM:
    bound = _LABEL + hashlib.sha256(head).digest() + message_key + recipient
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt=None, info=bound).derive(shared))


def _nonce(count: int, *, is_last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([is_last])
