"""The measured values of the look, read once from ``resources/theme/tokens.json``; nothing here needs Qt."""

import json
from functools import cache
from typing import Any, cast

import resources


@cache
def tokens() -> dict[str, Any]:
    """The whole file; millimetres unless a name says otherwise. A missing file is a FileNotFoundError."""
    return cast("dict[str, Any]", json.loads(resources.path("theme/tokens.json").read_text(encoding="utf-8")))


def number(group: str, name: str) -> float:
    """One measure, for instance ``number("radius", "key")``; KeyError when the file has none of that name."""
    return float(tokens()[group][name])


def colour(name: str) -> str:
    """One colour of the normal contrast as ``#RRGGBB``."""
    return str(tokens()["colour"][name])
