"""Draw the slip of a procedure: its papers with boxes to tick, all texts word for word, and a QR code.

The sections are those of the screen. A paper that the agency looks up has no box. Texts are wrapped, never cut. A
check list that would make the slip longer than `LONGEST` stops after a whole paper. The slip then says how many papers
are missing.
"""

from kiosk.domain.language.text import Texts
from kiosk.domain.procedures.posting import LineKind, PostedLine, Section, SectionKind, doubts, sections, take_along
from kiosk.domain.slip import ProcedureSlip
from printing.strip import barcodes
from printing.strip.documents import draw
from printing.strip.documents.common import INNER, MARGIN, SMALLEST, dashed_rule, heading
from printing.strip.drawing import WIDTH, RoundedBox, StripDrawing
from printing.strip.typeset import Weight, fill, fit_lines

#: The length in dots at which the check list ends: 60 cm of paper.
LONGEST = 4800
_TITLE, _TEXT = 27, 24
_BOX = 22
_BESIDE_BOX = 40
#: Dots a module. A text of 990 bytes makes 117 modules, which fit the paper at four dots (half a millimetre).
_MODULES = (8, 6, 4)
#: The sections before the check list.
_FACTS = (SectionKind.TIME, SectionKind.FEE, SectionKind.PLACE)


@draw.register
def draw_procedure(slip: ProcedureSlip, texts: Texts) -> StripDrawing:
    """Draw the slip of a procedure."""
    parts = {section.kind: section for section in sections(slip.procedure, texts)}
    drawing = StripDrawing(slip.procedure.code, texts.name(slip.centre))
    heading(drawing, slip, texts)
    _name(drawing, slip, texts)
    for kind in _FACTS:
        _section(drawing, parts[kind])
    _check_list(drawing, parts[SectionKind.PAPERS], texts)
    if slip.procedure.notes:
        notes = texts.say("procedure.slip.notes", count=len(slip.procedure.notes))
        _paragraph(drawing, notes, weight=Weight.BOLD)
        drawing.space(10)
    _code(drawing, slip, texts)
    return drawing


def _name(drawing: StripDrawing, slip: ProcedureSlip, texts: Texts) -> None:
    """Draw the name. Names run to 400 letters: choose a smaller size first, then more lines."""
    procedure = slip.procedure
    drawing.centred(fit_lines(texts.say("procedure.slip.title"), Weight.REGULAR, (_TEXT,), INNER))
    drawing.space(4)
    drawing.centred(fit_lines(procedure.name, Weight.BOLD, (34, 32, 30, 28), INNER, lines=4))
    drawing.space(6)
    drawing.centred(fit_lines(texts.say("procedure.code", code=procedure.code), Weight.BOLD, (_TEXT,), INNER))
    for number, sentence in enumerate(doubts(procedure, slip.as_of, texts, is_old=slip.is_old)):
        is_warning = slip.is_old or number > 0
        drawing.centred(fit_lines(sentence, Weight.BOLD if is_warning else Weight.REGULAR, (SMALLEST,), INNER))
    drawing.space(8)
    dashed_rule(drawing)


def _section(drawing: StripDrawing, section: Section) -> None:
    _paragraph(drawing, section.title, weight=Weight.BOLD, size=_TITLE)
    for line in section.lines:
        _paragraph(drawing, f"{line.label}: {line.text}" if line.label else line.text)
    drawing.space(10)


def _check_list(drawing: StripDrawing, section: Section, texts: Texts) -> None:
    dashed_rule(drawing)
    _paragraph(drawing, section.title, weight=Weight.BOLD, size=_TITLE)
    missing = 0
    for line in section.lines:
        if line.kind is LineKind.REMARK:
            _paragraph(drawing, line.text)
        elif drawing.y > LONGEST:
            missing += line.kind is LineKind.PAPER
            continue
        elif line.kind is LineKind.PAPER:
            _paper(drawing, line)
        elif line.kind is LineKind.LOOKED_UP:
            _looked_up(drawing, line)
        else:
            _paragraph(drawing, line.text, weight=Weight.BOLD)
        drawing.space(8)
    if missing:
        _paragraph(drawing, texts.say("procedure.slip.more", count=missing), weight=Weight.BOLD)
        drawing.space(8)
    dashed_rule(drawing)


def _paper(drawing: StripDrawing, line: PostedLine) -> None:
    top = drawing.even() + 4
    drawing.add(RoundedBox((MARGIN, top, _BOX, _BOX), 3, stroke=3))
    _paragraph(drawing, line.text, indent=_BESIDE_BOX)
    _paragraph(drawing, line.detail, indent=_BESIDE_BOX, size=SMALLEST)


def _looked_up(drawing: StripDrawing, line: PostedLine) -> None:
    """Draw a paper that nobody brings: small, without a box."""
    for text in (line.text, line.detail):
        drawing.even()
        _paragraph(drawing, text, indent=_BESIDE_BOX, size=SMALLEST)


def _paragraph(
    drawing: StripDrawing, text: str, *, weight: Weight = Weight.REGULAR, size: int = _TEXT, indent: int = 0
) -> None:
    for each in fill(text, weight, size, INNER - indent):
        drawing.text(each, MARGIN + indent)


def _code(drawing: StripDrawing, slip: ProcedureSlip, texts: Texts) -> None:
    """Draw the QR with the largest modules that fit. It stands alone in its rows, on even dots."""
    content = take_along(slip.procedure, slip.as_of, texts)
    module = next(module for module in _MODULES if barcodes.qr_size(content, module) <= INNER)
    side = barcodes.qr_size(content, module)
    top = drawing.even() + 4 * module
    drawing.add(barcodes.qr(content, (WIDTH - side) // 4 * 2, top, module))
    drawing.y = top + side + 4 * module
    drawing.centred(fit_lines(texts.say("procedure.slip.scan"), Weight.REGULAR, (SMALLEST,), INNER))
    date, time = f"{slip.taken_at:%d/%m/%Y}", f"{slip.taken_at:%H:%M}"
    drawing.centred(
        fit_lines(texts.say("procedure.slip.printed", time=time, date=date), Weight.REGULAR, (SMALLEST,), INNER)
    )
    drawing.centred(fit_lines(texts.say("procedure.slip.no_number"), Weight.REGULAR, (SMALLEST,), INNER))
    drawing.space(10)
