"""Read a screen: its texts and controls in the order of the page, and what each of them says.

The spoken guidance, the focus and assistive programs have one source: the accessible names of the page's own widgets.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton, QLayout, QWidget

from kiosk.domain.language.spoken_form import spelt, spoken_form
from ui.layout.body import Content
from ui.theme import Role
from ui.widgets.bars import Ring
from ui.widgets.header import Header
from ui.widgets.input.field import InputField
from ui.widgets.keys import Key
from ui.widgets.text import Text

if TYPE_CHECKING:
    from kiosk.domain.language.text import Texts

_ALOUD = "aloud"
_TITLES = (Role.TITLE, Role.DISPLAY)
_CODE = re.compile(r"(?=.*\d)[A-Z0-9 ]+")
#: Begins what was typed into a field, so that it is not taken for a sentence.
_TYPED = "\t"
_END = re.compile(r"(?<=[.?])\s+")
_FIGURES = re.compile(r"\d+")
_PLACE = re.compile(r"\d+ / \d+")


def say_aloud(widget: QWidget, words: str) -> None:
    """Let a loudspeaker say `words` instead of the widget's own, which are for one person only; "" is silence."""
    widget.setProperty(_ALOUD, words)


def reading_order(root: QWidget) -> Iterator[QWidget]:
    """Yield everything to be read on a visible screen, in the order of its blocks and layouts; else from top to bottom.

    A control is one part, whatever it is made of. The header is the place's and not the screen's; a ring only shows
    what the sentence beside it says.
    """
    for child in _children(root):
        if child.isHidden() or isinstance(child, Header | Ring):
            continue
        if isinstance(child, QAbstractButton):
            yield child
            continue
        inside = list(reading_order(child))
        if inside:
            yield from inside
        elif child.accessibleName():
            yield child


def stops(parts: Sequence[QWidget]) -> list[QAbstractButton]:
    """Return the controls among `parts` that can be used now: the five keys walk through them.

    Not by their focus policy: Qt takes it from all choices of a button group but the one that was touched.
    """
    return [part for part in parts if isinstance(part, QAbstractButton) and part.isEnabled()]


def title_first(parts: Sequence[QWidget]) -> list[QWidget]:
    """Return what is only read, the screen's title before the rest."""
    read = [part for part in parts if not isinstance(part, QAbstractButton)]
    title = next((part for part in read if isinstance(part, Text) and part.role in _TITLES), None)
    return read if title is None else [title, *(part for part in read if part is not title)]


def words_of(part: QWidget, texts: "Texts", *, private: bool) -> str:
    """Return what a part says; "" where that is nobody else's business and everybody hears it."""
    aloud = part.property(_ALOUD)
    if isinstance(aloud, str) and not private:
        return spoken_form(aloud, texts)
    if isinstance(part, InputField):
        typed = part.accessibleDescription()
        return (spelt(typed) if _CODE.fullmatch(typed) else typed) or spoken_form(part.accessibleName(), texts)
    return spoken_form(part.accessibleName(), texts)


def sentences(words: Iterable[str]) -> list[str]:
    """Return each sentence by itself: what is being said can then be followed on the strip."""
    return [one for text in words for one in _END.split(text) if one]


def announced(key: QAbstractButton, place: int, count: int, texts: "Texts") -> str:
    """Return the words for a control: name, what stands below it, role, state, and which of how many it is."""
    about = [key.accessibleName(), key.accessibleDescription().rstrip(".")]
    kind = texts.say("speech.role.choice" if key.isCheckable() else "speech.role.key")
    if key.isCheckable():
        kind += f", {texts.say('speech.state.chosen' if key.isChecked() else 'speech.state.not_chosen')}"
    if isinstance(key, Key) and key.is_busy:
        kind += f", {texts.say('speech.state.busy')}"
    where = texts.say("speech.place", place=place, count=count)
    return ". ".join(spoken_form(words, texts) for words in (*about, kind, where) if words)


def sameness(part: QWidget, words: str) -> str:
    """Return what has to change for a part to be said again; not the seconds of a countdown or the people waiting."""
    if isinstance(part, InputField):
        return f"{_TYPED}{words}"
    return words if _PLACE.fullmatch(part.accessibleName()) else _FIGURES.sub("#", words)


def news(now: Mapping[str, str], before: Iterable[str]) -> list[str]:
    """Return what is to be said of a screen that changed; of a field that grew, what was added.

    Both arguments are by `sameness`.
    """
    typed = [same for same in before if same.startswith(_TYPED)]
    new = {same: words for same, words in now.items() if same not in set(before)}
    return [_added(same, typed) or words for same, words in new.items()]


def _added(same: str, typed: Iterable[str]) -> str:
    return next((same.removeprefix(old).strip() for old in typed if same.startswith(f"{old} ")), "")


def _children(widget: QWidget) -> list[QWidget]:
    layout = widget.layout()
    placed = list(_laid_out(layout)) if layout is not None else []
    if isinstance(widget, Content):
        placed = widget.order
    known = {id(child) for child in placed}
    loose = [child for child in widget.children() if isinstance(child, QWidget) and id(child) not in known]
    return [*placed, *sorted(loose, key=_from_above)]


def _from_above(widget: QWidget) -> tuple[int, int]:
    return widget.y(), widget.x()


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)
