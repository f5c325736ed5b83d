"""Make valid card texts of people who do not exist, for simulated scanners, the demo and tests.

Names contain the word Mẫu (sample) and addresses the street Thử Nghiệm (test), so nobody takes them for real ones.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from types import MappingProxyType

from kiosk.domain.people.scan import CitizenCard, OtherCode, Sex

_FIRST_QR_CARD = date(2021, 1, 1)
#: Cards have 11 fields from this day on, and children get one too (Luật Căn cước 2023).
_ELEVEN_FIELDS = date(2024, 7, 1)
_FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Ngô", "Lý", "Thạch", "Kim")
_MIDDLES = {Sex.MALE: ("Văn Mẫu", "Hữu Mẫu", "Quốc Mẫu"), Sex.FEMALE: ("Thị Mẫu", "Ngọc Mẫu", "Thị Kim Mẫu")}
_GIVEN = {
    Sex.MALE: ("An", "Bình", "Cường", "Dũng", "Hải", "Khánh", "Nghĩa", "Phước", "Quyền", "Tường"),
    Sex.FEMALE: ("Ánh", "Diễm", "Hạnh", "Hường", "Loan", "Mỹ", "Nguyệt", "Phượng", "Tuyết", "Yến"),
}
_PLACES = (
    "Phường Bạc Liêu, Cà Mau",
    "Phường An Xuyên, Cà Mau",
    "Xã Hòa Bình, Cà Mau",
    "Xã Năm Căn, Cà Mau",
    "Phường 1, Thành phố Bạc Liêu, Bạc Liêu",
)
_REGISTERED_IN = ("096", "096", "096", "095", "095", "091", "094", "079", "001", "116")
#: Ranges of age in years, and how often they come to a counter.
_AGES = ((1, 13), (14, 24), (25, 44), (45, 59), (60, 74), (75, 95))
_AGE_WEIGHTS = (1, 3, 7, 5, 3, 2)

#: One text of each other code that people bring to a counter.
OTHER_CODES: Mapping[OtherCode, str] = MappingProxyType(
    {
        OtherCode.HEALTH_INSURANCE: (
            "GD4960123456789|4e677579e1bb856e205468e1bb8b204de1baab75|14/05/1990|2|"
            "5468e1bbad204e676869e1bb876d|96 - 001|01/01/2026|-|05/12/2025|9601090000000|-|4|01/01/2031|15f8aa-7102|$"
        ),
        OtherCode.BANK_TRANSFER: (
            "00020101021138540010A00000072701240006970415011000000000000208QRIBFTTA53037045802VN62080804thu63040F2A"
        ),
        OtherCode.WEB_LINK: "https://example.vn/huong-dan?muc=1",
        OtherCode.VNEID: "eyJhbGciOiJub25lIn0.eyJ0aHUiOiJuZ2hpZW0iLCJtYXUiOjF9.bWF1LXRodS1uZ2hpZW0",
        OtherCode.DOSSIER_RECEIPT: "H99.99.12-261120-0031",
        OtherCode.OLD_IDENTITY_NUMBER: "380123456",
        OtherCode.UNKNOWN: "8934563138165",
    }
)


def sample_cards(seed: int, count: int, today: date) -> tuple[CitizenCard, ...]:
    """Return `count` cards with different numbers: ages 1 to 95, both sexes, both formats. Equal seeds give equal
    cards.
    """
    cards = {card.number: card for card in _until(count, seed, today)}
    return tuple(cards.values())


def card_text(card: CitizenCard) -> str:
    """Return the text of the card's QR code."""
    fields = (card.number, card.old_number, card.name, _day(card.birth), card.sex or "", card.address)
    return "|".join((*fields, _day(card.issued), *card.extra))


def _until(count: int, seed: int, today: date) -> Iterator[CitizenCard]:
    random = Random(seed)  # noqa: S311 - samples are to be the same each time
    seen: set[str] = set()
    while len(seen) < count:
        card = _card(random, today)
        if card.number not in seen:
            seen.add(card.number)
            yield card


def _card(random: Random, today: date) -> CitizenCard:
    sex = random.choice(list(Sex))
    youngest, oldest = random.choices(_AGES, _AGE_WEIGHTS)[0]
    birth = today - timedelta(days=random.randint(youngest * 366, oldest * 365))
    issued = _between(random, max(birth, _FIRST_QR_CARD if birth.year <= today.year - 20 else _ELEVEN_FIELDS), today)
    had_old_card = birth.year < 1995 and random.random() < 0.5
    return CitizenCard(
        number=_number(random, birth, sex),
        name=f"{random.choice(_FAMILIES)} {random.choice(_MIDDLES[sex])} {random.choice(_GIVEN[sex])}",
        birth=birth,
        sex=sex,
        address=f"Số {random.randint(1, 199)}, Đường Thử Nghiệm, {random.choice(_PLACES)}",
        issued=issued,
        old_number=f"38{random.randint(0, 9_999_999):07d}" if had_old_card else "",
        extra=("", "", "", "") if issued >= _ELEVEN_FIELDS else (),
    )


def _number(random: Random, birth: date, sex: Sex) -> str:
    century = 2 * (birth.year // 100 - 19) + (sex is Sex.FEMALE)
    return f"{random.choice(_REGISTERED_IN)}{century}{birth:%y}{random.randint(0, 999_999):06d}"


def _between(random: Random, first: date, last: date) -> date:
    return first + timedelta(days=random.randint(0, (last - first).days))


def _day(day: date | None) -> str:
    return f"{day:%d%m%Y}" if day else ""
