"""Check the codec of identity cards: from the bytes of a scan to their meaning."""

import logging
import random
from datetime import date
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.citizen_card import read_scan
from devices.frames import MAX_FRAME, SILENCE_S, Frames
from devices.simulators.cards import card_text, sample_cards
from devices.simulators.code_pages import LegacyEncoding, encode_legacy
from kiosk.domain.people.scan import CardWarning, CitizenCard, OtherCode, Scan, ScanProblem, Sex, TicketScan
from kiosk.domain.queue.ticket_code import make_code, spaced

ADDRESS = "Số 1, Đường Thử Nghiệm, Phường 1, Thành phố Bạc Liêu, Bạc Liêu"
SEVEN = f"095190000017|380123456|Nguyễn Thị Mẫu|14051990|Nữ|{ADDRESS}|01062021"
SEVEN_WITHOUT_OLD = SEVEN.replace("380123456", "")
ELEVEN = "095190000017||Nguyễn Thị Mẫu|14051990|Nữ|Số 1, Đường Thử Nghiệm, Phường Bạc Liêu, Cà Mau|01082024||||"
ELEVEN_WITH_VALUES = (
    "096224000025||Trần Văn Mẫu|02032024|Nam|Số 2, Đường Thử Nghiệm, Xã Hòa Bình, Cà Mau|15092025|(f8)|(f9)|(f10)|(f11)"
)
TICKET = make_code(b"k" * 32, "H99.99", "A", 46, date(2026, 11, 24))


def card(text: str | bytes) -> CitizenCard:
    scan = read_scan(text.encode() if isinstance(text, str) else text)
    assert isinstance(scan, CitizenCard), scan
    return scan


def with_field(index: int, value: str, text: str = SEVEN) -> bytes:
    fields = text.split("|")
    fields[index] = value
    return "|".join(fields).encode()


def scans_of(stream: bytes) -> list[Scan]:
    """Return the scans of these bytes from the line, framing included."""
    frames = Frames()
    return [read_scan(frame) for frame in [*frames.feed(stream, at=0.0), *frames.idle(at=SILENCE_S)]]


def test_seven_fields() -> None:
    assert card(SEVEN) == CitizenCard(
        number="095190000017",
        name="Nguyễn Thị Mẫu",
        birth=date(1990, 5, 14),
        sex=Sex.FEMALE,
        address=ADDRESS,
        issued=date(2021, 6, 1),
        old_number="380123456",
    )


def test_an_empty_field_shifts_nothing() -> None:
    read = card(SEVEN_WITHOUT_OLD)
    assert (read.old_number, read.name, read.warnings) == ("", "Nguyễn Thị Mẫu", ())


def test_eleven_fields_with_the_last_four_empty() -> None:
    read = card(ELEVEN)
    assert (read.extra, read.issued, read.warnings) == (("", "", "", ""), date(2024, 8, 1), ())


def test_eleven_fields_with_values_are_kept_raw() -> None:
    read = card(ELEVEN_WITH_VALUES)
    assert (read.extra, read.sex, read.birth) == (("(f8)", "(f9)", "(f10)", "(f11)"), Sex.MALE, date(2024, 3, 2))


@pytest.mark.parametrize("count", [8, 9, 10])
def test_eight_to_ten_fields_are_read_with_a_warning(count: int) -> None:
    assert card(SEVEN + "|" * (count - 7)).warnings == (CardWarning.UNUSUAL_FIELD_COUNT,)


@pytest.mark.parametrize("end", [b"\r\n", b"\r", b"\n", b""])
def test_every_line_end_gives_the_same_card(end: bytes) -> None:
    assert scans_of(ELEVEN.encode() + end) == [card(ELEVEN)]


@pytest.mark.parametrize("prefix", [b"]Q1", b"\xef\xbb\xbf", b"]Q1\xef\xbb\xbf", b"\xef\xbb\xbf]Q1", b" \t"])
def test_what_the_scanner_puts_before_the_text_is_dropped(prefix: bytes) -> None:
    assert card(prefix + SEVEN.encode()) == card(SEVEN)


def test_decomposed_letters_are_composed() -> None:
    decomposed = normalize("NFD", SEVEN)
    assert decomposed != SEVEN
    assert card(decomposed) == card(SEVEN)


@pytest.mark.parametrize("page", [LegacyEncoding.CP1258, LegacyEncoding.TCVN3])
def test_a_scanner_left_in_an_old_code_page_is_understood_and_flagged(page: LegacyEncoding) -> None:
    for sample in sample_cards(3, 200, date(2026, 11, 24)):
        read = card(encode_legacy(card_text(sample), page))
        assert read.warnings == (CardWarning.ENCODING_REPAIRED,)
        assert (read.name, read.address, read.sex) == (sample.name, sample.address, sample.sex)


@pytest.mark.parametrize("name", ["NguyỄn Mẫu", "A² Mẫu", "Zoë Mẫu", "Thảọ Mẫu"])
def test_a_reading_that_is_no_vietnamese_is_not_repaired(name: str) -> None:
    assert read_scan(encode_legacy(with_field(2, name).decode(), LegacyEncoding.CP1258)) is ScanProblem.GARBLED


def test_a_repaired_text_that_is_no_whole_card_is_not_repaired() -> None:
    assert read_scan(encode_legacy(with_field(3, "31021990").decode(), LegacyEncoding.CP1258)) is ScanProblem.GARBLED


@pytest.mark.parametrize("name", ["Tr\ufffdn Văn Mẫu", "Tr?n V?n M?u"])
def test_a_reader_that_lost_letters_is_told(name: str) -> None:
    assert read_scan(with_field(2, name, ELEVEN_WITH_VALUES)) is ScanProblem.GARBLED


@pytest.mark.parametrize("fields", [1, 2, 3, 4, 5, 6])
def test_a_text_cut_after_any_field_is_incomplete(fields: int) -> None:
    assert read_scan("|".join(SEVEN.split("|")[:fields]).encode()) is ScanProblem.INCOMPLETE


def test_a_card_cut_at_any_byte_is_never_a_whole_card() -> None:
    whole = SEVEN.encode()
    for cut in range(13, len(whole)):
        assert read_scan(whole[:cut]) is ScanProblem.INCOMPLETE, cut


def test_a_card_without_its_beginning_is_no_card() -> None:
    whole = SEVEN.encode()
    for cut in range(1, whole.index(b"14051990")):
        assert isinstance(read_scan(whole[cut:]), ScanProblem | OtherCode), cut


@pytest.mark.parametrize("text", [SEVEN, ELEVEN, "]Q1" + ELEVEN])
@pytest.mark.parametrize("times", [2, 3])
def test_a_scan_doubled_in_one_frame_is_one_card(text: str, times: int) -> None:
    assert card(text * times) == card(text)


def test_two_cards_in_one_frame_are_not_mixed() -> None:
    assert read_scan((SEVEN + ELEVEN_WITH_VALUES).encode()) is ScanProblem.GARBLED


def test_a_birth_year_that_differs_warns() -> None:
    assert card(with_field(3, "14051991")).warnings == (CardWarning.BIRTH_YEAR_DIFFERS,)


def test_the_century_counts_in_the_birth_year() -> None:
    assert card(with_field(0, "095390000017")).warnings == (CardWarning.BIRTH_YEAR_DIFFERS,)


def test_a_sex_that_differs_warns() -> None:
    assert card(with_field(4, "Nam")).warnings == (CardWarning.SEX_DIFFERS,)


def test_a_girl_born_in_2012() -> None:
    read = card("096312000025||Trần Thị Mẫu|02032012|Nữ|Số 2, Xã Hòa Bình, Cà Mau|15092025||||")
    assert (read.birth, read.warnings) == (date(2012, 3, 2), ())


def test_somebody_born_abroad() -> None:
    assert card(with_field(0, "116190000017")).warnings == ()


def test_a_place_nobody_has_warns() -> None:
    assert card(with_field(0, "003190000017")).warnings == (CardWarning.UNKNOWN_PROVINCE,)


@pytest.mark.parametrize("number", ["09519000001", "0951900000177", "09519000001X", "095590000017", ""])
def test_a_number_that_cannot_be(number: str) -> None:
    assert read_scan(with_field(0, number)) is ScanProblem.BAD_NUMBER


@pytest.mark.parametrize("birth", ["31021990", "00131990", "1405199", "14/05/1990", "14050190", "01012022"])
def test_a_birth_date_that_cannot_be(birth: str) -> None:
    assert read_scan(with_field(3, birth)) is ScanProblem.BAD_DATE


def test_an_issue_date_that_cannot_be() -> None:
    assert read_scan(with_field(6, "30022021")) is ScanProblem.BAD_DATE


@pytest.mark.parametrize("birth", ["1990", "00001990", "00051990"])
def test_a_birth_of_which_only_the_year_is_known(birth: str) -> None:
    read = card(with_field(3, birth))
    assert (read.birth, read.warnings) == (None, ())


@pytest.mark.parametrize("sex", ["N?", "M", "N÷"])
def test_a_sex_that_is_no_word_of_the_card_is_garbled(sex: str) -> None:
    assert read_scan(with_field(4, sex)) is ScanProblem.GARBLED


@pytest.mark.parametrize(
    "name",
    [
        "Mẫu\x1b@\x1bp\x00",
        "Mẫu\x1dV\x00",
        "\x10\x04\x01Mẫu",
        "Mẫu\x00",
        "Mẫu\x7f",
        "Mẫu\u0085",
        "Mẫu\x9b31m",
        "Mẫu\u202eTX",
        "Mẫu\u2028An",
        "M\u200bẫu",
        "Mẫu\tAn",
    ],
)
def test_control_characters_and_printer_commands_in_a_name_are_refused(name: str) -> None:
    assert read_scan(with_field(2, name)) is ScanProblem.UNSAFE_TEXT


@pytest.mark.parametrize("text", ["\x1b@\x1bi", "A046\x1dV\x00", "https://example.vn/\x1b[2J", SEVEN + "\x1c"])
def test_control_characters_are_refused_outside_cards_too(text: str) -> None:
    assert read_scan(text.encode()) is ScanProblem.UNSAFE_TEXT


@pytest.mark.parametrize("name", ["<b>Mẫu</b><img src=x>", "Mẫu'); DROP TABLE tickets;--", "{0} %s Mẫu", "&lt;Mẫu"])
def test_rich_text_and_sql_in_a_name_stay_plain_text(name: str) -> None:
    assert card(with_field(2, name)).name == name


@pytest.mark.parametrize(
    "text", [TICKET.compact, spaced(TICKET.compact), TICKET.compact.lower(), f"]C1{TICKET.compact}"]
)
def test_our_own_ticket(text: str) -> None:
    assert read_scan(text.encode()) == TicketScan(TICKET.compact)


def test_a_code_with_a_wrong_check_character_is_not_our_ticket() -> None:
    wrong = TICKET.compact[:-1] + ("0" if TICKET.compact[-1] != "0" else "1")
    assert read_scan(wrong.encode()) is OtherCode.UNKNOWN


@pytest.mark.parametrize(
    "code",
    [
        "H99.99.12-261120-0031",
        "h99.99.12-261120-0031",
        "H99.99.12 - 261120 - 0031",
        "H15.50.05.13-261008-0975",
        "G09.20-20260609-0092637",
        "000.00.06.G04.190701.0501",
        "https://example.vn/tra-cuu?ma=H99.99.12-261120-0031",
    ],
)
def test_a_dossier_receipt(code: str) -> None:
    assert read_scan(code.encode()) is OtherCode.DOSSIER_RECEIPT


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("380123456", OtherCode.OLD_IDENTITY_NUMBER),
        (SEVEN.replace("095190000017", "380123456"), OtherCode.OLD_IDENTITY_NUMBER),
        ("9601234567|4e677579e1bb856e|14/05/1990|2|...|$", OtherCode.HEALTH_INSURANCE),
        ("DN4960123456789|Nguyễn Thị Mẫu|14/05/1990|2|...|$", OtherCode.HEALTH_INSURANCE),
        ("HTTPS://EXAMPLE.VN", OtherCode.WEB_LINK),
        ("www.example.vn", OtherCode.WEB_LINK),
        ("00020101021138540010A000000727", OtherCode.BANK_TRANSFER),
        ("vneid://login?x=1", OtherCode.VNEID),
        ("https://vneid.gov.vn/x", OtherCode.VNEID),
        ("A" * 64, OtherCode.VNEID),
        ("8934563138165", OtherCode.UNKNOWN),
        ("một|hai|ba", OtherCode.UNKNOWN),
        ("HD123|20261124|45000", OtherCode.UNKNOWN),
        ("WIFI:S:quan;T:WPA;P:12345678;;", OtherCode.UNKNOWN),
    ],
)
def test_other_codes_are_told_apart(text: str, kind: OtherCode) -> None:
    assert read_scan(text.encode()) is kind


def test_a_bare_personal_number_is_not_a_whole_card() -> None:
    assert read_scan(b"095190000017") is ScanProblem.INCOMPLETE


@pytest.mark.parametrize("frame", [b"", b"]Q1", b"\xef\xbb\xbf", b"  "])
def test_nothing_is_incomplete(frame: bytes) -> None:
    assert read_scan(frame) is ScanProblem.INCOMPLETE


def test_more_than_the_cap_is_too_long() -> None:
    assert read_scan(b"x" * (MAX_FRAME + 1)) is ScanProblem.TOO_LONG


def test_three_kilobytes_of_garbage_without_an_end_are_one_problem() -> None:
    assert scans_of(random.Random(5).randbytes(3000).translate(None, b"\r\n")) == [ScanProblem.TOO_LONG]


def test_nothing_of_a_scan_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for text in (SEVEN, ELEVEN, "380123456", TICKET.compact, "\x1b@"):
        read_scan(text.encode())
    assert caplog.records == []


def test_nothing_personal_is_in_the_repr_of_a_scan() -> None:
    assert "095190000017" not in repr(card(SEVEN))
    assert "Mẫu" not in repr(card(SEVEN))


@given(st.one_of(st.binary(max_size=1200), st.text(max_size=300).map(str.encode)))
def test_any_bytes_have_an_answer(frame: bytes) -> None:
    assert isinstance(read_scan(frame), CitizenCard | TicketScan | OtherCode | ScanProblem)


@given(st.lists(st.sampled_from([*"|0123456789", *SEVEN.split("|"), "\x1b", "Nam", "\xff", "]Q1"]), max_size=30))
def test_any_mixture_of_a_cards_pieces_has_an_answer(pieces: list[str]) -> None:
    scan = read_scan("".join(pieces).encode())
    if isinstance(scan, CitizenCard):
        assert scan.name.isprintable()
        assert len(scan.number) == 12


@given(st.sampled_from([SEVEN, ELEVEN, ELEVEN_WITH_VALUES, TICKET.compact]), st.data())
def test_a_scan_cut_at_any_byte_reads_the_same(text: str, data: st.DataObject) -> None:
    stream = f"]Q1{text}\r\n".encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    frames, found, start = Frames(), [], 0
    for cut in [*cuts, len(stream)]:
        found += frames.feed(stream[start:cut], at=0.0)
        start = cut
    assert [read_scan(frame) for frame in found] == [read_scan(text.encode())]
