"""Draw the boards, landscape and portrait, and the counter signs, in every language."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import resources
from kiosk.branch import board
from kiosk.branch.board import BoardView, Call, HallView
from kiosk.clock import ManualClock
from kiosk.domain.language.text import CounterError
from kiosk.gallery import world
from kiosk.gallery.still import StillPicture, photograph, put_away, words
from ui.ask import Ask
from ui.hall.counter_sign import CounterSign
from ui.hall.window import WORDS_SECONDS, BoardOptions, HallWindow
from ui.still import still_ask

BOARDS = ((1920, 1080), (1080, 1920))
SIGNS = ((1280, 480), (480, 800))
_PEOPLE = (9, 7, 2, 3, 0, 1, 11, 1, 4, 2)
_CALLS = (("B117", 3), ("A041", 1), ("T063", 5), ("D011", 4), ("B118", 3), ("E024", 6), ("A043", 2))


def _call(place: int, label: str, counter: int) -> Call:
    at = world.MOMENT - timedelta(minutes=len(_CALLS) - place)
    return Call(place, label, counter, at, again=False, has_priority=label == "E024")


def _busy() -> BoardView:
    calls = [_call(place, label, counter) for place, (label, counter) in enumerate(_CALLS)]
    waiting = tuple(zip(world.setup().fields, _PEOPLE, strict=False))
    current, recent = tuple(reversed(calls[3:])), tuple(reversed(calls[:3]))
    return BoardView(len(calls), world.MOMENT, current, recent, waiting, frozenset(range(1, 6)))


def _long() -> BoardView:
    view = _busy()
    newest = replace(view.current[0], label="A1045", counter=12, has_priority=True)
    return replace(view, current=(newest, *view.current[1:]))


def _early() -> BoardView:
    waiting = tuple((field, 0) for field in world.setup().fields)
    return BoardView(0, world.MOMENT, (), (), waiting, frozenset())


class _Hall:
    """Answer the board's use cases with the values of one state. `view` None: the branch is cut off."""

    def __init__(self) -> None:
        self.view: BoardView | None = _busy()

    def look(self) -> BoardView:
        """Return the view of the state.

        Raises:
            CounterError: ``store.away`` in a state that is cut off.
        """
        if self.view is None:
            raise CounterError("store.away")
        return self.view

    def ask(self) -> Ask:
        """Return an `Ask` that is answered from this state, without new calls."""
        return still_ask({board.hall_view: lambda _after: HallView(world.setup(), (), self.look())})


def _following() -> BoardView:
    fields = world.setup().fields
    first = [tuple(f"{one.code[0]}{44 + place + 6 * at:03d}" for place in range(6)) for at, one in enumerate(fields)]
    return replace(_busy(), following=tuple(zip(fields, first, strict=True)))


def _peak() -> BoardView:
    """Return a board with twelve calls at once."""
    calls = [_call(place, f"{'ABDT'[place % 4]}{41 + 7 * place:03d}", 1 + 3 * place % 38) for place in range(1, 13)]
    return replace(_busy(), seq=12, current=tuple(reversed(calls)))


_COMING_UP, _PEAK = "coming up", "peak"
_STATES = {"called": _busy, _COMING_UP: _following, _PEAK: _peak, "long numbers": _long, "early": _early, "away": None}
#: The states of a counter sign, with the number of its counter.
_SIGNS = {"sign called": 6, "sign waiting": 5, "sign closed": 12}


def hall_pictures(*, whole: bool) -> Iterator[StillPicture]:
    """Draw every board in every language. `whole`: in every state."""
    for window, language, state in boards(whole=whole):
        kind = "sign" if isinstance(window, CounterSign) else "hall"
        screen = f"{kind}-{window.width()}x{window.height()}"
        file = Path(screen, language, f"{state.replace(' ', '-')}.png")
        yield StillPicture(file, state, f"{screen} · {language}", photograph(window))


def boards(*, whole: bool) -> Iterator[tuple[HallWindow | CounterSign, str, str]]:
    """Yield each board and counter sign in each state, with its language and the state's name."""
    for language in resources.languages():
        still = _Hall()
        options = BoardOptions(reduced_motion=True)
        hall = HallWindow(still.ask(), [words(language)], ManualClock(world.MOMENT), options)
        hall.show()
        for name, view in _STATES.items() if whole else list(_STATES.items())[:1]:
            still.view = view() if view is not None else None
            hall.changed()
            if name == _COMING_UP:
                _wait(hall)
            for size in BOARDS:
                hall.resize(*size)
                yield hall, language, name
            if name == _COMING_UP:
                _wait(hall)
        put_away(hall)
        for name, counter in _SIGNS.items():
            clock = ManualClock(world.MOMENT)
            sign = CounterSign(_Hall().ask(), [words(language)], clock, counter, reduced_motion=True)
            sign.show()
            for size in SIGNS:
                sign.resize(*size)
                yield sign, language, name
            put_away(sign)


def _wait(board: HallWindow) -> None:
    """Wait until the board shows the next of its alternating texts."""
    for _ in range(WORDS_SECONDS):
        board._tick()
