"""What a scan means, as plain values. `devices.citizen_card` makes them from bytes; screens only look at these."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Sex(StrEnum):
    """As printed on the card."""

    MALE = "Nam"
    FEMALE = "Nữ"


class CardWarning(StrEnum):
    """Something on a readable card that does not fit; corrected records exist, so it warns and does not refuse."""

    BIRTH_YEAR_DIFFERS = "birth_year_differs"
    SEX_DIFFERS = "sex_differs"
    UNUSUAL_FIELD_COUNT = "unusual_field_count"
    ENCODING_REPAIRED = "encoding_repaired"
    UNKNOWN_PROVINCE = "unknown_province"


@dataclass(frozen=True, slots=True)
class CitizenCard:
    """An identity card's text (TT 16/2024/TT-BCA; 7 fields to 6/2024, 11 after). Its repr shows nothing personal."""

    number: str = field(repr=False)
    name: str = field(repr=False)
    birth: date | None = field(repr=False)
    sex: Sex | None = field(repr=False)
    address: str = field(repr=False)
    issued: date | None = field(repr=False)
    old_number: str = field(repr=False, default="")
    extra: tuple[str, ...] = field(repr=False, default=())
    warnings: tuple[CardWarning, ...] = ()

    @property
    def masked_name(self) -> str:
        """Family name and initials, for a screen others can see: ``Trần V. H.``"""
        first, *rest = self.name.split() or [""]
        return " ".join([first.title(), *(f"{word[0].upper()}." for word in rest)])


@dataclass(frozen=True, slots=True)
class TicketScan:
    """The code on one of our own tickets, still unchecked; see `kiosk.domain.numbering.parse_code`."""

    code: str


@dataclass(frozen=True, slots=True)
class AppointmentScan:
    """The code on an appointment's paper, still unchecked; see `kiosk.domain.appointment.parse_appointment_code`."""

    code: str


class OtherCode(StrEnum):
    """Codes that turn up at a counter and are no identity card; each has its friendly sentence (``scan.other.*``)."""

    HEALTH_INSURANCE = "health_insurance"
    BANK_TRANSFER = "bank_transfer"
    WEB_LINK = "web_link"
    VNEID = "vneid"
    DOSSIER_RECEIPT = "dossier_receipt"
    OLD_IDENTITY_NUMBER = "old_identity_number"
    UNKNOWN = "unknown"


class ScanProblem(StrEnum):
    """Why nothing could be made of the bytes (``scan.problem.*``)."""

    INCOMPLETE = "incomplete"
    TOO_LONG = "too_long"
    GARBLED = "garbled"
    BAD_NUMBER = "bad_number"
    BAD_DATE = "bad_date"
    UNSAFE_TEXT = "unsafe_text"


Scan = CitizenCard | TicketScan | AppointmentScan | OtherCode | ScanProblem
