"""Remove what no run needs from the packages of an environment: of Qt keep the widgets, and what they are linked to."""

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

#: The modules of PySide6 that the program imports. A test compares them with the sources.
QT_MODULES = ("QtCore", "QtGui", "QtSvg", "QtTest", "QtWidgets")
#: Those that pyqtgraph imports besides.
CHART_MODULES = ("QtOpenGL", "QtOpenGLWidgets")
#: Windows under X and without a screen, pictures, and the keyboards of the desktop (Vietnamese through IBus).
QT_PLUGINS = (
    "platforms/libqxcb.so",
    "platforms/libqoffscreen.so",
    "imageformats/libqsvg.so",
    "imageformats/libqjpeg.so",
    "iconengines/libqsvgicon.so",
    "platforminputcontexts/libcomposeplatforminputcontextplugin.so",
    "platforminputcontexts/libibusplatforminputcontextplugin.so",
)
#: Of the folder PySide6 itself, beside modules and libraries.
_PYSIDE_FILES = ("__init__.py", "_config.py", "_git_pyside_version.py", "support", "Qt")
#: Tools that make the environment, and the commands of the wheels, which are not on the path.
_TOOLS = ("bin", "docs", "share", "tests", "hatchling", "editables", "pathspec", "pluggy")
_LINKED = re.compile(r"=> (?P<file>/\S+)")


def prune(packages: Path) -> None:
    """Remove tools, parts of Qt that are not used, tests and texts for type checkers."""
    for name in _TOOLS:
        _remove(packages / name)
        for metadata in packages.glob(f"{name}-*.dist-info"):
            _remove(metadata)
    _prune_qt(packages / "PySide6")
    for path in [*packages.rglob("*.pyi"), *packages.rglob("*.pyx"), *packages.rglob("*.h")]:
        _remove(path)
    for folder in ("*/tests", "*/testing", "numpy/*/tests", "pyqtgraph/examples"):
        for path in packages.glob(folder):
            _remove(path)


def _prune_qt(pyside: Path) -> None:
    qt = pyside / "Qt"
    modules = [pyside / f"{name}.abi3.so" for name in (*QT_MODULES, *CHART_MODULES)]
    plugins = [qt / "plugins" / name for name in QT_PLUGINS]
    needed = {file.resolve() for file in _linked([*modules, *plugins])}
    kept = {*modules, *plugins, *(pyside / name for name in _PYSIDE_FILES)}
    _keep(pyside, kept | {file for file in pyside.glob("*.so.*") if file.resolve() in needed})
    _keep(qt, {qt / "lib", qt / "plugins"})
    _keep(qt / "lib", {file for file in (qt / "lib").iterdir() if file.resolve() in needed})
    for folder in (qt / "plugins").iterdir():
        _keep(folder, kept)
        if not any(folder.iterdir()):
            folder.rmdir()


def _linked(files: Iterable[Path]) -> set[Path]:
    """Return the libraries to which the files are linked, also through others."""
    command = ["ldd", *(str(file) for file in files)]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    return {Path(found["file"]) for found in _LINKED.finditer(told.stdout)}


def _keep(folder: Path, kept: set[Path]) -> None:
    for path in list(folder.iterdir()):
        if path not in kept:
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
