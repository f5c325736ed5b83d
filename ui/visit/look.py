"""Change how the screen looks: language, text size, contrast, reach, time limits, spoken guidance, the sheets."""

from dataclasses import dataclass, replace

from kiosk.domain.language.utterance import VOLUMES
from ui.visit.common import Row, Transition
from ui.visit.event import Touch
from ui.visit.number import to_first_pages
from ui.visit.visit import SheetKind, Visit

_TEXT_STEPS = 4


@dataclass(frozen=True)
class OpenSheet(Touch):
    """Open a sheet from the control bar: display or language."""

    kind: SheetKind


class CloseSheet(Touch):
    """Close the sheet."""


@dataclass(frozen=True)
class ChooseLanguage(Touch):
    """Choose one of the languages that have a folder of texts."""

    language: str


@dataclass(frozen=True)
class ChooseTextStep(Touch):
    """Choose a text size, 0 to 3."""

    step: int


class NextTextStep(Touch):
    """Choose the next text size; after the largest, the first."""


class ToggleContrast(Touch):
    """Switch to black and white, or to colour again."""


class ToggleLowReach(Touch):
    """Put every key into the lower part of the panel, or where it usually stands."""


class ToggleLongTime(Touch):
    """Switch to longer time limits for this visit, or to the usual ones."""


class ToggleGuidance(Touch):
    """Start spoken guidance, or end it."""


@dataclass(frozen=True)
class ChangeVolume(Touch):
    """Make the voice louder by so many steps, or softer."""

    steps: int


def open_sheet(visit: Visit, event: OpenSheet) -> Transition:
    """Bring the sheet up from the bottom."""
    return Transition(replace(visit, sheet=event.kind))


def close_sheet(visit: Visit, _event: CloseSheet) -> Transition:
    """Take the sheet away."""
    return Transition(replace(visit, sheet=None))


def choose_language(visit: Visit, event: ChooseLanguage) -> Transition:
    """Change the language of the window; a guided visit keeps to the languages that have a voice."""
    if visit.look.is_guided and event.language not in visit.devices.voices:
        return Transition(visit.with_notice("speech.not_spoken"))
    return Transition(replace(visit, look=replace(visit.look, language=event.language), sheet=None))


def choose_text_step(visit: Visit, event: ChooseTextStep) -> Transition:
    """Choose a text size, 0 to 3."""
    step = min(max(event.step, 0), _TEXT_STEPS - 1)
    return Transition(to_first_pages(replace(visit, look=replace(visit.look, text_step=step))))


def next_text_step(visit: Visit, _event: NextTextStep) -> Transition:
    """Make the text one size larger; after the largest comes the first."""
    return choose_text_step(visit, ChooseTextStep((visit.look.text_step + 1) % _TEXT_STEPS))


def toggle_contrast(visit: Visit, _event: ToggleContrast) -> Transition:
    """Switch between black and white and colour."""
    return Transition(replace(visit, look=replace(visit.look, high_contrast=not visit.look.high_contrast)))


def toggle_low_reach(visit: Visit, _event: ToggleLowReach) -> Transition:
    """Switch between keys in the lower part, fewer a page, and keys where they usually stand."""
    return Transition(to_first_pages(replace(visit, look=replace(visit.look, low_reach=not visit.look.low_reach))))


def toggle_long_time(visit: Visit, _event: ToggleLongTime) -> Transition:
    """Make every time limit of this visit three times as long, or as usual again."""
    return Transition(replace(visit, look=replace(visit.look, long_time=not visit.look.long_time)))


def toggle_guidance(visit: Visit, _event: ToggleGuidance) -> Transition:
    """Start the guidance where there is a voice for this language, or end it; a sheet that asked for it closes."""
    if not visit.look.is_guided and not visit.can_be_guided:
        return Transition(visit)
    return Transition(replace(visit, look=replace(visit.look, is_guided=not visit.look.is_guided), sheet=None))


def change_volume(visit: Visit, event: ChangeVolume) -> Transition:
    """Change the volume within its range."""
    volume = min(max(visit.look.volume + event.steps, VOLUMES[0]), VOLUMES[-1])
    return Transition(replace(visit, look=replace(visit.look, volume=volume)))


EVERYWHERE: Row = {
    OpenSheet: open_sheet,
    CloseSheet: close_sheet,
    ChooseLanguage: choose_language,
    ChooseTextStep: choose_text_step,
    NextTextStep: next_text_step,
    ToggleContrast: toggle_contrast,
    ToggleLowReach: toggle_low_reach,
    ToggleLongTime: toggle_long_time,
    ToggleGuidance: toggle_guidance,
    ChangeVolume: change_volume,
}
