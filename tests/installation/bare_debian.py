"""Make a bare Debian 13 in a folder, and run commands in it, with or without a network."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from resources.deploy.package.build import HERE

#: Kept between runs, outside the tree.
CACHE = Path("/var/tmp") / f"one-stop-kiosk-install-{os.getuid()}"
#: What the virtual machine needs beside the package and its dependencies: at last what systemd needs for a TPM2.
FOR_A_BOOT = (
    *("linux-image-amd64", "systemd-sysv", "dbus"),
    *("libtss2-esys-3.0.2-0t64", "libtss2-rc0t64", "libtss2-tcti-device0t64"),
)
_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_SECONDS = 600
Told = subprocess.CompletedProcess[str]


@dataclass(frozen=True, slots=True)
class BareDebian:
    """Run commands as root of the Debian in the folder `root`."""

    root: Path

    def start(self, *command: str, network: bool = False, language: str = "C.UTF-8") -> list[str]:
        """Return the command line that runs a command inside: in its own mounts and processes."""
        mounts = [
            f"mount -t proc proc {self.root}/proc",
            f"mount -t devpts -o newinstance,ptmxmode=0666 devpts {self.root}/dev/pts",
            f"mount --bind {self.root}/dev/pts/ptmx {self.root}/dev/ptmx",
            f"mount --bind {CACHE}/archives {self.root}/var/cache/apt/archives",
        ]
        alone = [] if network else ["ip link set lo up"]
        inside = ["chroot", str(self.root), "env", "-i", _PATH, "HOME=/root", f"LANG={language}", *command]
        apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child", *([] if network else ["--net"])]
        return [*apart, "sh", "-e", "-c", "; ".join([*alone, *mounts, 'exec "$@"']), "sh", *inside]

    def run(self, *command: str, network: bool = False, check: bool = True, language: str = "C.UTF-8") -> Told:
        """Run a command and return what it said. Without `network` it reaches nothing but itself."""
        line = self.start(*command, network=network, language=language)
        told = subprocess.run(line, capture_output=True, text=True, check=False, timeout=_SECONDS)
        if check and told.returncode != 0:
            raise AssertionError(f"{' '.join(command)}: {told.returncode}\n{(told.stdout + told.stderr)[-2000:]}")
        return told

    def apt(self, *words: str, network: bool = False) -> Told:
        """Run apt-get without a question."""
        quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "--no-install-recommends"]
        return self.run(*quiet, *words, network=network)

    def path(self, name: str) -> Path:
        """Return where a file of the Debian lies on this machine."""
        return self.root / name.removeprefix("/")

    def copy(self, to: Path) -> "BareDebian":
        """Return a copy in a folder, which is replaced."""
        shutil.rmtree(to, ignore_errors=True)
        subprocess.run(["cp", "--archive", "--reflink=auto", str(self.root), str(to)], check=True, timeout=_SECONDS)
        return BareDebian(to)


def bare_debian() -> BareDebian:
    """Return a bare Debian 13, made by debootstrap; the packages that ours needs lie in its cache, not installed."""
    CACHE.mkdir(mode=0o700, exist_ok=True)
    (CACHE / "archives" / "partial").mkdir(parents=True, exist_ok=True)
    base = BareDebian(CACHE / "base")
    ready = CACHE / f"ready-{hash_of_needs()}"
    if ready.exists():
        return base
    if not (CACHE / "base" / "etc" / "debian_version").exists():
        shutil.rmtree(base.root, ignore_errors=True)
        making = CACHE / "making"
        shutil.rmtree(making, ignore_errors=True)
        command = ["debootstrap", "--variant=minbase", "trixie", str(making), _mirror()]
        subprocess.run(command, check=True, timeout=1800, stdout=subprocess.DEVNULL)
        making.rename(base.root)
        _use_sources_of_this_machine(base)
    base.apt("update", network=True)
    base.apt("install", "--download-only", *needs(), *FOR_A_BOOT, network=True)
    ready.touch()
    return base


def needs() -> Sequence[str]:
    """Return the names of the packages that ours needs."""
    line = re.search(r"(?m)^Depends: (.+)$", (HERE / "control").read_text(encoding="utf-8"))
    if line is None:
        raise ValueError("the control file of the package has no Depends")
    return sorted({one.split()[0] for one in line[1].split(", ")})


def hash_of_needs() -> str:
    """Return a word that changes with what is needed."""
    return sha256(" ".join([*needs(), *FOR_A_BOOT]).encode()).hexdigest()[:12]


def _mirror() -> str:
    """Return the mirror from which this machine takes Debian."""
    command = ["apt-get", "indextargets", "--format", "$(SITE) $(CODENAME)"]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    found = [line.split()[0] for line in told.stdout.splitlines() if line.endswith(" trixie")]
    if not found:
        raise LookupError("apt of this machine has no source of Debian 13 (trixie)")
    return found[0]


def _use_sources_of_this_machine(base: BareDebian) -> None:
    """Let apt inside ask the servers that apt of this machine asks."""
    for file in Path("/etc/apt/apt.conf.d").glob("99*"):
        shutil.copy(file, base.path("/etc/apt/apt.conf.d"))
    for file in Path("/etc/apt/sources.list.d").glob("*.sources"):
        if "file:" not in file.read_text(encoding="utf-8"):
            shutil.copy(file, base.path("/etc/apt/sources.list.d"))
            base.path("/etc/apt/sources.list").unlink(missing_ok=True)
    for name in ("/etc/resolv.conf", "/etc/hosts"):
        shutil.copy(name, base.path(name))
