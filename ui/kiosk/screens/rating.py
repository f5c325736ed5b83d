"""Ask for a rating: three or five faces, then reasons and a remark for a citizen who is not satisfied."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from kiosk.domain.people.rating import REMARK_LIMIT, Level
from ui.kiosk.screens import words
from ui.kiosk.screens.foot import RingFoot
from ui.kiosk.screens.page import Page, Scene
from ui.kiosk.screens.typing import Typing
from ui.layout.blocks import Choices, Keys, Read
from ui.layout.fit import Side
from ui.layout.key_list import KeyList
from ui.theme import Role
from ui.visit.common import Confirm, Finish, GoBack, MoreTime
from ui.visit.keyboard import text_of
from ui.visit.rating import ChooseLevel, OpenRemark, RatingState, ToggleReason, offered, rules_of, takes_remark
from ui.visit.visit import Busy, Visit
from ui.widgets.banner import Panel, Tag, Tone
from ui.widgets.beside import Beside
from ui.widgets.faces import FaceKey
from ui.widgets.keys import Key, Kind
from ui.widgets.text import Text
from ui.widgets.tiles import MarkKey


class _RatingPage(Page):
    """Hold what the screens of the rating share: tag of the ticket, question, countdown."""

    #: Size of the question against a title.
    question_size = 1.18

    def __init__(self, scene: Scene, question: str, hint: str, left: str = "rating.face.left") -> None:
        """Build `head`, which the subclass places. `left` says how many seconds there are."""
        super().__init__(scene)
        self._left, self._question = left, question
        theme = self.theme
        self.tag = Tag(theme, Tone.QUIET, "", icon="ticket")
        self.tag.setFixedSize(self.tag.sizeHint())
        self.where = Text(theme, Role.SMALL, size=theme.size(Role.SMALL) * 1.04)
        self.question = Text(theme, Role.DISPLAY, size=theme.size(Role.TITLE) * self.question_size)
        self.hint = Text(theme, Role.BODY, scene.say(hint))
        #: What is read first, in this order.
        self.head = Beside(theme, self.tag, [self.where], gap=6), self.question, self.hint

    def end(self, keys: tuple[Key, ...]) -> None:
        """Build the foot."""
        self._foot = RingFoot(self, keys)

    def show_visit(self, visit: Visit) -> None:
        """Show the ticket and its visit."""
        super().show_visit(visit)
        say, texts, found = self.scene.say, self.scene.texts, visit.of(RatingState).rateable
        self.question.set_text(words.one_line(say(self.question_of(visit), who=self.scene.who(visit))))
        if found is not None:
            self.tag.say(Tone.QUIET, say("rating.face.ticket", label=found.ticket.label), "ticket")
            self.tag.setFixedSize(self.tag.sizeHint())
            fields = visit.now.setup.fields if visit.now else ()
            field = next((one.name for one in fields if one.code == found.service.field_code), found.service.name)
            name = words.one_line(texts.name(field))
            where = say("rating.face.where", field=name, counter=found.counter) if found.counter else name
            self.where.set_text(where)
        self.show_countdown(visit)

    def question_of(self, _visit: Visit) -> str:
        """Return the key of the question's sentence."""
        return self._question

    def show_countdown(self, visit: Visit) -> None:
        """Show the ring and its sentence."""
        left = visit.seconds_left or 0
        sentence = self.scene.say(self._left, count=left)
        self._foot.show_seconds(
            left, visit.idle_limit or 1, sentence, self.scene.say("rating.face.left_bold", count=left)
        )


class RatingPage(_RatingPage):
    """Show equal faces, as many as the branch has levels; one touch is the answer."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene, "rating.face.title", "rating.face.hint")
        say, theme = scene.say, self.theme
        self.faces = {
            level: self.on(FaceKey(theme, level, say(f"rating.face.{level}")), ChooseLevel(level)) for level in Level
        }
        more = self.on(Key(theme, text=say("rating.face.more"), role=Role.KEY), MoreTime())
        self.skip = self.on(Key(theme, text=say("rating.face.skip"), role=Role.KEY), Finish())
        self.end((more, self.skip))
        self.compose(Read(*self.head), Keys(*self.faces.values(), height=97).below(12), Read(self._promise()).below(12))

    def _promise(self) -> QWidget:
        say, theme = self.scene.say, self.theme
        panel = Panel(theme)
        row = QHBoxLayout(panel)
        row.setContentsMargins(theme.mm(12), theme.mm(8), theme.mm(10), theme.mm(8))
        row.setSpacing(theme.mm(8))
        icon = Text(theme, Role.TITLE, icon="shield-check", icon_colour=theme.c.good, size=theme.mm(15))
        icon.setFixedWidth(theme.mm(19))
        row.addWidget(icon)
        sentence = words.one_line(say("rating.face.anonymous"))
        row.addWidget(Text(theme, Role.BODY, sentence, bold=say("rating.face.anonymous_bold")), 1)
        return panel

    def show_visit(self, visit: Visit) -> None:
        """Disable the faces while the branch is asked."""
        super().show_visit(visit)
        scale = rules_of(visit).scale
        labels = tuple(self.faces[level].label for level in scale)
        for level, key in self.faces.items():
            key.setVisible(level in scale)
            key.words = labels
            key.setEnabled(visit.busy is not Busy.RATING)


class ReasonsPage(_RatingPage):
    """Take any number of reasons, or none."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene, "rating.reasons.title", "rating.reasons.hint")
        say, theme = scene.say, self.theme
        self.reasons: dict[str, MarkKey] = {}
        self.list = KeyList(theme, scene.turn_words, row=38, least_row=24, column=120)
        self.list.turned.connect(self.list.show_page)
        self.remark = self.on(Key(theme, icon="keyboard", role=Role.LABEL), OpenRemark())
        self.send = self.on(
            Key(theme, Kind.MAIN, say("rating.reasons.send"), trailing="arrow-right", role=Role.HEADING), Confirm()
        )
        back = self.on(Key(theme, text=say("kiosk.bar.back"), icon="arrow-left", role=Role.KEY), GoBack())
        more = self.on(Key(theme, text=say("rating.face.more"), role=Role.KEY), MoreTime())
        self.end((back, more))
        acts = Keys(self.remark, self.send, shares=(30, 43)).below(10)
        self.compose(Read(*self.head), Choices(self.list).below(12), acts.staying())

    def show_visit(self, visit: Visit) -> None:
        """Show which reasons are chosen, and whether a remark is written."""
        super().show_visit(visit)
        say, state = self.scene.say, visit.of(RatingState)
        self._offer(visit)
        for reason, key in self.reasons.items():
            key.setChecked(reason in state.reasons)
        self.remark.setVisible(takes_remark(visit))
        self.remark.set_text(say("rating.reasons.change_remark" if text_of(visit) else "rating.reasons.remark"))
        is_sending = visit.busy is Busy.RATING
        self.send.set_busy(is_sending, say("rating.reasons.sending" if is_sending else "rating.reasons.send"))

    def question_of(self, visit: Visit) -> str:
        """Ask what was good, where the answer was good."""
        level = visit.of(RatingState).level
        return "rating.contents.title" if level is not None and not level.is_low else super().question_of(visit)

    def _offer(self, visit: Visit) -> None:
        """Show a key for each reason or content of the branch."""
        codes = offered(visit)
        if codes == tuple(self.reasons):
            return
        for key in self.reasons.values():
            self.forget(key)
        named = {one.code: self.scene.texts.name(one.name) for one in visit.now.setup.reasons} if visit.now else {}
        kind = "contents" if rules_of(visit).contents else "reasons"
        self.reasons = {
            code: self.on(
                MarkKey(self.theme, named.get(code) or self.scene.say(f"rating.{kind}.{code}"), of_many=True),
                ToggleReason(code),
            )
            for code in codes
        }
        self.list.show_keys(list(self.reasons.values()), 0)


class RemarkPage(_RatingPage):
    """Take what was not satisfying in the citizen's own words."""

    question_size = 0.9

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene, "rating.remark.title", "rating.remark.hint", "rating.remark.left")
        say, theme = scene.say, self.theme
        self._send = "rating.remark.send" if theme.is_rolled else "rating.reasons.send"
        self.typing = Typing(
            self, hint=say("rating.remark.empty"), act=say(self._send), event=Confirm(), lines=2, personal=True
        )
        back = self.on(Key(theme, text=say("kiosk.bar.back"), icon="arrow-left", role=Role.KEY), GoBack())
        more = self.on(Key(theme, text=say("rating.face.more"), role=Role.KEY), MoreTime())
        self.end((back, more))
        writing, keys = self.typing.writing(Side.LEFT), self.typing.keys(Side.RIGHT, steady=True)
        self.compose(Read(*self.head).at(Side.LEFT), *writing, keys, left=9, right=11)

    def show_visit(self, visit: Visit) -> None:
        """Show what was written so far."""
        super().show_visit(visit)
        self.typing.show_visit(visit)
        is_full = len(text_of(visit)) >= REMARK_LIMIT
        self.hint.set_text(self.scene.say("rating.remark.full" if is_full else "rating.remark.hint"))
        is_sending = visit.busy is Busy.RATING
        self.typing.act.set_busy(is_sending, self.scene.say("rating.reasons.sending" if is_sending else self._send))
