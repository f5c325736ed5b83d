"""Look up a procedure and search by touch: from the tile to the paper, the phone and the ticket."""

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kiosk.branch import procedures
from kiosk.domain.feedback import FeedbackBlock
from kiosk.domain.language.draft import Draft
from kiosk.domain.language.text import CounterError
from kiosk.domain.procedures.posting import SectionKind, take_along
from kiosk.domain.procedures.search import MOST
from kiosk.domain.status import PrinterStatus, PrintJobState
from tests.ui import kiosk_world as world
from tests.ui.kiosk_hands import LANDSCAPE, PORTRAIT, notice, opened, page, words_on
from tests.ui.touching import touch, until, until_screen
from tests.ui.visits import NOW, asked, on, started, walk
from ui.kiosk.screens.along import DossiersPage, TakeAlongPage
from ui.kiosk.screens.case import CasePage
from ui.kiosk.screens.choose import ChoosePage
from ui.kiosk.screens.feedback import FeedbackPage
from ui.kiosk.screens.procedure import ProcedurePage
from ui.kiosk.screens.procedures import ProceduresPage
from ui.kiosk.screens.search import SearchPage
from ui.kiosk.screens.start import StartPage
from ui.kiosk.screens.ticket import TicketPage
from ui.kiosk.window import KioskWindow
from ui.visit.common import BranchLoaded, Finish, GoBack, GoHome
from ui.visit.keyboard import TypeText, TypingState, text_of
from ui.visit.number import ChooseField, CloseField, TurnServices
from ui.visit.procedures import (
    CatalogueLoaded,
    ChooseCase,
    ChooseSection,
    OpenDossiers,
    OpenProcedures,
    PrintSlip,
    ProcedureState,
    ShowProcedure,
    open_procedure,
)
from ui.visit.screen import Screen
from ui.visit.search import LONGEST_TEXT, SearchAnswered, SearchState, search_for_text
from ui.visit.table import step
from ui.visit.visit import Busy
from ui.widgets.tiles import Tile


@pytest.fixture(params=["portrait", "landscape"])
def window(qtbot: QtBot, branch: world.KioskBranch, request: pytest.FixtureRequest) -> Iterator[KioskWindow]:
    yield from opened(qtbot, branch, PORTRAIT if request.param == "portrait" else LANDSCAPE)


@pytest.fixture
def square(qtbot: QtBot, branch: world.KioskBranch) -> Iterator[KioskWindow]:
    yield from opened(qtbot, branch, (800, 600))


@pytest.fixture
def bare(qtbot: QtBot, branch: world.KioskBranch) -> Iterator[KioskWindow]:
    """Open a window on a branch without a catalogue."""
    branch.posted = None
    yield from opened(qtbot, branch)


def tile(qtbot: QtBot, window: KioskWindow) -> Tile:
    made = page(window, StartPage).tiles.tiles["procedures"]
    until(qtbot, made.isVisible)
    return made


def look_up(qtbot: QtBot, window: KioskWindow) -> ProceduresPage:
    touch(tile(qtbot, window))
    until_screen(qtbot, window, Screen.PROCEDURES)
    return page(window, ProceduresPage)


def procedure(qtbot: QtBot, window: KioskWindow, code: str = "1.001193") -> ProcedurePage:
    fields = look_up(qtbot, window)
    open_field(window, "Hộ tịch")
    touch(fields.procedures[code])
    return page(window, ProcedurePage)


def open_field(window: KioskWindow, field: str) -> None:
    """Touch a field; where its procedures do not stand beside it they come in its place."""
    touch(page(window, ProceduresPage).fields[field])


def typed(qtbot: QtBot, window: KioskWindow, text: str) -> SearchPage:
    """Key by key, and waits for the finds of the whole text."""
    searching = page(window, SearchPage)
    for letter in text:
        touch(searching.typing.keyboard.space if letter == " " else searching.typing.keyboard.letters[letter])

    def has_answer() -> bool:
        draft, finds = window.visit.of(TypingState).draft, window.visit.of(SearchState).finds
        return draft is not None and finds is not None and finds.text == draft.text

    until(qtbot, has_answer)
    return searching


def test_from_the_tile_to_the_papers(qtbot: QtBot, window: KioskWindow) -> None:
    fields = look_up(qtbot, window)
    assert not fields.right.isVisible()  # sixteen fields leave no room
    open_field(window, "Hộ tịch")
    assert "1.001193" in fields.procedures
    touch(fields.keys_for(CloseField())[0])
    open_field(window, "Chứng thực")
    assert "2.000815" in fields.procedures
    touch(fields.procedures["2.000815"])
    shown = page(window, ProcedurePage)
    assert "2.000815" in shown.reading.shown[0].label
    assert shown.reading.shown[1].is_item
    touch(shown.sections[SectionKind.FEE])
    assert "2.000 đồng/trang; từ trang thứ 3" in " ".join(one.text for one in shown.reading.shown)


def test_a_paper_that_the_agency_looks_up_stands_soft_and_unmarked(qtbot: QtBot, window: KioskWindow) -> None:
    look_up(qtbot, window)
    window.happen(ShowProcedure("1.010039"))
    form, looked_up = page(window, ProcedurePage).reading.shown[1:]
    assert (form.is_item, form.is_aside) == (True, False)
    assert (looked_up.is_item, looked_up.is_aside, looked_up.detail) == (False, True, "cơ quan tự tra cứu")
    assert "cơ quan tự tra cứu" in page(window, ProcedurePage).reading.findChildren(QWidget)[0].accessibleName()


def case_page(qtbot: QtBot, window: KioskWindow) -> CasePage:
    look_up(qtbot, window)
    window.happen(ShowProcedure("1.013225"))
    return page(window, CasePage)


def test_the_case_is_asked_before_the_papers_and_back_asks_again(qtbot: QtBot, window: KioskWindow) -> None:
    asking = case_page(qtbot, window)
    assert len(asking.cases) == 7
    case = next(iter(asking.cases))
    touch(asking.cases[case])
    shown = page(window, ProcedurePage)
    headings = [one.text for one in shown.reading.shown if one.is_head]
    assert headings == [case]
    window.happen(GoBack())
    assert page(window, CasePage).cases.keys() == asking.cases.keys()
    window.happen(GoBack())
    page(window, ProceduresPage)


def test_the_slip_is_of_the_chosen_case(qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch) -> None:
    asking = case_page(qtbot, window)
    case = next(iter(asking.cases))
    touch(asking.cases[case])
    touch(page(window, ProcedurePage).print)
    until(qtbot, lambda: window.visit.notice is not None)
    assert branch.printed_cases == [case]


def test_a_short_title_has_its_full_name_with_the_agency(qtbot: QtBot, window: KioskWindow) -> None:
    asking = case_page(qtbot, window)
    touch(next(iter(asking.cases.values())))
    shown = page(window, ProcedurePage)
    assert shown.name.text == "Giấy phép xây dựng mới"
    touch(shown.sections[SectionKind.PLACE])
    one = open_procedure(window.visit)
    assert one is not None
    said = {paragraph.label: paragraph.text for paragraph in shown.reading.shown}
    assert one.name.startswith(said["Tên đầy đủ"])


def test_pages_are_turned_by_keys(qtbot: QtBot, window: KioskWindow) -> None:
    shown = procedure(qtbot, window)
    first = shown.reading.shown
    touch(shown.reading.pager._on)
    assert window.visit.of(ProcedureState).posting_page == 1
    assert shown.reading.shown != first
    touch(shown.sections[SectionKind.TIME])
    assert window.visit.of(ProcedureState).posting_page == 0


def test_an_old_catalogue_says_so_and_where_to_ask(qtbot: QtBot, window: KioskWindow) -> None:
    assert "cũ" in look_up(qtbot, window).date.text
    open_field(window, "Hộ tịch")
    touch(page(window, ProceduresPage).procedures["1.001193"])
    remark = page(window, ProcedurePage).reading.shown[0]
    assert remark.icon
    assert "cũ" in remark.text
    assert "quầy" in remark.text


def test_without_a_catalogue_nothing_is_offered(bare: KioskWindow) -> None:
    assert list(page(bare, StartPage).tiles.tiles) == ["rate"]


def test_the_slip_is_printed_once_however_often_the_key_is_touched(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    branch.print_states = [PrintJobState.SENDING, PrintJobState.PRINTED]
    shown = procedure(qtbot, window)
    touch(shown.print)
    touch(shown.print)
    until(qtbot, lambda: window.visit.notice is not None)
    assert "Phiếu đã in xong" in notice(window)
    assert branch.asked.count("print_procedure") == 1
    touch(shown.print)
    until(qtbot, lambda: branch.asked.count("print_procedure") == 2)


def test_without_paper_the_phone_is_left(qtbot: QtBot, window: KioskWindow) -> None:
    shown = procedure(qtbot, window)
    window.printer_status(PrinterStatus.PAPER_OUT)
    until(qtbot, lambda: not shown.print.isEnabled())
    assert shown.along.isEnabled()


def test_a_slip_that_did_not_come_out_says_so(qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch) -> None:
    branch.print_states = [PrintJobState.FAILED]
    touch(procedure(qtbot, window).print)
    until(qtbot, lambda: window.visit.notice is not None)
    assert "chưa in được" in notice(window)


def picture(widget: QWidget) -> Image.Image:
    store = QByteArray()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    widget.grab().save(buffer, "PNG")
    return Image.open(io.BytesIO(bytes(store.data())))


def test_a_phone_reads_the_code_from_the_screen(qtbot: QtBot, square: KioskWindow) -> None:
    touch(procedure(qtbot, square).along)
    along = page(square, TakeAlongPage)
    one = world.catalogue().find("1.001193")
    assert one is not None
    (code,) = zxingcpp.read_barcodes(picture(square))
    assert code.text == take_along(one, world.catalogue().as_of, along.scene.texts)
    touch(along.done)
    page(square, ProcedurePage)


def test_a_number_for_what_was_read(qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch) -> None:
    touch(procedure(qtbot, window).number)
    until_screen(qtbot, window, Screen.TICKET)
    page(window, TicketPage)
    assert [wish.service_id for wish in branch.wishes] == [1]
    assert window.visit.of(ProcedureState) == ProcedureState()


def test_no_number_for_what_is_not_done_here(qtbot: QtBot, window: KioskWindow) -> None:
    assert not procedure(qtbot, window, "1.000656").number.isVisible()


def test_search_without_marks_and_one_touch_to_the_procedure(qtbot: QtBot, window: KioskWindow) -> None:
    touch(look_up(qtbot, window).search)
    searching = typed(qtbot, window, "khai sin")
    assert next(iter(searching.found)) == "1.001193"
    touch(searching.found["1.001193"])
    page(window, ProcedurePage)
    window.happen(GoBack())
    assert page(window, SearchPage).typing.field.text == "khai sin"


def test_the_keyboard_stays_below_the_fingers_when_finds_arrive(qtbot: QtBot, window: KioskWindow) -> None:
    touch(look_up(qtbot, window).search)
    keyboard = page(window, SearchPage).typing.keyboard
    before = keyboard.x(), keyboard.width()
    typed(qtbot, window, "dang ky")
    assert (keyboard.x(), keyboard.width()) == before


def test_shift_for_the_first_letter_stays_when_something_else_changes(qtbot: QtBot, window: KioskWindow) -> None:
    touch(look_up(qtbot, window).search)
    keyboard = page(window, SearchPage).typing.keyboard
    touch(keyboard.shift)
    window.printer_status(PrinterStatus.PAPER_LOW)
    assert "A" in keyboard.letters


def test_search_with_telex(qtbot: QtBot, window: KioskWindow) -> None:
    touch(look_up(qtbot, window).search)
    searching = typed(qtbot, window, "hooj ngheof")
    assert searching.typing.field.text == "hộ nghèo"
    assert {"1.011606", "1.011607"} <= set(searching.found)


def test_search_from_taking_a_number_is_one_touch_from_the_ticket(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    touch(page(window, StartPage).hero)
    touch(page(window, ChoosePage).search)
    searching = typed(qtbot, window, "ket hon")
    assert "Tìm việc cần làm" in words_on(searching)
    touch(searching.found["S02"])
    until_screen(qtbot, window, Screen.TICKET)
    assert [wish.service_id for wish in branch.wishes] == [2]
    assert window.visit.of(TypingState).draft is None


def test_the_keyboard_makes_room_for_the_list(qtbot: QtBot, window: KioskWindow) -> None:
    touch(look_up(qtbot, window).search)
    searching = typed(qtbot, window, "dang ky")
    touch(searching.typing.act)
    assert not searching.typing.keyboard.isVisible()
    window.happen(GoBack())
    assert searching.typing.keyboard.isVisible()
    assert window.visit.screen is Screen.SEARCH


def test_nothing_found_says_what_to_do_and_clearing_begins_again(qtbot: QtBot, window: KioskWindow) -> None:
    touch(look_up(qtbot, window).search)
    searching = typed(qtbot, window, "qxz")
    assert "hỏi bàn hướng dẫn" in searching.caption.text
    assert searching.found == {}
    touch(searching.typing.clear)
    assert window.visit.of(SearchState).finds is None
    assert not searching.typing.act.isEnabled()


def test_a_catalogue_that_is_gone_is_one_sentence(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise CounterError("procedure.none")

    monkeypatch.setattr(branch, "catalogue", gone)
    touch(tile(qtbot, window))
    until(qtbot, lambda: window.visit.notice is not None)
    assert "hỏi ở bàn hướng dẫn" in notice(window)
    assert window.visit.screen is Screen.START


# -- the table ----------------------------------------------------------------------------------------------------


def test_finds_of_an_earlier_text_come_too_late() -> None:
    visit = walk(on(Screen.SEARCH), TypeText("a"))
    first = step(visit, TypeText("n"))
    assert asked(first) == [(visit.flow, procedures.search, "an")]
    second = step(first.visit, TypeText("t")).visit
    assert step(second, SearchAnswered(visit.flow, "an", world.index().search("an"))).visit == second


def test_a_text_has_an_end() -> None:
    visit = walk(on(Screen.SEARCH), *(TypeText("x") for _ in range(LONGEST_TEXT + 20)))
    assert len(text_of(visit)) == LONGEST_TEXT


def test_spaces_and_a_single_letter_ask_for_nothing() -> None:
    for keys in ("  ", "k", " k "):
        visit = on(Screen.SEARCH)
        for key in keys:
            visit, asked = step(visit, TypeText(key))
            assert asked == ()


def test_of_many_the_nearest_are_shown_and_it_says_so(qtbot: QtBot, window: KioskWindow) -> None:
    touch(look_up(qtbot, window).search)
    searching = typed(qtbot, window, "dang ky")
    assert 0 < len(searching.found) <= MOST
    finds = window.visit.of(SearchState).finds
    assert finds is not None
    assert finds.has_more
    assert "Có nhiều kết quả" in searching.caption.text


def test_what_was_typed_and_found_is_wiped_with_the_visit_and_the_catalogue_stays() -> None:
    visit = walk(on(Screen.SEARCH), TypeText("a"), TypeText("n"))
    visit = walk(visit, SearchAnswered(visit.flow, "an", world.index().search("an")))
    assert visit.of(SearchState).finds is not None
    after = walk(visit, GoHome())
    assert after.states == ()
    assert after.catalogue is visit.catalogue
    assert "ly hôn" not in repr(search_for_text(visit.put(TypingState(Draft("ly hôn")))).questions)


def test_a_dossier_is_looked_up_where_the_branch_offers_it() -> None:
    offered = replace(started(), now=replace(NOW, dossier_portal="https://dichvucong.gov.vn"))
    open_ = step(offered, OpenDossiers()).visit
    assert open_.screen is Screen.DOSSIERS
    assert step(open_, Finish()).visit.screen is Screen.START


def test_where_feedback_is_sent_is_posted_at_rest_and_shown_whole_by_a_touch(window: KioskWindow) -> None:
    assert "feedback" not in page(window, StartPage).tiles.tiles
    block = FeedbackBlock(phone="0290 3000 000", website="https://example.gov.vn/pakn")
    now = replace(NOW, setup=replace(NOW.setup, feedback=block))
    window.happen(BranchLoaded(window.visit.flow, now))
    tile = page(window, StartPage).tiles.tiles["feedback"]
    assert tile.accessibleDescription() == "0290 3000 000"
    touch(tile)
    shown = page(window, FeedbackPage)
    lines = [line.text.replace("\u200b", "") for line in shown.lines.values() if line.isVisible()]
    assert lines == ["Điện thoại: 0290 3000 000", "Trang thông tin: example.gov.vn/pakn"]
    assert shown.qr.isVisible()
    touch(shown.done)
    assert window.visit.screen is Screen.START


def test_the_tile_for_dossiers_stands_only_where_it_is_offered(
    qtbot: QtBot, window: KioskWindow, branch: world.KioskBranch
) -> None:
    assert "dossiers" not in page(window, StartPage).tiles.tiles
    branch.portal = "https://dichvucong.gov.vn"
    window.changed()
    until(qtbot, lambda: "dossiers" in page(window, StartPage).tiles.tiles)
    touch(page(window, StartPage).tiles.tiles["dossiers"])
    along = page(window, DossiersPage)
    assert along.qr is not None
    touch(along.done)
    assert window.visit.screen is Screen.START


def test_a_new_catalogue_takes_the_place_of_the_old_one() -> None:
    old = walk(on(Screen.PROCEDURES), ChooseField("Hộ tịch"))
    new = replace(world.catalogue(), procedures=world.catalogue().procedures[-1:])
    after = walk(old, CatalogueLoaded(old.flow, new))
    assert after.of(ProcedureState).field is None
    kept = walk(old, ChooseField(new.procedures[0].field), CatalogueLoaded(old.flow, new))
    assert kept.of(ProcedureState).field == new.procedures[0].field
    gone = step(after, ShowProcedure("1.001193")).visit
    assert gone.screen is Screen.PROCEDURES
    assert gone.notice is not None


def test_a_touch_before_the_catalogue_was_read_is_kept() -> None:
    early = step(started(), OpenProcedures())
    assert early.visit.busy is Busy.CATALOGUE
    assert asked(early) == [(0, procedures.catalogue)]
    assert walk(early.visit, CatalogueLoaded(0, world.catalogue())).screen is Screen.PROCEDURES


def test_a_former_code_is_found_and_says_what_it_is_now() -> None:
    entry = next(one for one in world.index()._entries if one.key == "1.001193")
    hit = replace(world.index().search("1.001193")[0], entry=entry, former_code="1.000111")
    visit = replace(on(Screen.SEARCH), now=NOW)
    visit = walk(visit, *(TypeText(key) for key in "1.000111"))
    after = walk(visit, SearchAnswered(visit.flow, "1.000111", (hit,)))
    finds = after.of(SearchState).finds
    assert finds is not None
    assert (finds.former, finds.codes) == ("1.000111", ("1.001193",))


def test_a_procedure_with_several_cases_asks_for_one_and_one_without_does_not() -> None:
    asking = on(Screen.CASE)
    shown = open_procedure(asking)
    assert shown is not None
    case = shown.cases[2]
    chosen = walk(asking, ChooseSection(SectionKind.FEE), ChooseCase(case))
    assert chosen.screen is Screen.PROCEDURE
    assert chosen.of(ProcedureState).section is None
    assert open_procedure(chosen) == shown.in_case(case)
    assert walk(chosen, GoBack()).screen is Screen.CASE
    assert walk(chosen, GoBack()).of(ProcedureState).case == ""
    assert walk(chosen, GoBack(), GoBack()).screen is Screen.PROCEDURES
    assert walk(on(Screen.PROCEDURE), GoBack()).screen is Screen.PROCEDURES


def test_another_procedure_begins_without_the_case_of_the_one_before() -> None:
    first = walk(on(Screen.CASE), TurnServices(1))
    shown = open_procedure(first)
    assert shown is not None
    other = walk(first, ChooseCase(shown.cases[0]), GoBack(), GoBack(), ShowProcedure("1.004194"))
    assert other.screen is Screen.CASE
    assert (other.of(ProcedureState).case, other.of(ProcedureState).case_page) == ("", 0)


def test_the_slip_of_a_case_is_asked_for_by_its_words() -> None:
    asking = on(Screen.CASE)
    shown = open_procedure(asking)
    assert shown is not None
    printing = step(walk(asking, ChooseCase(shown.cases[1])), PrintSlip())
    (question,) = printing.questions
    assert question.use_case is procedures.print_procedure
    assert question.args[1:] == ("1.013225", "vi", shown.cases[1])


def test_a_double_tap_is_one_slip_before_the_branch_has_answered() -> None:
    first = step(on(Screen.PROCEDURE), PrintSlip())
    second = step(first.visit, PrintSlip())
    assert [one.use_case for one in first.questions] == [procedures.print_procedure]
    assert second.questions == ()
    assert second.visit == first.visit
