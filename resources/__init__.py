"""Read the files that the program carries: fonts, icons, texts, catalogue. It imports the standard library only."""

import json
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


def path(name: str) -> Path:
    """Return where a resource lies: ``path("fonts/NotoSans-Regular.ttf")``.

    Raises:
        FileNotFoundError: the file is absent.
    """
    found = _HERE / name
    if not found.exists():
        raise FileNotFoundError(f"the program's file resources/{name} is missing; install it again")
    return found


def languages() -> tuple[str, ...]:
    """Return the languages with a folder of texts, Vietnamese first. A new language is a new folder."""
    found = sorted(folder.name for folder in (_HERE / "translations").iterdir() if folder.is_dir())
    return tuple(sorted(found, key=lambda code: code != "vi"))


@cache
def texts(language: str) -> dict[str, str]:
    """Return all sentences of a language: ``{"kiosk.start.title": "…"}``, from every JSON file of its folder."""
    found: dict[str, str] = {}
    for file in sorted((_HERE / "translations" / language).glob("*.json")):
        found.update(_flat(json.loads(file.read_text(encoding="utf-8")), ""))
    return found


@cache
def language_name(language: str) -> str:
    """Return the name of a language in itself; its code where its folder has none. No other sentence is read."""
    file = _HERE / "translations" / language / "kiosk.json"
    found: dict[str, dict[str, object]] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return str(found.get("kiosk", {}).get("language", language))


@cache
def word_pairs() -> frozenset[str]:
    """Return the Vietnamese words of two syllables in which no line should end, in small letters."""
    lines = path("words_vi.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(pair.strip().lower() for line in lines if not line.startswith("#") for pair in line.split(","))


def _flat(tree: dict[str, object], prefix: str) -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            flat.update(_flat(value, f"{prefix}{key}."))
        else:
            flat[prefix + key] = str(value)
    return flat
