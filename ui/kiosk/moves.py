"""What every screen has in common: the look, the devices, time, and going home. Handlers of the visit table."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from kiosk.domain.speech import VOLUMES
from kiosk.domain.text import VIETNAMESE
from ui.kiosk import events as e
from ui.kiosk.requests import FindFinished, GiveUpSlip, LoadServices, Request, WatchPrint
from ui.kiosk.state import Screen, Visit

_TEXT_STEPS = 4
#: Seconds until a number that does not come is trouble, however patient the citizen is.
_ANSWER_SECONDS = 20


class Step(NamedTuple):
    """The next visit, and what to ask the branch for."""

    visit: Visit
    requests: tuple[Request, ...] = ()


#: One cell of the table; its second argument is an event of the cell's column.
Move = Callable[[Visit, Any], Step]


def stay(visit: Visit, _event: e.Event) -> Step:
    """Not for this screen: a touch on a key that is gone, or an answer nobody waits for."""
    return Step(visit)


def home(visit: Visit, _event: e.Event) -> Step:
    """To the start by choice: the visit is wiped, the chosen language and size stay until nobody is there."""
    return Step(replace(visit.fresh(), look=visit.look))


def finish(visit: Visit, _event: e.Event) -> Step:
    """The citizen is done: everything is wiped, the look too."""
    return Step(visit.fresh())


def more_time(visit: Visit, _event: e.MoreTime) -> Step:
    """Every touch starts the countdown again; this one does nothing else."""
    return Step(visit)


def leave_no_slip(before: Visit, after: Step) -> Step:
    """Who had to note the number and leaves takes the slip's turn along: nobody else may find it in the slot."""
    shown = before.shown
    if shown is None or shown.print_job is None or shown.is_settled or not before.needs_noting:
        return after
    if after.visit.shown is not None and after.visit.shown.print_job == shown.print_job:
        return after
    return Step(after.visit, (*after.requests, GiveUpSlip(before.flow, shown.print_job)))


def open_sheet(visit: Visit, event: e.OpenSheet) -> Step:
    """Display or language comes up from the bottom."""
    return Step(replace(visit, sheet=event.kind))


def close_sheet(visit: Visit, _event: e.CloseSheet) -> Step:
    """The sheet goes down."""
    return Step(replace(visit, sheet=None))


def choose_language(visit: Visit, event: e.ChooseLanguage) -> Step:
    """The whole window speaks it at once; who only listens is not left with a language that has no voice."""
    if visit.look.is_guided and event.language not in visit.devices.voices:
        return Step(visit.with_notice("speech.not_spoken"))
    return Step(replace(visit, look=replace(visit.look, language=event.language), sheet=None))


def choose_text_step(visit: Visit, event: e.ChooseTextStep) -> Step:
    """Text size by its place, 0 to 3."""
    step = min(max(event.step, 0), _TEXT_STEPS - 1)
    return Step(replace(visit, look=replace(visit.look, text_step=step), field_page=0, service_page=0))


def next_text_step(visit: Visit, _event: e.NextTextStep) -> Step:
    """One larger; after the largest the first again."""
    return choose_text_step(visit, e.ChooseTextStep((visit.look.text_step + 1) % _TEXT_STEPS))


def toggle_contrast(visit: Visit, _event: e.ToggleContrast) -> Step:
    """Black and white, or colour."""
    return Step(replace(visit, look=replace(visit.look, high_contrast=not visit.look.high_contrast)))


def toggle_low_reach(visit: Visit, _event: e.ToggleLowReach) -> Step:
    """Lowered, with fewer keys a page, or as usual."""
    look = replace(visit.look, low_reach=not visit.look.low_reach)
    return Step(replace(visit, look=look, field_page=0, service_page=0))


def toggle_long_time(visit: Visit, _event: e.ToggleLongTime) -> Step:
    """Every time of this visit three times as long, or as usual."""
    return Step(replace(visit, look=replace(visit.look, long_time=not visit.look.long_time)))


def scanner_changed(visit: Visit, event: e.ScannerChanged) -> Step:
    """A cable that is out is a status, not an end: the screens that need the scanner say so."""
    return Step(replace(visit, devices=replace(visit.devices, scanner=event.status)))


def printer_changed(visit: Visit, event: e.PrinterChanged) -> Step:
    """The number on the screen stays; the screen says what it means for the slip."""
    return Step(replace(visit, devices=replace(visit.devices, printer=event.status)))


def toggle_guidance(visit: Visit, _event: e.ToggleGuidance) -> Step:
    """On where there is a voice for this language, or off; a sheet that asked for it is done with."""
    if not visit.look.is_guided and not visit.can_be_guided:
        return Step(visit)
    return Step(replace(visit, look=replace(visit.look, is_guided=not visit.look.is_guided), sheet=None))


def change_volume(visit: Visit, event: e.ChangeVolume) -> Step:
    """Within what there is."""
    volume = min(max(visit.look.volume + event.steps, VOLUMES[0]), VOLUMES[-1])
    return Step(replace(visit, look=replace(visit.look, volume=volume)))


def headphones_changed(visit: Visit, event: e.HeadphonesChanged) -> Step:
    """Plugging in starts the guidance; pulling out ends the visit, for the next to come may hear what is said.

    A number that is just being taken is still shown: nobody may lose it.
    """
    was_private = visit.devices.is_private
    visit = replace(visit, devices=replace(visit.devices, headphones=event.status))
    if visit.devices.is_private:
        return Step(_listening(replace(visit, idle=0)))
    if not was_private:
        return Step(visit)
    if visit.screen is Screen.ISSUING:
        return Step(replace(visit, look=replace(visit.look, is_guided=False)))
    return Step(visit.fresh())


def speech_changed(visit: Visit, event: e.SpeechChanged) -> Step:
    """A voice that is there again speaks to who is plugged in; one that is lost is not waited for."""
    visit = replace(visit, devices=replace(visit.devices, voices=event.languages))
    if visit.devices.is_private and not visit.look.is_guided:
        return Step(_listening(visit))
    if visit.look.is_guided and not visit.can_be_guided:
        silent = replace(visit, look=replace(visit.look, is_guided=False))
        return Step(silent.with_notice("speech.lost"))
    return Step(visit)


def _listening(visit: Visit) -> Visit:
    """Guided, in a language that has a voice; as it was where there is none at all."""
    language = visit.look.language if visit.can_be_guided else VIETNAMESE
    if language not in visit.devices.voices:
        return visit
    return replace(visit, look=replace(visit.look, is_guided=True, language=language))


def reload(visit: Visit, _event: e.BranchChanged) -> Step:
    """The queue moved: the counts on this screen are asked for again."""
    return Step(visit, (LoadServices(visit.flow),))


def remember(visit: Visit, event: e.BranchLoaded) -> Step:
    """The branch as it stands, for later."""
    return Step(replace(visit, now=event.now))


def tick(visit: Visit, _event: e.Tick) -> Step:
    """A second: the notice fades, and at the end of the countdown the visit is wiped."""
    visit = fade(replace(visit, idle=visit.idle + 1))
    limit = visit.idle_limit
    return Step(visit.fresh()) if limit is not None and visit.idle >= limit else Step(visit)


def tick_and_reload(visit: Visit, event: e.Tick) -> Step:
    """Nobody is here: when the time is over the look is wiped and the door is looked at again."""
    after = tick(visit, event).visit
    return Step(after, (LoadServices(after.flow),)) if after.flow != visit.flow else Step(after)


def tick_in_trouble(visit: Visit, event: e.Tick) -> Step:
    """The branch is asked again every five seconds; the trouble stays on the screen until it answers."""
    after = replace(tick(visit, event).visit, screen=Screen.TROUBLE)
    return Step(after, (LoadServices(after.flow),)) if after.idle % 5 == 0 else Step(after)


def tick_while_issuing(visit: Visit, _event: e.Tick) -> Step:
    """No answer for too long is trouble; the request id stays, so a late number still finds its citizen."""
    visit = replace(visit, idle=visit.idle + 1)
    late = visit.idle >= _ANSWER_SECONDS
    return Step(replace(visit, screen=Screen.TROUBLE, idle=0) if late else visit)


def fade(visit: Visit) -> Visit:
    """The notice a second later."""
    notice = visit.notice
    if notice is None:
        return visit
    left = notice.seconds_left - 1
    return replace(visit, notice=replace(notice, seconds_left=left) if left > 0 else None)


def refused(visit: Visit, event: e.Refused) -> Step:
    """The branch's sentence, on the screen where the question was asked."""
    return Step(replace(visit, busy=None).told(event.message))


def failed(visit: Visit, event: e.Failed) -> Step:
    """No answer. A refresh of counts may fail unnoticed, and nobody waits here for a print job or for a
    counter's last visit; the rest is trouble.
    """
    if isinstance(event.request, WatchPrint | GiveUpSlip | FindFinished):
        return Step(visit)
    if isinstance(event.request, LoadServices) and visit.now is not None and visit.busy is None:
        return Step(visit)
    return trouble(visit, event)


def trouble(visit: Visit, _event: e.Failed) -> Step:
    """The calm screen that says what still holds."""
    return Step(replace(visit, screen=Screen.TROUBLE, busy=None, sheet=None))
