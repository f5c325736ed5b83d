"""Draw the settings window: each page with a draft, the look in two drafts, and the page of differences."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from kiosk.branch import desk
from kiosk.branch.desk import SignInView
from kiosk.branch.setup import consequences
from kiosk.branch.setup.drafts import SettingsView
from kiosk.clock import ManualClock
from kiosk.domain.artwork import read_artwork
from kiosk.domain.language.text import LocalText
from kiosk.domain.look import Colour, Roundel
from kiosk.domain.setup.document import Document
from kiosk.domain.setup.draft import SetupDraft, SetupPage
from kiosk.domain.setup.values import with_value
from kiosk.domain.setup.version import PublishedVersion
from kiosk.gallery import world
from kiosk.gallery.still import StillPicture, photograph, put_away, words
from kiosk.program.sample import sample_document
from kiosk.program.slip_picture import slip_picture
from ui.manager.pages import PAGES
from ui.manager.pages.look import LookPage
from ui.manager.window import ManagerWindow
from ui.still import still_ask
from ui.theme import Theme
from ui.theme.palettes import named_colours

SCREENS = ((1366, 768), (1600, 1000), (1920, 1080))
LANGUAGES = ("vi", "en")
#: A star in a ring: it stands for the artwork of a province.
_SIGN = (
    b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100'><circle cx='50' cy='50' r='50' fill='#fff'/>"
    b"<circle cx='50' cy='50' r='39' fill='none' stroke='#39342F' stroke-width='4'/>"
    b"<path d='M50 22l7 20h21l-17 13 6 21-17-12-17 12 6-21-17-13h21z' fill='#39342F'/></svg>"
)


def settings_pictures(*, whole: bool) -> Iterator[StillPicture]:
    """Yield the pages on one screen in Vietnamese; with `whole`, on every screen and in both languages."""
    for width, height in SCREENS if whole else SCREENS[1:2]:
        for language in LANGUAGES if whole else LANGUAGES[:1]:
            window = _window(language, width, height)
            for page in PAGES:
                for state, document in _drafts(page):
                    _show(window, document)
                    window.open_page(page)
                    yield _still(window, state, language)
            window.compare()
            yield _still(window, "differences", language)
            put_away(window)


def _drafts(page: SetupPage) -> Iterator[tuple[str, Document]]:
    """Yield the states of a page, each with its draft."""
    document = sample_document()
    if page is not SetupPage.LOOK:
        yield page.value, document
        return
    own = with_value(document, ("look", "main"), Colour.from_text("#8F0F1A"))
    yield "look too light", with_value(own, ("look", "roundel"), Roundel.of(read_artwork(_SIGN)))
    yield "look lam", replace(document, look=named_colours()[1].put_on(document.look))


def _window(language: str, width: int, height: int) -> ManagerWindow:
    ask = still_ask(
        {
            desk.sign_in_view: lambda: SignInView(world.setup(), world.STAFF),
            consequences.consequences: lambda _draft: {},
        }
    )
    theme = Theme.desk(language=language)
    window = ManagerWindow(ask, words(language), ManualClock(world.MOMENT), theme, draw_slip=slip_picture)
    window.resize(width, height)
    window.show()
    return window


def _show(window: ManagerWindow, document: Document) -> None:
    editor, saved = world.STAFF[-1], world.MOMENT - timedelta(minutes=1)
    version = PublishedVersion(1, world.MOMENT - timedelta(days=1), editor.login, "Ngày đầu hoạt động")
    view = SettingsView(
        editor=editor,
        draft=SetupDraft(version.version, sample_document(), document),
        saved_at=saved,
        versions=(version,),
        others=(),
        names={one.login: one.name for one in world.STAFF},
        procedures={one.code: LocalText(one.name) for one in world.catalogue().procedures},
        used_codes=frozenset(),
    )
    window.settings.show(view)
    window.saver.saved_at = saved
    window.show_editor(editor.name)
    window.show_body(signed_in=True)


def _still(window: ManagerWindow, state: str, language: str) -> StillPicture:
    photograph(window)  # lays it out
    if isinstance(window.page, LookPage):
        window.page.previews.draw()
    size = f"{window.width()}x{window.height()}"
    file = Path("settings", f"{size}-{language}", f"{state.replace(' ', '-')}.png")
    return StillPicture(file, f"settings {state}", f"settings {size} · {language}", photograph(window))
