"""Check that the board shows every call in order, also calls that it missed."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

import resources
from kiosk.branch.board import BoardView, Call
from kiosk.clock import ManualClock
from kiosk.domain.branch_setup import HallRules
from kiosk.domain.feedback import FeedbackBlock
from kiosk.domain.language.text import Message, Texts
from kiosk.domain.orders import EVERY_STATION, DayNotice, StationOrders
from kiosk.domain.program_status import BranchCommit, OtherVersion
from kiosk.domain.status import StoreStatus
from tests.patience import PATIENCE_MS
from tests.ui.desk.desk_fakes import NOW
from tests.ui.hall.hall_fakes import FIELDS, FakeHall
from tests.ui.touching import until
from ui.ask import Ask
from ui.hall.window import PAGE_SECONDS, BoardOptions, HallWindow

Make = Callable[..., HallWindow]


def texts_of(language: str) -> Texts:
    return Texts(language, resources.texts(language), resources.texts("vi"))


@pytest.fixture
def branch() -> FakeHall:
    return FakeHall()


@pytest.fixture
def make(qtbot: QtBot, branch: FakeHall) -> Make:
    def made(
        *, hold_ms: int = 20, reduced_motion: bool = True, languages: tuple[str, ...] = ("vi",), notice: str = ""
    ) -> HallWindow:
        branch.rules = HallRules(languages, (notice,) if notice else ())
        window = HallWindow(
            Ask(branch),
            [texts_of(language) for language in languages],
            ManualClock(NOW + timedelta(minutes=1)),
            BoardOptions(hold_ms=hold_ms, reduced_motion=reduced_motion),
        )
        qtbot.addWidget(window)
        window.show()
        until(qtbot, lambda: not window.follower.is_asking)
        return window

    return made


def watch(window: HallWindow) -> list[str]:
    """Record the numbers of the first row, as they come."""
    seen: list[str] = []
    show = window.calls.show_calls

    def noted(calls: tuple[Call, ...], *, is_new: bool = False, page: int = 1, pages: int = 1) -> None:
        show(calls, is_new=is_new, page=page, pages=pages)
        if is_new:
            seen.append(window.calls.labels[0])

    window.calls.show_calls = noted  # type: ignore[method-assign]  # one window is watched
    return seen


def test_the_board_shows_what_is_called_now(qtbot: QtBot, make: Make, branch: FakeHall) -> None:
    branch.call("A041", 1)
    branch.done.add("A041")
    branch.call("A042", 2)
    window = make()
    assert window.calls.labels == ("A042",)
    assert window.side.recent_labels == ("A041",)


def test_a_call_appears_when_the_branch_changes(qtbot: QtBot, make: Make, branch: FakeHall) -> None:
    window = make()
    assert window.calls.labels == ()
    branch.call("A042", 2)
    window.changed()
    until(qtbot, lambda: window.calls.labels == ("A042",))


def test_every_missed_call_is_shown_in_turn(qtbot: QtBot, make: Make, branch: FakeHall) -> None:
    window = make()
    seen = watch(window)
    expected = []
    for number in range(1, 13):
        label = f"A{number:03d}"
        branch.call(label, 1 + number % 3)
        branch.done.add(label)  # served long before the board hears of it
        expected.append(label)
    window.changed()
    qtbot.waitUntil(lambda: len(seen) == 12, timeout=PATIENCE_MS)
    assert seen == expected
    until(qtbot, lambda: window.calls.labels == ())  # then the board as it stands


def test_calls_that_have_rows_stand_on_the_board_at_once(qtbot: QtBot, make: Make, branch: FakeHall) -> None:
    window = make(hold_ms=60_000)
    for counter in (1, 2, 3):
        branch.call(f"A00{counter}", counter)
    window.changed()
    until(qtbot, lambda: window.calls.labels == ("A003", "A002", "A001"))
    branch.call("A004", 4)
    window.changed()
    until(qtbot, lambda: window.calls.labels == ("A004", "A003", "A002", "A001"))


def test_a_new_call_does_not_wait_for_those_that_were_missed(qtbot: QtBot, make: Make, branch: FakeHall) -> None:
    window = make(hold_ms=60_000)
    for counter in range(1, 8):
        branch.call(f"A00{counter}", counter)
    window.changed()
    until(qtbot, lambda: window.calls.labels == ("A001",))
    branch.call("B008", 8)
    window.changed()
    until(qtbot, lambda: window.calls.labels == ("B008", "A007", "A006", "A005"))
    assert window.side.recent_labels == ("A004", "A003", "A002")


def test_more_citizens_than_rows_are_waited_for(qtbot: QtBot, make: Make, branch: FakeHall) -> None:
    """At a peak each called citizen appears large on the board again and again until they have come."""
    for counter in range(1, 13):
        branch.call(f"A{counter:03d}", counter)
    branch.served.add("A012")
    window = make()
    pages, marks = [], []
    for _ in range(4):
        pages.append(window.calls.labels)
        marks.append(window.calls.page_mark)
        for _ in range(PAGE_SECONDS):
            window._tick()
    assert marks == ["Trang 1/4", "Trang 2/4", "Trang 3/4", "Trang 4/4"]
    assert pages[:2] == [("A011", "A010", "A009", "A008"), ("A011", "A007", "A006", "A005")]
    assert {label for page in pages for label in page} == {f"A{counter:03d}" for counter in range(1, 12)}
    window._tick()
    assert window.calls.page_mark == "Trang 1/4"
    branch.call("B013", 13)
    for _ in range(PAGE_SECONDS):
        window._tick()
    window.changed()
    until(qtbot, lambda: window.calls.labels == ("B013", "A008", "A007", "A006"))  # at once, on any page
    branch.served.update(call.label for call in branch.journal[:9])
    window.changed()
    until(qtbot, lambda: window.calls.labels == ("B013", "A011", "A010", "A012") and not window.calls.page_mark)


def test_before_the_first_call_the_board_says_how_to_take_a_number_and_the_hours(make: Make) -> None:
    window = make()
    assert window.calls.labels == ()
    how, hours = window.calls._morning
    assert "Lấy số thứ tự" in how
    assert hours == "Giờ làm việc hôm nay: 07:00–17:00"


def test_a_stale_call_is_not_shown_as_a_new_one(qtbot: QtBot, make: Make, branch: FakeHall) -> None:
    window = make()
    called: list[str] = []

    def note(call: Call) -> None:
        called.append(call.label)

    window.called.connect(note)
    branch.call("A001", 1)
    assert isinstance(window._clock, ManualClock)
    window._clock.advance(timedelta(minutes=9))
    branch.moment += timedelta(minutes=9)
    branch.call("A002", 2)
    branch.journal[1] = replace(branch.journal[1], at=branch.moment)
    branch.done.update({"A001", "A002"})
    window.changed()
    until(qtbot, lambda: called == ["A002"])
    until(qtbot, lambda: window.side.recent_labels == ("A002", "A001"))  # where it went stands there all the same


def test_a_managers_sentence_of_today_comes_first(qtbot: QtBot, make: Make, branch: FakeHall) -> None:
    today = DayNotice("1", EVERY_STATION, "Chiều nay nghỉ từ 15:30.", NOW)
    elsewhere = DayNotice("2", "kiosk-1", "Máy này hỏng.", NOW)
    branch.stations = StationOrders(notices=(today, elsewhere))
    window = make(languages=("vi",))
    shown = []
    for _ in range(20):
        shown.append(window.notice.text)
        window._tick()
    assert {today.text, texts_of("vi").say("hall.notice")} == set(shown)


def test_the_words_take_turns_in_the_languages(qtbot: QtBot, make: Make, branch: FakeHall) -> None:
    branch.call("A042", 2)
    window = make(languages=("vi", "en"), notice="Nghỉ trưa từ 11:30.")
    notices = []
    for _ in range(4):
        notices.append(window.notice.text)
        for _ in range(10):
            window._tick()
    english, vietnamese = texts_of("en"), texts_of("vi")
    own = "Nghỉ trưa từ 11:30."
    assert notices == [vietnamese.say("hall.notice"), english.say("hall.notice"), own, own]
    assert window.calls.labels == ("A042",)
    assert window.theme.language == "vi"


def test_the_board_says_where_feedback_is_sent(make: Make, branch: FakeHall) -> None:
    branch.feedback = FeedbackBlock(phone="0290 3000 000", website="https://example.vn")
    window, said = make(), set()
    for _ in range(2):
        said.add(window.notice.text)
        for _ in range(10):
            window._tick()
    assert "Phản ánh, kiến nghị: 0290 3000 000\u00a0· example.vn" in said


def test_who_comes_next_takes_turns_with_how_many_wait(qtbot: QtBot, make: Make, branch: FakeHall) -> None:
    """A citizen can follow the next numbers, in every language, before the counts return."""
    branch.following = ((FIELDS[0], ("A044", "A046", "A045")), (FIELDS[4], ("T011",)))
    window = make(languages=("vi", "en"))
    until(qtbot, lambda: bool(window.side._waiting))
    told = []
    for _ in range(5):
        told.append(window.side.accessibleName().split(", ")[0])
        for _ in range(10):
            window._tick()
    assert told == ["Hộ tịch: 9", "Hộ tịch (en): 9", "Hộ tịch: A044", "Hộ tịch (en): A044", "Hộ tịch: 9"]


def test_a_call_made_while_the_board_was_asking_is_not_lost(qtbot: QtBot, make: Make, branch: FakeHall) -> None:
    window = make()
    seen = watch(window)
    view = branch.shown_now

    def late_call() -> BoardView:
        if not branch.journal:
            branch.call("A042", 2)  # after calls_since, before shown_now
        return view()

    branch.shown_now = late_call  # type: ignore[method-assign]  # this branch is late
    window.changed()
    until(qtbot, lambda: window.calls.labels == ("A042",))
    window.changed()
    until(qtbot, lambda: seen == ["A042"])


def test_the_same_number_called_again_is_a_new_call(qtbot: QtBot, make: Make, branch: FakeHall) -> None:
    window = make()
    seen = watch(window)
    branch.call("A042", 2)
    window.changed()
    until(qtbot, lambda: seen == ["A042"])
    branch.call("A042", 2, again=True)
    window.changed()
    until(qtbot, lambda: seen == ["A042", "A042"])
    assert window.calls.labels == ("A042",)


def has_moved_on(window: HallWindow, halves: int) -> bool:
    return window.calls.halves_left != halves


def test_a_new_call_blinks_three_times_then_rests(
    qtbot: QtBot, make: Make, branch: FakeHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make(reduced_motion=False)
    monkeypatch.setattr(window.theme, "ms", lambda _name: 20)
    branch.call("A042", 2)
    window.calls.show_calls(branch.shown_now().current, is_new=True)
    shown = {window.calls.arrow_is_shown}
    halves = window.calls.halves_left
    assert halves == 6  # three times away, three times back
    while window.calls.is_blinking:
        until(qtbot, partial(has_moved_on, window, window.calls.halves_left))
        shown.add(window.calls.arrow_is_shown)
    assert shown == {True, False}
    assert window.calls.arrow_is_shown


def test_with_less_motion_nothing_blinks(qtbot: QtBot, make: Make, branch: FakeHall) -> None:
    window = make(reduced_motion=True)
    branch.call("A042", 2)
    window.changed()
    until(qtbot, lambda: window.calls.labels == ("A042",))
    assert not window.calls.is_blinking


def test_without_the_branch_the_board_keeps_its_numbers_and_comes_back(
    qtbot: QtBot, make: Make, branch: FakeHall
) -> None:
    branch.call("A042", 2)
    window = make()
    notice = window.notice.text
    branch.away = True
    window.changed()
    until(qtbot, lambda: window.notice.text != notice)
    assert "đang nối lại" in window.notice.text
    assert window.calls.labels == ("A042",)
    branch.call("A043", 1)
    branch.away = False
    for _ in range(5):
        window._tick()  # five seconds
    until(qtbot, lambda: window.calls.labels == ("A043", "A042"))
    assert window.notice.text == notice


def test_a_board_of_another_version_says_that_it_waits_for_an_upgrade(
    qtbot: QtBot, make: Make, branch: FakeHall
) -> None:
    window = make()
    notice = window.notice.text
    branch.away = True
    window.told(OtherVersion(Message("store.newer_database", {"found": "0.3.0", "program": "0.2.0"})))
    window.told(BranchCommit())
    until(qtbot, lambda: "chờ nâng cấp" in window.notice.text)
    branch.away = False
    window.told(StoreStatus.READY)
    window.told(BranchCommit())
    until(qtbot, lambda: window.notice.text == notice)


def test_the_feed_is_cut_and_nothing_is_missed(qtbot: QtBot, make: Make, branch: FakeHall) -> None:
    """Each call that was made meanwhile goes to the voice once and in order, however many there are."""
    window = make()
    said: list[str] = []
    window.called.connect(partial(_note, said))
    branch.call("A001", 1)
    window.changed()
    until(qtbot, lambda: said == ["A001"])
    branch.away = True
    window.changed()
    until(qtbot, lambda: "đang nối lại" in window.notice.text)
    expected = ["A001"]
    for number in range(2, 12):
        branch.call(f"A{number:03d}", 1 + number % 3)
        expected.append(f"A{number:03d}")
    branch.away = False
    for _ in range(5):
        window._tick()
    until(qtbot, lambda: len(said) == len(expected))
    assert said == expected
    window.changed()
    until(qtbot, lambda: not window.follower.is_asking)
    assert said == expected, "a call came twice"


def _note(said: list[str], call: Call) -> None:
    said.append(call.label)


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920), (1280, 720), (3840, 2160)])
def test_the_board_fills_any_screen(qtbot: QtBot, make: Make, branch: FakeHall, width: int, height: int) -> None:
    branch.call("A042", 2)
    branch.call("E1024", 12, has_priority=True)
    window = make()
    window.resize(width, height)
    parts = [part.geometry() for part in (window.header, window.calls, window.side, window.notice)]
    assert sum(part.width() * part.height() for part in parts) == width * height
    assert window.calls.labels == ("E1024", "A042")
    image = window.grab().toImage()
    gold = window.theme.c.gold
    assert image.pixelColor(width - 5, height - 5) == gold
    lacquer = image.pixelColor(5, window.calls.y() + window.theme.mm(100))
    assert lacquer == window.theme.c.header


def test_a_priority_ticket_says_so_in_words(qtbot: QtBot, make: Make, branch: FakeHall) -> None:
    branch.call("E024", 6, has_priority=True)
    branch.call("A042", 2)
    window = make()
    image = window.grab().toImage()
    info = window.theme.c.info
    row = window.calls.y() + window.theme.mm(76 + 272 + 14 + 79)
    assert any(image.pixelColor(x, row - window.theme.mm(36)) == info for x in range(window.theme.mm(900)))


def test_the_gui_thread_does_no_io(qtbot: QtBot, make: Make, branch: FakeHall) -> None:
    window = make()
    branch.call("A042", 2)
    window.changed()
    until(qtbot, lambda: window.calls.labels == ("A042",))
    assert threading.get_ident() not in branch.threads


def test_many_changes_become_one_question(qtbot: QtBot, make: Make, branch: FakeHall) -> None:
    window = make()
    before = branch.asked.count("hall_view")
    for _ in range(100):
        window.changed()
    until(qtbot, lambda: not window.follower.is_asking)
    assert branch.asked.count("hall_view") - before == 2


def test_a_board_looks_when_a_parked_number_waits_again(qtbot: QtBot, make: Make, branch: FakeHall) -> None:
    branch.returns_in = timedelta(milliseconds=400)
    window = make()
    branch.returns_in, branch.waiting = None, (10, *branch.waiting[1:])
    until(qtbot, lambda: branch.asked.count("hall_view") == 2 and not window.follower.is_asking)
    assert window._latest is not None
    assert window._latest.waiting[0][1] == 10
    assert not window.follower._returns.isActive()


def test_a_closed_board_asks_nobody(qtbot: QtBot, make: Make, branch: FakeHall) -> None:
    window = make()
    window.close()
    asked = len(branch.asked)
    window.changed()
    assert not window._timer.isActive()
    assert len(branch.asked) == asked
