"""Set how windows are shown on this machine: density, full screen, motion, screens of the board."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal

from kiosk.config import Config, WindowKind
from kiosk.domain.language.text import Texts
from ui.manager.devices.card import DeviceCard
from ui.manager.devices.ruler import Ruler
from ui.manager.form import CheckField, ChoiceField, FormRow, Pick
from ui.manager.machine import CARD_MM, density_of, output_of, with_output
from ui.theme import Role, Theme
from ui.widgets import Text

_MM_PER_INCH = 25.4
#: The windows that stand on a screen of their own.
_KINDS: tuple[WindowKind, ...] = ("kiosk", "desk", "hall", "rating")


class OutputField(ChoiceField):
    """Choose the screen of one kind of window. Signal: ``moved`` carries the kind and the screen's name."""

    moved = Signal(str, str)

    def __init__(self, theme: Theme, picks: Sequence[Pick], window: WindowKind) -> None:
        super().__init__(theme, picks)
        self.window_kind = window
        self.changed.connect(self._move)

    def _move(self, output: object) -> None:
        self.moved.emit(self.window_kind, str(output))


class ScreenCard(DeviceCard):
    """Show the settings of the screen. Signal: ``changed`` carries section, key and value.

    `outputs` are the screens of this machine by name. With several of them each kind of window has its own choice.
    """

    changed = Signal(str, str, object)

    def __init__(self, theme: Theme, texts: Texts, outputs: Sequence[str] = ()) -> None:
        super().__init__(theme, texts, "screen", "monitor")
        self.ask_key = self.trial_key("devices.screen.ask", "rotate-ccw")
        self.ask_key.clicked.connect(self._ask)
        self.column.addWidget(Text(theme, Role.BODY, texts.say("devices.screen.ruler")))
        self.ruler = Ruler(theme)
        self.ruler.setAccessibleName(texts.say("devices.screen.ruler"))
        self.column.addWidget(self.ruler)
        self.density = Text(theme, Role.BODY)
        self.column.addWidget(self.density)
        self.full_screen = CheckField(theme, texts.say("devices.screen.full"))
        self.reduced_motion = CheckField(theme, texts.say("devices.screen.calm"))
        for field in (self.full_screen, self.reduced_motion):
            self.column.addWidget(field)
        one, two = (Pick(count, texts.say(f"devices.screen.boards_{count}")) for count in (1, 2))
        self.screens = FormRow(theme, texts.say("devices.screen.boards"), ChoiceField(theme, [one, two]))
        self.column.addWidget(self.screens)
        self._named: str | Mapping[WindowKind, str] = ""
        picks = [Pick("", texts.say("devices.screen.primary")), *(Pick(one, one) for one in outputs)]
        self.outputs = [OutputField(theme, picks, one) for one in _KINDS] if len(outputs) > 1 else []
        for choice in self.outputs:
            label = texts.say("devices.screen.output", window=texts.say(f"devices.window.{choice.window_kind}"))
            self.column.addWidget(FormRow(theme, label, choice))
            choice.moved.connect(self._move)
        self.ruler.measured.connect(self._measure)
        self.full_screen.changed.connect(self._set_full)
        self.reduced_motion.changed.connect(self._set_calm)
        self.screens.control.changed.connect(self._set_boards)

    def show_settings(self, config: Config) -> None:
        """Show these settings."""
        screen = config.screen
        density = screen.pixels_per_mm or self.reported()
        self.ruler.show_width(density * CARD_MM)
        self.full_screen.show_value(screen.full_screen)
        self.reduced_motion.show_value(screen.reduced_motion)
        self.screens.control.show_value(config.hall.screens)
        self._named = screen.output
        for field in self.outputs:
            field.show_value(output_of(screen.output, field.window_kind))
        self.ask_key.setEnabled(bool(screen.pixels_per_mm))
        key = "measured" if screen.pixels_per_mm else "reported"
        words = f"{density:.2f}".replace(".", self.texts.say("devices.screen.point"))
        self.density.set_text(self.texts.say(f"devices.screen.{key}", density=words))

    def reported(self) -> float:
        """Return the pixels of a millimetre that the screen of this window reports."""
        return float(self.screen().physicalDotsPerInch()) / _MM_PER_INCH

    def _measure(self, width: float) -> None:
        self.changed.emit("screen", "pixels_per_mm", density_of(width))

    def _ask(self) -> None:
        self.changed.emit("screen", "pixels_per_mm", 0.0)

    def _set_full(self, is_on: object) -> None:
        self.changed.emit("screen", "full_screen", bool(is_on))

    def _set_calm(self, is_on: object) -> None:
        self.changed.emit("screen", "reduced_motion", bool(is_on))

    def _move(self, window: WindowKind, output: str) -> None:
        self.changed.emit("screen", "output", with_output(self._named, window, output))

    def _set_boards(self, count: object) -> None:
        self.changed.emit("hall", "screens", int(str(count)))
