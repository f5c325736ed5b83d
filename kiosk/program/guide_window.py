"""Run the first-start guide until the branch is founded or a person goes on another time."""

import os
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.domain.setup.guide import GuideRules
from kiosk.program.first_start import FirstStart
from kiosk.program.slip_picture import slip_picture
from kiosk.program.templates import material
from kiosk.program.terminal import use_language
from kiosk.program.texts import texts
from kiosk.program.windows import StopSignals, tell_ready
from ui.display import application
from ui.first_paint import FirstPaint
from ui.manager.guide.window import GuideContext, GuideWindow
from ui.manager.machine import Machine
from ui.manager.preview import Previews
from ui.manager.scale import scale_on
from ui.splash import close_splash
from ui.systemd import watchdog_seconds
from ui.theme import Theme
from ui.watchdog import Watchdog


def run_guide(config: Path, machine: Machine, language: str) -> bool:
    """Show the guide; return whether the branch was founded. `language` is that of a guide that begins now.

    A branch that was founded in another language goes on in that one until the program ends.

    Raises:
        CounterError: ``window.no_display``.
    """
    app, clock = application(), SystemClock()
    start = FirstStart(config, GuideRules(material()), clock)
    answers = start.answers()
    if not start.file.exists():
        answers = answers.in_language(language)
    context = GuideContext(start.guide, start, machine, texts, clock, Previews(clock.now(), slip_picture))
    window = GuideWindow(context, answers, Theme.desk(scale_on(app.primaryScreen().availableGeometry())))
    window.founded.connect(app.quit)
    window.left.connect(app.quit)
    stop_signals = StopSignals(app.exit)
    watchdog = Watchdog(watchdog_seconds(os.environ, os.getpid()), _always_at_work)
    FirstPaint(window, (close_splash, tell_ready, watchdog.start))
    # A session without a desktop has nothing that maximizes a window.
    window.setGeometry(app.primaryScreen().availableGeometry())
    window.showMaximized()
    app.exec()
    watchdog.stop()
    stop_signals.close()
    window.close()
    window.deleteLater()
    if window.is_over:
        use_language(window.answers.language)
    return window.is_over


def _always_at_work() -> float:
    """Return no age: before there is a branch, no coordinator thread runs."""
    return 0.0
