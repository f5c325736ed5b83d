"""Seal personal data where it is written: for the centre alone, or for this machine's own columns.

`seal` closes bytes to the centre's public key (X25519 with a key of its own for each message, HKDF-SHA256,
AES-256-GCM). The kiosk itself cannot open them again, so a stolen disk shows nothing of the backlog.
`FieldCipher` closes a local column with a key outside the database. It is bound to its table, column and row, so a
value moved to another row does not open. `keyed_hash` recognises a person without knowing who it is.
"""

import hashlib
import hmac
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_NONCE_BYTES = 12
#: Release 0.1.0 sealed without padding, and bound to nothing.
_SEAL_V1 = b"\x01"
_SEAL_V2 = b"\x02"
#: Plain texts are padded to a multiple of this. Their length would tell one priority group from another.
_PADDED_BYTES = 256
_LENGTH_BYTES = 4
_FIELD_V1 = b"\x01"
_SEAL_LABEL = b"one-stop-kiosk/seal/1"
_FIELD_LABEL = b"one-stop-kiosk/field/1"
_SEAL_HEAD = len(_SEAL_V1) + KEY_BYTES
_FIELD_HEAD = len(_FIELD_V1) + 1 + _NONCE_BYTES


class SealingError(Exception):
    """Report sealed bytes that cannot be opened here. The message holds none of the content."""


class UnknownSealError(SealingError):
    """Report bytes that are not sealed, or an unknown version or key number."""


class BrokenSealError(SealingError):
    """Report a wrong key, changed bytes or a moved value: authenticated encryption cannot tell which."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """Hold an X25519 pair, 32 raw bytes each. The public half goes to the kiosks, the private stays at the centre."""

    public: bytes
    private: bytes = field(repr=False)


def new_key_pair() -> KeyPair:
    """Return a fresh pair for a centre."""
    private = X25519PrivateKey.generate()
    return KeyPair(private.public_key().public_bytes_raw(), private.private_bytes_raw())


def public_key_of(private_key: bytes) -> bytes:
    """Return the public key, 32 bytes, of a private key of 32 bytes."""
    return X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def new_key() -> bytes:
    """Return a fresh key for a `FieldCipher` or for `keyed_hash`: 32 random bytes."""
    return os.urandom(KEY_BYTES)


def seal(public_key: bytes, plaintext: bytes, *, associated: bytes) -> bytes:
    """Return bytes that only the holder of the private key can open: version, message key, ciphertext with its tag.

    `associated` is not contained, but must be the same again when the bytes are opened. A record seals with its
    subject, so that a value moved to another visit does not open.

    Raises:
        ValueError: the key is not 32 bytes.
    """
    once = X25519PrivateKey.generate()
    head = _SEAL_V2 + once.public_key().public_bytes_raw()
    key, nonce = _message_key(once, X25519PublicKey.from_public_bytes(public_key), head, public_key)
    return head + AESGCM(key).encrypt(nonce, _padded(plaintext), head + public_key + associated)


def unseal(private_key: bytes, blob: bytes, *, associated: bytes) -> bytes:
    """Return what was sealed, in either version. Version 1 was bound to nothing.

    Raises:
        UnknownSealError: foreign bytes.
        BrokenSealError: the key or the bytes do not fit.
    """
    version = blob[:1]
    if len(blob) < _SEAL_HEAD or version not in (_SEAL_V1, _SEAL_V2):
        raise UnknownSealError("these bytes were not sealed by this program")
    own = X25519PrivateKey.from_private_bytes(private_key)
    public_key = own.public_key().public_bytes_raw()
    head = blob[:_SEAL_HEAD]
    try:
        key, nonce = _message_key(own, X25519PublicKey.from_public_bytes(head[1:]), head, public_key)
        bound = head + public_key + (associated if version == _SEAL_V2 else b"")
        plain = AESGCM(key).decrypt(nonce, blob[_SEAL_HEAD:], bound)
    except (InvalidTag, ValueError):  # ValueError: a message key that leads to the all-zero secret
        raise BrokenSealError("the key does not fit, or the sealed bytes were changed or moved") from None
    return plain if version == _SEAL_V1 else _unpadded(plain)


def _padded(plaintext: bytes) -> bytes:
    whole = len(plaintext).to_bytes(_LENGTH_BYTES, "big") + plaintext
    return whole + bytes(-len(whole) % _PADDED_BYTES)


def _unpadded(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    return padded[_LENGTH_BYTES : _LENGTH_BYTES + length]


def _message_key(mine: X25519PrivateKey, theirs: X25519PublicKey, head: bytes, recipient: bytes) -> tuple[bytes, bytes]:
    """Derive key and nonce of one message. Every message has a key pair of its own."""
    derive = HKDF(SHA256(), KEY_BYTES + _NONCE_BYTES, salt=None, info=_SEAL_LABEL + head + recipient)
    material = derive.derive(mine.exchange(theirs))
    return material[:KEY_BYTES], material[KEY_BYTES:]


@dataclass(frozen=True, slots=True)
class Place:
    """Name where a value lives; it opens nowhere else."""

    table: str
    column: str
    row: str

    def as_bytes(self) -> bytes:
        """Return each name with its length in front, so no two places look alike."""
        names = (name.encode() for name in (self.table, self.column, self.row))
        return b"".join(len(name).to_bytes(4, "big") + name for name in names)


class FieldCipher:
    """Encrypt single columns. Old keys stay readable under their number while new values use `current`."""

    def __init__(
        self, keys: Mapping[int, bytes], current: int, random_bytes: Callable[[int], bytes] = os.urandom
    ) -> None:
        """Take `keys` of 32 bytes each, by number 0-255.

        Raises:
            ValueError: a key has another size or number, or `current` is none of them.
        """
        if current not in keys:
            raise ValueError(f"there is no key number {current}")
        for number, key in keys.items():
            if len(key) != KEY_BYTES or not 0 <= number <= 255:
                raise ValueError(f"key number {number} must be {KEY_BYTES} bytes and numbered 0 to 255")
        self._ciphers = {number: AESGCM(key) for number, key in keys.items()}
        self._current = current
        self._random_bytes = random_bytes

    def encrypt(self, place: Place, value: str) -> bytes:
        """Return the encrypted value for this place: version, key number, nonce, ciphertext with its tag."""
        head = _FIELD_V1 + bytes([self._current]) + self._random_bytes(_NONCE_BYTES)
        cipher = self._ciphers[self._current]
        return head + cipher.encrypt(head[2:], value.encode(), self._bound(head, place))

    def decrypt(self, place: Place, blob: bytes) -> str:
        """Return the value again.

        Raises:
            UnknownSealError: another version or key number.
            BrokenSealError: the bytes were changed or moved.
        """
        if len(blob) < _FIELD_HEAD or blob[:1] != _FIELD_V1:
            raise UnknownSealError("this column was not written by this program")
        cipher = self._ciphers.get(blob[1])
        if cipher is None:
            raise UnknownSealError(f"the key number {blob[1]} is not among this machine's keys")
        head = blob[:_FIELD_HEAD]
        try:
            return cipher.decrypt(head[2:], blob[_FIELD_HEAD:], self._bound(head, place)).decode()
        except InvalidTag:
            raise BrokenSealError("the key does not fit, or the value was changed or moved") from None

    @staticmethod
    def _bound(head: bytes, place: Place) -> bytes:
        return _FIELD_LABEL + head[:2] + place.as_bytes()


def keyed_hash(key: bytes, text: str) -> str:
    """Return the HMAC-SHA256 of a text as 64 hex digits. Without the key nobody can find the text by trying."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
