"""Install, upgrade, break, remove and purge the package in a bare Debian 13 without a network."""

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from kiosk.doctor.checks import SAMPLE_CODE
from resources.deploy.package.build import NAME
from tests.installation.bare_debian import BareDebian
from tests.installation.proof import Proofs, expect

SETTINGS, DATA, PROGRAM = f"/etc/{NAME}", f"/var/lib/{NAME}", f"/opt/{NAME}"
COMMUNE = "Phường Tân Thành"
_HALF = "is half installed"


def put(machine: BareDebian, package: Path) -> str:
    """Copy a package into the machine, and return its name there."""
    shutil.copy(package, machine.path("/tmp"))
    return f"/tmp/{package.name}"


def doctor(machine: BareDebian) -> dict[str, dict[str, str]]:
    """Return the findings of `kiosk doctor`, by their subjects."""
    told = machine.run("kiosk", "doctor", "--json", check=False, language="en_GB.UTF-8")
    return {one["subject"]: one for one in json.loads(told.stdout)["findings"]}


def install(machine: BareDebian, package: Path, proofs: Proofs) -> None:
    """Install the package and use it."""
    name = put(machine, package)
    with proofs.claim("the package installs without a network"):
        machine.apt("install", name)
    with proofs.claim("its files are as they were packed, and its scripts and libraries are complete"):
        expect(not machine.run("dpkg", "--verify", NAME).stdout, "dpkg --verify finds changes")
        plugin = next(machine.path(PROGRAM).glob("lib/python*/site-packages/PySide6/Qt/plugins/platforms/libqxcb.so"))
        linked = machine.run("ldd", f"/{plugin.relative_to(machine.root)}").stdout
        expect("not found" not in linked, linked)
    with proofs.claim("udev and systemd understand their files"):
        machine.run("udevadm", "verify", f"/usr/lib/udev/rules.d/60-{NAME}.rules")
        told = machine.run("systemd-analyze", "verify", "--man=no", f"{NAME}@kiosk.service", check=False)
        expect(NAME not in told.stderr, told.stderr)
    with proofs.claim("the user exists and belongs to the groups of its devices"):
        groups = machine.run("id", "--name", "--groups", NAME).stdout.split()
        expect({"dialout", "lp", "audio"} <= set(groups) and "input" not in groups, groups)
    with proofs.claim("kiosk --version says the version of the package"):
        version = package.name.split("_")[1]
        expect(machine.run("kiosk", "--version").stdout == f"kiosk {version}\n", version)
    with proofs.claim("kiosk init makes the branch of a commune, from a file in a private folder"):
        machine.path("/root/setup").mkdir(mode=0o700)
        new = ["kiosk", "setup", "new", "--template", "ward", "--name", COMMUNE]
        machine.run(*new, "--out", "/tmp/setup.toml")
        made = machine.path("/tmp/setup.toml")
        text = made.read_text(encoding="utf-8").replace(SAMPLE_CODE, "H26.13")
        machine.path("/root/setup/setup.toml").write_text(text, encoding="utf-8")
        machine.run("kiosk", "setup", "check", "/root/setup/setup.toml")
        machine.run("kiosk", "init", "--yes", "--setup", "/root/setup/setup.toml")
    with proofs.claim("settings are in /etc, data in /var/lib, and nobody else reads them"):
        listed = machine.run("find", SETTINGS, DATA, "-printf", "%U:%m:%y:%p\\n").stdout.splitlines()
        own = machine.run("id", "--user", NAME).stdout.strip()
        files = {line.split(":", 3)[3]: line.split(":")[:3] for line in listed}
        expect({f"{SETTINGS}/branch.toml", f"{DATA}/branch.db", f"{DATA}/keys/codes.key"} <= files.keys(), files)
        modes = {name: files[name][1] for name in (SETTINGS, DATA, f"{DATA}/keys/codes.key")}
        expect(list(modes.values()) == ["750", "700", "600"], modes)
        expect({owner for name, (owner, _, _) in files.items() if name.startswith(DATA)} == {own}, files)
    with proofs.claim("kiosk doctor --json finds no fault"):
        bad = {subject: one["sentence"] for subject, one in doctor(machine).items() if one["level"] == "fault"}
        expect(not bad, bad)
    with proofs.claim("citizens are served on this machine (demo without a screen)"):
        told = machine.run("kiosk", "demo", "--headless", "--visits", "3", "--json")
        expect(json.loads(told.stdout.splitlines()[-1])["rated"] == 3, told.stdout)


def upgrade(machine: BareDebian, package: Path, proofs: Proofs) -> None:
    """Install a higher version over the data."""
    before = {name: machine.path(name).read_bytes() for name in (f"{SETTINGS}/branch.toml", f"{DATA}/branch.db")}
    changed = machine.path(f"{SETTINGS}/environment")
    changed.write_text("LANG=en_GB.UTF-8\n", encoding="utf-8")
    name = put(machine, package)
    with proofs.claim("an upgrade keeps the data, branch.toml, and a setting that the administrator changed"):
        machine.apt("install", name)
        machine.run("kiosk", "db", "upgrade")
        version = package.name.split("_")[1]
        expect(machine.run("kiosk", "--version").stdout == f"kiosk {version}\n", version)
        expect({one: machine.path(one).read_bytes() for one in before} == before, "data or branch.toml changed")
        expect(changed.read_text(encoding="utf-8") == "LANG=en_GB.UTF-8\n", "the changed setting was replaced")
    with proofs.claim("after the upgrade kiosk doctor finds no fault"):
        bad = [one["sentence"] for one in doctor(machine).values() if one["level"] == "fault"]
        expect(not bad, bad)


def half_installed(machine: BareDebian, package: Path, proofs: Proofs) -> None:
    """Kill dpkg while it unpacks and while it configures; each has a sentence, and a cure that works."""
    name = put(machine, package)
    for place, sign in (("unpacks", "complete"), ("configures", "postinst")):
        with proofs.claim(f"dpkg killed while it {place}: a sentence names the cure, and the cure mends it"):
            if sign == "postinst":
                _kill_while_configuring(machine, name)
            else:
                _kill_while_unpacking(machine, name)
            told = machine.run("kiosk", "--version", check=False, language="en_GB.UTF-8")
            expect(told.returncode == 1 and _HALF in told.stderr, told)
            expect("apt-get install --reinstall" in told.stderr or "dpkg --configure -a" in told.stderr, told.stderr)
            machine.run("dpkg", "--configure", "-a", check=False)
            if machine.run("kiosk", "--version", check=False).returncode != 0:
                machine.apt("install", "--reinstall", name)
            bad = [one["sentence"] for one in doctor(machine).values() if one["level"] == "fault"]
            expect(not bad, bad)


def _kill_while_unpacking(machine: BareDebian, name: str) -> None:
    complete = machine.path(f"{PROGRAM}/complete")
    process = _start(machine, "dpkg", "--install", name)
    _wait_until_gone(complete, process)
    _kill(process)


def _kill_while_configuring(machine: BareDebian, name: str) -> None:
    """Kill dpkg while the script waits at its beginning, as on a machine that hangs."""
    machine.run("dpkg", "--unpack", name)
    script = machine.path(f"/var/lib/dpkg/info/{NAME}.postinst")
    kept = script.read_text(encoding="utf-8")
    script.write_text(kept.replace("set -e\n", "set -e\ntouch /tmp/waits\nsleep 60\n", 1), encoding="utf-8")
    waits = machine.path("/tmp/waits")
    process = _start(machine, "dpkg", "--configure", NAME)
    _wait_until_there(waits, process)
    _kill(process)
    waits.unlink()
    script.write_text(kept, encoding="utf-8")


def _start(machine: BareDebian, *command: str) -> "subprocess.Popen[bytes]":
    line = machine.start(*command)
    return subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """Kill the process and all it started: `unshare` takes its whole namespace along."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)


def _wait_until_gone(file: Path, process: "subprocess.Popen[bytes]") -> None:
    _wait(file, process, is_there=False)


def _wait_until_there(file: Path, process: "subprocess.Popen[bytes]") -> None:
    _wait(file, process, is_there=True)


def _wait(file: Path, process: "subprocess.Popen[bytes]", *, is_there: bool) -> None:
    end = time.monotonic() + 120
    while file.exists() is not is_there:
        expect(process.poll() is None and time.monotonic() < end, f"{file} did not change in time")
        time.sleep(0.01)


def other_troubles(machine: BareDebian, proofs: Proofs) -> None:
    """Take the zone data away, and give the keys to another user."""
    with proofs.claim("the package needs tzdata; without zone data a command says so in one sentence"):
        depends = machine.run("dpkg-query", "--show", "--showformat=${Depends}", NAME).stdout
        expect("tzdata" in depends, depends)
        zones, away = machine.path("/usr/share/zoneinfo"), machine.path("/usr/share/zoneinfo-away")
        zones.rename(away)
        told = machine.run("kiosk", "init", "/tmp/other", "--yes", check=False, language="en_GB.UTF-8")
        found = doctor(machine)["zone"]
        away.rename(zones)
        expect(told.returncode == 1 and "apt-get install tzdata" in told.stderr, told)
        expect("Traceback" not in told.stderr, told.stderr)
        expect(found["level"] == "fault" and "tzdata" in found["sentence"], found)
    with proofs.claim("keys of another user: the sentence names the command, and the command mends it"):
        machine.run("chown", "--recursive", "root:root", f"{DATA}/keys")
        found = doctor(machine)["keys"]
        command = found["sentence"].partition("sudo ")[2].split()
        expect(found["level"] == "fault" and command[:2] == ["chown", "-R"], found)
        machine.run(*command)
        expect(doctor(machine)["keys"]["level"] == "good", "the command did not mend it")


def remove(machine: BareDebian, package: Path, proofs: Proofs) -> None:
    """Remove and purge."""
    with proofs.claim("remove takes the program away; settings and data stay"):
        machine.apt("remove", NAME)
        gone = [name for name in (PROGRAM, "/usr/bin/kiosk") if machine.path(name).exists()]
        expect(not gone, gone)
        stays = [name for name in (f"{SETTINGS}/branch.toml", f"{DATA}/branch.db") if machine.path(name).exists()]
        expect(len(stays) == 2, stays)
    with proofs.claim("installed again it finds its branch"):
        machine.apt("install", put(machine, package))
        expect(doctor(machine)["database"]["level"] == "good", doctor(machine))
    with proofs.claim("purge takes all away: settings, data, user"):
        machine.apt("purge", NAME)
        found = machine.run("find", "/etc", "/opt", "/usr", "/var/lib", "/run", "-name", f"*{NAME}*", check=False)
        left = [name for name in found.stdout.split() if "/dpkg/" not in name]
        expect(not left, left)
        expect(machine.run("getent", "passwd", NAME, check=False).returncode != 0, "the user is still there")
        expect(machine.run("getent", "group", NAME, check=False).returncode != 0, "the group is still there")
