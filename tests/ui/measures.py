"""Measure a rendered screen: every drawn text, every key, and the pixels of both.

Millimetres are the panel's own. `tests/ui/test_measures.py` checks that each measure finds its fault.
"""

from collections.abc import Iterator
from itertools import combinations, pairwise

from PIL import Image
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from tests.ui.drawn import Colour, Drawn, Recorder, colours, rendered
from ui.kiosk import reading
from ui.kiosk.window import KioskWindow
from ui.layout.low_reach import SHARE
from ui.theme import Step
from ui.theme.panels import KioskPanel
from ui.theme.tokens import tokens
from ui.visit.screen import Screen
from ui.widgets.header import Header
from ui.widgets.input.field import InputField
from ui.widgets.keys import Key, Kind

Places = list[tuple[Key, QRect]]
#: The height of capitals as a share of the em.
CAPITAL = float(tokens()["type"]["cap_height_em"])
CAPITAL_MM, LARGEST_CAPITAL_MM = 4.8, 9.0
TARGET_MM, PRIMARY_MM, GAP_MM = 15.0, 20.0, 3.0
#: On a lower panel the header and the guide strip, which have one height, are lower too.
LEAST_PANEL_MM = 250.0
CONTRAST = {False: 10.0, True: 20.0}
#: The largest difference of two pixels of one colour, of 255.
_SAME = 12
#: Tolerances in millimetres and pixels, because fonts and lengths are whole pixels.
ROUNDING_MM, ROUNDING_PX = 0.25, 0.5
#: The most letters that a key of the keyboard types. A Khmer vowel may be two.
_A_SIGN = 2
#: The least capital on the guide strip, in millimetres. The strip has one height, and holds five keys and the spoken
#: words.
_IN_STRIP_MM = 6.6
#: Names of procedures have up to 300 letters. Longer ones than this may shrink in low reach and on a low panel, to be
#: shown in full.
_LONG = 90
ROLES = {False: QAccessible.Role.Button, True: QAccessible.Role.CheckBox}
#: The words of the stand-in for the province's roundel.
_ROUNDEL = frozenset({"biểu", "trưng"})


def measure(window: KioskWindow, recorder: Recorder, panel: KioskPanel) -> list[str]:
    """Render what the window shows, each part of a scrolled page. Return every breach of a measured rule."""
    assert window.page is not None
    found = []
    for part in range(window.page.parts):
        window.page.turn_to(part)
        found += _measured(window, recorder, panel)
    return found


def _measured(window: KioskWindow, recorder: Recorder, panel: KioskPanel) -> list[str]:
    recorder.drawn.clear()
    picture = rendered(window)
    texts = [one for one in recorder.drawn if one.widget.isVisible() and not _is_covered(one, window)]
    texts = [one for one in texts if not (isinstance(one.widget, Header) and one.text in _ROUNDEL)]
    keys = [(key, QRect(key.mapTo(window, QPoint()), key.size())) for key in keys_of(window)]
    look = window.visit.look
    whole = [
        *_places(texts, window),
        *_contrasts(texts, window, picture, CONTRAST[look.high_contrast]),
        *_parts(window),
        *_order(window),
        *_broken_words(texts),
        *_blank_keys(keys, picture),
    ]
    return [*whole, *_sizes(texts, window, panel), *_keys(keys, window, panel), *_gaps(keys, panel)]


def _is_covered(one: Drawn, window: KioskWindow) -> bool:
    over = window.overlays
    sheet, lids = over.sheet, [lid for lid in (over.notice, over.countdown) if lid is not None]
    place = one.place(window).toRect()
    if any(lid.isAncestorOf(one.widget) for lid in lids):
        return False
    if any(lid.geometry().intersects(place) for lid in lids):
        return True
    return sheet is not None and not sheet.isAncestorOf(one.widget)


def _sizes(texts: list[Drawn], window: KioskWindow, panel: KioskPanel) -> Iterator[str]:
    look = window.visit.look
    is_for_staff = window.visit.screen in (Screen.STAFF_SIGN_IN, Screen.STAFF)
    has_room = panel.short_side_mm >= LEAST_PANEL_MM
    is_largest = look.text_step == len(Step) - 1 and not is_for_staff
    notice, scene = window.overlays.notice, window._scene()
    is_square = scene.is_landscape and scene.size.width() < 1.5 * scene.size.height()
    is_spoken = is_square and scene.is_guided  # a notice has almost no space there; it is spoken
    for one in texts:
        if is_spoken and notice is not None and notice.isAncestorOf(one.widget):
            continue
        least = _least_at_most(one, window, has_room=has_room) if is_largest else CAPITAL_MM
        capital = one.em * CAPITAL / panel.px_per_mm
        if isinstance(one.widget, Key) and len(one.text) <= _A_SIGN:  # such a letter fills its key
            capital = max(capital, (one.ink[1] - one.ink[0]) / panel.px_per_mm)
        if capital < least - max(ROUNDING_MM, CAPITAL / panel.px_per_mm):
            yield f"{one.text!r} ({type(one.widget).__name__}): capitals of {capital:.1f} mm"


def _least_at_most(one: Drawn, window: KioskWindow, *, has_room: bool) -> float:
    """Return the least millimetres of a capital in the largest text size."""
    notice, strip = window.overlays.notice, window.guide.strip
    if notice is not None and notice.isAncestorOf(one.widget):
        return CAPITAL_MM  # it may not hide a key, and it is spoken
    if not has_room and (isinstance(one.widget, Header) or (strip is not None and strip.isAncestorOf(one.widget))):
        return CAPITAL_MM
    if isinstance(one.widget, Header):
        return LARGEST_CAPITAL_MM if one.text[0].isdigit() else CAPITAL_MM  # the lock-up is a sign
    if strip is not None and strip.isAncestorOf(one.widget):
        return _IN_STRIP_MM
    if (window._scene().is_low or not has_room) and len(one.text) > _LONG:
        return CAPITAL_MM
    return LARGEST_CAPITAL_MM


def _places(texts: list[Drawn], window: KioskWindow) -> Iterator[str]:
    """Yield texts that are clipped, by their own widget or by one around it, or that overlap."""
    for one in texts:
        seen = QRectF(one.widget.visibleRegion().boundingRect()).adjusted(-1.5, -1.5, 1.5, 1.5)
        name = type(one.widget).__name__
        if one.box.left() < seen.left() or one.box.right() > seen.right():
            yield f"{one.text!r}: wider than its {name} by {one.box.right() - seen.right():.0f} px"
        if isinstance(one.widget, Key):
            seen = seen.intersected(_face(one.widget))
        above, below = seen.top() - one.ink[0], one.ink[1] - seen.bottom()
        if max(above, below) > ROUNDING_PX:
            yield f"{one.text!r}: higher than its {name}, by {above:.0f} px above or {below:.0f} px below"
    boxes = [(one, _corners(one.place(window))) for one in texts]
    for (first, box), (second, other) in combinations(boxes, 2):
        wide = min(box[2], other[2]) - max(box[0], other[0])
        high = min(box[3], other[3]) - max(box[1], other[1])
        if wide > 2 and high > min(first.em, second.em) * 0.6 and first.text != second.text:
            yield f"{first.text!r} and {second.text!r} overlap"


def _face(key: Key) -> QRectF:
    """Return the rectangle inside the key's outline and above its lower edge."""
    line = key.face().outline_width
    return QRectF(key.rect()).adjusted(line, line, -line, -line - key.edge_depth()).adjusted(-1, -1, 1, 1)


def _corners(box: QRectF) -> tuple[float, float, float, float]:
    return box.left(), box.top(), box.right(), box.bottom()


def _broken_words(texts: list[Drawn]) -> Iterator[str]:
    """Yield lines that end within a word. Text that is being typed may, and Khmer has its own rule."""
    for one in texts:
        if isinstance(one.widget, InputField):
            continue
        for before, after in one.ends:
            if before.isascii() and before.isalpha() and after.isascii() and after.isalpha():
                yield f"{one.text!r}: breaks between {before} and {after}"


def _blank_keys(keys: Places, picture: Image.Image) -> Iterator[str]:
    """Yield keys without words and without an icon."""
    for key, at in keys:
        if not key.label:
            half = round(key.theme.m.icon_inline / 2)
            icon = QRect(at.center().x() - half, at.center().y() - half, 2 * half, 2 * half)
            if len(list(colours(picture, icon))) < 2:
                yield f"key {key.accessibleName()!r}: is blank"


def _contrasts(texts: list[Drawn], window: KioskWindow, picture: Image.Image, least: float) -> Iterator[str]:
    """Yield texts with too little contrast: the commonest pixel against the commonest one as dark as the ink."""
    for one in texts:
        ink: Colour | None = None
        ground: Colour | None = None
        for colour in colours(picture, one.place(window).toAlignedRect()):
            if _is_same(colour, one.colour):
                ink = ink or colour
            else:
                ground = ground or colour
            if ink and ground:
                break
        if ink is None or ground is None:
            yield f"{one.text!r}: is not to be seen"
        elif (ratio := contrast(ink, ground)) < least:
            yield f"{one.text!r}: contrast {ratio:.1f}"


def _is_same(one: Colour, other: Colour) -> bool:
    (red, green, blue), (r, g, b) = one, other
    return abs(red - r) <= _SAME and abs(green - g) <= _SAME and abs(blue - b) <= _SAME


def contrast(one: Colour, other: Colour) -> float:
    """Return the ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Colour) -> float:
    shares = (value / 255 for value in colour)
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def keys_of(window: KioskWindow) -> list[Key]:
    """Return the keys that can be touched now. With a sheet open, only its own."""
    keys = [key for key in window.findChildren(Key) if _is_seen(key)]
    over = window.overlays
    if over.sheet is None:
        return keys
    lids = [part for part in (over.sheet, over.countdown, window.guide.strip) if part is not None]
    return [key for key in keys if any(part.isAncestorOf(key) for part in lids)]


def _role(key: Key) -> QAccessible.Role:
    """Return the role that Qt knows, or the one that the class names."""
    role: QAccessible.Role = getattr(key, "assistive_role", ROLES[key.isCheckable()])
    return role


def _keys(keys: Places, window: KioskWindow, panel: KioskPanel) -> Iterator[str]:
    whole, unit = window.rect(), panel.px_per_mm
    floor = whole.height() * (1 - SHARE) if panel.can_be_low and window.visit.look.low_reach else 0.0
    strip = None if window._scene().is_low else window.guide.strip  # on a small panel only the strip is in reach
    for key, at in keys:
        name = key.accessibleName()
        interface = QAccessible.queryAccessibleInterface(key)
        if not name.strip() or interface is None or interface.role() is not _role(key):
            yield f"key {key.label!r}: no name or role"
        least = PRIMARY_MM if key.kind is Kind.MAIN else TARGET_MM
        wide, high = at.width() / unit, (at.height() - key.edge_depth()) / unit
        if min(wide, high) < least - ROUNDING_MM:
            yield f"key {name!r}: {wide:.1f} × {high:.1f} mm"
        notice = window.overlays.notice
        if notice is not None and notice.geometry().intersects(at) and window.overlays.sheet is None:
            yield f"key {name!r}: lies below the notice"
        if not whole.contains(at):
            yield f"key {name!r}: not inside the window"
        if at.top() < floor - 1 and (strip is None or strip.isAncestorOf(key)):
            yield f"key {name!r}: {(floor - at.top()) / unit:.1f} mm too high"


def _gaps(keys: Places, panel: KioskPanel) -> Iterator[str]:
    """Yield gaps between two keys that are too small."""
    sides = [(key, at.left(), at.top(), at.right() + 1, at.bottom() + 1) for key, at in keys]
    for (one, left, top, right, bottom), (other, x, y, far, low) in combinations(sides, 2):
        apart = max(x - right, left - far, y - bottom, top - low) / panel.px_per_mm
        if apart < GAP_MM - ROUNDING_MM:
            yield f"keys {one.accessibleName()!r} and {other.accessibleName()!r}: {apart:.1f} mm apart"


def _is_seen(widget: QWidget) -> bool:
    return widget.isVisible() and not widget.visibleRegion().isEmpty()


def _parts(window: KioskWindow) -> Iterator[str]:
    """Yield parts of a page that overlap."""
    page = window.page
    assert page is not None
    for holder in (page, *page.area.contents):
        parts = holder.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        solid = [part for part in parts if part.isVisible() and not isinstance(part, QLabel)]  # a label is a shadow
        for first, second in combinations(solid, 2):
            common = first.geometry().intersected(second.geometry())
            if min(common.width(), common.height()) > 1:
                yield f"{type(first).__name__} and {type(second).__name__} overlap by {common.height()} px"


def _order(window: KioskWindow) -> Iterator[str]:
    """Yield breaks of the focus order, which is the reading order: down a column, then down the next."""
    over = window.overlays.sheet
    stops = reading.stops(list(reading.reading_order(over if over is not None else window.page or window)))
    places = [(key, QRect(key.mapTo(window, QPoint()), key.size())) for key in stops if _is_seen(key)]
    for (first, one), (second, other) in pairwise(places):
        is_beside = one.right() <= other.left() or other.right() <= one.left()
        if not is_beside and one.top() > other.top():
            yield f"{_name(second)} is read after {_name(first)} and stands above it"


def _name(key: QAbstractButton) -> str:
    return repr(key.accessibleName())
