"""Build the Debian package of this folder for `make deb`: ``build/one-stop-kiosk_VERSION_ARCHITECTURE.deb``.

The package holds an environment of its own: the wheels of ``requirements.lock``, with their hashes checked, for the
system's Python. Nothing is fetched when the package is installed.

Run it as ``python -m resources.deploy.package.build`` in an environment that has pip and the build tools.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from resources.deploy import FOLDER, Deployment, unit_texts
from resources.deploy.package.prune import prune

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).resolve().parent
NAME = "one-stop-kiosk"
#: The interpreter of Debian 13, for which the wheels are chosen.
PYTHON, PYTHON_VERSION, NEXT_VERSION = "/usr/bin/python3.13", "3.13", "3.14"
#: What the maintainer scripts and units call the folders of the program.
PROGRAM, SETTINGS, DATA = f"opt/{NAME}", f"etc/{NAME}", f"var/lib/{NAME}"
_ENVIRONMENT = f"{PROGRAM}/lib/python{PYTHON_VERSION}/site-packages"
PLACE = Deployment(
    command="/usr/bin/kiosk",
    user=NAME,
    config=f"/{SETTINGS}/branch.toml",
    settings=f"/{SETTINGS}",
    data=f"/{DATA}",
    deploy=f"/{_ENVIRONMENT}/resources/deploy",
    xorg=f"/{SETTINGS}/xorg.conf",
    state=NAME,
    home="yes",
)
_PACKAGES = ("kiosk", "ui", "devices", "printing", "sync", "resources")
_SCRIPTS = ("preinst", "postinst", "prerm", "postrm")
#: 73 MB in 12 s; -z15 makes 71 MB in 100 s.
_COMPRESSION = ("-Zzstd", "-z9")


@dataclass(frozen=True, slots=True)
class PackagePlan:
    """Hold the version of the package, the folder of its files, and the file that is made."""

    version: str
    root: Path
    file: Path


def build(version: str, output: Path) -> Path:
    """Build the package of a version in a new folder inside `output`, and return its file."""
    plan = PackagePlan(version, output / "root", output / f"{NAME}_{version}_{_architecture()}.deb")
    shutil.rmtree(plan.root, ignore_errors=True)
    plan.root.mkdir(parents=True)
    wheel = make_wheel(version, output / "wheel")
    _environment(plan.root / PROGRAM, wheel)
    _system_files(plan.root)
    _documents(plan)
    _settle(plan.root)
    _control(plan)
    _run(["dpkg-deb", "--root-owner-group", *_COMPRESSION, "--build", str(plan.root), str(plan.file)])
    return plan.file


def project_version() -> str:
    """Return the version in ``pyproject.toml``."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def make_wheel(version: str, folder: Path) -> Path:
    """Build the wheel of this version from a copy of the sources, and return its file."""
    shutil.rmtree(folder, ignore_errors=True)
    source = folder / "source"
    for package in _PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source)
    project = source / "pyproject.toml"
    text = project.read_text(encoding="utf-8")
    project.write_text(re.sub(r'(?m)^version = ".*"$', f'version = "{version}"', text, count=1), encoding="utf-8")
    _pip(["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(source)])
    return next(folder.glob("*.whl"))


def _environment(folder: Path, wheel: Path) -> None:
    """Make the environment: an interpreter that looks nowhere else, and the packages that a run needs."""
    packages = folder.parents[1] / _ENVIRONMENT
    own = wheel.with_suffix(".txt")
    own.write_text(f"{wheel} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n", encoding="utf-8")
    lists = ["-r", str(ROOT / "requirements.lock"), "-r", str(own)]
    # The packages of the system are not seen from the environment, so nothing conflicts with them.
    target = ["--no-compile", "--no-warn-conflicts", "--target", str(packages)]
    _pip(["install", *target, "--only-binary", ":all:", "--require-hashes", *lists])
    prune(packages)
    (folder / "bin").mkdir()
    (folder / "bin" / "python").symlink_to(PYTHON)
    home = "home = /usr/bin\ninclude-system-site-packages = false\n"
    (folder / "pyvenv.cfg").write_text(home, encoding="utf-8")
    # The files of a package change with the package only, so a start does not compare them.
    compiled = ["-m", "compileall", "-q", "-s", str(folder), "-p", f"/{PROGRAM}"]
    _run([PYTHON, *compiled, "--invalidation-mode", "unchecked-hash", str(packages)])


def _system_files(root: Path) -> None:
    """Put the command, the units, and what the system reads of the folder `files`, into their places."""
    shutil.copytree(HERE / "files", root, dirs_exist_ok=True)
    (root / "usr/bin/kiosk").chmod(0o755)
    shutil.copy(FOLDER / "xorg.conf", root / SETTINGS)
    units = root / "usr/lib/systemd/system"
    units.mkdir(parents=True)
    for name, text in unit_texts(PLACE).items():
        (units / name).write_text(text, encoding="utf-8")


def _documents(plan: PackagePlan) -> None:
    """Write the licences: those of the program's own files, and those that the wheels carry."""
    folder = plan.root / "usr/share/doc" / NAME
    folder.mkdir(parents=True)
    packages = plan.root / _ENVIRONMENT
    parts = [(HERE / "copyright").read_text(encoding="utf-8")]
    parts.append((ROOT / "resources" / "LICENSES.md").read_text(encoding="utf-8"))
    parts.extend(f"{name}\n  {licence}" for name, licence in sorted(_licences(packages).items()))
    (folder / "copyright").write_text("\n".join(parts) + "\n", encoding="utf-8")
    shutil.copy(ROOT / "CHANGELOG.md", folder)


def _licences(packages: Path) -> Mapping[str, str]:
    """Return the name of each distribution in the environment, with the licence that its metadata names."""
    found = {}
    for metadata in packages.glob("*.dist-info/METADATA"):
        head = metadata.read_text(encoding="utf-8").partition("\n\n")[0]
        fields = dict(re.findall(r"(?m)^(Name|Version|License|License-Expression): (.+)$", head))
        classified = re.findall(r"(?m)^Classifier: License :: (?:OSI Approved :: )?(.+)$", head)
        licence = fields.get("License-Expression") or "; ".join(classified) or fields.get("License", "see its files")
        found[f"{fields['Name']} {fields['Version']}"] = f"{licence}, texts in /{_ENVIRONMENT}/{metadata.parent.name}"
    return found


def _settle(root: Path) -> None:
    """Let everybody read the files and nobody but root write them, whatever this user's mask is."""
    for path in root.rglob("*"):
        if not path.is_symlink():
            is_program = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if is_program else 0o644)


def _control(plan: PackagePlan) -> None:
    """Write the fields, the maintainer scripts, the list of settings and the checksums."""
    folder = plan.root / "DEBIAN"
    files = sorted(path for path in plan.root.rglob("*") if path.is_file() and not path.is_symlink())
    kibibytes = sum(-(-path.stat().st_size // 1024) for path in files)
    folder.mkdir()
    values = {
        "version": plan.version,
        "architecture": _architecture(),
        "size": str(kibibytes),
        "python": PYTHON_VERSION,
        "next": NEXT_VERSION,
    }
    fields = (HERE / "control").read_text(encoding="utf-8")
    (folder / "control").write_text(fields.format_map(values), encoding="utf-8")
    for name in _SCRIPTS:
        shutil.copy(HERE / name, folder)
        (folder / name).chmod(0o755)
    names = [path.relative_to(plan.root).as_posix() for path in files]
    settings = [f"/{name}\n" for name in names if name.startswith("etc/")]
    (folder / "conffiles").write_text("".join(settings), encoding="utf-8")
    sums = [f"{_md5(path)}  {name}\n" for path, name in zip(files, names, strict=True) if not name.startswith("etc/")]
    (folder / "md5sums").write_text("".join(sums), encoding="utf-8")


def _md5(file: Path) -> str:
    """Return the checksum that ``dpkg --verify`` compares. It finds damage, not attacks."""
    return hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest()


def _architecture() -> str:
    told = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True)
    return told.stdout.strip()


def _pip(arguments: Sequence[str]) -> None:
    """Run pip: `wheel` with this interpreter and its build tools, `install` for the system's."""
    action, *rest = arguments
    before, after = ([], []) if action == "wheel" else (["--python", PYTHON], ["--root-user-action=ignore"])
    _run([sys.executable, "-m", "pip", *before, action, "--quiet", "--disable-pip-version-check", *after, *rest])


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""})


def _missing() -> Iterator[str]:
    """Yield what this machine lacks to build the package."""
    if not Path(PYTHON).exists():
        yield f"{PYTHON} is missing: build the package on Debian 13 (apt-get install python3)."
    if shutil.which("dpkg-deb") is None:
        yield "dpkg-deb is missing: build the package on Debian 13."


def main() -> int:
    """Build the package and print its file."""
    parser = ArgumentParser(description="Build the Debian package of this folder.")
    parser.add_argument("--version", default=project_version(), help="instead of the version in pyproject.toml")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "deb", help="the folder of the package")
    options = parser.parse_args()
    missing = list(_missing())
    if missing:
        sys.stderr.write("\n".join(missing) + "\n")
        return 1
    sys.stdout.write(f"{build(options.version, options.output.resolve())}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
