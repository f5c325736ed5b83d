"""Show the opening hours of the week, one line a day."""

from ui.kiosk.screens.page import Page, Scene
from ui.layout.blocks import Keys, Read
from ui.theme import Role
from ui.visit.common import Finish
from ui.visit.visit import Visit
from ui.visit.week import WeekState
from ui.widgets import Key, Kind, Text


class WeekPage(Page):
    """Show a visit and emit the event of a touched key. A page is made for each look."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self.title = Text(self.theme, Role.TITLE, scene.say("week.title"))
        self.days = Text(self.theme, Role.BODY)
        self.done = self.on(Key(self.theme, Kind.MAIN, scene.say("week.done"), icon="check"), Finish())
        self.compose(Read(self.title), Read(self.days), Keys(self.done, height=24))

    def show_visit(self, visit: Visit) -> None:
        """May be called at any time with any visit."""
        super().show_visit(visit)
        lines = [
            f"{day:%d/%m}: " + ", ".join(f"{begin:%H:%M} – {end:%H:%M}" for begin, end in spans)
            for day, spans in visit.of(WeekState).week
        ]
        self.days.set_text("\n".join(lines))
