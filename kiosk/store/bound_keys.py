"""Bind key files to the machine: `systemd-creds` encrypts them with the machine's TPM2 or with its own secret.

A bound key is the file `NAME.cred`. systemd opens it for the units; `systemd-creds` opens it for root. A plain file
beside it is newer, because a command wrote it after the key was bound.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.domain.language.text import CounterError
from kiosk.durable_file import destroy_file, replace_file

BOUND_SUFFIX = ".cred"
#: Beside the keys that the command of the package hands over: why one does not open.
_REFUSED = ".refused"
_CREDENTIALS = "CREDENTIALS_DIRECTORY"
#: How a credential begins that is encrypted with the machine's own secret alone: the id of the method in Base64.
_HOST_ALONE = "Whxqht+dQJax1aZeCGLx"
#: TPM2 and the machine's own secret together, or without a TPM2 the secret alone.
_WITH_KEY = "auto"
#: Bind to the TPM2, not to the state of the firmware: its next update would lock the keys away.
_NO_PCRS = "--tpm2-pcrs="
_SECONDS = 60


def bound_file(file: Path) -> Path:
    """Return where a key is when it is bound."""
    return file.with_name(f"{file.name}{BOUND_SUFFIX}")


def is_bound(file: Path) -> bool:
    """Return whether the key is bound, and not there as a plain file."""
    try:
        return not file.exists() and bound_file(file).exists()
    except PermissionError:
        return False


def has_key(file: Path) -> bool:
    """Return whether the key is there, plain or bound."""
    return file.exists() or is_bound(file)


def is_host_alone(file: Path) -> bool:
    """Return whether the machine's own secret alone opens a bound key. That secret lies on the disk: no TPM2 helps."""
    return bound_file(file).read_text(encoding="ascii").startswith(_HOST_ALONE)


def open_bound(file: Path) -> str:
    """Return the text of a bound key: from systemd in a unit, from `systemd-creds` for root.

    Raises:
        CounterError: ``keys.bound`` for another user, ``keys.does_not_open`` on another machine.
    """
    if folder := os.environ.get(_CREDENTIALS):
        given, refused = Path(folder, file.name), Path(folder, f"{file.name}{_REFUSED}")
        if given.exists():
            return given.read_text(encoding="ascii")
        if refused.exists():
            raise CounterError("keys.does_not_open", file=str(bound_file(file)), why=_reason(refused.read_text()))
    if os.geteuid() != 0:
        raise CounterError("keys.bound", file=str(bound_file(file)))
    return _decrypted(file)


def bind(file: Path) -> None:
    """Encrypt a plain key for this machine, check that it opens again, and destroy the plain file. As root.

    Raises:
        CounterError: ``keys.not_bound`` with the reason; the plain file is as it was.
    """
    with _as_owner_of(file.parent):
        content = file.read_text(encoding="ascii")
    command = ("encrypt", f"--name={file.name}", f"--with-key={_WITH_KEY}")
    told = _run(*command, _NO_PCRS, "-", "-", given=content)
    if told.returncode != 0:  # a systemd that is built without TPM2 refuses the option
        told = _run(*command, "-", "-", given=content)
    if told.returncode != 0:
        raise CounterError("keys.not_bound", file=str(file), why=_reason(told.stderr))
    with _as_owner_of(file.parent):
        replace_file(bound_file(file), told.stdout.encode())
    if _decrypted(file) != content:
        raise CounterError("keys.not_bound", file=str(file), why="read back: other bytes")
    with _as_owner_of(file.parent):
        file.rename(_leftover(file))  # a power cut leaves a whole plain file, or none
    drop_leftover(file)


def drop_leftover(file: Path) -> None:
    """Destroy the plain file that a power cut left while the key was bound."""
    with _as_owner_of(file.parent):
        destroy_file(_leftover(file))


def unbind(file: Path) -> None:
    """Write a bound key as a plain file again. A plain file that is there is newer, and stays. As root.

    Raises:
        CounterError: ``keys.does_not_open``.
    """
    content = "" if file.exists() else _decrypted(file)
    with _as_owner_of(file.parent):
        if content:
            replace_file(file, content.encode())
        bound_file(file).unlink()


@contextmanager
def _as_owner_of(folder: Path) -> Iterator[None]:
    """Give root the rights of the folder's owner alone, who could place a link there to a file of root."""
    owner = folder.stat()
    if os.geteuid() != 0:
        yield
        return
    os.setegid(owner.st_gid)
    os.seteuid(owner.st_uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


def _leftover(file: Path) -> Path:
    return file.with_name(f".{file.name}.plain")


def _decrypted(file: Path) -> str:
    told = _run("decrypt", f"--name={file.name}", str(bound_file(file)), "-")
    if told.returncode != 0:
        raise CounterError("keys.does_not_open", file=str(bound_file(file)), why=_reason(told.stderr))
    return told.stdout


def _run(*words: str, given: str = "") -> "subprocess.CompletedProcess[str]":
    program = shutil.which("systemd-creds")
    if program is None:
        return subprocess.CompletedProcess(words, 127, "", "systemd-creds: not found")
    command, environment = [program, "--newline=no", *words], {**os.environ, "LC_ALL": "C"}
    return subprocess.run(
        command, input=given, capture_output=True, text=True, check=False, timeout=_SECONDS, env=environment
    )


def _reason(words: str) -> str:
    """Return the last line of what a program said: the libraries of a TPM2 speak before systemd does."""
    return words.strip().rpartition("\n")[2][-300:]
