"""Show the manager's window: sign in, edit a draft of the set-up, compare and publish it."""

from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication

from kiosk.branch import desk, staff
from kiosk.branch.desk import SignInView
from kiosk.branch.history.exports import note_setup
from kiosk.branch.setup import drafts
from kiosk.branch.setup.drafts import EDITORS, SettingsView
from kiosk.branch.setup.publishing import Author, Publication
from kiosk.clock import Clock
from kiosk.domain.branch_setup import Setup, Staff, StaffRole
from kiosk.domain.language.text import Message, Texts
from kiosk.domain.program_status import BranchCommit, ProgramStatus
from kiosk.domain.setup.difference import differences
from kiosk.domain.setup.document import Document
from kiosk.domain.setup.draft import SetupDraft, SetupPage, rebase
from kiosk.domain.status import ProgramKind, StoreStatus
from ui.ask import Ask
from ui.display import screen_called
from ui.manager.areas import ManagerTab
from ui.manager.files import DraftFiles
from ui.manager.foot import FootAct
from ui.manager.form.choices import Pick
from ui.manager.frame import ManagerFrame
from ui.manager.machine import Machine
from ui.manager.preview import DrawsSlips, no_slip
from ui.manager.reports.writer import ReportWriter
from ui.manager.saving import DraftSaver
from ui.manager.scale import scale_on
from ui.manager.sheets import TellSheet
from ui.manager.words import ChangeWords
from ui.staff.choice import DeskSheet
from ui.staff.idle_lock import IdleLock
from ui.theme import Theme
from ui.widgets import Tone
from ui.window_spec import ProgramParts, SetupFiles, WindowContext, WindowSpec

#: Milliseconds after a commit until the window looks for a new version; seconds between two tries while away.
_LOOK_MS, _RETRY_TICKS = 500, 5
_FIRST_PAGE = SetupPage.SERVICES


class ManagerWindow(ManagerFrame):
    """Let a manager or an administrator edit the set-up.

    `told` is the slot for the values that the program tells. The draft is saved a moment after each change; while the
    branch is away the window says so and saves it later. Nobody loses a draft by the idle lock.
    """

    def __init__(  # noqa: PLR0913 - named options of a window
        self,
        ask: Ask,
        texts: Texts,
        clock: Clock,
        files: SetupFiles,
        theme: Theme | None = None,
        *,
        draw_slip: DrawsSlips = no_slip,
        machine: Machine | None = None,
        reports: ReportWriter | None = None,
    ) -> None:
        super().__init__(ask, texts, clock, theme, draw_slip=draw_slip, machine=machine, reports=reports)
        self.files = DraftFiles(self.kit, files)
        self.setup: Setup | None = None
        self.editor: Staff | None = None
        self.is_away = self.is_busy = False
        self._told_version = 0
        self._pin = ""
        self._staff: tuple[Staff, ...] = ()
        #: The document that is being published.
        self._sent: Document | None = None
        self._sheet: TellSheet | None = None
        self.idle = IdleLock(self, clock)
        self.saver = DraftSaver(self, self.settings, ask)
        self._connect()
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self.load)
        self._ticks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.tick)
        self._timer.start()
        self.load()

    def _connect(self) -> None:
        self.sign_in.entered.connect(self._enter)
        self.own_pin.entered.connect(self.hush)
        self.own_pin.chosen.connect(self._choose_pin)
        self.own_pin.refused.connect(self._refused)
        self.own_pin.left.connect(self.lock)
        self.nav.picked.connect(self._picked)
        self.foot.acted.connect(self._act)
        self.settings.updated.connect(self._show_change)
        self.settings.edited.connect(self.hush)
        self.settings.refused.connect(self._refused)
        self.saver.saved.connect(self._saved)
        self.saver.refused.connect(self._refused)
        self.saver.lost.connect(self._say_away)
        self.differences.goes_back.connect(self._edit_on)
        self.differences.wants_version.connect(self._undo_to)
        self.differences.wants_file.connect(self.files.ask_import)
        self.areas.done.connect(self._ordered)
        self.areas.refused.connect(self._refused)
        self.areas.lost.connect(self._say_away)
        self.files.written.connect(self._written)
        self.files.taken.connect(self._taken)

    # -- from outside ---------------------------------------------------------------------------------------------

    @Slot(object)
    def told(self, status: ProgramStatus) -> None:
        """Look for a new version after a commit, and at once when the branch is back."""
        match status:
            case BranchCommit():
                self.areas.note_commit()
                if not self._look.isActive():
                    self._look.start()
            case StoreStatus.READY:
                self.load()
            case _:
                pass

    def load(self) -> None:
        """Ask for the staff, the names of the branch and the version in force."""
        self.ask(desk.sign_in_view).then(self._loaded, away=self._say_away)

    def lock(self) -> None:
        """Ask for the PIN again. The draft is saved."""
        self._dismiss()
        self.saver.end()
        self.areas.end()
        self._told_version = 0
        editor, self.editor = self.editor, None
        self.settings.forget()
        self.sign_in.reset()
        if editor is not None:
            self.sign_in.choose(editor.login)
        self.show_editor("")
        self.show_body(signed_in=False)

    def tick(self) -> None:
        """Show the time once a second, lock an idle window, and try again while the branch is away."""
        self._ticks += 1
        now = self.clock.now()
        if self.setup is not None:
            self.show_time(self.setup.branch.local(now))
            minutes = self.setup.lock_minutes
            if self.editor is not None and minutes and self.idle.minutes_left(minutes) == 0:
                self.lock()
                self.say(Tone.INFO, self.kit.tell("locked"))
        if self.is_away and self._ticks % _RETRY_TICKS == 0:
            self.load()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._timer.stop()
        self._look.stop()
        self.areas.end()
        self.saver.end()
        self.end_pages()
        self.ask.close()

    # -- answers --------------------------------------------------------------------------------------------------

    def _loaded(self, view: SignInView) -> None:
        self._end_away()
        self.setup, branch = view.setup, view.setup.branch
        self.theme.wear(view.setup.look, self)
        self.header.set_names(self.texts.name(branch.name), self.texts.name(branch.place))
        editors = [one for one in view.staff if one.role in EDITORS]
        self.sign_in.show_staff(editors)
        self._staff = view.staff
        self._follow_editor()
        if self.editor is None and len(editors) == 1:
            self.sign_in.choose(editors[0].login)
        self.tick()
        known = self.settings.view
        if self.editor is not None and known is not None and known.in_force.version != view.setup.published:
            self._ask_view()
        self.saver.retry()

    def _follow_editor(self) -> None:
        """Lock the window of a person whose PIN, role or last day was changed since the sign-in."""
        now = next((one for one in self._staff if self.editor is not None and one.id == self.editor.id), None)
        if self.editor is not None and now is not None and self.editor.has_changed(now):
            self.lock()
            self.say(Tone.CAUTION, self.kit.tell("session_changed", name=now.name))

    def _enter(self, login: str, pin: str) -> None:
        self.hush()
        self._pin = pin
        self.ask(staff.sign_in, login, pin).then(self._signed_in, self._refused, self._say_away)

    def _choose_pin(self, login: str, old: str, new: str) -> None:
        self.ask(staff.choose_secret, login, old, new).then(self._signed_in, self._refused, self._say_away)

    def _signed_in(self, person: Staff) -> None:
        self._end_away()
        self.idle.touch()
        pin, self._pin = self._pin, ""
        if person.is_first_secret:
            self.sign_in.reset()
            self.show_own_pin(person, pin)
            return
        self.own_pin.forget()
        self.editor = person
        self.ask(drafts.settings_view, person.id).then(self._opened, self._refused, self._say_away)

    def _opened(self, view: SettingsView) -> None:
        """Show the settings with the draft of the person who signed in."""
        self.sign_in.reset()
        self.settings.show(view)
        self.saver.begin(view.editor.id, view.saved_at)
        self.show_editor(view.editor.name)
        self.show_body(signed_in=True)
        self.open_page(_FIRST_PAGE)
        self.areas.begin(view.editor, self._staff)
        if view.editor.role is StaffRole.MANAGER and view.saved_at is None:
            self.open_tab(ManagerTab.NOW)
        self.hush()
        if view.saved_at is not None:
            at = self.kit.local(view.saved_at, self.settings.document.branch.zone)
            count = len(self.settings.changes)
            self.say(Tone.INFO, self.kit.tell("restored", count=count, at=f"{at:%H:%M, %d/%m}"))
        self._look_at_others()

    def _ask_view(self) -> None:
        if self.editor is not None:
            self.ask(drafts.settings_view, self.editor.id).then(self._follow, self._refused, self._say_away)

    def _follow(self, view: SettingsView) -> None:
        """Show what somebody else published meanwhile."""
        if self.editor is None or self.settings.view is None or self.is_busy:
            return
        before = self.settings.view.in_force.version
        self.settings.follow(view)
        if view.in_force.version != before and not self.settings.changes:
            who = view.names.get(view.in_force.by, view.in_force.by) or "–"
            self.say(Tone.INFO, self.kit.tell("followed", who=who, version=view.in_force.version))
        self._look_at_others()

    def _look_at_others(self) -> None:
        """Ask what becomes of a draft whose version is not in force any more."""
        view = self.settings.view
        if view is None or not self.settings.changes or self.settings.draft.based_on == view.in_force.version:
            return
        if self._told_version != view.in_force.version:
            self._told_version = view.in_force.version
            newest = partial(self._show_other_version, view)
            self.ask(drafts.in_force).then(newest, self._refused, self._say_away)

    def _show_other_version(self, view: SettingsView, newest: SetupDraft) -> None:
        """Show the other one's change, and let the editor keep or drop the own ones."""
        theirs = differences(self.settings.draft.base, newest.document)
        words = ChangeWords(self.texts)
        who = view.names.get(view.in_force.by, view.in_force.by) or "–"
        title = self.kit.tell("meanwhile.title", who=who, version=newest.based_on)
        lines = [self.kit.tell("meanwhile.why", reason=view.in_force.reason), *(words.line(one) for one in theirs)]
        picks = (
            Pick(newest, self.kit.tell("meanwhile.keep"), icon="pencil"),
            Pick(None, self.kit.tell("meanwhile.drop"), icon="x"),
        )
        self._dismiss()
        self._sheet = TellSheet(self.kit, title, lines, picks)
        self._sheet.chosen.connect(self._decided)

    def _decided(self, newest: SetupDraft | None) -> None:
        if newest is None:
            self._drop()
        else:
            self.settings.rebase(rebase(self.settings.draft, newest))
            self.compare()

    # -- the draft ------------------------------------------------------------------------------------------------

    def _show_change(self) -> None:
        """Show the draft where it is seen: the open page, the navigation and the foot."""
        if not self.settings.is_ready:
            return
        self.nav.refresh()
        if self.page.isVisible():
            self.page.refresh()
        self._show_draft()

    def _saved(self) -> None:
        self._end_away()
        self._show_draft()

    def _show_draft(self) -> None:
        """Show in the foot how the draft stands."""
        if not self.settings.is_ready or self.settings.view is None:
            return
        kit, settings, view = self.kit, self.settings, self.settings.view
        count, problem = len(settings.changes), next(iter(settings.problems), None)
        title = kit.tell("changes", count=count) if count else kit.tell("foot.none")
        text = kit.tell("foot.running", version=view.in_force.version)
        if count and problem is not None:
            page = kit.tell(f"page.{problem.page}")
            text = kit.tell("foot.problem", page=page, what=self.texts.message(problem.problem.message))
        elif count and self.saver.saved_at is not None and not self.saver.is_pending:
            zone = settings.document.branch.zone
            at, today = kit.local(self.saver.saved_at, zone), kit.local(self.clock.now(), zone).date()
            when = f"{at:%H:%M:%S}" if at.date() == today else f"{at:%H:%M, %d/%m}"
            text = f"{kit.tell('foot.saved', at=when)} {text}"
        others = [one.name for one in view.others if one.is_editing]
        if others and problem is None:
            text = f"{text} {kit.tell('foot.others', names=', '.join(others))}"
        icon = "check" if not count else "pencil" if problem is None else "triangle-alert"
        self.foot.say(title, text, icon)
        keys = self.foot.keys
        keys[FootAct.DROP].setEnabled(bool(count))
        keys[FootAct.PUBLISH].setEnabled(bool(count) and problem is None and not self.is_busy)
        label = kit.tell("foot.publish_version", version=view.in_force.version + 1)
        keys[FootAct.PUBLISH].set_text(label if self.is_comparing else kit.tell("foot.publish"))

    def show_foot(self) -> None:
        """Show the keys of the open page, and how the draft stands."""
        super().show_foot()
        self._show_draft()

    def _act(self, act: FootAct) -> None:
        self.hush()
        if act is FootAct.DROP:
            picks = (
                Pick("", self.kit.tell("drop.no"), icon="pencil"),
                Pick("drop", self.kit.tell("drop.yes"), icon="x"),
            )
            lines = [self.kit.tell("drop.text", count=len(self.settings.changes))]
            self._sheet = TellSheet(self.kit, self.kit.tell("drop.title"), lines, picks)
            self._sheet.chosen.connect(self._may_drop)
        elif act is FootAct.COMPARE:
            self.compare()
        elif act is FootAct.EXPORT and self.settings.view is not None:
            self.files.ask_export(self.settings.view.in_force.version + bool(self.settings.changes))
        elif act is FootAct.EDIT:
            self._edit_on()
        elif act is FootAct.PUBLISH:
            self._publish()

    def _ordered(self, words: str) -> None:
        self.say(Tone.GOOD, words)

    def _written(self, path: str) -> None:
        """Say where the file is, and let the journal keep who has it: the names of the staff are in it."""
        self.say(Tone.GOOD, self.texts.say("setup.written", file=path))
        if self.editor is not None:
            self.ask(note_setup, Author(self.editor.login)).then(self._noted, self._refused, self._say_away)

    def _noted(self, _nothing: None) -> None:
        self._end_away()

    def _taken(self, path: str) -> None:
        self.say(Tone.INFO, self.kit.tell("file.taken", file=path))

    def _picked(self, page: SetupPage) -> None:
        self.hush()
        self.open_page(page)

    def _may_drop(self, answer: str) -> None:
        if answer:
            self._drop()

    def _drop(self) -> None:
        if self.editor is not None:
            self.saver.forget()
            self.ask(drafts.drop, self.editor.id).then(self._dropped, self._refused, self._say_away)

    def _dropped(self, _nothing: None) -> None:
        self._reload(Tone.INFO, self.kit.tell("drop.done"))

    def _edit_on(self) -> None:
        page = next(iter(self.settings.by_page), _FIRST_PAGE)
        self.open_page(page)

    def _publish(self) -> None:
        """Publish with the reason; without one, or from another page, ask for it on the page of differences."""
        if not self.is_comparing:
            self.compare()
            self.differences.ask_reason()
            return
        if not self.differences.reason.text:
            self.differences.ask_reason()
            self.say(Tone.CAUTION, self.texts.say("setup.no_reason"))
            return
        if self.editor is None or self.is_busy:
            return
        self.saver.save()
        self._set_busy(busy=True)
        self._sent = self.settings.document
        asked = self.ask(
            drafts.publish_draft,
            self.editor.id,
            self.settings.draft,
            self.differences.reason.text,
            self.settings.icons,
        )
        asked.then(self._published, self._not_published, self._say_away)

    def _undo_to(self, version: int) -> None:
        if self.editor is None or self.is_busy:
            return
        self.saver.save()
        self._set_busy(busy=True)
        why = self.kit.tell("history.reason", version=version)
        self.ask(drafts.undo_to, self.editor.id, version, why).then(
            self._published, self._not_published, self._say_away
        )

    def _set_busy(self, *, busy: bool) -> None:
        self.is_busy = busy
        self.saver.hold(held=busy)
        self.foot.keys[FootAct.PUBLISH].set_busy(busy)

    def _published(self, made: Publication) -> None:
        self.saver.forget()
        self._set_busy(busy=False)
        self.differences.reason.clear()
        key = "published" if made.is_new else "same"
        self._reload(Tone.GOOD, self.texts.say(f"setup.{key}", version=made.version))
        if made.pins:
            names = {one.login: one.name for one in self.settings.document.staff}
            lines = [
                self.kit.tell("pins.line", name=names.get(login, login), pin=pin) for login, pin in made.pins.items()
            ]
            picks = (Pick(None, self.kit.tell("pins.done"), icon="check"),)
            self._sheet = TellSheet(self.kit, self.kit.tell("pins.title"), lines, picks, strong=True)

    def _not_published(self, message: Message) -> None:
        self._sent = None
        self._set_busy(busy=False)
        self._told_version = 0
        self._refused(message)
        if message.key == "setup.meanwhile":
            self._ask_view()

    def _reload(self, tone: Tone, sentence: str) -> None:
        """Begin with the version in force again, and say why."""
        if self.editor is not None:
            again = partial(self._show_version, tone, sentence)
            self.ask(drafts.settings_view, self.editor.id).then(again, self._refused, self._say_away)

    def _show_version(self, tone: Tone, sentence: str, view: SettingsView) -> None:
        if self.editor is None:
            return
        sent, self._sent = self._sent, None
        typed = self.settings.document if sent is not None and self.settings.document != sent else None
        self.settings.show(view)
        self.saver.begin(view.editor.id, view.saved_at)
        if typed is not None:  # edited while the version was being published
            self.settings.put(typed)
        self._show_draft()
        self.say(tone, sentence)
        self._look_at_others()  # a draft stays when an older version comes back

    # -- refusals, and a branch that is away --------------------------------------------------------------------------

    def _refused(self, message: Message) -> None:
        self._end_away()
        self._pin = ""
        self.sign_in.set_busy(busy=False)
        self.own_pin.begin_again()
        self.say(Tone.CAUTION, self.texts.message(message))

    def _say_away(self) -> None:
        """Say that the branch does not answer; what is edited stays here and is saved later."""
        self.is_away = True
        self._sent = None
        self._set_busy(busy=False)
        self.sign_in.set_busy(busy=False)
        self.own_pin.begin_again()
        self.say(Tone.CAUTION, self.kit.tell("away.title"), self.kit.tell("away.text"))

    def _end_away(self) -> None:
        """Take the sentence away: the branch has answered."""
        if self.is_away:
            self.is_away = False
            self.hush()

    def _dismiss(self) -> None:
        """Close every sheet: each shows something of the draft."""
        for sheet in self.findChildren(DeskSheet):
            if not sheet.isHidden():
                sheet.dismiss()
        self._sheet = None


def make_manager(context: WindowContext, scale: float | None = None) -> ManagerWindow:
    """Return the manager's window; without `scale` as large as its screen allows."""
    if scale is None:
        screen = screen_called(context.site.output_of("manager")) or QApplication.primaryScreen()
        scale = scale_on(screen.availableGeometry())
    theme = Theme.desk(
        scale,
        language=context.language,
        reduced_motion=context.site.config.screen.reduced_motion,
        look=context.look,
    )
    window = ManagerWindow(
        context.ask(),
        context.texts(context.language),
        context.clock,
        context.setup_files,
        theme,
        draw_slip=context.draw_slip,
        machine=context.machine,
        reports=context.reports,
    )
    context.statuses.told.connect(window.told)
    return window


MANAGER = WindowSpec("manager", make=make_manager, parts=ProgramParts(kind=ProgramKind.MANAGER))
