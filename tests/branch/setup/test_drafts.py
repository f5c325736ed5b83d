"""Check that drafts of the set-up are kept, restored, published and dropped, by editors only."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from kiosk.branch.office import Office
from kiosk.branch.setup import drafts, people, publishing
from kiosk.branch.setup.publishing import Author
from kiosk.branch.staff import staff_list
from kiosk.clock import ManualClock
from kiosk.domain.artwork import read_artwork
from kiosk.domain.branch_setup import StaffRole
from kiosk.domain.language.text import CounterError
from kiosk.domain.look import Roundel
from kiosk.domain.setup import edits
from kiosk.domain.setup.draft import SetupDraft
from kiosk.domain.setup.values import with_value
from kiosk.store.tables import setup_draft
from tests.books import check_books
from tests.domain.test_artwork import png

WHY = "Chiều thứ Sáu họp giao ban"


def editor_of(office: Office, role: StaffRole = StaffRole.MANAGER) -> int:
    """Return the id of a new member of staff who may edit."""
    return people.add_person(office, f"x-{role.value}", "Phạm Văn Bình", role, "915273").id


def edited(draft: SetupDraft, minutes: int = 25) -> SetupDraft:
    return draft.edited(("services", draft.document.services[0].code, "target_minutes"), minutes)


def test_an_editor_sees_the_version_in_force_with_its_history(office: Office) -> None:
    me = editor_of(office)
    view = drafts.settings_view(office, me)
    assert (view.draft.changes, view.saved_at, view.is_overtaken) == ((), None, False)
    assert [one.version for one in view.versions] == [2, 1]
    assert view.names["x-manager"] == "Phạm Văn Bình"
    assert view.draft.document.services[0].code in view.used_codes


@pytest.mark.parametrize("role", [StaffRole.CLERK, StaffRole.LEAD])
def test_clerks_and_leads_edit_nothing(office: Office, role: StaffRole) -> None:
    me = editor_of(office, role)
    document = publishing.document_in_force(office)
    draft = edited(SetupDraft(2, document, document))
    for asked in (
        lambda: drafts.settings_view(office, me),
        lambda: drafts.save_draft(office, me, 2, draft.document),
        lambda: drafts.publish_draft(office, me, draft, WHY),
        lambda: drafts.undo_to(office, me, 1, WHY),
    ):
        with pytest.raises(CounterError, match=r"setup\.not_editor"):
            asked()


def test_a_draft_is_restored_with_what_it_was_made_from_and_names_stay_unreadable(
    office: Office, clock: ManualClock
) -> None:
    me = editor_of(office)
    draft = edited(drafts.settings_view(office, me).draft)
    at = drafts.save_draft(office, me, draft.based_on, draft.document)
    view = drafts.settings_view(office, me)
    assert (view.draft, view.saved_at) == (draft, at)
    with office.store.read() as connection:
        body = bytes(connection.execute(select(setup_draft.c.body)).scalar_one())
    assert "Phạm Văn Bình".encode() not in body
    drafts.save_draft(office, me, draft.based_on, draft.base)
    assert drafts.settings_view(office, me).saved_at is None, "a draft without a difference is none"
    drafts.drop(office, me)
    check_books(office.store)


def test_a_draft_brings_its_picture_back(office: Office) -> None:
    me = editor_of(office)
    view = drafts.settings_view(office, me)
    drafts.save_draft(office, me, 2, view.draft.edited(("look", "roundel"), Roundel.of(read_artwork(png()))).document)
    artwork = drafts.settings_view(office, me).draft.document.look.roundel.artwork
    assert artwork is not None
    assert artwork.content == png()


def test_each_editor_has_a_draft_and_is_told_of_the_others(office: Office, clock: ManualClock) -> None:
    me, other = editor_of(office), editor_of(office, StaffRole.ADMINISTRATOR)
    draft = edited(drafts.settings_view(office, other).draft)
    at = drafts.save_draft(office, other, draft.based_on, draft.document)
    (found,) = drafts.settings_view(office, me).others
    assert (found.saved_at, found.is_editing) == (at, True)
    clock.advance(timedelta(hours=1))
    (found,) = drafts.settings_view(office, me).others
    assert not found.is_editing
    assert drafts.settings_view(office, me).draft.changes == ()


def test_publishing_puts_the_draft_in_force_and_drops_it(office: Office) -> None:
    me = editor_of(office)
    draft = edited(drafts.settings_view(office, me).draft)
    draft = replace(draft, document=edits.add_person(draft.document, "lan", "Nguyễn Thị Lan", StaffRole.CLERK))
    drafts.save_draft(office, me, draft.based_on, draft.document)
    made = drafts.publish_draft(office, me, draft, f"  {WHY} ")
    assert (made.version, set(made.pins)) == (3, {"lan"})
    view = drafts.settings_view(office, me)
    assert (view.saved_at, view.draft.changes) == (None, ())
    assert (view.in_force.by, view.in_force.reason) == ("x-manager", WHY)
    assert "Nguyễn Thị Lan" in {one.name for one in staff_list(office)}


def test_a_reason_is_needed(office: Office) -> None:
    me = editor_of(office)
    draft = edited(drafts.settings_view(office, me).draft)
    with pytest.raises(CounterError, match=r"setup\.no_reason"):
        drafts.publish_draft(office, me, draft, "  ")


def test_who_published_meanwhile_is_told_and_the_draft_stays(office: Office) -> None:
    me = editor_of(office)
    draft = edited(drafts.settings_view(office, me).draft)
    drafts.save_draft(office, me, draft.based_on, draft.document)
    document = publishing.document_in_force(office)
    publishing.publish(office, with_value(document, ("limits", "recall_limit"), 5), Author("hoa", "Gọi nhiều hơn"))
    with pytest.raises(CounterError, match=r"setup\.meanwhile"):
        drafts.publish_draft(office, me, draft, WHY)
    view = drafts.settings_view(office, me)
    assert (view.is_overtaken, view.draft) == (True, draft)


def test_an_older_version_is_published_again(office: Office) -> None:
    me = editor_of(office)
    draft = edited(drafts.settings_view(office, me).draft)
    drafts.publish_draft(office, me, draft, WHY)
    assert drafts.undo_to(office, me, 2, "Nhầm").version == 4
    assert publishing.document_in_force(office) == draft.base
