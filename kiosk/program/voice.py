"""Make the hall voice of a site: the scripts of its languages, its voice packs, its loudness by time of day."""

import json
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import resources
from kiosk.config import Site
from kiosk.domain.branch_setup import USUAL_HALL
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


def packs_of(site: Site, languages: Sequence[str]) -> "tuple[VoicePack, ...]":
    """Return the voice packs of these languages.

    Raises:
        CounterError: ``voice.*`` when a pack cannot be used.
    """
    from devices.voice_pack import VoicePack

    return tuple(VoicePack(site.voices / language, script_of(language)) for language in languages)


class _HallVoice:
    """Answer the caller from the set-up in force. While the branch is away, repeat the last answers."""

    def __init__(self, site: Site, opening: Opening) -> None:
        self._site, self._opening = site, opening
        self._volume, self._languages, self._is_away = 100, USUAL_HALL.voices, False

    def packs(self) -> "tuple[VoicePack, ...]":
        """Return the packs of the languages that the set-up names.

        Raises:
            CounterError: ``voice.*`` when a pack cannot be used.
        """
        self._look()
        return packs_of(self._site, self._languages)

    def volume(self) -> int:
        """Return the loudness in percent for the branch's local time."""
        self._look()
        return self._volume

    def _look(self) -> None:
        try:
            office = self._opening.office()
            setup = office.setup()
        except CounterError:
            if not self._is_away:
                _log.warning("the branch is away: calls are as loud as before, and in the same languages")
            self._is_away = True
            return
        self._is_away = False
        self._languages = setup.hall.voices
        self._volume = volume_at(self._site.config.voice.volume, setup.branch.local(office.clock.now()).time())


def make_caller(site: Site, opening: Opening, on_status: Callable[[SoundStatus], None]) -> "Caller":
    """Make the hall voice of this site; its caller starts it."""
    from devices.caller import Caller, CallerOptions

    section, voice = site.config.voice, _HallVoice(site, opening)
    options = CallerOptions(
        player=section.player,
        times=section.times,
        stale_s=float(site.config.hall.stale_seconds),
    )
    return Caller(voice.packs, voice.volume, on_status=on_status, options=options)
