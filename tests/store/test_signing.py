"""Check signatures: whose they are, and of what."""

from collections.abc import Callable

import pytest

from kiosk.domain.language.text import CounterError
from kiosk.store.sealing import new_key
from kiosk.store.signing import SIGNATURE_BYTES, fingerprint, is_signed, key_id, public_half, read_fingerprint, sign


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


def test_a_fingerprint_is_typed_as_people_type() -> None:
    told = fingerprint(public_half(bytes(32)))
    assert told == "2EF3-JG76-9DA9-2WH0-H3CB"
    for typed in (told, told.lower(), told.replace("-", " "), told.replace("-", ""), f" {told.replace('0', 'O')} "):
        assert read_fingerprint(typed) == told


def test_keys_have_names() -> None:
    assert len(key_id(public_half(bytes(32)))) == 16
    assert key_id(public_half(bytes(32))) != key_id(public_half(new_key()))


def test_fingerprints_of_other_keys_differ() -> None:
    assert len({fingerprint(bytes([byte]) * 32) for byte in range(256)}) == 256


@pytest.mark.parametrize("change", [lambda told: told[1:], lambda told: told + "0", lambda _: "", lambda _: "vân tay"])
def test_what_is_no_fingerprint_is_refused_with_what_was_typed(change: Callable[[str], str]) -> None:
    typed = change(fingerprint(bytes(32)))
    with pytest.raises(CounterError, match=r"keys\.no_fingerprint") as refused:
        read_fingerprint(typed)
    assert refused.value.message.args == {"typed": typed}


def test_a_mistyped_character_of_a_fingerprint_is_found() -> None:
    told = fingerprint(bytes(32))
    for place, character in enumerate(told):
        if character != "-":
            wrong = told[:place] + ("A" if character != "A" else "B") + told[place + 1 :]
            with pytest.raises(CounterError, match=r"keys\.no_fingerprint"):
                read_fingerprint(wrong)
