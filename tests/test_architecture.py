"""Check which package may import which. Read it as the list of rules."""

import ast
import importlib.util
import re
import sys
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

from tests.sources import PACKAGES, ROOT, files_of, nodes_of

#: A module may import only the packages named here, the standard library, and those in `LIBRARIES`.
ALLOWED = {
    "kiosk.domain": {"kiosk.domain"},
    "kiosk.clock": set(),
    "kiosk.worker": set(),
    "kiosk.durable_file": set(),
    "kiosk.config": {"kiosk.domain", "kiosk.config"},
    "kiosk.store": {"kiosk.domain", "kiosk.clock", "kiosk.durable_file", "kiosk.store"},
    "kiosk.branch": {"kiosk.domain", "kiosk.clock", "kiosk.durable_file", "kiosk.store", "kiosk.branch"},
    "devices": {"kiosk.domain", "kiosk.worker", "devices"},
    "printing": {"kiosk.domain", "kiosk.worker", "kiosk.durable_file", "printing", "resources"},
    "sync": {"kiosk.domain", "kiosk.clock", "kiosk.worker", "kiosk.http_server", "kiosk.store", "sync"},
    "ui": {
        *("kiosk.domain", "kiosk.clock", "kiosk.config", "kiosk.worker", "kiosk.durable_file", "kiosk.branch"),
        *("ui", "ui.visit", "resources"),
    },
    "ui.visit": {"kiosk.domain", "kiosk.branch", "ui.visit"},
    "kiosk.http_server": {"kiosk.domain", "kiosk.worker"},
    "kiosk.api": {"kiosk.domain", "kiosk.branch", "kiosk.api"},
    "resources": {"resources"},
}
#: Who may use a package that would be out of place elsewhere.
LIBRARIES = {
    "PySide6": {"ui"},
    "pyqtgraph": {"ui"},
    "numpy": {"ui"},
    "serial": {"devices", "printing"},
    "sqlalchemy": {"kiosk.store", "kiosk.branch", "sync"},
    "alembic": {"kiosk.store"},
    "reportlab": {"printing"},
    "urllib3": {"sync"},
    "fastapi": {"sync", "kiosk.api"},
    "uvicorn": {"kiosk.http_server"},
    "tomlkit": set(),
}
#: These put the program together and may use every package.
COMPOSERS = {"kiosk.program", "kiosk.cli", "kiosk.doctor", "kiosk.demo", "kiosk.gallery", "kiosk.__main__"}
#: What stands to the left is put together from what stands to the right, never the other way round.
COMPOSERS_FROM_THE_TOP = ("kiosk.__main__", "kiosk.cli", "kiosk.demo", "kiosk.gallery", "kiosk.doctor", "kiosk.program")


def package_of(module: str) -> str | None:
    """Return the longest name in `ALLOWED` that holds the module; None for a composer."""
    if any(module == name or module.startswith(name + ".") for name in COMPOSERS):
        return None
    names = [name for name in ALLOWED if module == name or module.startswith(name + ".")]
    assert names or module == "kiosk", f"{module} stands in no package"
    return max(names, key=len, default=None)


def modules() -> list[tuple[str, Path]]:
    return [
        (".".join(f.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), f) for f in files_of(*PACKAGES)
    ]


def name_of(function: ast.expr) -> str:
    """Return what is called, as ``module.name`` or ``name``; nothing for what is computed."""
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return f"{function.value.id}.{function.attr}"
    return function.id if isinstance(function, ast.Name) else ""


def imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in nodes_of(file):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{file}: imports are absolute"
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def test_a_package_imports_only_what_it_may() -> None:
    guilty = [
        f"{module} may not import {name}"
        for module, file in modules()
        if (package := package_of(module)) is not None
        for name in imports(file)
        if not may_import(package, name)
    ]
    assert guilty == []


def may_import(package: str, name: str) -> bool:
    """Return whether a package may import a module, a package or a name of one."""
    top = name.split(".", maxsplit=1)[0]
    if top not in PACKAGES:
        return top not in LIBRARIES or package in LIBRARIES[top]
    allowed = ALLOWED[package]
    if name in ALLOWED:
        return name in allowed
    return name == "kiosk" or any(name == one or name.startswith(one + ".") for one in allowed)


def test_charts_are_loaded_when_a_page_first_shows_one() -> None:
    """pyqtgraph and numpy take a second to import: one module imports them, and none imports that module."""
    slow = {"pyqtgraph", "numpy", "ui.manager.parts.plots"}
    users = {module: {one for one in imports(file) if one in slow} for module, file in modules()}
    assert {module: used for module, used in users.items() if used} == {
        "ui.manager.parts.plots": {"pyqtgraph", "numpy"}
    }


def test_a_composer_uses_only_what_stands_below_it() -> None:
    for place, composer in enumerate(COMPOSERS_FROM_THE_TOP):
        above = [one for one in COMPOSERS_FROM_THE_TOP[:place] if one != composer]
        for module, file in modules():
            if module == composer or module.startswith(composer + "."):
                upwards = {n for n in imports(file) for a in above if n == a or n.startswith(a + ".")}
                assert not upwards, f"{module} may not import {sorted(upwards)}"


def test_imports_make_no_circle() -> None:
    """Modules in a circle, also of types or inside functions, can only be understood together."""
    known = {module for module, _ in modules()}
    graph = {module: (imports(file) & known) - {module} for module, file in modules()}
    # `from package import module` needs the module; the package itself only where nothing of it is named.
    used = {
        module: {one for one in uses if not any(o.startswith(one + ".") for o in uses)}
        for module, uses in graph.items()
    }
    TopologicalSorter(used).prepare()


def test_the_domain_needs_nothing_but_the_standard_library() -> None:
    for module, file in modules():
        if module.startswith("kiosk.domain"):
            foreign = {n.split(".")[0] for n in imports(file)} - set(sys.stdlib_module_names) - {"kiosk"}
            assert not foreign, f"{module} imports {foreign}"


def test_thread_life_cycles_stand_in_one_module() -> None:
    """Start, stop and failure of a thread are easy to get wrong, so `kiosk.worker` does them for every package."""
    makers = {
        module
        for module, file in modules()
        for node in nodes_of(file)
        if isinstance(node, ast.Call) and name_of(node.func) in {"threading.Thread", "Thread"}
    }
    assert makers == {"kiosk.worker"}


def test_row_locks_stand_in_one_module() -> None:
    """Writers of a branch queue for one row, so they cannot deadlock. The centre's database has locks of its own."""
    lockers = {
        module
        for module, file in modules()
        for node in nodes_of(file)
        if isinstance(node, ast.Attribute) and node.attr in {"with_for_update", "pg_advisory_xact_lock"}
    }
    assert {module for module in lockers if not module.startswith("sync.central")} == {"kiosk.store.engine"}


def test_file_locks_stand_in_one_module() -> None:
    """A lock taken in the wrong order stops a whole branch, so `kiosk.store.write_lock` takes them for every package.

    The other uses of `fcntl` are no locks: EVIOCGSW tells whether a headphone plug is in, and a USB printer is asked
    beside its line.
    """
    users: dict[str, set[str]] = {}
    for module, file in modules():
        for node in nodes_of(file):
            if isinstance(node, ast.Call) and name_of(node.func).startswith("fcntl."):
                users.setdefault(module, set()).add(name_of(node.func))
    assert users == {
        "kiosk.store.write_lock": {"fcntl.fcntl"},
        "devices.headphones": {"fcntl.ioctl"},
        "printing.printers.usblp": {"fcntl.ioctl"},
    }


def test_every_package_resolves_to_this_tree() -> None:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for package in pyproject["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]:
        spec = importlib.util.find_spec(package)
        assert spec is not None
        assert spec.origin is not None
        assert Path(spec.origin).is_relative_to(ROOT), f"{package} comes from {spec.origin}"


def test_the_written_architecture_names_every_package() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    table = text.partition("| package | may import |")[2].partition("\n\n")[0]
    packages = [cell for line in table.splitlines() for cell in re.findall(r"^\| ([^|]+) \|", line)]
    named = {one for cell in packages for one in re.findall(r"`([\w/.]+)`", cell)}
    assert {one.removesuffix(".py").strip("/").replace("/", ".") for one in named} == set(ALLOWED) | COMPOSERS


#: Packages that may import inside a function: each command and each program loads what it needs.
LATE_IMPORTS = ("kiosk.__main__", "kiosk.cli", "kiosk.program")


def late_imports(file: Path) -> list[int]:
    """Return the lines of imports inside functions."""
    functions = [n for n in nodes_of(file) if isinstance(n, ast.FunctionDef)]
    return sorted({n.lineno for f in functions for n in ast.walk(f) if isinstance(n, ast.Import | ast.ImportFrom)})


def test_imports_stand_at_the_top_of_the_file() -> None:
    """A splash is painted before anything is imported, so nothing has to be imported late."""
    late = {module: late_imports(file) for module, file in modules() if not module.startswith(LATE_IMPORTS)}
    assert {module: lines for module, lines in late.items() if lines} == {}
