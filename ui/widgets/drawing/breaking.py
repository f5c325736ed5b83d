"""Choose the line ends of a short text: lines of similar length, ending after sentences, clauses and words.

Vietnamese separates its syllables by spaces. So most words contain a space where a line should not end.
"""

from collections.abc import Sequence

import resources

NO_BREAK = "\u00a0"
_ZERO_WIDTH_SPACE = "\u200b"
_SENTENCE, _CLAUSE, _OPENING = ".?!…", ",;:", "(["
#: The prices of a line end; a negative price is a gain. 1 is the price of a line that differs from the mean by the
#: whole width.
_AFTER_SENTENCE, _AFTER_CLAUSE, _IN_WORD, _LONELY, _AFTER_LINK, _BEFORE_FIGURE = -0.2, -0.08, 0.15, 0.12, 0.05, 0.05
#: An address is broken only where no other line end has room.
_IN_ADDRESS = 1.0
#: A line should not end with these words: prepositions, conjunctions and numerals, which belong to the next word.
_LINKS = frozenset((
    "ở", "của", "và", "hoặc", "với", "cho", "từ", "đến", "lúc", "vào", "để", "do", "bằng", "các", "những", "một", "mỗi",
    "là", "có", "cần", "mời", "số", "thì", "khi", "nếu", "mà",
    "a", "an", "the", "of", "to", "in", "on", "at", "for", "and", "or", "your", "is", "are", "with", "from",
))  # fmt: skip


def ends(text: str, edges: Sequence[float], width: float, lines: int) -> tuple[int, ...] | None:
    """Return the place after which each line but the last ends, so that no line is wider than `width`.

    `edges`: where each letter begins on one endless line, and at the end where the last letter ends. Return None if the
    text cannot be broken into so many lines.
    """
    places = [at + 1 for at, letter in enumerate(text) if letter in (" ", _ZERO_WIDTH_SPACE)]
    prices = {place: _price(text, place) for place in places}
    stops = {place: edges[len(text[:place].rstrip(" " + _ZERO_WIDTH_SPACE))] for place in (*places, len(text))}
    mean = edges[-1] / lines
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for _ in range(lines - 1):
        further: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (paid, found) in best.items():
            for place in places:
                wide = stops[place] - edges[start]
                if place <= start or wide > width:
                    continue
                price = paid + ((wide - mean) / width) ** 2 + prices[place]
                if place not in further or price < further[place][0]:
                    further[place] = (price, (*found, place))
        best = further
    finished = [
        (paid + ((wide - mean) / width) ** 2, found)
        for start, (paid, found) in best.items()
        if (wide := stops[len(text)] - edges[start]) <= width
    ]
    return min(finished)[1] if finished else None


def _price(text: str, place: int) -> float:
    """Return the price of a line that ends before `text[place]`."""
    before, after = text[:place].rstrip(), text[place:]
    if not before or not after:
        return 1.0
    if text[place - 1] == _ZERO_WIDTH_SPACE:
        return 0.0 if _is_khmer(after[0]) else _IN_ADDRESS
    last, first = _words(before)[-1], _words(after)[0]
    if last[-1] in _SENTENCE:
        return _AFTER_SENTENCE
    if last[-1] in _CLAUSE or first[0] in _OPENING or _is_khmer(last[-1]):
        return _AFTER_CLAUSE
    price = _IN_WORD if f"{last} {first}".strip(_SENTENCE + _CLAUSE + ")").lower() in resources.word_pairs() else 0.0
    price += _AFTER_LINK if last.lower() in _LINKS else 0.0
    price += _BEFORE_FIGURE if first[0].isdigit() else 0.0
    return price + _LONELY * (_ends_part(before[: -len(last)]) + (first[-1] in _SENTENCE + _CLAUSE))


def _words(text: str) -> list[str]:
    return text.replace(NO_BREAK, " ").split()


def _ends_part(text: str) -> bool:
    """Return whether the text ends a sentence or a clause. The beginning of the text counts as an end."""
    text = text.rstrip()
    return not text or text[-1] in _SENTENCE + _CLAUSE


def _is_khmer(letter: str) -> bool:
    """Return whether the letter is Khmer. Khmer has spaces between phrases only."""
    return "\u1780" <= letter <= "\u17ff"
