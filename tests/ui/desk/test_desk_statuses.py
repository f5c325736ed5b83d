"""Check the one word for each status at a desk, in every language for clerks."""

import pytest

import resources
from kiosk.domain.language.text import Texts
from kiosk.domain.status import (
    DeviceReport,
    LinkStatus,
    PrinterStatus,
    ReportedDevice,
    ScannerStatus,
    SoundStatus,
    SyncStatus,
)
from ui.desk.abilities import ability, limits
from ui.desk.statuses import DeskStatuses, status_items
from ui.widgets import Tone


def texts(language: str = "vi") -> Texts:
    return Texts(language, resources.texts(language), resources.texts("vi"))


def said(status: PrinterStatus | SoundStatus, station: str = "kiosk-1", *, is_heard: bool = True) -> DeviceReport:
    part = ReportedDevice.PRINTER if isinstance(status, PrinterStatus) else ReportedDevice.SOUND
    return DeviceReport(station, part, status, is_heard)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_status_has_a_word(language: str) -> None:
    words = set()
    reports = [said(one) for one in (*PrinterStatus, *SoundStatus)]
    for report in (*reports, said(PrinterStatus.READY, is_heard=False), said(SoundStatus.READY, is_heard=False)):
        for scanner in ScannerStatus:
            for item in status_items(DeskStatuses(True, (report,), scanner, None), texts(language)):
                assert item.word
                words.add((item.name, item.word))
    unknown, database = 2, 1  # no printer and no centre was heard of
    assert len(words) == len(PrinterStatus) + len(SoundStatus) + 2 + len(ScannerStatus) + unknown + database


def test_of_several_printers_the_one_in_trouble_is_named() -> None:
    parts = (said(PrinterStatus.READY), said(PrinterStatus.PAPER_OUT, "kiosk-2"), said(SoundStatus.READY, "hall"))
    _, printer, sound, _ = status_items(DeskStatuses(parts=parts), texts())
    assert (printer.tone, printer.word) == (Tone.CAUTION, "Hết giấy (kiosk-2)")
    assert (sound.tone, sound.word) == (Tone.GOOD, "Sẵn sàng")


def test_what_is_heard_by_way_of_the_database_is_not_known_without_it() -> None:
    items = status_items(DeskStatuses(database=False, parts=(said(PrinterStatus.READY),)), texts())
    assert (items[1].tone, items[1].word) == (Tone.INFO, "Chưa rõ")


@pytest.mark.parametrize(
    ("link", "backlog", "lag", "quarantined", "tone", "word"),
    [
        (LinkStatus.UP, 0, 0, 0, Tone.GOOD, "Đã gửi hết"),
        (LinkStatus.UP, 3, 10, 0, Tone.INFO, "Chờ gửi 3"),
        (LinkStatus.UP, 12, 190, 0, Tone.INFO, "Chờ gửi 12, trễ 3 phút"),
        (LinkStatus.UP, 0, 0, 2, Tone.CAUTION, "Trả lại 2"),
        (LinkStatus.DOWN, 40, 900, 0, Tone.CAUTION, "Mất nối, chờ gửi 40"),
        (LinkStatus.REFUSED, 5, 900, 1, Tone.CAUTION, "Không nhận, chờ gửi 5"),
        (LinkStatus.NEVER_TRIED, 0, 0, 0, Tone.INFO, "Chưa gửi"),
        (LinkStatus.NOT_CONFIGURED, 7, 70, 0, Tone.INFO, "Chưa đặt"),
    ],
)
def test_the_backlog_and_the_lag_are_said(
    link: LinkStatus, backlog: int, lag: int, quarantined: int, tone: Tone, word: str
) -> None:
    sync = SyncStatus(link, backlog, lag, quarantined, None)
    centre = status_items(DeskStatuses(sync=sync), texts())[-1]
    assert (centre.tone, centre.word) == (tone, word)


def test_database_printers_and_centre_are_always_shown_also_when_nothing_was_heard_of_them() -> None:
    database, printer, centre = status_items(DeskStatuses(), texts())
    assert (database.icon, database.tone) == ("database", Tone.GOOD)
    assert (printer.name, printer.tone, printer.word) == ("Máy in phiếu", Tone.INFO, "Chưa rõ")
    assert (centre.name, centre.tone, centre.word) == ("Gửi về tỉnh", Tone.INFO, "Chưa rõ")


def test_a_database_that_is_away_is_trouble() -> None:
    assert status_items(DeskStatuses(database=False), texts())[0].tone is Tone.CAUTION


def test_clerks_read_the_same_sentences_in_english() -> None:
    vietnamese, english = resources.texts("vi"), resources.texts("en")
    for key in vietnamese:
        if key.split(".")[0] in {"desk", "hall", "common", "why"}:
            assert key in english, key


DOWN = SyncStatus(LinkStatus.DOWN, 40, 900, 0, None)
WELL = said(PrinterStatus.READY)


@pytest.mark.parametrize(
    ("statuses", "missing"),
    [
        (DeskStatuses(), ("printer_unknown",)),
        (DeskStatuses(parts=(WELL,)), ()),
        (DeskStatuses(parts=(said(PrinterStatus.PAPER_LOW),)), ()),
        (DeskStatuses(parts=(said(PrinterStatus.PAPER_OUT),)), ("printer",)),
        (DeskStatuses(parts=(said(PrinterStatus.READY, is_heard=False),)), ("printer",)),
        (DeskStatuses(parts=(said(PrinterStatus.READY), said(PrinterStatus.FAULT, "kiosk-2"))), ("some_printers",)),
        (DeskStatuses(parts=(WELL, said(SoundStatus.SILENT, "hall"))), ("sound",)),
        (DeskStatuses(parts=(WELL,), scanner=ScannerStatus.UNPLUGGED), ("scanner",)),
        (DeskStatuses(parts=(WELL,), sync=DOWN), ("centre",)),
        (DeskStatuses(parts=(WELL,), sync=SyncStatus(LinkStatus.NOT_CONFIGURED, 7, 70, 0, None)), ()),
        (DeskStatuses(parts=(said(PrinterStatus.FAULT),), sync=DOWN), ("printer", "centre")),
        (DeskStatuses(database=False, parts=(said(PrinterStatus.FAULT),), sync=DOWN), ("database",)),
    ],
)
def test_what_a_desk_cannot_do_now(statuses: DeskStatuses, missing: tuple[str, ...]) -> None:
    assert limits(statuses) == missing


def test_a_desk_says_what_it_can_still_do() -> None:
    well = (Tone.GOOD, "Gọi số, phục vụ và in phiếu bình thường.")
    assert ability(DeskStatuses(parts=(WELL,)), texts()) == well
    tone, sentence = ability(DeskStatuses(parts=(said(PrinterStatus.PAPER_OUT),), sync=DOWN), texts())
    assert tone is Tone.CAUTION
    assert sentence == (
        "Gọi số và phục vụ được. Chưa in phiếu (số hiện trên màn hình ki-ốt); gửi về tỉnh (bản ghi chờ tại đây)."
    )
    tone, sentence = ability(DeskStatuses(database=False), texts())
    assert tone is Tone.STOP
    assert "Vẫn phục vụ tiếp người đang ở quầy" in sentence


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_slip_is_promised_where_no_printer_was_heard_of(language: str) -> None:
    tone, sentence = ability(DeskStatuses(), texts(language))
    assert tone is Tone.INFO
    assert (
        sentence
        == {
            "vi": "Gọi số và phục vụ được. Chưa rõ máy in có in phiếu được không (số vẫn hiện trên màn hình ki-ốt).",
            "en": "Calling and serving work. Whether slips print is not known (numbers stand on the kiosk's screen).",
        }[language]
    )
    tone, sentence = ability(DeskStatuses(sync=DOWN), texts("vi"))
    assert tone is Tone.CAUTION
    assert "gửi về tỉnh" in sentence
    assert "Chưa rõ máy in" in sentence


@pytest.mark.parametrize(
    ("status", "word"),
    [(SoundStatus.INCOMPLETE, "Thiếu đoạn tiếng"), (SoundStatus.NO_PACK, "Chưa có bộ tiếng")],
    ids=["a_sound_file_missing", "a_board_without_its_manifest"],
)
def test_what_the_voice_lacks_is_said_at_the_desk(status: SoundStatus, word: str) -> None:
    statuses = DeskStatuses(parts=(WELL, said(status, "hall")))
    sound = status_items(statuses, texts())[2]
    assert (sound.tone, sound.word) == (Tone.CAUTION, word)
    assert ability(statuses, texts())[1] == "Gọi số và phục vụ được. Chưa đủ tiếng gọi (bảng vẫn hiện số)."
