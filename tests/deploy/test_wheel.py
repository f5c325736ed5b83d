"""Install the wheel into a fresh environment, as pipx does, and use the program from there."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from resources.deploy.package.build import make_wheel, project_version


@pytest.mark.long
def test_the_wheel_makes_a_branch_in_a_fresh_environment(tmp_path: Path) -> None:
    """The other packages come from this environment, because a test has no network."""
    wheel = make_wheel(project_version(), tmp_path / "wheel")
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    install = ["-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--disable-pip-version-check", str(wheel)]
    subprocess.run([environment / "bin" / "python", *install], check=True)
    packages = next((environment / "lib").glob("python*")) / "site-packages"
    (packages / "others.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")

    def kiosk(*words: str) -> str:
        told = subprocess.run(
            [environment / "bin" / "kiosk", *words], cwd=tmp_path, check=True, capture_output=True, text=True
        )
        return told.stdout

    assert kiosk("--version") == f"kiosk {project_version()}\n"
    kiosk("init", "branch", "--yes")
    assert '"subject": "database", "level": "good"' in kiosk("doctor", "--config", "branch/branch.toml", "--json")
    assert (packages / "resources" / "icons" / "printer.svg").exists()
    assert not (packages / "resources" / "deploy" / "package").exists()
