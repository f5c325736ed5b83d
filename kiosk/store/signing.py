"""Sign what leaves an installation (Ed25519, RFC 8032), and check such signatures."""

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.ticket_code import ALPHABET
from kiosk.domain.typed_code import in_groups, read_groups

#: The bytes of a signature; either half of a key pair has 32.
SIGNATURE_BYTES = 64
#: The characters of a fingerprint with its check character. The others stand for 5 bits each.
_FINGERPRINT = 20


def public_half(private: bytes) -> bytes:
    """Return the public key, 32 bytes, of a private key of 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def key_id(public: bytes) -> str:
    """Return the name of a public key: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def fingerprint(public: bytes) -> str:
    """Return the name of a public key that people compare and type: the first 95 bits of its SHA-256.

    Nobody finds another key of the same fingerprint. The 64 bits of `key_id` are too few for that.
    """
    bits = int.from_bytes(hashlib.sha256(public).digest(), "big") >> (256 - 5 * (_FINGERPRINT - 1))
    return in_groups("".join(ALPHABET[bits >> shift & 31] for shift in range(5 * (_FINGERPRINT - 2), -1, -5)))


def read_fingerprint(typed: str) -> str:
    """Return a fingerprint that was typed, as `fingerprint` writes it.

    Raises:
        CounterError: ``keys.no_fingerprint``.
    """
    plain = read_groups(typed, _FINGERPRINT)
    if plain is None:
        raise CounterError("keys.no_fingerprint", typed=typed)
    return in_groups(plain[:-1])


def sign(private: bytes, message: bytes) -> bytes:
    """Return the signature, 64 bytes. Messages of different purposes begin with different labels."""
    return Ed25519PrivateKey.from_private_bytes(private).sign(message)


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether the signature is of this message by the holder of the key. Impossible keys have signed nothing."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
