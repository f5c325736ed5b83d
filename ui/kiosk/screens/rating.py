"""Three faces with words, none of them chosen; and, for the third only, what was not satisfying."""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.domain.people.rating import REMARK_LIMIT, Level, RatingReason
from ui.kiosk.screens import words
from ui.kiosk.screens.foot import RingFoot
from ui.kiosk.screens.page import Page, Scene
from ui.kiosk.screens.paged import PagedKeys
from ui.kiosk.screens.typing import Typing
from ui.theme import Role
from ui.visit.common import Confirm, Finish, GoBack, MoreTime
from ui.visit.keyboard import text_of
from ui.visit.rating import ChooseLevel, OpenRemark, RatingState, ToggleReason
from ui.visit.visit import Busy, Visit
from ui.widgets.banner import Panel, Tag, Tone
from ui.widgets.faces import FaceKey
from ui.widgets.keys import Key, Kind
from ui.widgets.text import Text
from ui.widgets.tiles import MarkKey


class _RatingPage(Page):
    """Tag of the ticket, question, countdown: what the screens of the rating share."""

    #: Much stands on the page: a tight one has room for a smaller question.
    is_crowded = False
    #: Whether there is one below what is read.
    has_keyboard = False

    def __init__(self, scene: Scene, question: str, hint: str, left: str = "rating.face.left") -> None:
        """`head` holds what was built here; the subclass places it. `left` says how many seconds there are."""
        super().__init__(scene)
        self._left = left
        theme, wide = self.theme, scene.is_landscape
        self.tag = Tag(theme, Tone.QUIET, "", icon="ticket")
        self.where = Text(theme, Role.SMALL, size=theme.size(Role.SMALL) * 1.04)
        is_tight = scene.is_tight or scene.is_rolled
        share = 0.9 if self.is_crowded and is_tight else 1.18
        self.question = Text(theme, Role.DISPLAY, size=theme.size(Role.TITLE) * share)
        self._question = question
        self.hint = Text(theme, Role.SMALL if self.is_crowded and scene.is_rolled else Role.BODY, scene.say(hint))
        row = scene.beside()
        row.setSpacing(theme.mm(6))
        row.addWidget(self.tag)
        row.addWidget(self.where, 1)
        self.head = QVBoxLayout()
        self.head.setSpacing(0)
        self.head.addSpacing(theme.mm(7 if wide else 16))
        self.head.addLayout(row)
        self.head.addSpacing(theme.mm(2 if wide else 5))
        self.head.addWidget(self.question)
        self.head.addWidget(self.hint)
        self.head.addSpacing(theme.mm(6 if wide else 12))

    def end(self, keys: tuple[Key, ...]) -> None:
        """The foot, after the body is filled."""
        for key in keys:
            key.set_height(self.theme.target(29))
        self._foot = RingFoot(self, keys, words_beside_keys=True, is_short=self.has_keyboard)

    def show_visit(self, visit: Visit) -> None:
        """The ticket and its visit."""
        super().show_visit(visit)
        say, texts, found = self.scene.say, self.scene.texts, visit.of(RatingState).rateable
        question = say(self._question, who=self.scene.who(visit))
        self.question.set_text(words.one_line(question) if self.scene.is_landscape else question)
        if found is not None:
            self.tag.say(Tone.QUIET, say("rating.face.ticket", label=found.ticket.label), "ticket")
            fields = visit.now.setup.fields if visit.now else ()
            field = next((one.name for one in fields if one.code == found.service.field_code), found.service.name)
            name = words.one_line(texts.name(field))
            where = say("rating.face.where", field=name, counter=found.counter) if found.counter else name
            self.where.set_text(where)
        self.show_countdown(visit)

    def show_countdown(self, visit: Visit) -> None:
        """The ring and its sentence."""
        left = visit.seconds_left or 0
        sentence = self.scene.say(self._left, count=left)
        self._foot.show_seconds(
            left, visit.idle_limit or 1, sentence, self.scene.say("rating.face.left_bold", count=left)
        )


class RatingPage(_RatingPage):
    """Equal faces, equal gold; one touch is the answer."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene, "rating.face.title", "rating.face.hint")
        self.body.addLayout(self.head)
        say, theme = scene.say, self.theme
        self.faces = {
            level: self.on(FaceKey(theme, level, say(f"rating.face.{level}")), ChooseLevel(level)) for level in Level
        }
        column = QHBoxLayout() if scene.is_landscape else QVBoxLayout()
        column.setSpacing(theme.mm(8))
        for key in self.faces.values():
            column.addWidget(key, 1)
        self.body.addLayout(column, 1)
        self.body.addSpacing(theme.mm(5 if scene.is_landscape else 13))
        self.body.addWidget(self._promise())
        self.body.addSpacing(theme.mm(5 if scene.is_landscape else 20))
        more = self.on(Key(theme, text=say("rating.face.more"), role=Role.KEY), MoreTime())
        self.skip = self.on(Key(theme, text=say("rating.face.skip"), role=Role.KEY), Finish())
        self.end((more, self.skip))

    def _promise(self) -> QWidget:
        say, theme = self.scene.say, self.theme
        panel = Panel(theme)
        row = QHBoxLayout(panel)
        row.setContentsMargins(theme.mm(12), theme.mm(8), theme.mm(10), theme.mm(8))
        row.setSpacing(theme.mm(8))
        icon = Text(theme, Role.TITLE, icon="shield-check", icon_colour=theme.c.good, size=theme.mm(15))
        icon.setFixedWidth(theme.mm(19))
        row.addWidget(icon)
        anonymous = say("rating.face.anonymous")
        sentence = words.one_line(anonymous) if self.scene.is_landscape else anonymous
        row.addWidget(Text(theme, Role.BODY, sentence, bold=say("rating.face.anonymous_bold")), 1)
        return panel

    def show_visit(self, visit: Visit) -> None:
        """A face that was touched waits for the branch."""
        super().show_visit(visit)
        for key in self.faces.values():
            key.setEnabled(visit.busy is not Busy.RATING)


class ReasonsPage(_RatingPage):
    """Any number of reasons, or none."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene, "rating.reasons.title", "rating.reasons.hint")
        self.body.addLayout(self.head)
        say, theme = scene.say, self.theme
        self.reasons = {
            reason: self.on(MarkKey(theme, say(f"rating.reasons.{reason}")), ToggleReason(reason))
            for reason in RatingReason
        }
        self.remark = self.on(MarkKey(theme, say("rating.reasons.remark"), icon="keyboard"), OpenRemark())
        self.pages: PagedKeys | None = None
        if scene.is_low:
            self.pages = PagedKeys(
                theme,
                say("kiosk.choose.previous"),
                say("kiosk.choose.next"),
                rows=3,
                columns=1 if scene.is_narrow else 2,
            )
            self.pages.row_height = theme.mm(34)
            self.pages.turned.connect(self.pages.show_page)
            self.body.addWidget(self.pages, 1)
        else:
            self.body.addLayout(self._grid())
        self.body.addSpacing(theme.gap(5))
        self.body.addStretch(1)
        self.send = self.on(
            Key(theme, Kind.MAIN, say("rating.reasons.send"), trailing="arrow-right", role=Role.HEADING), Confirm()
        )
        self.send.set_height(theme.primary(30 if scene.is_landscape else 41))
        self.body.addWidget(self.send)
        self.body.addSpacing(theme.mm(8))
        back = self.on(Key(theme, text=say("kiosk.bar.back"), icon="arrow-left", role=Role.KEY), GoBack())
        more = self.on(Key(theme, text=say("rating.face.more"), role=Role.KEY), MoreTime())
        self.end((back, more))

    def _grid(self) -> QGridLayout:
        grid, columns = QGridLayout(), 2 if self.scene.is_landscape else 1
        grid.setSpacing(self.theme.mm(6))
        for place, key in enumerate((*self.reasons.values(), self.remark)):
            grid.addWidget(key, place // columns, place % columns)
        return grid

    def show_visit(self, visit: Visit) -> None:
        """Which reasons are on."""
        super().show_visit(visit)
        state = visit.of(RatingState)
        for reason, key in self.reasons.items():
            key.setChecked(reason in state.reasons)
        takes_remark = state.rateable is not None and state.rateable.takes_remark
        if self.pages is not None:
            self.pages.show_keys([*self.reasons.values(), *([self.remark] if takes_remark else [])], 0)
        else:
            self.remark.setVisible(takes_remark)
        self.remark.setChecked(bool(text_of(visit)))
        is_sending = visit.busy is Busy.RATING
        self.send.set_busy(
            is_sending, self.scene.say("rating.reasons.sending" if is_sending else "rating.reasons.send")
        )


class RemarkPage(_RatingPage):
    """What was not satisfying, in one's own words."""

    is_crowded = True
    has_keyboard = True

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene, "rating.remark.title", "rating.remark.hint", "rating.remark.left")
        say, theme = scene.say, self.theme
        self._send = "rating.remark.send" if scene.is_narrow else "rating.reasons.send"
        self.typing = Typing(
            self,
            hint=say("rating.remark.empty"),
            act=say(self._send),
            event=Confirm(),
            lines=2,
            personal=True,
        )
        if scene.is_rolled:
            if scene.is_small:  # the keyboard and what is to be read share little height
                self.typing.field.setFixedHeight(self.typing.field.high(3 if scene.is_narrow else 1))
            self.body.addLayout(self.head)
            self.keep_in_sight(self.typing.row, self.typing.keyboard)
        else:
            self.head.addLayout(self.typing.row, 1)
            self._arrange()
        self.body.addSpacing(theme.mm(5))
        back = self.on(Key(theme, text=say("kiosk.bar.back"), icon="arrow-left", role=Role.KEY), GoBack())
        more = self.on(Key(theme, text=say("rating.face.more"), role=Role.KEY), MoreTime())
        self.end((back, more))

    def _arrange(self) -> None:
        theme, scene = self.theme, self.scene
        if scene.is_landscape:
            row = QHBoxLayout()
            row.setSpacing(theme.mm(10))
            row.addLayout(self.head, 9)
            keys = QVBoxLayout()
            keys.addSpacing(theme.mm(6))
            keys.addWidget(self.typing.keyboard, 1)
            row.addLayout(keys, 11)
            self.body.addLayout(row, 1)
        else:
            self.body.addLayout(self.head, 1)
            self.body.addSpacing(theme.gap(5))
            self.body.addWidget(self.typing.keyboard)

    def show_visit(self, visit: Visit) -> None:
        """What was written so far."""
        super().show_visit(visit)
        if self.scene.is_tight:
            self.where.set_text("")  # the words need the room
        self.typing.show_visit(visit)
        is_full = len(text_of(visit)) >= REMARK_LIMIT
        self.hint.set_text(self.scene.say("rating.remark.full" if is_full else "rating.remark.hint"))
        is_sending = visit.busy is Busy.RATING
        self.typing.act.set_busy(is_sending, self.scene.say("rating.reasons.sending" if is_sending else self._send))
