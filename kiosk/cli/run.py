"""Define `kiosk run`: open one window of a branch."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, at_branch, say
from kiosk.domain.language.text import CounterError
from kiosk.program.terminal import terminal_texts
from kiosk.program.window_kinds import WINDOWS

if TYPE_CHECKING:
    from ui.manager.machine import Machine

#: The window that begins with the guide on a machine without a branch.
_GUIDED = "manager"


def _known(window: str) -> str:
    if window not in WINDOWS:
        raise typer.BadParameter(say("cli.usage.one_of", values=", ".join(WINDOWS)))
    return window


def run_window(
    window: Annotated[str, typer.Argument(help="The window to open.", metavar="|".join(WINDOWS), callback=_known)],
    config: ConfigOption = DEFAULT_CONFIG,
    counter: Annotated[int | None, typer.Option(help="The counter of a rating tablet or a counter sign.")] = None,
) -> int:
    """Open the kiosk, a desk, the board, the rating tablet or the settings.

    It is full screen unless branch.toml says otherwise.
    """
    from kiosk.config import load_site
    from ui.splash import settle_splash

    if window == _GUIDED and not _has_branch(config):
        return 0
    site = load_site(config)
    settle_splash(full_screen=site.config.screen.full_screen)
    from kiosk.program.logs import start_log
    from kiosk.program.windows import open_window

    if counter is not None:
        check_counter(window, config, counter)
    start_log(site.data / f"{window}.log", site.config.station.name)
    return open_window(window, site, counter=counter, machine=_machine(config) if window == _GUIDED else None)


def _has_branch(config: Path) -> bool:
    """Show the first-start guide on a machine without a branch; return whether there is a branch now."""
    from kiosk.program.first_start import forget_answers, needs_guide
    from ui.splash import settle_splash

    if not needs_guide(config):
        forget_answers(config)
        return True
    from kiosk.program.guide_window import run_guide

    settle_splash(full_screen=False)
    return run_guide(config, _machine(config), terminal_texts().language)


def _machine(config: Path) -> "Machine":
    from kiosk.clock import SystemClock
    from kiosk.doctor.machine import LocalMachine

    return LocalMachine(config, SystemClock())


def check_counter(window: str, config: Path, counter: int) -> None:
    """Refuse a counter that does not exist. Without a database the window still opens, and waits for it."""
    from kiosk.branch.ratings import just_finished
    from kiosk.program.window_kinds import spec_of

    if spec_of(window).parts_at_counter is None:
        raise CounterError("cli.run.counter_rates")
    try:
        at_branch(config, just_finished, counter)
    except CounterError as problem:
        if not problem.message.key.startswith("store."):
            raise
