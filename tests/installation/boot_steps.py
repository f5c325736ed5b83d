"""Boot the machine, look at its screen, freeze its window, and see it come back."""

import shutil
from pathlib import Path

from PIL import Image

from resources.deploy.package.build import NAME
from tests.installation.bare_debian import CACHE, BareDebian
from tests.installation.bound_steps import (
    WINDOW,
    bind,
    restart,
    set_up_backups,
    start_beside_another_tpm2,
    start_with_bound_keys,
)
from tests.installation.package_steps import COMMUNE, put
from tests.installation.proof import Proofs, expect
from tests.installation.virtual_machine import VirtualMachine, make_disk, prepare

_LACQUER = (0x86, 0x06, 0x0F)
#: Stops one thread of a process, as a debugger does: the first one is the GUI thread, and the others go on. It then
#: waits for the end of the process; systemd hears of it only after that.
_FREEZE = """\
import ctypes, os, sys
SEIZE, INTERRUPT = 0x4206, 0x4207
libc, process = ctypes.CDLL(None, use_errno=True), int(sys.argv[1])
for request in (SEIZE, INTERRUPT):
    if libc.ptrace(request, process, None, None) != 0:
        sys.exit(f"ptrace: {ctypes.get_errno()}")
print("frozen", flush=True)
while os.WIFSTOPPED(os.waitpid(process, 0x40000000)[1]):
    pass
"""


def prepared(base: BareDebian, package: Path, proofs: Proofs) -> Path:
    """Return the disk of a machine with kernel, package and branch."""
    machine = base.copy(CACHE / "machine")
    with proofs.claim("a machine with kernel, package and branch is made"):
        prepare(machine)
        machine.apt("install", put(machine, package))
        new = ["kiosk", "setup", "new", "--template", "ward", "--name", COMMUNE, "--out", "/tmp/setup.toml"]
        machine.run(*new)
        machine.run("kiosk", "init", "--yes", "--setup", "/tmp/setup.toml")
        set_up_backups(machine)
        machine.path("/root/freeze.py").write_text(_FREEZE, encoding="utf-8")
        shutil.copy(Path(__file__).with_name("usb_printer.py"), machine.path("/root"))
        disk = CACHE / "machine.img"
        make_disk(machine, disk)
    return disk


def boot(base: BareDebian, package: Path, pictures: Path, proofs: Proofs) -> None:
    """Boot it and prove what the screen shows and what systemd does."""
    disk = prepared(base, package, proofs)
    pictures.mkdir(parents=True, exist_ok=True)
    debian, own, other = BareDebian(CACHE / "machine"), CACHE / "tpm", CACHE / "other-tpm"
    for tpm in (own, other):
        shutil.rmtree(tpm, ignore_errors=True)
    with VirtualMachine(debian, disk, CACHE, own) as machine:
        _watch(machine, pictures, proofs)
        bind(machine, proofs)
        machine.switch_off()
    with VirtualMachine(debian, disk, CACHE, own) as machine:
        start_with_bound_keys(machine, proofs)
        machine.switch_off()
    with VirtualMachine(debian, disk, CACHE, other) as machine:
        start_beside_another_tpm2(machine, proofs)
        _remove(machine, proofs)
    shutil.rmtree(CACHE / "machine")
    disk.unlink()


def _watch(machine: VirtualMachine, pictures: Path, proofs: Proofs) -> None:
    """Prove what the screen shows, and that systemd starts a window again that stands still."""
    with proofs.claim("the machine boots (QEMU without KVM), and root has a shell"):
        proofs.note(f"shell after {machine.wait_for_shell():.0f} s")
    with proofs.claim("kiosk service install starts X server and kiosk, and the window says that it is ready"):
        said = machine.do("kiosk service install kiosk --language en; echo status $?")
        expect("status 0" in said, said)
        expect(machine.do(f"systemctl is-active {WINDOW}") == "active", "the window does not run")
    with proofs.claim("the screen shows the kiosk"):
        machine.do("sleep 20")
        _expect_kiosk(machine.picture(pictures / "kiosk.png"))
    with proofs.claim("Ctrl+Alt+F2, Ctrl+Alt+Backspace and Alt+F4 lead nowhere"):
        for keys in (("ctrl", "alt", "f2"), ("ctrl", "alt", "backspace"), ("alt", "f4")):
            machine.press(keys)
        machine.do("sleep 5")
        _expect_kiosk(machine.picture(pictures / "no-way-out.png"))
    with proofs.claim("systemctl restart of the target starts the window again, and the login prompt stays away"):
        restart(machine)
        expect(machine.do("systemctl is-active getty@tty1") != "active", "the login prompt has the screen")
        machine.do("sleep 20")
        _expect_kiosk(machine.picture(pictures / "after-target-restart.png"))
    with proofs.claim("kiosk service status and kiosk doctor say that the window runs"):
        said = machine.do("kiosk service status --language en")
        expect("kiosk: runs since" in said, said)
        said = machine.do("kiosk doctor --language en")
        expect("Service: runs: kiosk" in said and "✗" not in said, said)
    with proofs.claim("a USB printer of the kernel is found, prints, and runs out of paper (usblp)"):
        machine.do("modprobe -a dummy_hcd usb_f_printer usblp")
        said = machine.do(f"/opt/{NAME}/bin/python /root/usb_printer.py")
        expect(said.endswith("proved"), said)
        expect(machine.do("readlink /dev/kiosk-printer") == "usb/lp0", "udev gave it no name")
    for words, freeze in (
        ("the whole process (SIGSTOP)", "kill -STOP $PID"),
        ("the GUI thread alone (ptrace)", f"/opt/{NAME}/bin/python /root/freeze.py $PID & sleep 3"),
    ):
        _freeze(machine, words, freeze, proofs)
    with proofs.claim("after that the screen shows the kiosk again"):
        machine.do("sleep 20")
        _expect_kiosk(machine.picture(pictures / "after-restart.png"))
    with proofs.claim("kiosk service status names the last fault"):
        said = machine.do("kiosk service status --language en")
        expect("the program stood still" in said, said)


def _remove(machine: VirtualMachine, proofs: Proofs) -> None:
    with proofs.claim("kiosk service remove ends it; the login prompt is on the screen again"):
        said = machine.do("kiosk service remove --language en; echo status $?")
        expect("status 0" in said, said)
        machine.wait_until("systemctl is-active getty@tty1", "active", 60)
        expect("No window" in machine.do("kiosk service status --language en"), "a window is left")


def _freeze(machine: VirtualMachine, words: str, freeze: str, proofs: Proofs) -> None:
    with proofs.claim(f"{words} stands still: the watchdog ends it, and systemd starts it again"):
        before = machine.do(f"systemctl show -P MainPID {WINDOW}")
        machine.do(f"PID=$(systemctl show -P MainPID {WINDOW}); {freeze}")
        changed = f"sleep 2; test $(systemctl show -P MainPID {WINDOW}) != {before} && systemctl is-active {WINDOW}"
        seconds = machine.wait_until(changed, "active", 300)
        proofs.note(f"it runs again after {seconds:.0f} s")
        said = machine.do(f"journalctl --no-pager -u {WINDOW} -n 200 | grep -c -i watchdog")
        expect(said.strip() not in ("", "0"), "the journal does not speak of the watchdog")


def _expect_kiosk(picture: Image.Image) -> None:
    """Check that the header of the kiosk crosses the screen."""
    for y in range(0, picture.height // 3, 4):
        line = [picture.getpixel((x, y)) for x in range(picture.width)]
        if line.count(_LACQUER) > picture.width / 2:
            return
    raise AssertionError("no line of the screen has the colour of the kiosk's header")
