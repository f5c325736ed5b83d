"""Check that the names for assistive programs are in the citizen's language, on every screen."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import resources
from kiosk.domain.language.text import VIETNAMESE
from kiosk.gallery import world
from kiosk.gallery.kiosk import GalleryKiosk
from kiosk.gallery.states import states
from ui.theme.panels import PANELS
from ui.visit.visit import Look

#: With the strip of the guidance where that language can be spoken.
LOOKS = [Look("en"), Look("en", is_guided=True), Look("km"), Look("km", low_reach=True)]
#: Letters that only Vietnamese has.
_MARKED = frozenset("ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")
_LEAST_LETTERS = 5
_PLACE = re.compile(r"\\\{\w+(?::[^}]*)?\\\}")


@pytest.fixture
def gallery(qtbot: QtBot) -> Iterator[GalleryKiosk]:
    made = GalleryKiosk(PANELS[0])
    yield made
    made.close()


def vietnamese(language: str) -> re.Pattern[str]:
    """Return a pattern of the Vietnamese sentences that differ in that language, without the language's own name."""
    spoken, own, name = resources.texts(VIETNAMESE), resources.texts(language), resources.language_name(VIETNAMESE)
    apart = [words for key, words in spoken.items() if own.get(key, "") != words and words != name]
    known = set(own.values())
    sentences = {words for words in apart if _says_something(re.sub(r"\{[^}]*\}", "", words)) and words not in known}
    return re.compile("|".join(_PLACE.sub(".+", re.escape(words)) for words in sorted(sentences)))


def _says_something(words: str) -> bool:
    """Return whether the words are a Vietnamese sentence by themselves, whatever is inserted."""
    return sum(letter.isalpha() for letter in words) >= _LEAST_LETTERS and not _MARKED.isdisjoint(words.lower())


def named(window: QWidget) -> Iterator[QWidget]:
    return (part for part in window.findChildren(QWidget) if part.isVisible() and part.accessibleName())


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.language}{look.is_guided}{look.low_reach}")
def test_every_screen_names_its_controls_in_the_language_of_the_citizen(gallery: GalleryKiosk, look: Look) -> None:
    foreign, found = vietnamese(look.language), []
    titles = {one.title for one in world.catalogue().procedures}  # the law's own words
    for name, visit in states().items():
        window = gallery.put(visit, look)
        for part in named(window):
            for said in (part.accessibleName(), part.accessibleDescription()):
                if said not in titles and foreign.fullmatch(said):
                    found.append(f"{name}: {said!r} ({type(part).__name__})")
    assert not found, "\n".join(sorted(set(found)))
