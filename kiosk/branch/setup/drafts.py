"""Keep the draft of each editor, show the settings, and publish a draft. Managers and administrators may do so."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from kiosk.branch import procedures
from kiosk.branch.office import Office
from kiosk.branch.serving.sessions import refuse_expired
from kiosk.branch.setup import publishing
from kiosk.branch.setup.publishing import Author, Publication
from kiosk.domain.branch_setup import Staff, StaffRole
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.setup.check import Known
from kiosk.domain.setup.document import Document
from kiosk.domain.setup.draft import SetupDraft
from kiosk.domain.setup.version import PublishedVersion
from kiosk.store import tables
from kiosk.store.setup import document_of, newest_version, published_versions, staff_from
from kiosk.store.setup_drafts import SavedDraft, draft_times, drop_draft, read_draft, write_draft

EDITORS = frozenset({StaffRole.MANAGER, StaffRole.ADMINISTRATOR})
#: How long after its last change a draft counts as being edited.
_STILL_EDITING = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class OtherEditor:
    """Hold who else has a draft, and when they changed it last."""

    name: str
    saved_at: datetime
    is_editing: bool


@dataclass(frozen=True, slots=True)
class SettingsView:
    """Describe the settings as one editor sees them.

    Attributes:
        draft: the version in force as a draft without changes, or the editor's own draft, with the version it is based
            on. The latter is older than the newest of `versions` where somebody published meanwhile.
        saved_at: when the draft was saved; None for no draft.
        names: the name of each login, for the history.
        procedures: the name of each procedure of the catalogue, by its code.
        used_codes: codes of services that were offered once. They are not given again.
    """

    editor: Staff
    draft: SetupDraft
    saved_at: datetime | None
    versions: tuple[PublishedVersion, ...]
    others: tuple[OtherEditor, ...]
    names: Mapping[str, str]
    procedures: Mapping[str, LocalText]
    used_codes: frozenset[str]

    @property
    def in_force(self) -> PublishedVersion:
        """Return the version in force."""
        return self.versions[0]

    @property
    def is_overtaken(self) -> bool:
        """Return whether somebody published since the draft was begun."""
        return self.draft.based_on != self.in_force.version


def settings_view(office: Office, staff_id: int) -> SettingsView:
    """Return everything that the settings window shows.

    Raises:
        CounterError: ``setup.not_editor``, ``staff.role_expired``.
    """
    known = {one.code: LocalText(one.name) for one in procedures.catalogue(office).procedures}
    with office.store.read() as connection:
        editor = editor_of(office, connection, staff_id)
        branch, key = office.branch_id, office.keys.columns
        versions = published_versions(connection, branch)
        newest = versions[0].version
        document = document_of(connection, branch, newest, key)
        saved = read_draft(connection, branch, staff_id, key)
        if saved is not None and saved.based_on == newest and saved.document == document:
            saved = None
        draft = SetupDraft(newest, document, document)
        if saved is not None:
            base = document if saved.based_on == newest else document_of(connection, branch, saved.based_on, key)
            draft = SetupDraft(saved.based_on, base, saved.document)
        people = connection.execute(select(*tables.STAFF).where(tables.staff.c.branch_id == branch)).all()
        codes = connection.execute(select(tables.service.c.code).where(tables.service.c.branch_id == branch))
        return SettingsView(
            editor=editor,
            draft=draft,
            saved_at=saved.saved_at if saved is not None else None,
            versions=versions,
            others=_others(office, connection, staff_id, {row.id: row.name for row in people}),
            names={row.login: row.name for row in people},
            procedures=known,
            used_codes=frozenset(codes.scalars()),
        )


def in_force(office: Office) -> SetupDraft:
    """Return the version in force, as a draft without changes."""
    with office.store.read() as connection:
        newest = newest_version(connection, office.branch_id)
        document = document_of(connection, office.branch_id, newest, office.keys.columns)
    return SetupDraft(newest, document, document)


def save_draft(office: Office, staff_id: int, based_on: int, document: Document) -> datetime:
    """Store a draft, and return when. It is not in the journal: it is nobody's decision yet.

    Raises:
        CounterError: ``setup.not_editor``, ``staff.role_expired``.
    """
    now = office.clock.now()
    with office.store.write() as connection:
        editor_of(office, connection, staff_id)
        write_draft(connection, office.branch_id, staff_id, SavedDraft(based_on, document, now), office.keys.columns)
    return now


def drop(office: Office, staff_id: int) -> None:
    """Delete a person's draft."""
    with office.store.write() as connection:
        drop_draft(connection, office.branch_id, staff_id)


def publish_draft(
    office: Office, staff_id: int, draft: SetupDraft, why: str, icons: Collection[str] | None = None
) -> Publication:
    """Put a draft in force, by its editor and with the reason, and delete it. See `publishing.publish` for refusals.

    Raises:
        CounterError: ``setup.not_editor``, ``setup.no_reason``, and those of `publishing.publish`.
    """
    author = _author(office, staff_id, why)
    codes = {code for one in procedures.catalogue(office).procedures for code in (one.code, *one.former_codes)}
    known = Known(icons, codes, is_always_open=not any(draft.base.hours.days()))
    made = publishing.publish(office, draft.document, author, based_on=draft.based_on, known=known)
    drop(office, staff_id)
    return made


def undo_to(office: Office, staff_id: int, version: int, why: str) -> Publication:
    """Publish an older version again as a new one, by an editor.

    Raises:
        CounterError: ``setup.not_editor``, ``setup.no_reason``, and those of `publishing.undo`.
    """
    return publishing.undo(office, _author(office, staff_id, why), version=version)


def _author(office: Office, staff_id: int, why: str) -> Author:
    if not why.strip():
        raise CounterError("setup.no_reason")
    with office.store.read() as connection:
        return Author(editor_of(office, connection, staff_id).login, " ".join(why.split()))


def editor_of(office: Office, connection: Connection, staff_id: int) -> Staff:
    """Return who may edit the set-up.

    Raises:
        CounterError: ``setup.not_editor``, ``staff.role_expired``.
    """
    table = tables.staff
    row = connection.execute(
        select(*tables.STAFF).where(table.c.id == staff_id, table.c.branch_id == office.branch_id)
    ).one()
    refuse_expired(office, office.setup_in(connection), row.until)
    editor = staff_from(row)
    if editor.role not in EDITORS:
        raise CounterError("setup.not_editor")
    return editor


def _others(office: Office, connection: Connection, staff_id: int, names: Mapping[int, str]) -> tuple[OtherEditor, ...]:
    now = office.clock.now()
    times = draft_times(connection, office.branch_id)
    return tuple(
        OtherEditor(names[one], at, now - at < _STILL_EDITING)
        for one, at in sorted(times.items(), key=lambda item: item[1], reverse=True)
        if one != staff_id
    )
