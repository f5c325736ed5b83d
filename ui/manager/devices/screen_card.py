"""Set how windows are shown on this machine: density, full screen, motion, screens of the board."""

from PySide6.QtCore import Signal

from kiosk.config import Config
from kiosk.domain.language.text import Texts
from ui.manager.devices.card import DeviceCard
from ui.manager.devices.ruler import Ruler
from ui.manager.form import CheckField, ChoiceField, FormRow, Pick
from ui.manager.machine import CARD_MM, density_of
from ui.theme import Role, Theme
from ui.widgets import Text

_MM_PER_INCH = 25.4


class ScreenCard(DeviceCard):
    """Show the settings of the screen. Signal: ``changed`` carries section, key and value."""

    changed = Signal(str, str, object)

    def __init__(self, theme: Theme, texts: Texts) -> None:
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

    def _set_boards(self, count: object) -> None:
        self.changed.emit("hall", "screens", int(str(count)))
