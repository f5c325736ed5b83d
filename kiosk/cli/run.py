"""Define `kiosk run`: open one window of a branch."""

from pathlib import Path
from typing import Annotated

import typer

from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, at_branch, say
from kiosk.domain.language.text import CounterError
from kiosk.program.window_kinds import WINDOWS


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

    site = load_site(config)
    settle_splash(full_screen=site.config.screen.full_screen)
    from kiosk.program.logs import start_log
    from kiosk.program.windows import open_window

    if counter is not None:
        check_counter(window, config, counter)
    start_log(site.data / f"{window}.log", site.config.station.name)
    return open_window(window, site, counter=counter)


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
