"""Make the hall voice of a site: the scripts of its languages, its voice packs, its loudness by time of day."""

import json
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

import resources
from kiosk.config import Site
from kiosk.domain.language.announcement import CallScript, volume_at
from kiosk.domain.language.text import CounterError
from kiosk.domain.status import SoundStatus
from kiosk.program.opening import Opening

if TYPE_CHECKING:
    from devices.caller import Caller
    from devices.voice_pack import VoicePack

_log = logging.getLogger(__name__)


def script_of(language: str) -> CallScript:
    """Return the call script of a language, from ``resources/voice``."""
    plan = json.loads(resources.path(f"voice/{language}.json").read_text(encoding="utf-8"))
    return CallScript(language, plan["espeak"], tuple(plan["sentence"]), dict(plan["words"]))


def packs_of(site: Site) -> "tuple[VoicePack, ...]":
    """Return the voice packs of the configured languages.

    Raises:
        CounterError: ``voice.*`` when a pack cannot be used.
    """
    from devices.voice_pack import VoicePack

    return tuple(VoicePack(site.voices / language, script_of(language)) for language in site.config.voice.languages)


class _Loudness:
    """Return the loudness in percent for the branch's local time. While the branch is away, repeat the last value."""

    def __init__(self, site: Site, opening: Opening) -> None:
        self._plan, self._opening = site.config.voice.volume, opening
        self._last = 100

    def __call__(self) -> int:
        try:
            office = self._opening.office()
            self._last = volume_at(self._plan, office.setup().branch.local(office.clock.now()).time())
        except CounterError:
            _log.warning("the branch is away: calls are as loud as before")
        return self._last


def make_caller(site: Site, opening: Opening, on_status: Callable[[SoundStatus], None]) -> "Caller":
    """Make the hall voice of this site; its caller starts it."""
    from devices.caller import Caller, CallerOptions

    voice = site.config.voice

    def read_packs() -> "tuple[VoicePack, ...]":
        return packs_of(site)

    options = CallerOptions(
        player=voice.player,
        times=voice.times,
        stale_s=float(site.config.hall.stale_seconds),
    )
    return Caller(read_packs, _Loudness(site, opening), on_status=on_status, options=options)
