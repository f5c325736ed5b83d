"""Check that sealed bytes open only unchanged, with the right key and place. Errors are typed, without content."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.store.sealing import (
    BrokenSealError,
    FieldCipher,
    Place,
    SealingError,
    UnknownSealError,
    keyed_hash,
    new_key,
    new_key_pair,
    seal,
    unseal,
)

CENTRE = new_key_pair()
NAME = Place("dossier", "applicant", "42")


@given(st.binary(max_size=300), st.binary(max_size=20))
def test_only_what_was_sealed_comes_out(content: bytes, associated: bytes) -> None:
    assert unseal(CENTRE.private, seal(CENTRE.public, content, associated=associated), associated=associated) == content


def test_the_content_is_not_in_the_sealed_bytes() -> None:
    assert b"NGUYEN VAN A" not in seal(CENTRE.public, b"NGUYEN VAN A", associated=b"")


def test_the_same_content_is_sealed_differently_each_time() -> None:
    assert seal(CENTRE.public, b"x", associated=b"") != seal(CENTRE.public, b"x", associated=b"")


def test_another_centres_key_opens_nothing() -> None:
    with pytest.raises(BrokenSealError):
        unseal(new_key_pair().private, seal(CENTRE.public, b"secret", associated=b""), associated=b"")


def test_other_associated_data_opens_nothing() -> None:
    with pytest.raises(BrokenSealError):
        unseal(CENTRE.private, seal(CENTRE.public, b"secret", associated=b"visit 1"), associated=b"visit 2")


def test_safety_low_what_is_sealed_has_one_length_and_a_place() -> None:
    """Neither the length of a group nor a move to another visit tells or changes something."""
    groups = [b"{}", b'{"group": "elderly"}', b'{"group": "people_of_merit"}', bytes(252)]
    assert len({len(seal(CENTRE.public, group, associated=b"visit 1")) for group in groups}) == 1
    moved = seal(CENTRE.public, groups[1], associated=b"visit 1")
    with pytest.raises(BrokenSealError):
        unseal(CENTRE.private, moved, associated=b"visit 2")


def test_what_release_0_1_0_sealed_opens() -> None:
    private = bytes.fromhex("3812cafcfd0704c014fa15595b0778c2e217a85ab81fe6413942cc5cac8edf53")
    blob = bytes.fromhex(
        "0180978d3deaa597ab4d3cc33487842c9618c0b9a6ac12fefa35a66fe384df3703f57b6dcc0ca36f4643e9a9685d57f1c1db"
        "acb5c803c714f5d865cd3f02b24b4e00b1aa10"
    )
    assert unseal(private, blob, associated=b"the visit of its record") == b'{"group": "elderly"}'


def test_a_changed_byte_anywhere_is_noticed() -> None:
    blob = seal(CENTRE.public, b"secret", associated=b"")
    for index in range(len(blob)):
        changed = blob[:index] + bytes([blob[index] ^ 1]) + blob[index + 1 :]
        with pytest.raises(SealingError) as caught:
            unseal(CENTRE.private, changed, associated=b"")
        assert "secret" not in str(caught.value)


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x03" + bytes(80), b"plain text that nobody sealed, long enough"])
def test_foreign_bytes_are_named_as_such(blob: bytes) -> None:
    with pytest.raises(UnknownSealError):
        unseal(CENTRE.private, blob, associated=b"")


def test_a_message_key_of_zeros_is_refused() -> None:
    with pytest.raises(BrokenSealError):
        unseal(CENTRE.private, b"\x02" + bytes(32) + bytes(32), associated=b"")


def test_a_key_pair_does_not_show_its_private_half() -> None:
    assert "private" not in repr(CENTRE)


@given(st.text())
def test_a_column_comes_back_as_it_was(value: str) -> None:
    cipher = FieldCipher({1: bytes(32)}, 1)
    assert cipher.decrypt(NAME, cipher.encrypt(NAME, value)) == value


def test_a_value_moved_to_another_row_column_or_table_does_not_open() -> None:
    cipher = FieldCipher({1: new_key()}, 1)
    blob = cipher.encrypt(NAME, "Nguyễn Văn A")
    for elsewhere in (
        Place("dossier", "applicant", "43"),
        Place("dossier", "phone", "42"),
        Place("visit", "applicant", "42"),
        Place("dossier", "applicant4", "2"),
    ):
        with pytest.raises(BrokenSealError):
            cipher.decrypt(elsewhere, blob)


def test_a_changed_column_is_noticed() -> None:
    cipher = FieldCipher({1: new_key()}, 1)
    blob = cipher.encrypt(NAME, "Nguyễn Văn A")
    for index in range(len(blob)):
        with pytest.raises(SealingError):
            cipher.decrypt(NAME, blob[:index] + bytes([blob[index] ^ 1]) + blob[index + 1 :])


def test_old_keys_stay_readable_after_a_new_one() -> None:
    first, second = new_key(), new_key()
    old = FieldCipher({1: first}, 1).encrypt(NAME, "x")
    both = FieldCipher({1: first, 2: second}, 2)
    assert both.decrypt(NAME, old) == "x"
    with pytest.raises(UnknownSealError):
        FieldCipher({1: first}, 1).decrypt(NAME, both.encrypt(NAME, "x"))


@pytest.mark.parametrize(("keys", "current"), [({1: bytes(32)}, 2), ({1: bytes(16)}, 1), ({256: bytes(32)}, 256)])
def test_keys_that_cannot_work_are_refused_at_once(keys: dict[int, bytes], current: int) -> None:
    with pytest.raises(ValueError, match="key"):
        FieldCipher(keys, current)


def test_a_keyed_hash_recognises_a_person_and_needs_the_key() -> None:
    key = new_key()
    assert keyed_hash(key, "001090000001") == keyed_hash(key, "001090000001")
    assert keyed_hash(key, "001090000001") != keyed_hash(key, "001090000002")
    assert keyed_hash(key, "001090000001") != keyed_hash(new_key(), "001090000001")
