"""Show where feedback is sent, with the website as a QR code for the citizen's own telephone."""

from kiosk.domain.feedback import NO_FEEDBACK
from ui.kiosk.screens import words
from ui.kiosk.screens.foot import ControlFoot
from ui.kiosk.screens.page import Page, Scene
from ui.layout.blocks import Main, Own, Read
from ui.layout.fit import Side
from ui.theme import Role
from ui.visit.common import Finish
from ui.visit.visit import Visit
from ui.widgets.card import QrCode
from ui.widgets.keys import Key, Kind
from ui.widgets.text import Text

#: The icon of each line of the block.
_ICONS = {
    "phone": "phone",
    "hotline": "headset",
    "website": "globe",
    "email": "mail",
    "address": "map-pin",
    "post": "mail",
}
_QR_MM = 96


class FeedbackPage(Page):
    """Show the lines that the branch has filled in."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene, paper=True)
        say, theme = scene.say, self.theme
        self.title = Text(theme, Role.TITLE, say("feedback.title"))
        self.hint = Text(theme, Role.BODY, say("feedback.hint"))
        self.lines = {
            key: Text(theme, Role.BODY, icon=icon, icon_colour=theme.c.flag, size=theme.size(Role.BODY) * 1.08)
            for key, icon in _ICONS.items()
        }
        self.qr = QrCode(theme, "", theme.mm(_QR_MM))
        self.qr.setAccessibleName(say("feedback.scan"))
        self.done = self.on(Key(theme, Kind.MAIN, say("feedback.done"), icon="check"), Finish())
        self._foot = ControlFoot(self, help_key="kiosk.choose.help")
        self.compose(
            Read(self.title, self.hint).at(Side.RIGHT),
            Read(*self.lines.values()).at(Side.RIGHT).below(6),
            Own(self.qr, grows=0, is_read=True).at(Side.LEFT).below(6),
            Main(self.done, height=32).at(Side.RIGHT),
        )

    def show_visit(self, visit: Visit) -> None:
        """Show the block as the set-up has it."""
        super().show_visit(visit)
        block = visit.now.setup.feedback if visit.now is not None else NO_FEEDBACK
        for key, line in self.lines.items():
            value = words.breaking(block.shown.get(key, ""))
            line.setVisible(bool(value))
            line.set_text(self.scene.say(f"feedback.{key}", value=value), bold=value)
        self.qr.setVisible(bool(block.website))
        self.qr.set_code(block.website)
        self._foot.show_countdown(visit)

    def show_countdown(self, visit: Visit) -> None:
        """Show the seconds alone."""
        self._foot.show_countdown(visit)
