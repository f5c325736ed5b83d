"""Show the staff: who may sign in, with which role, until when."""

from typing import Any

from PySide6.QtCore import Qt

from kiosk.branch.setup import people
from kiosk.domain.branch_setup import StaffRole
from kiosk.domain.language.text import CounterError, Message
from kiosk.domain.setup import edits
from kiosk.domain.setup.document import StaffPart
from kiosk.domain.setup.draft import SetupPage
from kiosk.domain.setup.values import part_of
from ui.manager.form import ChoiceField, Pick, TextField
from ui.manager.form.part_form import PartForm, Row
from ui.manager.page import act_key
from ui.manager.pages.common import choice, date_field, name_field, raised
from ui.manager.pages.parts import PartsPage
from ui.manager.sheets import AskSheet, TellSheet
from ui.manager.state import Kit

_ROWS = (
    Row(("name",), "staff.name", name_field, wide=7),
    Row(("until",), "staff.until", date_field, wide=5, helps="staff.until_help"),
    Row(("role",), "staff.role", choice("role", *StaffRole), helps="staff.role_help"),
)


class PeoplePage(PartsPage):
    """Show the members of staff. A login stays for good: the records of visits name it."""

    section, words = "staff", "staff"
    is_ordered = False

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, kit.tell(f"page.{SetupPage.STAFF}"), kit.tell("staff.text"))
        self.rows = PartForm(kit, _ROWS)
        self.form.column.addWidget(self.rows)
        self.new_pin = act_key(kit, kit.tell("staff.new_pin"), "rotate-ccw")
        self.new_pin.clicked.connect(self._ask_new_pin)
        self.form.column.addWidget(self.new_pin, 0, Qt.AlignmentFlag.AlignLeft)
        self.form.column.addStretch(1)

    def item(self, part: StaffPart) -> tuple[str, str]:
        """Return a person's name and role."""
        return part.name, self.kit.tell(f"role.{part.role}")

    def about(self, part: StaffPart) -> str:
        """Return the login."""
        key = "staff.new" if self.settings.draft.is_new("staff", part.login) else "staff.about"
        return self.kit.tell(key, login=part.login)

    def show_form(self, part: Any) -> None:
        """Show name, role and last day."""
        self.rows.show_part("staff", part.login)
        self.new_pin.setVisible(not self.settings.draft.is_new("staff", part.login))

    def _ask_new_pin(self) -> None:
        kit = self.kit
        name = part_of(self.settings.document, self.section, self.code).name
        picks = (
            Pick("", kit.tell("staff.new_pin_no"), icon="arrow-left"),
            Pick(self.code, kit.tell("staff.new_pin"), icon="rotate-ccw"),
        )
        lines = [kit.tell("staff.new_pin_text")]
        self.told = TellSheet(kit, kit.tell("staff.new_pin_title", name=name), lines, picks)
        self.told.chosen.connect(self._give_new_pin)

    def _give_new_pin(self, login: str) -> None:
        view = self.settings.view
        if login and view is not None:
            self.kit.ask(people.give_new_pin, view.editor.id, login).then(
                self._show_new_pin, refused=self._no_new_pin, away=self._away
            )

    def _show_new_pin(self, pin: str) -> None:
        kit = self.kit
        picks = (Pick("", kit.tell("pins.done"), icon="check"),)
        self.told = TellSheet(kit, kit.tell("staff.new_pin_given"), [pin], picks, strong=True)

    def _no_new_pin(self, message: Message) -> None:
        picks = (Pick("", self.kit.tell("staff.new_pin_no"), icon="arrow-left"),)
        self.told = TellSheet(self.kit, self.kit.texts.message(message), [], picks)

    def _away(self) -> None:
        self._no_new_pin(Message("store.away"))

    def ask_new(self) -> None:
        """Ask for name, login and role."""
        kit = self.kit
        role = ChoiceField(kit.theme, [Pick(one, raised(kit.tell(f"role.{one}"))) for one in StaffRole])
        rows = {
            "name": (kit.tell("staff.name"), TextField(kit.theme, bold=True)),
            "login": (kit.tell("staff.login"), TextField(kit.theme, kit.tell("staff.login_hint"))),
            "role": (kit.tell("staff.role"), role),
        }
        title, done, first = kit.tell("staff.add_title"), kit.tell("staff.add"), {"role": StaffRole.CLERK}
        self.sheet = AskSheet(kit, title, rows, done, values=first, needs=("name", "login"))
        self.sheet.answered.connect(self._add)

    def _add(self, values: dict[str, Any]) -> None:
        login = str(values["login"]).lower()
        try:
            document = edits.add_person(self.settings.document, login, values["name"], values["role"])
        except CounterError as refusal:
            self.sheet.say(refusal.message)
            return
        self.sheet.dismiss()
        self.code = login
        self.settings.put(document)
