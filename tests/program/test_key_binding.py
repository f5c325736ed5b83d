"""Check with the real `systemd-creds` that bound keys open on this machine alone, and are kept whole.

A TPM2 is emulated by `swtpm`; elsewhere the machine's own secret binds them.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes.util import find_library
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from kiosk.cli.main import run
from kiosk.clock import ManualClock
from kiosk.config import load_site
from kiosk.doctor.checks import examine
from kiosk.domain.language.text import CounterError
from kiosk.program.backup import take_backup
from kiosk.program.key_binding import bind_keys, bound_keys, unbind_keys
from kiosk.program.restore import Order, restore_branch
from kiosk.program.services import Services
from kiosk.store.backup_file import read_backup_head, unpack_backup
from kiosk.store.bound_keys import bind, drop_leftover
from kiosk.store.keys import BackupKey, create_keys, load_keys, read_text_secret, signing_key, write_text_secret
from kiosk.store.sealing import new_key_pair
from resources.deploy import FOLDER
from tests.conftest import MORNING

pytestmark = [
    pytest.mark.skipif(shutil.which("systemd-creds") is None, reason="systemd-creds is not installed"),
    pytest.mark.skipif(os.geteuid() != 0, reason="root alone may read the secret of a machine"),
]
#: The local time of the machine.
NIGHT = datetime(2026, 11, 30, 2, 15)  # noqa: DTZ001 - it has no zone
NAMES = ("codes.key", "columns.key", "signing.key", "centre.token")


@pytest.fixture(autouse=True)
def machines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give this machine a secret of its own, and no units. Yield the folder for the secret of another one.

    `systemd-creds` takes no secret in a file system in memory.
    """
    folder = Path(tempfile.mkdtemp(dir="/var/tmp"))
    monkeypatch.setenv("SYSTEMD_CREDENTIAL_SECRET", str(folder / "secret"))
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    monkeypatch.setattr("kiosk.cli.keys.Services", lambda: Services(system=tmp_path / "none"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Return the configuration of a branch with plain keys."""
    file = tmp_path / "branch.toml"
    file.write_text("")
    create_keys(tmp_path / "keys")
    write_text_secret(tmp_path / "keys" / "centre.token", "token-of-today")
    return file


def test_safety_1_bound_keys_open_here_and_no_plain_byte_is_left(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = load_site(config)
    plain = load_keys(site.keys)
    before = (site.keys / "codes.key").read_bytes()
    with (site.keys / "codes.key").open("rb") as still_open:
        assert run(["keys", "bind", "--config", str(config)]) == 0
        assert not os.pread(still_open.fileno(), 200, 0).strip(b"\0"), "the bytes on the disk, after the name is gone"
    assert sorted(one.name for one in site.keys.iterdir()) == sorted(f"{name}.cred" for name in NAMES)
    assert before.strip() not in b"".join(one.read_bytes() for one in site.keys.iterdir())
    assert "codes.key" in capsys.readouterr().out
    assert load_keys(site.keys) == plain == create_keys(site.keys)
    assert read_text_secret(site.token_file, missing="") == "token-of-today"
    assert signing_key(site.keys) == plain.signing
    assert sorted(one.name for one in site.keys.iterdir()) == sorted(f"{name}.cred" for name in NAMES)
    assert bound_keys(site).is_host_alone


def test_safety_1_another_machine_opens_no_bound_key(
    config: Path, machines: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = load_site(config)
    bind_keys(site)
    monkeypatch.setenv("SYSTEMD_CREDENTIAL_SECRET", str(machines / "another"))
    for ask in (lambda: load_keys(site.keys), lambda: create_keys(site.keys), lambda: unbind_keys(site)):
        with pytest.raises(CounterError) as refused:
            ask()
        assert refused.value.message.key == "keys.does_not_open"
    assert not (site.keys / "codes.key").exists(), "a new key would not open old data"


def test_another_user_is_told_to_run_with_sudo(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = load_site(config)
    plain = load_keys(site.keys)
    bind_keys(site)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(CounterError) as refused:
        load_keys(site.keys)
    assert refused.value.message.key == "keys.bound"
    with pytest.raises(CounterError) as refused:
        bind_keys(site)
    assert refused.value.message.key == "service.needs_root"
    given = tmp_path / "credentials"
    given.mkdir()
    for name, key in zip(NAMES, (plain.codes, plain.columns, plain.signing), strict=False):
        (given / name).write_text((key or b"").hex())
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(given))
    assert load_keys(site.keys) == plain, "as systemd gives them to a unit"


def test_a_plain_key_is_newer_than_a_bound_one_and_is_bound_again(config: Path) -> None:
    site = load_site(config)
    bind_keys(site)
    write_text_secret(site.token_file, "token-of-tomorrow")
    assert read_text_secret(site.token_file, missing="") == "token-of-tomorrow"
    (site.keys / ".codes.key.plain").write_text("left by a power cut")
    bind_keys(site)
    assert read_text_secret(site.token_file, missing="") == "token-of-tomorrow"
    assert sorted(one.name for one in site.keys.iterdir()) == sorted(f"{name}.cred" for name in NAMES)


def test_unbound_keys_are_as_before(config: Path) -> None:
    site = load_site(config)
    before = {name: (site.keys / name).read_bytes() for name in NAMES}
    bind_keys(site)
    assert run(["keys", "unbind", "--config", str(config)]) == 0
    assert {one.name: one.read_bytes() for one in site.keys.iterdir()} == before
    assert {one.stat().st_mode & 0o777 for one in site.keys.iterdir()} == {0o600}


def test_a_key_that_cannot_be_bound_stays_as_it_was(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = load_site(config).keys / "codes.key"
    before = file.read_bytes()
    monkeypatch.setattr("shutil.which", lambda _name: None)
    with pytest.raises(CounterError) as refused:
        bind(file)
    assert refused.value.message.key == "keys.not_bound"
    assert file.read_bytes() == before


def test_a_backup_holds_bound_keys_and_a_restore_writes_plain_ones(
    config: Path, sqlite_branch: Path, tmp_path: Path
) -> None:
    pair, before = new_key_pair(), load_keys(load_site(config).keys)
    url = f'[database]\nurl = "sqlite:///{sqlite_branch}"\n'
    config.write_text(f'{url}[backup]\nkey = "{pair.public.hex()}"\n', encoding="utf-8")
    site = load_site(config)
    bind_keys(site)
    file = take_backup(site, config, tmp_path / "one.backup", NIGHT).file
    (tmp_path / "out").mkdir()
    unpack_backup(file, pair.private, {read_backup_head(file).fingerprint}, tmp_path / "out")
    assert load_keys(tmp_path / "out" / "keys").codes == before.codes
    assert read_text_secret(tmp_path / "out" / "keys" / "centre.token", missing="") == "token-of-today"
    assert not list(tmp_path.glob("backup.tmp-*"))
    restore_branch(config, Order(file, BackupKey(pair.private), "hai"), ManualClock(MORNING), NIGHT)
    plain = [one.name for one in site.keys.iterdir() if one.suffix != ".cred"]
    assert plain == ["columns.key"], "keys that are here, also bound ones, stay"


def test_the_doctor_says_whether_keys_are_bound_and_to_what(config: Path) -> None:
    site = load_site(config)

    def told() -> str:
        return next(one.message.key for one in examine(site, ManualClock(MORNING)) if one.subject == "binding")

    assert told() == "doctor.binding.none"
    bind_keys(site)
    assert told() == "doctor.binding.host"
    write_text_secret(site.token_file, "token-of-tomorrow")
    assert told() == "doctor.binding.plain"


def test_a_link_to_a_file_of_root_is_neither_read_nor_destroyed(config: Path, tmp_path: Path) -> None:
    """The program's user owns the folder of keys, and root binds them there."""
    folder, target = Path(tempfile.mkdtemp(dir="/var/tmp")), tmp_path / "of-root"
    target.write_text("a secret of root")
    target.chmod(0o600)
    try:
        for name in ("codes.key", ".codes.key.plain"):
            (folder / name).symlink_to(target)
        os.chown(folder, 65534, 65534)
        for act in (bind, drop_leftover):
            with pytest.raises(PermissionError):
                act(folder / "codes.key")
        assert target.read_text() == "a secret of root"
    finally:
        shutil.rmtree(folder)


def command_of_the_package(folder: Path, data: Path, program: str) -> "subprocess.CompletedProcess[str]":
    """Run the command as root in `folder`, with another program in the place of ours, and another user for it."""
    place = folder / "bin" / "python"
    place.parent.mkdir()
    place.write_text(f"#!/bin/sh\n{program}\n")
    place.chmod(0o755)
    folder.chmod(0o755)
    (folder / "complete").touch()
    text = (FOLDER / "package" / "files" / "usr" / "bin" / "kiosk").read_text(encoding="utf-8")
    for old, new in (("user=one-stop-kiosk", "user=daemon"), ("place=/opt/one-stop-kiosk", f"place={folder}")):
        text = text.replace(old, new)
    command = folder / "kiosk"
    command.write_text(text.replace("given=/run", f"given={folder}"), encoding="utf-8")
    environment = {**os.environ, "KIOSK_DATA": str(data)}
    return subprocess.run(["sh", command, "doctor"], env=environment, capture_output=True, text=True, check=False)


def test_the_command_of_the_package_hands_bound_keys_to_the_users_program(config: Path, machines: Path) -> None:
    site = load_site(config)
    key = (site.keys / "codes.key").read_text()
    bind_keys(site)
    told = command_of_the_package(machines, config.parent, 'id -un; cat "$CREDENTIALS_DIRECTORY/codes.key"')
    assert told.stdout == f"daemon\n{key.strip()}", told.stderr
    assert (machines / "daemon-keys").stat().st_mode & 0o777 == 0o700


def test_the_command_of_the_package_says_why_a_key_does_not_open(
    config: Path, machines: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = load_site(config)
    bind_keys(site)
    monkeypatch.setenv("SYSTEMD_CREDENTIAL_SECRET", str(machines / "another"))
    told = command_of_the_package(machines, config.parent, "true")
    assert told.stderr == "", "the sentence of the program is enough"
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(machines / "daemon-keys"))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(CounterError) as refused:
        load_keys(site.keys)
    assert refused.value.message.key == "keys.does_not_open"
    assert refused.value.message.args["why"]


def test_the_reason_is_what_systemd_says_not_what_its_libraries_say(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = load_site(config)
    bind_keys(site)
    noise = "ERROR:esys:src/tss2-esys/api/Esys_Load.c:112:Esys_Load() Esys Finish ErrorCode (0x000001df) \n"
    (tmp_path / "codes.key.refused").write_text(f"{noise}Failed to unseal secret using TPM2: State not recoverable\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with pytest.raises(CounterError) as refused:
        load_keys(site.keys)
    assert refused.value.message.args["why"] == "Failed to unseal secret using TPM2: State not recoverable"


@contextmanager
def emulated_tpm(folder: Path) -> Iterator[str]:
    """Run a TPM2 of its own kind, which no other machine has. Yield its address."""
    folder.mkdir()
    line = folder / "line"
    ways = [f"--server=type=unixio,path={line}", f"--ctrl=type=unixio,path={line}.ctrl"]
    flags = ["--tpm2", "--flags=not-need-init,startup-clear", "--daemon", f"--pid=file={folder / 'pid'}"]
    subprocess.run(["swtpm", "socket", f"--tpmstate=dir={folder}", *ways, *flags], check=True, timeout=30)
    try:
        yield f"swtpm:path={line}"
    finally:
        os.kill(int((folder / "pid").read_text()), signal.SIGTERM)


def has_emulated_tpm() -> bool:
    version = subprocess.run(["systemd-creds", "--version"], capture_output=True, text=True, check=False).stdout
    return "+TPM2" in version and bool(shutil.which("swtpm")) and bool(find_library("tss2-tcti-swtpm"))


def test_safety_1_a_machine_with_another_tpm2_opens_no_bound_key(
    config: Path, machines: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stolen disk holds the secret of its machine, but not the TPM2."""
    if not has_emulated_tpm():
        pytest.skip("swtpm, or a systemd with TPM2, is not installed")
    site = load_site(config)
    plain = load_keys(site.keys)
    monkeypatch.setattr("kiosk.store.bound_keys._WITH_KEY", "host+tpm2")  # `auto` takes no emulated one
    with emulated_tpm(machines / "own") as own, emulated_tpm(machines / "other") as other:
        monkeypatch.setenv("SYSTEMD_TPM2_DEVICE", own)
        bind_keys(site)
        assert not bound_keys(site).is_host_alone
        assert load_keys(site.keys) == plain
        monkeypatch.setenv("SYSTEMD_TPM2_DEVICE", other)
        with pytest.raises(CounterError) as refused:
            load_keys(site.keys)
        assert refused.value.message.key == "keys.does_not_open"
        monkeypatch.setenv("SYSTEMD_TPM2_DEVICE", own)
        assert load_keys(site.keys) == plain


def test_no_bound_key_is_packed_for_a_technician(config: Path, tmp_path: Path) -> None:
    bind_keys(load_site(config))
    (tmp_path / "kiosk.log").write_text("WARNING the token-of-today, ends\n")
    assert run(["support", "--out", str(tmp_path / "one.zip"), "--config", str(config)]) == 0
    with ZipFile(tmp_path / "one.zip") as packed:
        log = packed.read("log/kiosk.log").decode()
    assert "ends" in log
    assert "token-of-today" not in log


def test_the_units_open_what_is_bound(config: Path, tmp_path: Path) -> None:
    site, units = load_site(config), tmp_path / "units"
    units.mkdir()
    told: list[list[str]] = []

    def note(words: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        told.append(list(words))
        return subprocess.CompletedProcess(words, 0, "", "")

    services = Services(run=note, folder=units, system=tmp_path)
    bind_keys(site)
    services.give_keys(site)
    texts = {file.parent.name: file.read_text() for file in units.rglob("keys.conf")}
    assert set(texts) == {f"one-stop-kiosk{name}.service.d" for name in ("@", "-api", "-backup")}
    line = f"LoadCredentialEncrypted=codes.key:{site.keys.resolve()}/codes.key.cred"
    assert all(line in text.splitlines() for text in texts.values())
    unbind_keys(site)
    services.give_keys(site)
    assert not list(units.rglob("keys.conf"))
    assert told == [["systemctl", "daemon-reload"]] * 2
