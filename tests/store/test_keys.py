"""Check that keys are made once, kept, and refused when others may read them."""

import os
import stat
from pathlib import Path

import pytest

from kiosk.domain.language.text import CounterError
from kiosk.store.keys import BackupKey, create_keys, load_keys, read_backup_key, write_backup_key
from kiosk.store.signing import fingerprint

SECRETS = ("codes.key", "columns.key", "signing.key")


def test_new_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    keys = create_keys(tmp_path / "keys", centre=b"c" * 32)
    assert {stat.S_IMODE((tmp_path / "keys" / name).stat().st_mode) for name in SECRETS} == {0o600}
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert len({keys.codes, keys.columns, keys.signing}) == 3
    assert load_keys(tmp_path / "keys") == keys
    assert keys.centre == b"c" * 32
    assert "b'" not in repr(keys).replace("centre=b'cccccccccccccccccccccccccccccccc'", "")


def test_keys_that_exist_are_kept(tmp_path: Path) -> None:
    assert create_keys(tmp_path) == create_keys(tmp_path)


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_key_that_others_may_read_is_refused_by_name(tmp_path: Path, name: str, mode: int) -> None:
    create_keys(tmp_path)
    (tmp_path / name).chmod(mode)
    with pytest.raises(CounterError) as refused:
        load_keys(tmp_path)
    assert refused.value.message.key == "keys.open_to_others"
    assert refused.value.message.args == {"file": str(tmp_path / name)}


def test_a_branch_of_the_first_release_has_no_key_to_sign_with(tmp_path: Path) -> None:
    create_keys(tmp_path)
    (tmp_path / "signing.key").unlink()
    assert load_keys(tmp_path).signing is None


@pytest.mark.parametrize("content", [None, "", "abc", "zz" * 32, "00" * 31])
def test_a_key_that_is_missing_or_no_key_is_named(tmp_path: Path, content: str | None) -> None:
    create_keys(tmp_path)
    file = tmp_path / "codes.key"
    if content is None:
        file.unlink()
    else:
        file.write_text(content)
    with pytest.raises(CounterError) as refused:
        load_keys(tmp_path)
    assert (refused.value.message.key, refused.value.message.args) == ("keys.missing", {"file": str(file)})


def test_safety_low_every_key_and_its_folder_reach_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut after the founding of a branch must not leave a branch without its keys."""
    reached: list[str] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        reached.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    create_keys(tmp_path / "keys", centre=b"c" * 32)
    for name in SECRETS:
        file = str(tmp_path / "keys" / name)
        assert reached[reached.index(file) + 1] == str(tmp_path / "keys"), "the folder after the file"
    assert str(tmp_path) in reached
    part, folder = reached[-2:]
    assert part.startswith(str(tmp_path / "keys" / ".centre.pub."))
    assert folder == str(tmp_path / "keys")


def test_the_key_of_backups_names_whose_backups_are_genuine(tmp_path: Path) -> None:
    """A person may add a line by hand, with small letters."""
    file, mine, other = tmp_path / "commune.key", fingerprint(b"m" * 32), fingerprint(b"o" * 32)
    write_backup_key(file, BackupKey(b"k" * 32, (mine,)))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read_backup_key(file) == BackupKey(b"k" * 32, (mine,))
    with file.open("a") as more:
        more.write(f"\n{other.lower()}\n")
    assert read_backup_key(file).signed_by == (mine, other)
    assert (b"k" * 32).hex() not in repr(read_backup_key(file))


@pytest.mark.parametrize(
    ("content", "key"),
    [("", "missing"), ("abc\n", "missing"), (f"{'00' * 32}\nnothing\n", "no_fingerprint")],
)
def test_a_file_that_is_no_key_of_backups_is_refused(tmp_path: Path, content: str, key: str) -> None:
    file = tmp_path / "commune.key"
    file.write_text(content)
    file.chmod(0o600)
    with pytest.raises(CounterError, match=rf"keys\.{key}"):
        read_backup_key(file)
