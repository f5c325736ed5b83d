"""Describe what a scan means, as plain values. `devices.citizen_card` makes them from bytes; screens read them."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Sex(StrEnum):
    """List the sexes as printed on the card."""

    MALE = "Nam"
    FEMALE = "Nữ"


class CardWarning(StrEnum):
    """List what does not fit on a readable card. Corrected records exist, so it warns and does not refuse."""

    BIRTH_YEAR_DIFFERS = "birth_year_differs"
    SEX_DIFFERS = "sex_differs"
    UNUSUAL_FIELD_COUNT = "unusual_field_count"
    ENCODING_REPAIRED = "encoding_repaired"
    UNKNOWN_PROVINCE = "unknown_province"


@dataclass(frozen=True, slots=True)
class CitizenCard:
    """Hold the text of an identity card (TT 16/2024/TT-BCA): 7 fields until June 2024, 11 after.

    No repr shows anything personal.
    """

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
        """Return family name and initials, for a screen that others can see: ``Trần V. H.``"""
        first, *rest = self.name.split() or [""]
        return " ".join([first.title(), *(f"{word[0].upper()}." for word in rest)])


@dataclass(frozen=True, slots=True)
class TicketScan:
    """Hold an unchecked ticket code; see `parse_code` in `kiosk.domain.queue.ticket_code`."""

    code: str


@dataclass(frozen=True, slots=True)
class AppointmentScan:
    """Hold an unchecked appointment code; see `parse_appointment_code` in `kiosk.domain.queue.appointment`."""

    code: str


class OtherCode(StrEnum):
    """List codes at a counter that are no identity card; each has its sentence (``scan.other.*``)."""

    HEALTH_INSURANCE = "health_insurance"
    BANK_TRANSFER = "bank_transfer"
    WEB_LINK = "web_link"
    VNEID = "vneid"
    DOSSIER_RECEIPT = "dossier_receipt"
    OLD_IDENTITY_NUMBER = "old_identity_number"
    UNKNOWN = "unknown"


class ScanProblem(StrEnum):
    """List why bytes could not be read (``scan.problem.*``)."""

    INCOMPLETE = "incomplete"
    TOO_LONG = "too_long"
    GARBLED = "garbled"
    BAD_NUMBER = "bad_number"
    BAD_DATE = "bad_date"
    UNSAFE_TEXT = "unsafe_text"


Scan = CitizenCard | TicketScan | AppointmentScan | OtherCode | ScanProblem
