"""Check signatures: whose they are, and of what."""

from kiosk.store.sealing import new_key
from kiosk.store.signing import SIGNATURE_BYTES, is_signed, public_half, sign


def test_a_signature_is_of_one_message_by_one_key() -> None:
    mine, other = new_key(), new_key()
    signature = sign(mine, b"head 41")
    assert len(signature) == SIGNATURE_BYTES
    assert is_signed(public_half(mine), b"head 41", signature)
    assert not is_signed(public_half(mine), b"head 42", signature)
    assert not is_signed(public_half(other), b"head 41", signature)
    assert not is_signed(public_half(mine), b"head 41", bytes(SIGNATURE_BYTES))
    assert not is_signed(public_half(mine), b"head 41", signature[:-1])
    assert not is_signed(b"short", b"head 41", signature)
