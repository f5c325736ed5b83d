"""Bind the keys to the TPM2 of the machine, start it again, and start its disk beside another TPM2."""

import re

from resources.deploy.package.build import NAME
from tests.installation.bare_debian import BareDebian
from tests.installation.package_steps import DATA, SETTINGS
from tests.installation.proof import Proofs, expect
from tests.installation.virtual_machine import VirtualMachine

WINDOW, TARGET = f"{NAME}@kiosk.service", f"{NAME}.target"
_BACKUP, _TIMER = f"{NAME}-backup.service", f"{NAME}-backup.timer"
_FOLDER, _SAFE = "/mnt/backup", "/root/safe"
#: Without KVM a window needs minutes.
_START_SECONDS = 600
_SECRETS = ("codes.key", "columns.key", "signing.key")


def set_up_backups(machine: BareDebian) -> None:
    """Make the key of the backups, and write it and their folder into branch.toml."""
    public = re.search(r"\b[0-9a-f]{64}\b", machine.run("kiosk", "backup-keygen", "--out", "/tmp/commune.key").stdout)
    if public is None:
        raise AssertionError("kiosk backup-keygen prints no public key")
    machine.run("install", "--directory", "--owner", NAME, _FOLDER)
    file = machine.path(f"{SETTINGS}/branch.toml")
    head, section, tail = file.read_text(encoding="utf-8").partition("[backup]")
    tail = tail.replace('folder = ""', f'folder = "{_FOLDER}"', 1).replace('key = ""', f'key = "{public[0]}"', 1)
    file.write_text(head + section + tail, encoding="utf-8")


def bind(machine: VirtualMachine, proofs: Proofs) -> None:
    """Look at the timer of the nightly backup, and bind the keys."""
    with proofs.claim("kiosk service install has started the timer of the nightly backup"):
        said = machine.do(f"systemctl is-active {_TIMER}; systemctl is-enabled {_TIMER}")
        expect(said == "active\nenabled", said)
    with proofs.claim("kiosk keys bind: the TPM2 binds the keys, and no plain key stays"):
        machine.do(f"cp -a {DATA}/keys {_SAFE}")
        _bind_to_tpm2(machine)
        left = machine.do(f"ls {DATA}/keys").split()
        expect({f"{name}.cred" for name in _SECRETS} <= set(left) and not {*_SECRETS} & {*left}, left)


def start_with_bound_keys(machine: VirtualMachine, proofs: Proofs) -> None:
    """Start the machine again: the TPM2 opens the keys for the window, for root, and for the backup."""
    with proofs.claim("after a restart the window runs with bound keys, and kiosk doctor opens them"):
        machine.wait_for_shell()
        machine.wait_until(f"systemctl is-active {WINDOW}", "active", _START_SECONDS)
        said = machine.do("kiosk doctor --language en")
        expect("bound to the TPM2 of this machine" in said and "✗" not in said, said)
    with proofs.claim("the service of the nightly backup writes a backup with bound keys"):
        said = machine.do(f"systemctl start {_BACKUP}; echo status $?")
        expect(said.endswith("status 0"), said)
        expect(".backup" in machine.do(f"ls {_FOLDER}"), "no backup is there")


def start_beside_another_tpm2(machine: VirtualMachine, proofs: Proofs) -> None:
    """Start the disk beside another TPM2, as after a theft or with a new board; then put the keys of the safe back."""
    with proofs.claim("beside another TPM2 no key opens: the window does not run, and a sentence names the cure"):
        machine.wait_for_shell()
        said = machine.do("kiosk doctor --language en; echo status $?")
        expect("does not open here" in said and "copy in the safe" in said and said.endswith("status 1"), said)
        expect(machine.do(f"systemctl is-active {WINDOW}") != "active", "the window runs")
        expect("Traceback" not in said + machine.do("journalctl --boot --no-pager"), "a traceback")
    with proofs.claim("the keys of the safe and kiosk keys bind mend it"):
        machine.do(f"for key in {' '.join(_SECRETS)}; do cp -p {_SAFE}/$key {DATA}/keys; done")
        _bind_to_tpm2(machine)
        machine.do("systemctl reset-failed")
        restart(machine)


def restart(machine: VirtualMachine) -> None:
    """Restart the windows as the documentation says, and wait until they run."""
    before = machine.do(f"systemctl show -P MainPID {WINDOW}")
    machine.do(f"systemctl restart {TARGET}")
    runs_again = f"test $(systemctl show -P MainPID {WINDOW}) != {before} && systemctl is-active {WINDOW}"
    try:
        machine.wait_until(runs_again, "active", _START_SECONDS)
    except AssertionError as missing:
        state = machine.do(f"systemctl status --no-pager --lines=20 {NAME}-x.service {WINDOW} {TARGET}")
        raise AssertionError(f"{missing}\n{state}") from missing


def _bind_to_tpm2(machine: VirtualMachine) -> None:
    said = machine.do("kiosk keys bind --language en; echo status $?")
    expect("Bound to the TPM2" in said and said.endswith("status 0"), said)
