"""Read the named colours that a branch may take, from ``resources/theme/palettes.json``."""

import json
from dataclasses import dataclass, replace
from functools import cache

import resources
from kiosk.domain.language.text import LocalText
from kiosk.domain.look import Colour, LookPart


@dataclass(frozen=True, slots=True)
class NamedColours:
    """Hold the three colours of a name."""

    name: LocalText
    main: Colour
    identity: Colour
    accent: Colour

    def put_on(self, look: LookPart) -> LookPart:
        """Return a look in these colours."""
        return replace(look, main=self.main, identity=self.identity, accent=self.accent)


@cache
def named_colours() -> tuple[NamedColours, ...]:
    """Return the named colours, the usual ones first."""
    found = json.loads(resources.path("theme/palettes.json").read_text(encoding="utf-8"))
    return tuple(
        NamedColours(
            LocalText.from_dict(one["name"]),
            *(Colour.from_text(one[key]) for key in ("main", "identity", "accent")),
        )
        for one in found
    )
