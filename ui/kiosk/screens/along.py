"""Show a large QR code for the citizen's own telephone."""

from PySide6.QtCore import Qt

from kiosk.domain.procedures.posting import take_along
from ui.kiosk.screens.foot import ControlFoot
from ui.kiosk.screens.page import Page, Scene
from ui.layout.blocks import Main, Own, Read
from ui.layout.fit import Side
from ui.theme import Role
from ui.visit.common import Finish
from ui.visit.procedures import open_procedure
from ui.visit.visit import Visit
from ui.widgets.card import QrCode
from ui.widgets.keys import Key, Kind
from ui.widgets.text import Text


class QrPage(Page):
    """Show words, a QR code as large as fits, and the key that ends the page."""

    def __init__(self, scene: Scene, title: str, hint: str, done: str) -> None:
        super().__init__(scene, paper=True)
        theme = self.theme
        centre = Qt.AlignmentFlag.AlignHCenter
        self.title = Text(theme, Role.TITLE, scene.say(title), align=centre)
        self.hint = Text(theme, Role.BODY, scene.say(hint), align=centre)
        self.name = Text(theme, Role.SMALL, colour=theme.c.ink_soft, align=centre)
        self.done = self.on(Key(theme, Kind.MAIN, scene.say(done), icon="check"), Finish())
        self.qr = QrCode(theme, "")
        self.qr.setAccessibleName(self.title.text)
        self._foot = ControlFoot(self, help_key="kiosk.choose.help")
        self.compose(
            Read(self.title, self.hint, self.name).at(Side.RIGHT),
            Own(self.qr, width=110, is_read=True).at(Side.LEFT).below(6),
            Main(self.done, height=32).at(Side.RIGHT),
        )

    def show_visit(self, visit: Visit) -> None:
        """Show the parts of every page, and the countdown."""
        super().show_visit(visit)
        self._foot.show_countdown(visit)

    def show_code(self, content: str, name: str) -> None:
        """Show a text as QR code, with a line about it."""
        self.qr.set_code(content)
        self.name.set_text(name)

    def show_countdown(self, visit: Visit) -> None:
        """Show the seconds alone."""
        self._foot.show_countdown(visit)


class TakeAlongPage(QrPage):
    """Show the QR code of a procedure to take along."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene, "look_up.along_title", "look_up.along_hint", "look_up.along_done")

    def show_visit(self, visit: Visit) -> None:
        """Show the QR code of the open procedure."""
        super().show_visit(visit)
        one = open_procedure(visit)
        if one is not None and visit.catalogue is not None:
            self.show_code(take_along(one, visit.catalogue.as_of, self.scene.texts), one.title)


class DossiersPage(QrPage):
    """Show where a dossier can be looked up: on the portal, or at the help desk."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene, "dossier.title", "dossier.hint", "dossier.done")

    def show_visit(self, visit: Visit) -> None:
        """Show the portal's address, and what to do without a telephone."""
        super().show_visit(visit)
        if visit.now is not None and visit.now.dossier_portal:
            self.show_code(visit.now.dossier_portal, self.scene.say("dossier.desk"))
