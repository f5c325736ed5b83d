"""A procedure to take home: 80 mm wide, its papers with boxes to tick, the rest word for word, a QR for the phone.

The sections are those of the screen (`kiosk.domain.posting`). Texts are wrapped, never cut. A check list that would
make the slip longer than `LONGEST` stops at a whole paper, and says how many are missing and where they stand.
"""

from kiosk.domain.posting import LineKind, PostedLine, Section, SectionKind, doubts, sections, take_along
from kiosk.domain.slip import ProcedureSlip
from kiosk.domain.text import Texts
from printing import codes
from printing.documents.common import INNER, MARGIN, ONE_AT_A_TIME, SMALLEST, dashed_rule, lock_up
from printing.sheet import WIDTH, Plate, Sheet
from printing.typeset import Weight, fit, wrap

#: The check list ends here, in dots: 60 cm of paper, which an 80 mm roll has a hundred times.
LONGEST = 4800
_TITLE, _TEXT = 27, 24
_BOX = 22
_BESIDE_BOX = 40
#: A text of 990 bytes makes 117 modules: at four dots they are half a millimetre, and fit the paper.
_MODULES = (8, 6, 4)
#: What stands before the check list, in short.
_FACTS = (SectionKind.TIME, SectionKind.FEE, SectionKind.PLACE)


def procedure_pdf(slip: ProcedureSlip, texts: Texts) -> bytes:
    """The slip as a PDF one page long; the same slip always gives the same bytes."""
    parts = {section.kind: section for section in sections(slip.procedure, texts)}
    with ONE_AT_A_TIME:
        sheet = Sheet()
        lock_up(sheet, slip, texts)
        _name(sheet, slip, texts)
        for kind in _FACTS:
            _section(sheet, parts[kind])
        _check_list(sheet, parts[SectionKind.PAPERS], texts)
        if slip.procedure.notes:
            notes = texts.say("procedure.slip.notes", count=len(slip.procedure.notes))
            _paragraph(sheet, notes, weight=Weight.BOLD)
            sheet.space(10)
        _code(sheet, slip, texts)
        return sheet.pdf(slip.procedure.code, texts.name(slip.centre))


def _name(sheet: Sheet, slip: ProcedureSlip, texts: Texts) -> None:
    """Names run to 400 letters: smaller first, then more lines."""
    procedure = slip.procedure
    sheet.centred(fit(texts.say("procedure.slip.title"), Weight.REGULAR, (_TEXT,), INNER))
    sheet.space(4)
    sheet.centred(fit(procedure.name, Weight.BOLD, (34, 32, 30, 28), INNER, lines=4))
    sheet.space(6)
    sheet.centred(fit(texts.say("procedure.code", code=procedure.code), Weight.BOLD, (_TEXT,), INNER))
    for number, sentence in enumerate(doubts(procedure, slip.as_of, texts, is_old=slip.is_old)):
        is_warning = slip.is_old or number > 0
        sheet.centred(fit(sentence, Weight.BOLD if is_warning else Weight.REGULAR, (SMALLEST,), INNER))
    sheet.space(8)
    dashed_rule(sheet)


def _section(sheet: Sheet, section: Section) -> None:
    _paragraph(sheet, section.title, weight=Weight.BOLD, size=_TITLE)
    for line in section.lines:
        _paragraph(sheet, f"{line.label}: {line.text}" if line.label else line.text)
    sheet.space(10)


def _check_list(sheet: Sheet, section: Section, texts: Texts) -> None:
    dashed_rule(sheet)
    _paragraph(sheet, section.title, weight=Weight.BOLD, size=_TITLE)
    missing = 0
    for line in section.lines:
        if line.kind is LineKind.REMARK:
            _paragraph(sheet, line.text)
        elif sheet.y > LONGEST:
            missing += line.kind is LineKind.PAPER
            continue
        elif line.kind is LineKind.PAPER:
            _paper(sheet, line)
        else:
            _paragraph(sheet, line.text, weight=Weight.BOLD)
        sheet.space(8)
    if missing:
        _paragraph(sheet, texts.say("procedure.slip.more", count=missing), weight=Weight.BOLD)
        sheet.space(8)
    dashed_rule(sheet)


def _paper(sheet: Sheet, line: PostedLine) -> None:
    top = sheet.even() + 4
    sheet.add(Plate((MARGIN, top, _BOX, _BOX), 3, stroke=3))
    _paragraph(sheet, line.text, indent=_BESIDE_BOX)
    _paragraph(sheet, line.detail, indent=_BESIDE_BOX, size=SMALLEST)


def _paragraph(sheet: Sheet, text: str, *, weight: Weight = Weight.REGULAR, size: int = _TEXT, indent: int = 0) -> None:
    for each in wrap(text, weight, size, INNER - indent):
        sheet.text(each, MARGIN + indent)


def _code(sheet: Sheet, slip: ProcedureSlip, texts: Texts) -> None:
    """The QR in the largest modules that fit; it stands alone in its rows, on even dots."""
    content = take_along(slip.procedure, slip.as_of, texts)
    module = next(module for module in _MODULES if codes.qr_size(content, module) <= INNER)
    side = codes.qr_size(content, module)
    top = sheet.even() + 4 * module
    sheet.add(codes.qr(content, (WIDTH - side) // 4 * 2, top, module))
    sheet.y = top + side + 4 * module
    sheet.centred(fit(texts.say("procedure.slip.scan"), Weight.REGULAR, (SMALLEST,), INNER))
    date, time = f"{slip.taken_at:%d/%m/%Y}", f"{slip.taken_at:%H:%M}"
    sheet.centred(fit(texts.say("procedure.slip.printed", time=time, date=date), Weight.REGULAR, (SMALLEST,), INNER))
    sheet.centred(fit(texts.say("procedure.slip.no_number"), Weight.REGULAR, (SMALLEST,), INNER))
    sheet.space(10)
