"""Show what boards say, and the branch's own words on slips."""

from kiosk.domain.setup.draft import SetupPage
from ui.manager.form.part_form import PartForm, Row
from ui.manager.page import ColumnPage
from ui.manager.pages.common import languages, names, sentences, some_languages
from ui.manager.state import Kit

_HALL = (
    Row(("languages",), "hall.languages", some_languages, helps="hall.languages_help"),
    Row(("voices",), "hall.voices", languages, helps="hall.voices_help"),
    Row(("notices",), "hall.notices", sentences, helps="hall.notices_help"),
)


class NoticesPage(ColumnPage):
    """Show the rules of the hall and the words of the slip."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, kit.tell(f"page.{SetupPage.NOTICES}"), kit.tell("hall.text"))
        self.hall = PartForm(kit, _HALL)
        self.slip = PartForm(kit, names("note", label="note", good="", hint="note.help"))
        self.add_card(kit.tell("hall.card"), self.hall)
        self.add_card(kit.tell("note.card"), self.slip)
        self.column.addStretch(1)

    def refresh(self) -> None:
        """Show the draft."""
        self.hall.show_part("hall")
        self.slip.show_part("slip")
