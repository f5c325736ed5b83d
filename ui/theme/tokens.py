"""Read the measured values of the design once from ``resources/theme/tokens.json``. It needs no Qt."""

import json
from functools import cache
from typing import Any, cast

import resources


@cache
def tokens() -> dict[str, Any]:
    """Return all values, in millimetres unless a name says otherwise.

    Raises:
        FileNotFoundError: the file is missing.
    """
    return cast("dict[str, Any]", json.loads(resources.path("theme/tokens.json").read_text(encoding="utf-8")))


def number(group: str, name: str) -> float:
    """Return one measure, for instance ``number("radius", "key")``.

    Raises:
        KeyError: the file has no such name.
    """
    return float(tokens()[group][name])
