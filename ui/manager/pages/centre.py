"""Show who the centre is, where complaints go, how kiosks treat citizens, and how ratings are asked for."""

from kiosk.domain.setup.draft import SetupPage
from ui.manager.form.part_form import PartForm, Row
from ui.manager.page import ColumnPage
from ui.manager.pages.common import check, choice, count, languages, names, text_field
from ui.manager.state import Kit

_BRANCH = (
    *names("name", label="centre_name"),
    *names("place", label="place"),
    *names("slogan", label="slogan", good=""),
    Row(("code",), "centre.code", text_field, wide=5, helps="centre.code_help"),
)
_FEEDBACK = (
    Row(("address",), "feedback.address", text_field, wide=6),
    Row(("post",), "feedback.post", text_field, wide=6),
    Row(("phone",), "feedback.phone", text_field, wide=4),
    Row(("website",), "feedback.website", text_field, wide=4),
    Row(("email",), "feedback.email", text_field, wide=4),
    Row(("hotline",), "feedback.hotline", text_field, wide=4),
)
_KIOSK = (
    Row(("languages",), "kiosk.languages", languages, helps="kiosk.languages_help"),
    Row(("idle_seconds",), "kiosk.idle", count(20, 600, step=10, unit="seconds"), wide=4),
    Row(("ticket_seconds",), "kiosk.ticket", count(5, 600, step=5, unit="seconds"), wide=4),
    Row(("rating_seconds",), "kiosk.rating", count(5, 600, step=5, unit="seconds"), wide=4),
)
_RATING = (
    Row(("levels",), "rating.levels_label", choice("rating.levels", 3, 5), wide=6),
    Row(("contents",), "rating.contents", check("rating.contents_yes", "no"), wide=6, helps="rating.contents_help"),
)


class CentrePage(ColumnPage):
    """Show names, feedback block, kiosk rules and rating."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, kit.tell(f"page.{SetupPage.CENTRE}"), kit.tell("centre.text"))
        self.forms = {
            "branch": PartForm(kit, _BRANCH),
            "feedback": PartForm(kit, _FEEDBACK),
            "kiosk": PartForm(kit, _KIOSK),
            "rating": PartForm(kit, _RATING),
        }
        for section, form in self.forms.items():
            self.add_card(kit.tell(f"card.{section}"), form)
        self.column.addStretch(1)

    def refresh(self) -> None:
        """Show the draft."""
        for section, form in self.forms.items():
            form.show_part(section)
