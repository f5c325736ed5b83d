"""Boot a folder as a machine in QEMU: UEFI, a TPM2, one disk, one screen, and a root shell on its serial line."""

import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from PIL import Image

from tests.installation.bare_debian import FOR_A_BOOT, BareDebian
from tests.installation.proof import expect

#: The UEFI firmware of Debian's package ovmf. systemd uses a TPM2 by itself only where the firmware names it.
FIRMWARE = Path("/usr/share/ovmf/OVMF.fd")
_DISK_GIB, _MEMORY_MIB = 3, 2048
#: What an emulated machine on a busy one needs, else the kernel does not trust its timer, and systemd gives the serial
#: line up.
_PATIENCE = "no_timer_check mitigations=off systemd.default_device_timeout_sec=600"
_PROMPT = "vm-is-ready# "
#: Emulated without KVM on two busy cores, a command takes ten times as long as on a machine.
_COMMAND_SECONDS, _BOOT_SECONDS, _MONITOR_SECONDS = 300.0, 600.0, 30.0


def prepare(machine: BareDebian) -> None:
    """Install kernel and init, and give root a shell on the serial line."""
    machine.apt("install", *FOR_A_BOOT)
    shell = machine.path("/etc/systemd/system/serial-getty@ttyS0.service.d")
    shell.mkdir(parents=True)
    line = "ExecStart=\nExecStart=-/sbin/agetty --autologin root --noclear --keep-baud 115200 %I dumb\n"
    (shell / "shell.conf").write_text(f"[Service]\n{line}", encoding="utf-8")
    profile = f"PS1='{_PROMPT}'\nunset PROMPT_COMMAND\nstty -echo cols 400\nbind 'set enable-bracketed-paste off'\n"
    machine.path("/root/.bash_profile").write_text(profile, encoding="utf-8")
    machine.path("/etc/fstab").write_text("/dev/vda / ext4 defaults 0 1\n", encoding="utf-8")
    machine.path("/etc/hostname").write_text("kiosk\n", encoding="utf-8")


def make_disk(machine: BareDebian, disk: Path) -> None:
    """Write the folder into a file system in a file."""
    disk.unlink(missing_ok=True)
    with disk.open("wb") as file:
        file.truncate(_DISK_GIB * 1024**3)
    subprocess.run(["mke2fs", "-q", "-t", "ext4", "-d", str(machine.root), str(disk)], check=True, timeout=600)


@dataclass
class VirtualMachine:
    """Run QEMU; use it in a `with` block, which ends it.

    `tpm` is the folder of the TPM2: another folder is another TPM2.
    """

    machine: BareDebian
    disk: Path
    folder: Path
    tpm: Path
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    _serial: socket.socket = field(init=False)
    _monitor: socket.socket = field(init=False)

    def __enter__(self) -> "VirtualMachine":
        boot = self.machine.path("/boot")
        kernel, initial = (next(iter(sorted(boot.glob(f"{name}-*")))) for name in ("vmlinuz", "initrd.img"))
        lines = {name: self.folder / name for name in ("serial", "monitor", "tpm.socket")}
        for line in lines.values():
            line.unlink(missing_ok=True)
        self._start_tpm(lines["tpm.socket"])
        command = [
            *("qemu-system-x86_64", "-machine", "q35", "-accel", "tcg,thread=multi", "-cpu", "max"),
            *("-smp", "2", "-m", str(_MEMORY_MIB), "-nic", "none", "-display", "none", "-vga", "std"),
            *("-bios", str(FIRMWARE)),
            *("-drive", f"file={self.disk},if=virtio,format=raw,cache=unsafe"),
            *("-kernel", str(kernel), "-initrd", str(initial)),
            *("-append", f"root=/dev/vda rw console=ttyS0,115200 quiet {_PATIENCE}"),
            *("-chardev", f"socket,id=serial,path={lines['serial']},server=on,wait=on", "-serial", "chardev:serial"),
            *("-chardev", f"socket,id=tpm,path={lines['tpm.socket']}"),
            *("-tpmdev", "emulator,id=tpm,chardev=tpm", "-device", "tpm-crb,tpmdev=tpm"),
            *("-monitor", f"unix:{lines['monitor']},server=on,wait=off"),
        ]
        self._process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        self._serial, self._monitor = (_connect(lines[name]) for name in ("serial", "monitor"))
        self._monitor.settimeout(_MONITOR_SECONDS)
        _until(self._monitor, "(qemu) ", _MONITOR_SECONDS)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(30)

    def _start_tpm(self, line: Path) -> None:
        """Start the TPM2, which ends with QEMU."""
        self.tpm.mkdir(exist_ok=True)
        command = ["swtpm", "socket", "--tpm2", "--daemon", "--terminate", f"--tpmstate=dir={self.tpm}"]
        subprocess.run([*command, f"--ctrl=type=unixio,path={line}"], check=True, timeout=30)

    def switch_off(self) -> None:
        """Let the machine end by itself, so that all it wrote is on its disk."""
        if self._process is not None:
            self._serial.sendall(b"systemctl poweroff\n")
            self._process.wait(_BOOT_SECONDS)

    def wait_for_shell(self) -> float:
        """Wait until root has a shell, and return the seconds since then."""
        began = time.monotonic()
        _until(self._serial, _PROMPT, _BOOT_SECONDS)
        return time.monotonic() - began

    def do(self, command: str, seconds: float = _COMMAND_SECONDS) -> str:
        """Run a command in root's shell and return its output."""
        self._serial.sendall(command.encode() + b"\n")
        return _until(self._serial, _PROMPT, seconds).replace("\r", "").strip()

    def wait_until(self, command: str, wanted: str, seconds: float) -> float:
        """Repeat a command until the last line of its output is the wanted one; return how long it took."""
        began, said = time.monotonic(), ""
        while said.splitlines()[-1:] != [wanted]:
            expect(time.monotonic() - began < seconds, f"{command} said for {seconds:.0f} s: {said[-500:]}")
            said = self.do(command)
        return time.monotonic() - began

    def picture(self, file: Path) -> Image.Image:
        """Save what the screen shows, and return it."""
        raw = self.folder / "screen.ppm"
        raw.unlink(missing_ok=True)
        self._monitor.sendall(f"screendump {raw}\n".encode())
        _until(self._monitor, "(qemu) ", _MONITOR_SECONDS)
        with Image.open(raw) as shown:
            shown.load()
            shown.save(file)
            return shown.convert("RGB")

    def press(self, keys: Sequence[str]) -> None:
        """Press keys together on the keyboard of the machine."""
        self._monitor.sendall(f"sendkey {'-'.join(keys)}\n".encode())
        _until(self._monitor, "(qemu) ", _MONITOR_SECONDS)


def _connect(line: Path) -> socket.socket:
    """Connect to a line of QEMU as soon as it is there."""
    end = time.monotonic() + _MONITOR_SECONDS
    while True:
        found = socket.socket(socket.AF_UNIX)
        try:
            found.connect(str(line))
            return found
        except OSError:
            found.close()
            expect(time.monotonic() < end, f"QEMU does not answer at {line}")
            time.sleep(0.1)


def _until(line: socket.socket, wanted: str, seconds: float) -> str:
    """Read a line until it says what is wanted; return what came before."""
    end, found = time.monotonic() + seconds, b""
    while not found.endswith(wanted.encode()):
        line.settimeout(max(0.1, end - time.monotonic()))
        try:
            more = line.recv(4096)
        except TimeoutError:
            more = b""
        expect(more, f"waited for {wanted!r} and read {found[-1500:].decode(errors='replace')}")
        found += more
    return found.decode(errors="replace").removesuffix(wanted)
