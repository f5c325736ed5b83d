"""Check what the Debian package is made of, without building it. `make test-install` builds and installs it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from devices.ports import KNOWN_SCANNERS
from resources.deploy.package.prune import CHART_MODULES, QT_MODULES

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "resources" / "deploy" / "package"
FILES = PACKAGE / "files"


def depends() -> set[str]:
    """Return the names of the packages that ours needs."""
    line = re.search(r"(?m)^Depends: (.+)$", (PACKAGE / "control").read_text(encoding="utf-8"))
    assert line is not None
    return {one.split()[0] for one in line[1].split(", ")}


def test_the_package_needs_each_library_that_the_set_up_installs() -> None:
    lines = (ROOT / ".ci" / "setup").read_text(encoding="utf-8").splitlines()
    libraries = {line.split()[1] for line in lines if re.match(r"lib\S+\.so\.\d+ lib", line)}
    assert len(libraries) > 10
    assert libraries <= depends()


def test_the_package_keeps_the_parts_of_qt_that_the_program_imports() -> None:
    sources = [file for top in ("kiosk", "ui", "devices", "printing", "sync") for file in (ROOT / top).rglob("*.py")]
    texts = (file.read_text(encoding="utf-8") for file in sources)
    imported = {name for text in texts for name in re.findall(r"(?:from|import) PySide6\.(\w+)", text)}
    assert imported == set(QT_MODULES)


def test_udev_knows_each_maker_of_scanners() -> None:
    text = (FILES / "usr/lib/udev/rules.d/60-one-stop-kiosk.rules").read_text(encoding="utf-8")
    named = re.search(r'ENV\{ID_VENDOR_ID\}=="([0-9a-f|]+)"', text)
    assert named is not None
    assert named[1].split("|") == [f"{one.vendor:04x}" for one in KNOWN_SCANNERS]


@pytest.mark.parametrize("name", ["preinst", "postinst", "prerm", "postrm", "files/usr/bin/kiosk"])
def test_a_script_of_the_package_can_be_read_by_the_shell(name: str) -> None:
    subprocess.run(["sh", "-n", PACKAGE / name], check=True)


@pytest.mark.parametrize(
    ("language", "words"), [("vi_VN.UTF-8", "mới cài được một phần"), ("en_GB.UTF-8", "is half installed")]
)
def test_a_half_installed_package_names_its_cure(tmp_path: Path, language: str, words: str) -> None:
    """The command runs only when the file `complete` is there, which the last script of the installation makes."""
    command = tmp_path / "kiosk"
    text = (FILES / "usr/bin/kiosk").read_text(encoding="utf-8")
    command.write_text(text.replace("place=/opt/one-stop-kiosk", f"place={tmp_path}"), encoding="utf-8")
    told = subprocess.run(
        ["sh", command, "--version"],
        env={"LANG": language, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stdout) == (1, "")
    assert words in told.stderr
    assert "dpkg --configure -a" in told.stderr


def test_charts_can_be_drawn_with_the_modules_of_qt_that_the_package_keeps() -> None:
    """pyqtgraph imports more of Qt than the program does."""
    kept = [f"PySide6.{name}" for name in (*QT_MODULES, *CHART_MODULES)]
    script = f"""
import pkgutil, sys, PySide6
for module in pkgutil.iter_modules(PySide6.__path__, "PySide6."):
    if module.name.startswith("PySide6.Qt") and module.name not in {kept}:
        sys.modules[module.name] = None
import ui.manager.parts.plots
"""
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT)
