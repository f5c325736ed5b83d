"""Load the sentences and lists that the windows and the command line share."""

import json
from functools import cache

import resources
from kiosk.domain.language.text import VIETNAMESE, Texts
from kiosk.domain.procedures.lookup import LookedUpPaper, read_looked_up
from kiosk.domain.procedures.search import Sayings


@cache
def texts(language: str) -> Texts:
    """Return the sentences of a language; a missing sentence falls back to Vietnamese."""
    return Texts(language, resources.texts(language), resources.texts(VIETNAMESE))


@cache
def speech() -> Sayings:
    """Return how people ask for services: abbreviations, sayings and words without weight."""
    plan = json.loads(resources.path("catalogue/speech.json").read_text(encoding="utf-8"))
    return Sayings({said: tuple(meant) for said, meant in plan["meanings"].items()}, frozenset(plan["fillers"]))


@cache
def looked_up() -> tuple[LookedUpPaper, ...]:
    """Return the papers that the agency looks up itself, each with its basis."""
    return read_looked_up(resources.path("catalogue/papers_by_lookup.toml").read_text(encoding="utf-8"))
