"""Decode the bytes of one scan: an identity card, a ticket, an appointment, another code, or a problem.

The card's QR code is text with fields between ``|``: 7 fields until 6/2024, 11 since (TT 16/2024/TT-BCA). Empty fields
count. The text is a claim and no proof, because nothing in it is signed.

No input makes this module raise, and nothing is kept or logged. Markup in a name stays plain text. Control characters
are refused.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from unicodedata import normalize

from devices.frames import MAX_FRAME
from devices.legacy_text import looks_vietnamese, readings
from kiosk.domain.people.personal_number import NumberProblem, PersonalNumber, parse_number
from kiosk.domain.people.scan import (
    AppointmentScan,
    CardWarning,
    CitizenCard,
    OtherCode,
    Scan,
    ScanProblem,
    Sex,
    TicketScan,
)
from kiosk.domain.queue.appointment import PREFIX, CodeFault, parse_appointment_code
from kiosk.domain.queue.ticket_code import TicketCode, parse_code

_FIELDS_OLD, _FIELDS_NEW = 7, 11
_FIRST_YEAR = 1900
_SHORTEST_REPEATED = 9
_LOST = "\ufffd"
_SEXES = {sex.value.casefold(): sex for sex in Sex}

#: Prefixes of scanners: the AIM identifier (``]Q1`` for a QR code) and a byte order mark.
_PREFIXES = re.compile(rb"(?:\][A-Za-z][0-9A-Za-z]|\xef\xbb\xbf)+")
_LINK = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)", re.IGNORECASE)
#: A health insurance card's number: two letters and 13 digits, or the 10-digit insurance number.
_INSURANCE_NUMBER = re.compile(r"[A-Z]{2}\d{13}|\d{10}", re.IGNORECASE)
_HEXADECIMAL = re.compile(r"(?:[0-9A-F]{2})+", re.IGNORECASE)
#: The first field of an EMV payload, as VietQR writes it.
_BANK_TRANSFER = "000201"
#: A dossier code (TT 03/2025/TT-VPCP, Art. 13) with a date of 6 or 8 digits and 4 to 8 digits more, or the older form.
_DOSSIER = re.compile(
    r"\b(?:[A-Z]\d{2}(?:\.\d{1,3}){0,4}-(?:\d{6}|\d{8})-\d{4,8}|(?:\d{2,3}\.){2,3}[A-Z]\d{2}[.-]\d{6}[.-]\d{4,7})\b"
)
#: The QR code of the app VNeID is not published. A long token without a space is taken for it.
_TOKEN = re.compile(r"[A-Za-z0-9+/_=.-]{40,}")


def read_scan(frame: bytes) -> Scan:
    """Return what one frame means. A frame is the bytes of a scan without a line end."""
    if len(frame) > MAX_FRAME:
        return ScanProblem.TOO_LONG
    data = _bare(frame)
    if not data:
        return ScanProblem.INCOMPLETE
    try:
        return _meaning(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        was_cut = error.end == len(data) and error.reason == "unexpected end of data"
        return _repaired(data) or (ScanProblem.INCOMPLETE if was_cut else ScanProblem.GARBLED)


def _bare(frame: bytes) -> bytes:
    """Return the code without the scanner's prefix, and once where the scanner sent it several times."""
    data = _once(frame.strip(b" \t"))
    prefix = _PREFIXES.match(data)
    return _once(data[prefix.end() :]) if prefix else data


def _once(data: bytes) -> bytes:
    """Return one copy of a text that is repeated. Short copies (``1111…``) are left alone."""
    turn = (data + data).find(data, 1)
    return data[:turn] if turn >= _SHORTEST_REPEATED else data


def _repaired(data: bytes) -> CitizenCard | None:
    """Return the card of a scanner with an old code page, if one decoding gives a whole card with plausible words."""
    for text in readings(data):
        card = _meaning(text)
        if isinstance(card, CitizenCard) and looks_vietnamese(f"{card.name} {card.address}"):
            return replace(card, warnings=(*card.warnings, CardWarning.ENCODING_REPAIRED))
    return None


def _meaning(text: str) -> Scan:
    text = normalize("NFC", text).replace("\u00a0", " ").strip(" ")
    if _LOST in text:
        return ScanProblem.GARBLED
    if not text.isprintable():
        return ScanProblem.UNSAFE_TEXT
    fields = [part.strip() for part in text.split("|")]
    if _is_card(fields):
        return _card(fields)
    return _other(text, fields)


def _is_card(fields: Sequence[str]) -> bool:
    """Return whether this is a card, complete or not. A card has a personal number first, or a sex or a date between
    bars.
    """
    if len(fields) == 1 or _is_health_insurance(fields):
        return False
    return _is_digits(fields[0], 12) or any(part.casefold() in _SEXES or _is_date(part) for part in fields[1:])


def _card(fields: Sequence[str]) -> CitizenCard | OtherCode | ScanProblem:
    if _is_digits(fields[0], 9):
        return OtherCode.OLD_IDENTITY_NUMBER
    if len(fields) < _FIELDS_OLD or _ends_early(fields):
        return ScanProblem.INCOMPLETE
    number = parse_number(fields[0])
    if isinstance(number, NumberProblem):
        return ScanProblem.BAD_NUMBER
    if len(fields) > _FIELDS_NEW or "?" in fields[2] or (fields[4] and fields[4].casefold() not in _SEXES):
        return ScanProblem.GARBLED
    try:
        birth, issued = _date(fields[3]), _date(fields[6])
    except ValueError:
        return ScanProblem.BAD_DATE
    if birth and issued and birth > issued:
        return ScanProblem.BAD_DATE
    return CitizenCard(
        number=number.digits,
        name=fields[2],
        birth=birth,
        sex=_SEXES.get(fields[4].casefold()),
        address=fields[5],
        issued=issued,
        old_number=fields[1],
        extra=tuple(fields[_FIELDS_OLD:]),
        warnings=tuple(_warnings(fields, number)),
    )


def _ends_early(fields: Sequence[str]) -> bool:
    """Return whether the name is missing or the last field is the beginning of a date."""
    last = fields[6]
    return not fields[2] or (len(fields) == _FIELDS_OLD and len(last) < 8 and (not last or _is_digits(last)))


def _warnings(fields: Sequence[str], number: PersonalNumber) -> Iterator[CardWarning]:
    if fields[3] and int(fields[3][-4:]) != number.birth_year:
        yield CardWarning.BIRTH_YEAR_DIFFERS
    if fields[4] and _SEXES[fields[4].casefold()] is not number.sex:
        yield CardWarning.SEX_DIFFERS
    if len(fields) not in (_FIELDS_OLD, _FIELDS_NEW):
        yield CardWarning.UNUSUAL_FIELD_COUNT
    if not number.place_is_known:
        yield CardWarning.UNKNOWN_PROVINCE


def _date(text: str) -> date | None:
    """Parse ``ddMMyyyy``. Return None for an empty date or a mere year (``00001950``); else raise ValueError."""
    if not text:
        return None
    if not (_is_digits(text, 8) or _is_digits(text, 4)):
        raise ValueError("a date has 8 digits")
    day, month, year = int(text[:-6] or 0), int(text[-6:-4] or 0), int(text[-4:])
    if year < _FIRST_YEAR:
        raise ValueError("a year before the first number")
    known = date(year, month or 1, day or 1)
    return known if day and month else None


def _other(text: str, fields: Sequence[str]) -> Scan:
    """Return the kind of a code that is no card, by its shape."""
    compact = "".join(text.split()).upper()
    if _DOSSIER.search(compact):
        return OtherCode.DOSSIER_RECEIPT
    if "VNEID" in compact:
        return OtherCode.VNEID
    if _LINK.match(text):
        return OtherCode.WEB_LINK
    if text.startswith(_BANK_TRANSFER):
        return OtherCode.BANK_TRANSFER
    if _is_health_insurance(fields):
        return OtherCode.HEALTH_INSURANCE
    if _is_digits(compact, 9):
        return OtherCode.OLD_IDENTITY_NUMBER
    if _is_digits(compact, 12):
        return ScanProblem.INCOMPLETE
    if compact.startswith(PREFIX) and not isinstance(appointment := parse_appointment_code(text), CodeFault):
        return AppointmentScan(appointment)
    code = parse_code(text)
    if isinstance(code, TicketCode):
        return TicketScan(code.compact)
    return OtherCode.VNEID if _TOKEN.fullmatch(text) else OtherCode.UNKNOWN


def _is_health_insurance(fields: Sequence[str]) -> bool:
    """Return whether the number is first, then the name in hexadecimal or a dollar sign at the end."""
    if len(fields) < 3 or not _INSURANCE_NUMBER.fullmatch(fields[0]):
        return False
    return _HEXADECIMAL.fullmatch(fields[1]) is not None or fields[-1].endswith("$")


def _is_date(text: str) -> bool:
    try:
        return len(text) == 8 and _date(text) is not None
    except ValueError:
        return False


def _is_digits(text: str, length: int | None = None) -> bool:
    return text.isascii() and text.isdecimal() and length in (None, len(text))
