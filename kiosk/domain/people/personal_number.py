"""Read the 12-digit personal number (số định danh cá nhân) from its digits alone.

``PPP G YY NNNNNN``: place of birth registration, century and sex, birth year, six random digits; no check digit.
Source: TT 07/2016/TT-BCA (structure and codes), kept by NĐ 70/2024/NĐ-CP. Place codes are those before the mergers of
provinces. A number never changes, so all 63 stay valid. From 101 upwards the code is a country.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from kiosk.domain.people.scan import Sex

_LENGTH = 12
_FIRST_COUNTRY = 101
_FIRST_CENTURY = 19
_CENTURIES_BEGUN = 2

#: The 63 provinces at the time when the numbers were issued.
PROVINCES: Mapping[str, str] = MappingProxyType(
    {
        "001": "Hà Nội",
        "002": "Hà Giang",
        "004": "Cao Bằng",
        "006": "Bắc Kạn",
        "008": "Tuyên Quang",
        "010": "Lào Cai",
        "011": "Điện Biên",
        "012": "Lai Châu",
        "014": "Sơn La",
        "015": "Yên Bái",
        "017": "Hòa Bình",
        "019": "Thái Nguyên",
        "020": "Lạng Sơn",
        "022": "Quảng Ninh",
        "024": "Bắc Giang",
        "025": "Phú Thọ",
        "026": "Vĩnh Phúc",
        "027": "Bắc Ninh",
        "030": "Hải Dương",
        "031": "Hải Phòng",
        "033": "Hưng Yên",
        "034": "Thái Bình",
        "035": "Hà Nam",
        "036": "Nam Định",
        "037": "Ninh Bình",
        "038": "Thanh Hóa",
        "040": "Nghệ An",
        "042": "Hà Tĩnh",
        "044": "Quảng Bình",
        "045": "Quảng Trị",
        "046": "Thừa Thiên Huế",
        "048": "Đà Nẵng",
        "049": "Quảng Nam",
        "051": "Quảng Ngãi",
        "052": "Bình Định",
        "054": "Phú Yên",
        "056": "Khánh Hòa",
        "058": "Ninh Thuận",
        "060": "Bình Thuận",
        "062": "Kon Tum",
        "064": "Gia Lai",
        "066": "Đắk Lắk",
        "067": "Đắk Nông",
        "068": "Lâm Đồng",
        "070": "Bình Phước",
        "072": "Tây Ninh",
        "074": "Bình Dương",
        "075": "Đồng Nai",
        "077": "Bà Rịa - Vũng Tàu",
        "079": "TP. Hồ Chí Minh",
        "080": "Long An",
        "082": "Tiền Giang",
        "083": "Bến Tre",
        "084": "Trà Vinh",
        "086": "Vĩnh Long",
        "087": "Đồng Tháp",
        "089": "An Giang",
        "091": "Kiên Giang",
        "092": "Cần Thơ",
        "093": "Hậu Giang",
        "094": "Sóc Trăng",
        "095": "Bạc Liêu",
        "096": "Cà Mau",
    }
)


class NumberProblem(StrEnum):
    """List why a text cannot be the personal number of a living person."""

    NOT_DIGITS = "not_digits"
    WRONG_LENGTH = "wrong_length"
    CENTURY_TO_COME = "century_to_come"


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """Hold the parts of a personal number. The repr shows none of them."""

    digits: str = field(repr=False)
    province_code: str = field(repr=False)
    sex: Sex = field(repr=False)
    birth_year: int = field(repr=False)

    @property
    def province(self) -> str | None:
        """Return the province's name before the mergers; None for a country and for an unknown code."""
        return PROVINCES.get(self.province_code)

    @property
    def registered_abroad(self) -> bool:
        """Return whether the place is a country (code 101 and up)."""
        return int(self.province_code) >= _FIRST_COUNTRY

    @property
    def place_is_known(self) -> bool:
        """Return whether the place code is one of the 63 provinces or a country."""
        return self.registered_abroad or self.province is not None


def parse_number(text: str) -> PersonalNumber | NumberProblem:
    """Return the parts of a scanned or typed number, or what is wrong with it; spaces are accepted.

    The rule runs to the 24th century: a century digit of 4 or more is a birth from 2100 on. Until then such a number
    was misread. An unknown place is not a problem: see `PersonalNumber.place_is_known`.
    """
    digits = "".join(text.split())
    if not (digits.isascii() and digits.isdecimal()):
        return NumberProblem.NOT_DIGITS
    if len(digits) != _LENGTH:
        return NumberProblem.WRONG_LENGTH
    century, is_female = divmod(int(digits[3]), 2)
    if century >= _CENTURIES_BEGUN:
        return NumberProblem.CENTURY_TO_COME
    return PersonalNumber(
        digits=digits,
        province_code=digits[:3],
        sex=Sex.FEMALE if is_female else Sex.MALE,
        birth_year=(_FIRST_CENTURY + century) * 100 + int(digits[4:6]),
    )
