"""The ticket a citizen takes from the kiosk: 80 mm wide, black and white, nothing personal on it."""

import threading

from kiosk.domain.numbering import spaced
from kiosk.domain.slip import TicketSlip
from kiosk.domain.text import Texts
from printing import codes
from printing.sheet import WIDTH, Bars, Dashes, Plate, Sheet, teeth
from printing.typeset import Line, Weight, fit, line

_MARGIN = 24
_INNER = WIDTH - 2 * _MARGIN
#: Nothing on the paper is smaller than this (look.md, "Paper").
SMALLEST = 22
_CAP = 0.714  # height of a capital in Noto Sans, in em
_QR_MODULE = 8
_BAR_HEIGHT = 72
# reportlab's fonts are shared by all documents of the process and are not meant for two threads.
_ONE_AT_A_TIME = threading.Lock()


def ticket_pdf(slip: TicketSlip, texts: Texts) -> bytes:
    """The ticket as a PDF one page long; the same slip always gives the same bytes."""
    with _ONE_AT_A_TIME:
        sheet = Sheet()
        _lock_up(sheet, slip, texts)
        _number(sheet, slip, texts)
        _service(sheet, slip, texts)
        _counters(sheet, slip, texts)
        _queue(sheet, slip, texts)
        _codes(sheet, slip, texts)
        _footer(sheet, texts)
        return sheet.pdf(slip.label, texts.name(slip.centre))


def _lock_up(sheet: Sheet, slip: TicketSlip, texts: Texts) -> None:
    """Centre and unit in bold, the motto below (Công văn 2319/VPCP-KSTT), then the ribbon of the kiosk's header."""
    sheet.space(12)
    for name in (slip.centre, slip.place):
        sheet.centred(fit(texts.name(name).upper(), Weight.BOLD, (28, 26, 24, SMALLEST), _INNER, lines=2))
    sheet.centred(fit(texts.name(slip.slogan), Weight.REGULAR, (24, SMALLEST), _INNER))
    sheet.space(10)
    sheet.add(teeth(sheet.y, 18, 16))
    sheet.space(18 + 12)


def _number(sheet: Sheet, slip: TicketSlip, texts: Texts) -> None:
    label = line(texts.say("ticket.number"), Weight.REGULAR, 30)
    if slip.has_priority:
        _label_with_mark(sheet, label, line(texts.say("ticket.priority"), Weight.BOLD, 26))
    else:
        sheet.centred((label,))
    size = 212.0
    number = line(slip.label, Weight.BOLD, size)
    if number.width > _INNER:
        number = line(slip.label, Weight.BOLD, size * _INNER / number.width)
    cap = round(_CAP * number.size)
    sheet.space(24)
    # Digits have no marks: the line is as high as its capitals, not as its accents.
    sheet.centred((Line(number.runs, number.size, number.width, cap, 0),))
    sheet.space(24)


def _label_with_mark(sheet: Sheet, label: Line, mark: Line) -> None:
    """The priority mark stands beside the label, in a frame; it does not say which group (nothing personal)."""
    pad, gap = 14, 20
    x = (WIDTH - label.width - gap - mark.width - 2 * pad) / 2
    top = sheet.y
    height = max(label.height, mark.height) + 8
    frame = round(x + label.width + gap)
    sheet.add(Plate((frame, round(top), round(mark.width + 2 * pad), round(height)), 8, stroke=3))
    for each, start in ((label, x), (mark, frame + pad)):
        sheet.y = top + (height - each.height) / 2
        sheet.text(each, start)
    sheet.y = top + height


def _service(sheet: Sheet, slip: TicketSlip, texts: Texts) -> None:
    """Names of procedures run to 150 letters: smaller first, then more lines, never cut."""
    name = texts.name(slip.service)
    lines = fit(name, Weight.BOLD, (34, 32), _INNER, lines=1)
    if len(lines) > 1:
        lines = fit(name, Weight.BOLD, (32, 30, 28), _INNER, lines=2)
    if len(lines) > 2:
        lines = fit(name, Weight.BOLD, (28, 26, 24), _INNER, lines=4)
    sheet.centred(lines)
    sheet.space(12)


def _counters(sheet: Sheet, slip: TicketSlip, texts: Texts) -> None:
    pad = 24
    intro, destination = _destination(slip, texts)
    inside = _INNER - 2 * pad
    above = fit(intro, Weight.REGULAR, (26, 24, SMALLEST), inside)
    large = fit(destination, Weight.BOLD, (50, 46, 42, 38, 34), inside)
    if len(large) > 1:
        large = fit(destination, Weight.BOLD, (38, 34, 30), inside, lines=2)
    height = round(sum(each.height for each in (*above, *large)) + 20)
    sheet.add(Plate((_MARGIN, round(sheet.y), _INNER, height), 10))
    end = round(sheet.y) + height
    sheet.space(8)
    sheet.centred(above, white=True)
    sheet.centred(large, white=True)
    sheet.y = end + 16


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
    """Two columns with a rule between them; the wider text gets the wider column."""
    ahead = texts.say("ticket.ahead.people", count=slip.ahead) if slip.ahead else texts.say("ticket.ahead.none")
    half, gap = (_INNER - 3) / 2, 12
    columns = [
        _column(texts.say("ticket.ahead.label"), ahead, half - gap),
        _column(texts.say("ticket.wait.label"), _wait(slip, texts), half - gap),
    ]
    top = sheet.y
    bottom = top
    for number, lines in enumerate(columns):
        sheet.y = top
        sheet.centred(lines, middle=_MARGIN + half / 2 + number * (half + 3))
        bottom = max(bottom, sheet.y)
    sheet.add(Bars(((WIDTH // 2 - 1, round(top) + 6, 2, round(bottom - top) - 8),)))
    sheet.y = bottom + 12
    _rule(sheet)


def _column(label: str, value: str, width: float) -> tuple[Line, ...]:
    return (
        *fit(label, Weight.REGULAR, (26, 24, SMALLEST), width),
        *fit(value, Weight.BOLD, (38, 34, 30, 28), width),
    )


def _wait(slip: TicketSlip, texts: Texts) -> str:
    if slip.minutes is None:
        return texts.say("ticket.wait.unknown")
    low, high = slip.minutes
    return texts.say("ticket.wait.range" if low else "ticket.wait.under", low=low, high=high)


def _codes(sheet: Sheet, slip: TicketSlip, texts: Texts) -> None:
    top = round(sheet.y) + 8
    side = codes.qr_size(slip.code, _QR_MODULE)
    # The quiet zone of four modules: the margin at the left, white at the right, the rule stands clear above.
    left = 4 * _QR_MODULE
    sheet.add(codes.qr(slip.code, left, top + 8, _QR_MODULE))
    _moment(sheet, slip, texts, left + side + 4 * _QR_MODULE, top, side + 16)
    sheet.y = max(sheet.y, top + side + 4 * _QR_MODULE)
    module = 2
    width = codes.code128_width(slip.code, module)
    x = round((WIDTH - width) / 4) * 2
    y = round(sheet.y / 2) * 2
    sheet.add(codes.code128(slip.code, x, y, module, _BAR_HEIGHT))
    sheet.y = y + _BAR_HEIGHT
    sheet.centred((line(spaced(slip.code), Weight.REGULAR, 26),))
    sheet.space(6)
    _rule(sheet)


def _moment(sheet: Sheet, slip: TicketSlip, texts: Texts, x: float, top: float, height: float) -> None:
    """Day, time and what the code is for, beside the QR and as high as it where they fit."""
    width = WIDTH - _MARGIN - x
    weekday = texts.say(f"ticket.weekday.{slip.taken_at.weekday()}")
    date = texts.say("ticket.date", weekday=weekday, date=f"{slip.taken_at:%d/%m/%Y}")
    block = [
        *fit(date, Weight.BOLD, (26, 24, SMALLEST), width),
        *fit(texts.say("ticket.taken_at", time=f"{slip.taken_at:%H:%M}"), Weight.REGULAR, (26, 24, SMALLEST), width),
    ]
    hint = fit(texts.say("ticket.scan"), Weight.REGULAR, (24, SMALLEST), width, lines=2)
    gap = 8
    used = sum(each.height for each in (*block, *hint)) + gap
    sheet.y = top + max(0.0, (height - used) / 2)
    for each in block:
        sheet.text(each, x)
    sheet.space(gap)
    for each in hint:
        sheet.text(each, x)


def _footer(sheet: Sheet, texts: Texts) -> None:
    for key in ("ticket.footer.wait", "ticket.footer.missed"):
        sheet.centred(fit(texts.say(key), Weight.REGULAR, (24, SMALLEST), _INNER + 24))
    sheet.space(10)


def _rule(sheet: Sheet) -> None:
    y = round(sheet.y)
    sheet.add(Dashes(y, _MARGIN, WIDTH - _MARGIN))
    sheet.y = y + 2 + 8
