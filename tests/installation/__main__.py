"""Prove the installation in a bare Debian 13, for `make test-install`. It needs root and takes about 20 minutes.

Everything is made in a folder outside the tree. Pictures are in ``build/install``.
"""

import os
import shutil
import sys
from argparse import ArgumentParser
from pathlib import Path

from resources.deploy.package.build import ROOT, build, project_version
from tests.installation.bare_debian import CACHE, bare_debian
from tests.installation.boot_steps import boot
from tests.installation.package_steps import half_installed, install, other_troubles, remove, upgrade
from tests.installation.proof import Proofs
from tests.installation.virtual_machine import FIRMWARE

_PROGRAMS = {
    "debootstrap": "debootstrap",
    "qemu-system-x86_64": "qemu-system-x86",
    "mke2fs": "e2fsprogs",
    "swtpm": "swtpm",
    str(FIRMWARE): "ovmf",
}


def main() -> int:
    """Run the steps and print the summary."""
    parser = ArgumentParser(description="Prove the installation in a bare Debian 13.")
    parser.add_argument("--no-boot", action="store_true", help="leave the virtual machine out")
    parser.add_argument("--package", type=Path, help="a package that was built, to boot it alone")
    options = parser.parse_args()
    missing = [package for file, package in _PROGRAMS.items() if not (shutil.which(file) or Path(file).exists())]
    if os.geteuid() != 0 or missing:
        needs = f": apt-get install {' '.join(missing)}" if missing else ""
        sys.stderr.write(f"make test-install needs root{needs}\n")
        return 2
    proofs = Proofs()
    with proofs.claim("a bare Debian 13 is made, with what the package needs in its cache"):
        base = bare_debian()
    first = options.package or _built(project_version(), proofs)
    if options.package is None:
        machine = base.copy(CACHE / "trial")
        install(machine, first, proofs)
        second = _built(f"{project_version()}.1", proofs)
        upgrade(machine, second, proofs)
        half_installed(machine, second, proofs)
        other_troubles(machine, proofs)
        remove(machine, second, proofs)
        shutil.rmtree(machine.root)
    if not options.no_boot:
        boot(base, first, ROOT / "build" / "install", proofs)
    return proofs.summary()


def _built(version: str, proofs: Proofs) -> Path:
    with proofs.claim(f"the package {version} is built from the sources of this folder"):
        return build(version, ROOT / "build" / "install" / version)
    raise SystemExit(proofs.summary())


if __name__ == "__main__":
    sys.exit(main())
