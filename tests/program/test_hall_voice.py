"""Check that the hall voice takes its languages and loudness from the set-up in force."""

from dataclasses import replace
from pathlib import Path

import pytest
from msgspec.structs import replace as replaced

from kiosk.branch.setup.publishing import change
from kiosk.clock import SystemClock
from kiosk.config import Site, VoiceSection, load_site
from kiosk.domain.branch_setup import HallRules
from kiosk.domain.language.text import CounterError
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.opening import Opening
from kiosk.program.voice import _HallVoice
from tests.devices.sounding import make_pack


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = load_site(create_branch(tmp_path / "branch", BranchPlan(pin="1234", scanner=""), SystemClock()).config)
    for language in ("vi", "en"):
        make_pack(made.voices / language)
    return replace(made, config=replaced(made.config, voice=VoiceSection(volume={"00:00": 40})))


def languages(voice: _HallVoice) -> list[str]:
    return [pack.script.language for pack in voice.packs()]


def test_another_language_is_called_as_soon_as_it_is_published(site: Site) -> None:
    opening = Opening(site)
    voice = _HallVoice(site, opening)
    assert (languages(voice), voice.volume()) == (["vi"], 40)
    change(opening.office(), lambda document: replace(document, hall=HallRules(voices=("en", "vi"))))
    assert languages(voice) == ["en", "vi"]
    change(opening.office(), lambda document: replace(document, hall=HallRules(voices=("km",))))
    with pytest.raises(CounterError, match=r"voice.no_manifest"):
        voice.packs()
    change(opening.office(), lambda document: replace(document, hall=HallRules(voices=())))
    assert languages(voice) == []
    opening.close()


def test_while_the_branch_is_away_the_last_languages_stay(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    opening = Opening(site)
    voice = _HallVoice(site, opening)
    change(opening.office(), lambda document: replace(document, hall=HallRules(voices=("en",))))
    assert languages(voice) == ["en"]
    opening.close()
    away = Opening(replace(site, folder=site.folder / "away"))
    voice._opening = away
    assert languages(_HallVoice(site, away)) == ["vi"]
    caplog.clear()
    assert (languages(voice), languages(voice)) == (["en"], ["en"])
    assert caplog.text.count("in the same languages") == 1, "said once, not with every look"
    away.close()
