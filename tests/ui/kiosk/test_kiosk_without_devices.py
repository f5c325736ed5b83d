"""Check that a kiosk which was set up without scanner or printer does not speak of one."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from kiosk.gallery.kiosk import GalleryKiosk
from kiosk.gallery.states import states
from tests.ui.kiosk_hands import words_on
from ui.kiosk.screens.procedure import ProcedurePage
from ui.theme.panels import PANELS
from ui.visit.visit import Look

_READER = ("đầu đọc", "thẻ", "đặt phiếu")
_PRINTER = ("máy in", "nhận phiếu", "đang in", "hết giấy", "đã báo")


@pytest.fixture
def kiosk(qtbot: QtBot) -> Iterator[GalleryKiosk]:
    made = GalleryKiosk(PANELS[0])
    yield made
    made.close()


@pytest.mark.parametrize("state", ["start", "choose", "rate code", "check in"])
def test_without_a_scanner_nothing_asks_for_a_card(kiosk: GalleryKiosk, state: str) -> None:
    whole = states()[state]
    assert any(word in words_on(kiosk.put(whole, Look())).lower() for word in _READER) or state == "choose"
    bare = replace(whole, devices=replace(whole.devices, has_scanner=False))
    assert [word for word in _READER if word in words_on(kiosk.put(bare, Look())).lower()] == []


def test_without_a_printer_nobody_is_told_of_its_faults(kiosk: GalleryKiosk) -> None:
    whole = states()["ticket"]
    bare = replace(whole, devices=replace(whole.devices, has_printer=False))
    shown = words_on(kiosk.put(bare, Look())).lower()
    assert [word for word in _PRINTER if word in shown] == []
    assert bare.needs_noting


def test_without_a_printer_no_list_is_offered_on_paper(kiosk: GalleryKiosk) -> None:
    whole = states()["procedure"]
    page = kiosk.put(whole, Look()).page
    assert isinstance(page, ProcedurePage)
    assert not page.print.isHidden()
    page = kiosk.put(replace(whole, devices=replace(whole.devices, has_printer=False)), Look()).page
    assert isinstance(page, ProcedurePage)
    assert page.print.isHidden()
