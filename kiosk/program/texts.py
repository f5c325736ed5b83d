"""Load the sentences and the search vocabulary that the windows and the command line share."""

import json
from functools import cache

import resources
from kiosk.domain.search import Speech
from kiosk.domain.text import VIETNAMESE, Texts


@cache
def texts(language: str) -> Texts:
    """Return the sentences of a language; a missing sentence falls back to Vietnamese."""
    return Texts(language, resources.texts(language), resources.texts(VIETNAMESE))


@cache
def speech() -> Speech:
    """Return how people ask for services: abbreviations, sayings and words without weight."""
    plan = json.loads(resources.path("catalogue/speech.json").read_text(encoding="utf-8"))
    return Speech({said: tuple(meant) for said, meant in plan["meanings"].items()}, frozenset(plan["fillers"]))
