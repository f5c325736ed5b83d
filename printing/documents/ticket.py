"""The ticket a citizen takes from the kiosk: 80 mm wide, black and white, nothing personal on it."""

from collections.abc import Sequence

from kiosk.domain.numbering import spaced
from kiosk.domain.slip import TicketSlip
from kiosk.domain.text import Texts
from printing import codes
from printing.documents.common import INNER, MARGIN, ONE_AT_A_TIME, SMALLEST, dashed_rule, lock_up
from printing.grain import SQUARE_FROM, grain
from printing.sheet import WIDTH, Bars, Plate, Sheet
from printing.typeset import Line, Weight, fit, line

_CAP = 0.714  # height of a capital in Noto Sans, in em
_QR_MODULE = 8
_BAR_HEIGHT = 56
_GAP = 26  # between the columns and the rule


def ticket_pdf(slip: TicketSlip, texts: Texts) -> bytes:
    """The ticket as a PDF one page long; the same slip always gives the same bytes."""
    with ONE_AT_A_TIME:
        sheet = Sheet()
        lock_up(sheet, slip, texts)
        _number(sheet, slip, texts)
        _service(sheet, slip, texts)
        _counters(sheet, slip, texts)
        _queue(sheet, slip, texts)
        _codes(sheet, slip, texts)
        _footer(sheet, texts)
        return sheet.pdf(slip.label, texts.name(slip.centre))


def _number(sheet: Sheet, slip: TicketSlip, texts: Texts) -> None:
    label = line(texts.say("ticket.number"), Weight.REGULAR, 26)
    if slip.has_priority:
        _label_with_mark(sheet, label, line(texts.say("ticket.priority"), Weight.BOLD, 28))
    else:
        sheet.centred((label,))
    size = 196.0  # capitals are 70 large dots high, and the round of a 0 reaches one more
    number = line(slip.label, Weight.BOLD, size)
    if number.width > INNER:
        number = line(slip.label, Weight.BOLD, size * INNER / number.width)
    cap = round(_CAP * number.size)
    sheet.space(24)
    # Digits have no marks: the line is as high as its capitals, not as its accents.
    sheet.centred((Line(number.runs, number.size, number.width, cap + 4, 4),))
    sheet.space(24)


def _label_with_mark(sheet: Sheet, label: Line, mark: Line) -> None:
    """The priority mark stands beside the label, in a frame; it does not say which group (nothing personal)."""
    pad, gap = 12, 16
    x = (WIDTH - label.width - gap - mark.width - 2 * pad) / 2
    top = sheet.even()
    height = round(max(label.height, mark.height) / 2) * 2 + 4
    frame = (round((x + label.width + gap) / 2) * 2, top, round(mark.width / 2 + pad) * 2, height)
    sheet.add(Plate(frame, 8, stroke=4))
    sheet.coarsen(grain(*frame, across=1))
    for each, start in ((label, x), (mark, frame[0] + pad)):
        sheet.y = top + (height - each.height) / 2
        sheet.text(each, start)
    sheet.y = top + height


def _service(sheet: Sheet, slip: TicketSlip, texts: Texts) -> None:
    """Names of procedures run to 400 letters: smaller first, then more lines, never cut."""
    name = texts.name(slip.service)
    lines = fit(name, Weight.BOLD, (34, 32), INNER, lines=1)
    if len(lines) > 1:
        lines = fit(name, Weight.BOLD, (30, 28), INNER, lines=2)
    if len(lines) > 2:
        lines = fit(name, Weight.BOLD, (28, 26, 24), INNER, lines=4)
    sheet.centred(lines)
    sheet.space(16)


def _counters(sheet: Sheet, slip: TicketSlip, texts: Texts) -> None:
    """The counter reversed out of black; only what is large enough for large dots stands in it."""
    pad = 24
    intro, destination = _destination(slip, texts)
    inside = INNER - 2 * pad
    above = fit(intro, Weight.REGULAR, (26, 24, SMALLEST), inside)
    large = fit(destination, Weight.BOLD, (48, 44, 38, 34), inside)
    if len(large) > 1:
        large = fit(destination, Weight.BOLD, (38, 34, 30), inside, lines=2)
    sheet.centred(above)
    sheet.space(4)
    height = round(sum(each.height for each in large) / 2 + 2) * 2
    top = sheet.even()
    sheet.add(Plate((MARGIN, top, INNER, height), 10))
    sheet.coarsen(grain(MARGIN, top, INNER, height, across=2 if large[0].size >= SQUARE_FROM else 1))
    sheet.space(2)
    sheet.centred(large, white=True)
    sheet.y = top + height + 18


def _destination(slip: TicketSlip, texts: Texts) -> tuple[str, str]:
    if not slip.counters:
        return texts.say("ticket.counter.none_intro"), texts.say("ticket.counter.none")
    *others, last = map(str, slip.counters)
    if not others:
        place = texts.say("ticket.counter.one", counter=last)
    else:
        place = texts.say("ticket.counter.several", counters=", ".join(others), last=last)
    return texts.say("ticket.counter.intro"), place


def _queue(sheet: Sheet, slip: TicketSlip, texts: Texts) -> None:
    """Two columns with a rule between them, in the middle of the paper as one group.

    Who comes by appointment is called by its time, and not by how many stand before. A kiosk that was cut off says so,
    and from when on the place in the queue counts: it cannot see the queue itself.
    """
    ahead = texts.say("ticket.ahead.people", count=slip.ahead) if slip.ahead else texts.say("ticket.ahead.none")
    labels = [texts.say("ticket.ahead.label"), texts.say("ticket.wait.label")]
    if slip.appointed_at is not None:
        labels[0], ahead = texts.say("ticket.appointment"), f"{slip.appointed_at:%H:%M}"
    elif slip.is_reserve:
        labels[0], ahead = texts.say("ticket.since"), f"{slip.taken_at:%H:%M}"
    columns = _columns(labels, (ahead, _wait(slip, texts)))
    left, right = (max(each.width for each in lines) for lines in columns)
    rule = round((WIDTH + left - right) / 4) * 2
    top = bottom = sheet.even()
    for lines, middle in zip(columns, (rule - _GAP - left / 2, rule + 2 + _GAP + right / 2), strict=True):
        sheet.y = top
        sheet.centred(lines, middle=middle)
        bottom = max(bottom, sheet.even())
    sheet.add(Bars(((rule, top + 6, 2, bottom - top - 8),)))
    sheet.y = bottom + 12
    if slip.is_reserve:
        sheet.centred(fit(texts.say("ticket.cut_off"), Weight.REGULAR, (24, SMALLEST), INNER, lines=3))
        sheet.space(10)
    dashed_rule(sheet)


def _columns(labels: Sequence[str], values: Sequence[str]) -> list[tuple[Line, ...]]:
    """A label over a value each, the values of one size: the largest at which they stand side by side."""
    room = INNER - 2 * _GAP - 2
    above = [fit(label, Weight.REGULAR, (24, SMALLEST), room / 2) for label in labels]
    for size in (44, 38, 34, 30):
        large = [line(value, Weight.BOLD, size) for value in values]
        found = [(*top, below) for top, below in zip(above, large, strict=True)]
        if sum(max(each.width for each in column) for column in found) <= room:
            return found
    return [
        (*top, *fit(value, Weight.BOLD, (28, 26), room / 2, lines=2)) for top, value in zip(above, values, strict=True)
    ]


def _wait(slip: TicketSlip, texts: Texts) -> str:
    if slip.minutes is None or slip.is_reserve:
        return texts.say("ticket.wait.unknown")
    low, high = slip.minutes
    return texts.say("ticket.wait.range" if low else "ticket.wait.under", low=low, high=high)


def _codes(sheet: Sheet, slip: TicketSlip, texts: Texts) -> None:
    """Both codes stand alone in their rows and on even dots: text beside them would cost the rows their doubling."""
    sheet.space(4)
    weekday = texts.say(f"ticket.weekday.{slip.taken_at.weekday()}")
    date = texts.say("ticket.date", weekday=weekday, date=f"{slip.taken_at:%d/%m/%Y}")
    time = texts.say("ticket.taken_at", time=f"{slip.taken_at:%H:%M}")
    sheet.centred(fit(f"{time}, {date}", Weight.REGULAR, (24, SMALLEST), INNER))
    side = codes.qr_size(slip.code, _QR_MODULE)
    # The quiet zone of four modules, with the white that the lines above and below bring with them.
    top = sheet.even() + 28
    sheet.add(codes.qr(slip.code, (WIDTH - side) // 4 * 2, top, _QR_MODULE))
    sheet.y = top + side + 28
    sheet.centred(fit(texts.say("ticket.scan"), Weight.REGULAR, (SMALLEST,), INNER))
    sheet.space(12)
    module = 2
    width = codes.code128_width(slip.code, module)
    x = round((WIDTH - width) / 4) * 2
    y = sheet.even()
    sheet.add(codes.code128(slip.code, x, y, module, _BAR_HEIGHT))
    sheet.y = y + _BAR_HEIGHT
    sheet.centred((line(spaced(slip.code), Weight.REGULAR, 26),))
    sheet.space(6)
    dashed_rule(sheet)


def _footer(sheet: Sheet, texts: Texts) -> None:
    for key in ("ticket.footer.wait", "ticket.footer.missed"):
        sheet.centred(fit(texts.say(key), Weight.REGULAR, (SMALLEST,), INNER + 24))
    sheet.space(10)
