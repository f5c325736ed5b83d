"""Draw the ticket that a citizen takes from the kiosk: black and white, with nothing personal on it."""

from collections.abc import Sequence

from kiosk.domain.language.text import Texts
from kiosk.domain.queue.ticket_code import spaced
from kiosk.domain.slip import TicketSlip
from printing.strip import barcodes
from printing.strip.coarse import SQUARE_FROM, coarse_area
from printing.strip.documents import draw
from printing.strip.documents.common import INNER, MARGIN, SMALLEST, dashed_rule, heading
from printing.strip.drawing import WIDTH, Bars, RoundedBox, StripDrawing
from printing.strip.typeset import TextLine, Weight, fill, fit_lines, text_line

_CAP = 0.714  # height of a capital in Noto Sans, in em
_QR_MODULE = 8
_BAR_HEIGHT = 56
_BOX, _BESIDE_BOX = 22, 40  # of a paper: its box, and where its words begin
_GAP = 26  # between the columns and the rule


@draw.register
def draw_ticket(slip: TicketSlip, texts: Texts) -> StripDrawing:
    """Draw the ticket."""
    drawing = StripDrawing(slip.label, texts.name(slip.centre))
    heading(drawing, slip, texts)
    _number(drawing, slip, texts)
    _service(drawing, slip, texts)
    _counters(drawing, slip, texts)
    _queue(drawing, slip, texts)
    _papers(drawing, slip, texts)
    _codes(drawing, slip, texts)
    _footer(drawing, slip, texts)
    _feedback(drawing, slip, texts)
    return drawing


def _number(drawing: StripDrawing, slip: TicketSlip, texts: Texts) -> None:
    label = text_line(texts.say("ticket.number"), Weight.REGULAR, 26)
    if slip.has_priority:
        _label_with_mark(drawing, label, text_line(texts.say("ticket.priority"), Weight.BOLD, 28))
    else:
        drawing.centred((label,))
    size = 196.0  # Capitals are 70 coarse dots high; a round 0 reaches one more.
    number = text_line(slip.label, Weight.BOLD, size)
    if number.width > INNER:
        number = text_line(slip.label, Weight.BOLD, size * INNER / number.width)
    cap = round(_CAP * number.size)
    drawing.space(24)
    # Digits have no marks, so the line is only as high as its capitals.
    drawing.centred((TextLine(number.runs, number.size, number.width, cap + 4, 4),))
    drawing.space(24)


def _label_with_mark(drawing: StripDrawing, label: TextLine, mark: TextLine) -> None:
    """Draw the framed priority mark beside the label. The mark does not say which group, which would be personal."""
    pad, gap = 12, 16
    x = (WIDTH - label.width - gap - mark.width - 2 * pad) / 2
    top = drawing.even()
    height = round(max(label.height, mark.height) / 2) * 2 + 4
    frame = (round((x + label.width + gap) / 2) * 2, top, round(mark.width / 2 + pad) * 2, height)
    drawing.add(RoundedBox(frame, 8, stroke=4))
    drawing.coarsen(coarse_area(*frame, across=1))
    for each, start in ((label, x), (mark, frame[0] + pad)):
        drawing.y = top + (height - each.height) / 2
        drawing.text(each, start)
    drawing.y = top + height


def _service(drawing: StripDrawing, slip: TicketSlip, texts: Texts) -> None:
    """Draw the service. Names run to 400 letters: choose a smaller size first, then more lines, and cut nothing."""
    name = texts.name(slip.service)
    lines = fit_lines(name, Weight.BOLD, (34, 32), INNER, lines=1)
    if len(lines) > 1:
        lines = fit_lines(name, Weight.BOLD, (30, 28), INNER, lines=2)
    if len(lines) > 2:
        lines = fit_lines(name, Weight.BOLD, (28, 26, 24), INNER, lines=4)
    drawing.centred(lines)
    drawing.space(16)


def _counters(drawing: StripDrawing, slip: TicketSlip, texts: Texts) -> None:
    """Draw the counter in white on black. Only type that is large enough for coarse dots stands there."""
    pad = 24
    intro, destination = _destination(slip, texts)
    inside = INNER - 2 * pad
    above = fit_lines(intro, Weight.REGULAR, (26, 24, SMALLEST), inside)
    large = fit_lines(destination, Weight.BOLD, (48, 44, 38, 34), inside)
    if len(large) > 1:
        large = fit_lines(destination, Weight.BOLD, (38, 34, 30), inside, lines=2)
    drawing.centred(above)
    drawing.space(4)
    height = round(sum(each.height for each in large) / 2 + 2) * 2
    top = drawing.even()
    drawing.add(RoundedBox((MARGIN, top, INNER, height), 10))
    drawing.coarsen(coarse_area(MARGIN, top, INNER, height, across=2 if large[0].size >= SQUARE_FROM else 1))
    drawing.space(2)
    drawing.centred(large, white=True)
    drawing.y = top + height + 18


def _destination(slip: TicketSlip, texts: Texts) -> tuple[str, str]:
    if not slip.counters:
        return texts.say("ticket.counter.none_intro"), texts.say("ticket.counter.none")
    *others, last = map(str, slip.counters)
    if not others:
        place = texts.say("ticket.counter.one", counter=last)
    else:
        place = texts.say("ticket.counter.several", counters=", ".join(others), last=last)
    return texts.say("ticket.counter.intro"), place


def _queue(drawing: StripDrawing, slip: TicketSlip, texts: Texts) -> None:
    """Draw two columns with a rule between them, centred as one group.

    A ticket with an appointment shows its time, not the number of people ahead. A ticket from the kiosk's own ledger
    shows from when on its place counts, because the kiosk cannot see the queue.
    """
    ahead = texts.say("ticket.ahead.people", count=slip.ahead) if slip.ahead else texts.say("ticket.ahead.none")
    labels = [texts.say("ticket.ahead.label"), texts.say("ticket.wait.label")]
    if slip.appointed_at is not None:
        labels[0], ahead = texts.say("ticket.appointment"), f"{slip.appointed_at:%H:%M}"
    elif slip.is_cut_off:
        labels[0], ahead = texts.say("ticket.since"), f"{slip.taken_at:%H:%M}"
    columns = _columns(labels, (ahead, _wait(slip, texts)))
    left, right = (max(each.width for each in lines) for lines in columns)
    rule = round((WIDTH + left - right) / 4) * 2
    top = bottom = drawing.even()
    for lines, middle in zip(columns, (rule - _GAP - left / 2, rule + 2 + _GAP + right / 2), strict=True):
        drawing.y = top
        drawing.centred(lines, middle=middle)
        bottom = max(bottom, drawing.even())
    drawing.add(Bars(((rule, top + 6, 2, bottom - top - 8),)))
    drawing.y = bottom + 12
    if slip.is_cut_off:
        drawing.centred(fit_lines(texts.say("ticket.cut_off"), Weight.REGULAR, (24, SMALLEST), INNER, lines=3))
        drawing.space(10)
    dashed_rule(drawing)


def _columns(labels: Sequence[str], values: Sequence[str]) -> list[tuple[TextLine, ...]]:
    """Return a label over a value for each column. Both values have one size: the largest that fits side by side."""
    room = INNER - 2 * _GAP - 2
    above = [fit_lines(label, Weight.REGULAR, (24, SMALLEST), room / 2) for label in labels]
    for size in (44, 38, 34, 30):
        large = [text_line(value, Weight.BOLD, size) for value in values]
        found = [(*top, below) for top, below in zip(above, large, strict=True)]
        if sum(max(each.width for each in column) for column in found) <= room:
            return found
    return [
        (*top, *fit_lines(value, Weight.BOLD, (28, 26), room / 2, lines=2))
        for top, value in zip(above, values, strict=True)
    ]


def _wait(slip: TicketSlip, texts: Texts) -> str:
    if slip.minutes is None or slip.is_cut_off:
        return texts.say("ticket.wait.unknown")
    low, high = slip.minutes
    return texts.say("ticket.wait.range" if low else "ticket.wait.under", low=low, high=high)


def _codes(drawing: StripDrawing, slip: TicketSlip, texts: Texts) -> None:
    """Draw both codes. Each stands alone in its rows and on even dots, because text beside it would prevent the
    doubling.
    """
    drawing.space(4)
    weekday = texts.say(f"ticket.weekday.{slip.taken_at.weekday()}")
    date = texts.say("ticket.date", weekday=weekday, date=f"{slip.taken_at:%d/%m/%Y}")
    time = texts.say("ticket.taken_at", time=f"{slip.taken_at:%H:%M}")
    drawing.centred(fit_lines(f"{time}, {date}", Weight.REGULAR, (24, SMALLEST), INNER))
    side = barcodes.qr_size(slip.code, _QR_MODULE)
    # A quiet zone of four modules, counting the white of the lines above and below.
    top = drawing.even() + 28
    drawing.add(barcodes.qr(slip.code, (WIDTH - side) // 4 * 2, top, _QR_MODULE))
    drawing.y = top + side + 28
    drawing.centred(fit_lines(texts.say("ticket.scan"), Weight.REGULAR, (SMALLEST,), INNER))
    drawing.space(12)
    module = 2
    width = barcodes.code128_width(slip.code, module)
    x = round((WIDTH - width) / 4) * 2
    y = drawing.even()
    drawing.add(barcodes.code128(slip.code, x, y, module, _BAR_HEIGHT))
    drawing.y = y + _BAR_HEIGHT
    drawing.centred((text_line(spaced(slip.code), Weight.REGULAR, 26),))
    drawing.space(6)
    dashed_rule(drawing)


def _papers(drawing: StripDrawing, slip: TicketSlip, texts: Texts) -> None:
    """Draw what to bring, each paper with a box to tick."""
    if slip.papers is None:
        return
    drawing.centred(fit_lines(texts.say("ticket.papers"), Weight.BOLD, (24, SMALLEST), INNER))
    drawing.space(4)
    for paper in texts.name(slip.papers).splitlines():
        top = drawing.even() + 4
        drawing.add(RoundedBox((MARGIN, top, _BOX, _BOX), 3, stroke=3))
        for line in fill(paper, Weight.REGULAR, 24, INNER - _BESIDE_BOX):
            drawing.text(line, MARGIN + _BESIDE_BOX)
        drawing.space(4)
    drawing.space(6)
    dashed_rule(drawing)


def _footer(drawing: StripDrawing, slip: TicketSlip, texts: Texts) -> None:
    if slip.note is not None:
        drawing.centred(fit_lines(texts.name(slip.note), Weight.BOLD, (24, SMALLEST), INNER, lines=4))
        drawing.space(4)
    for key in ("ticket.footer.wait", "ticket.footer.missed"):
        drawing.centred(fit_lines(texts.say(key), Weight.REGULAR, (SMALLEST,), INNER + 24))
    drawing.space(10)


def _feedback(drawing: StripDrawing, slip: TicketSlip, texts: Texts) -> None:
    """Draw where feedback is sent, as far as the branch has filled it in."""
    if not slip.feedback.shown:
        return
    dashed_rule(drawing)
    for line in fit_lines(texts.say("feedback.title"), Weight.BOLD, (SMALLEST,), INNER):
        drawing.text(line, MARGIN)
    for key, value in slip.feedback.shown.items():
        for line in fill(texts.say(f"feedback.{key}", value=value), Weight.REGULAR, SMALLEST, INNER):
            drawing.text(line, MARGIN)
    drawing.space(10)
