"""Worked example: a use case with its key and its screen. The start screen gets a tile for the opening hours.

`tests/examples/new_screen/` has the new files as in the tree: the use case, the subject of the visit, the page and the
sentences. The subject has its state, its touch, the branch's answer and its cells of the table. Two files are edited:
the list of screens, and the page with the key. No other file names the new screen.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NEW = Path(__file__).parent / "new_screen"
EDITS = {
    "ui/visit/screen.py": (
        ('    DOSSIERS = "dossiers", 80\n', '    DOSSIERS = "dossiers", 80\n    WEEK = "week", 80\n'),
    ),
    "ui/kiosk/screens/start_tiles.py": (
        ("from ui.visit.visit import", "from ui.visit.week import OpenWeek\nfrom ui.visit.visit import"),
        (
            "OpenFeedback()),\n)",
            'OpenFeedback()),\n    ("week", "clock", "week.tile", "week.tile_hint", OpenWeek()),\n)',
        ),
        ('offered = {"rate"}', 'offered = {"rate", "week"}'),
    ),
}


def test_a_use_case_with_its_key_and_its_screen_is_five_files(tmp_path: Path) -> None:
    for package in ("kiosk", "ui", "resources", "devices", "printing", "sync", "tests"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    new = [file.relative_to(NEW) for file in NEW.rglob("*.*") if file.parent != NEW and "__pycache__" not in file.parts]
    for file in new:
        shutil.copy(NEW / file, tmp_path / file)
    for name, edits in EDITS.items():
        text = (tmp_path / name).read_text(encoding="utf-8")
        for before, after in edits:
            assert text.count(before) == 1
            text = text.replace(before, after)
        (tmp_path / name).write_text(text, encoding="utf-8")
    shutil.copy(NEW / "walk.py", tmp_path / "tests" / "ui" / "test_week.py")
    written = [*map(str, new), *EDITS]
    assert len([name for name in written if not name.startswith("resources/translations")]) <= 5
    tests = ["tests/ui/test_week.py", "tests/ui/visit/test_visit_table.py", "-k", "week or START or start"]
    play = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert play.returncode == 0, play.stdout
