"""List the characters on the keys of the on-screen keyboard, with and without shift."""

from dataclasses import dataclass

from kiosk.domain.language.composition import Method

_FIGURES = "1 2 3 4 5 6 7 8 9 0"
_LATIN = ("q w e r t y u i o p", "a s d f g h j k l", "z x c v b n m")
_KHMER_NUMBERS = "១ ២ ៣ ៤ ៥ ៦ ៧ ៨ ៩ ០ ឥ ឲ"


@dataclass(frozen=True, slots=True)
class KeyPlan:
    """Hold rows of keys, and the same rows with shift. A key may type several characters (*ុំ*).

    The last row is between the shift key and the erase key. Without `shifted` there is no shift key. `columns`: the
    number of letter keys that fit a row. `signs`: rows of figures and signs in a layer of their own.
    """

    rows: tuple[tuple[str, ...], ...]
    shifted: tuple[tuple[str, ...], ...] = ()
    columns: int = 10
    signs: tuple[tuple[str, ...], ...] = ()

    def layered(self, stop: str) -> "KeyPlan":
        """Return a plan of letters alone, with figures, signs, comma and full stop in a separate layer."""
        signs = (self.rows[0], self.shifted[0], (",", stop))
        return KeyPlan(self.rows[1:], self.shifted[1:], self.columns, signs)

    def narrowed(self, columns: int) -> "KeyPlan":
        """Return the same keys in the same order in shorter rows. The last row has space for two more keys."""
        if self.columns <= columns:
            return self
        return KeyPlan(_set(self.rows, columns), _set(self.shifted, columns), columns, _set(self.signs, columns))


def _set(rows: tuple[tuple[str, ...], ...], columns: int) -> tuple[tuple[str, ...], ...]:
    keys = [key for row in rows for key in row]
    count = -(-(len(keys) + 2) // columns) if keys else 0
    ends = [min(len(keys), columns * place) for place in range(1, count)] + [len(keys)] * bool(keys)
    return tuple(tuple(keys[start:end]) for start, end in zip([0, *ends[:-1]], ends, strict=False))


def _rows(*rows: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row.split()) for row in rows)


_LETTERS = KeyPlan(_rows(_FIGURES, *_LATIN), _rows("? ! - / : ( ) % + @", *(row.upper() for row in _LATIN)))

#: The keys for codes: figures and capitals, without shift.
CODE_PLAN = KeyPlan(_rows(_FIGURES, *(row.upper() for row in _LATIN)))

#: Khmer keys are where the standard Khmer keyboard (NiDA) has them. Characters of its third level (ឯ ៈ ឱ) replace signs
#: of money and arithmetic.
PLANS = {
    Method.TELEX: _LETTERS,
    Method.VNI: _LETTERS,
    Method.LATIN: _LETTERS,
    Method.KHMER: KeyPlan(
        _rows(_KHMER_NUMBERS, "ឆ ឹ េ រ ត យ ុ ិ ោ ផ ៀ ឪ", "ា ស ដ ថ ង ហ ្ ក ល ើ ់", "ឋ ខ ច វ ប ន ម ុំ ៊"),
        _rows('! ៗ " ឯ ៈ ៍ ័ ៏ ( ) ៌ ឱ', "ឈ ឺ ែ ឬ ទ ួ ូ ី ៅ ភ ឿ ឧ", "ាំ ៃ ឌ ធ អ ះ ញ គ ឡ ោះ ៉", "ឍ ឃ ជ េះ ព ណ ំ ុះ ?"),
        columns=12,
    ),
}
