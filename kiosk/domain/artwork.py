"""Read a picture that a branch brings along: what it is, and whether it may be shown on every screen.

A picture is told by its first bytes, never by its name. SVG is XML, and XML can load files, run scripts and grow
without limit; a picture with anything of that is refused.
"""

import hashlib
import math
import re
import struct
from dataclasses import dataclass, field
from enum import StrEnum
from xml.parsers import expat

from kiosk.domain.language.text import CounterError

#: The largest picture in bytes and in pixels a side, and how much longer one side may be.
MOST_BYTES, MOST_PIXELS, _SQUARE = 512 * 1024, 4096, 1.05
HASH = re.compile(r"[0-9a-f]{64}")


class ArtworkKind(StrEnum):
    """List the kinds of pictures, by the ending of a file's name."""

    SVG = "svg"
    PNG = "png"
    JPEG = "jpg"


@dataclass(frozen=True, slots=True)
class Artwork:
    """Hold a picture. `hash` is the SHA-256 of its bytes, by which a set-up names it."""

    hash: str
    kind: ArtworkKind = field(compare=False)
    content: bytes = field(compare=False, repr=False)


def read_artwork(content: bytes) -> Artwork:
    """Return the picture of a file's bytes.

    Raises:
        CounterError: The reason.

            ``artwork.empty``, ``artwork.large``: how many KiB it has and may have.
            ``artwork.no_picture``: it is neither SVG nor PNG nor JPEG, whatever its name says.
            ``artwork.broken``: it is cut off or damaged.
            ``artwork.unsafe``: an SVG with a script, a link to elsewhere or entities.
            ``artwork.complex``: an SVG that would take too long to draw.
            ``artwork.no_size``: an SVG without width and height.
            ``artwork.pixels``, ``artwork.oblong``: its sides.
    """
    if not content:
        raise CounterError("artwork.empty")
    if len(content) > MOST_BYTES:
        raise CounterError("artwork.large", count=math.ceil(len(content) / 1024), most=MOST_BYTES // 1024)
    kind = _kind_of(content)
    try:
        width, height = _SIZES[kind](content)
    except (struct.error, IndexError, ValueError) as problem:
        raise CounterError("artwork.broken") from problem
    if kind is not ArtworkKind.SVG and max(width, height) > MOST_PIXELS:
        raise CounterError("artwork.pixels", width=round(width), height=round(height), most=MOST_PIXELS)
    if not 0 < min(width, height) * _SQUARE >= max(width, height):
        raise CounterError("artwork.oblong", width=f"{width:g}", height=f"{height:g}")
    return Artwork(hashlib.sha256(content).hexdigest(), kind, content)


def _kind_of(content: bytes) -> ArtworkKind:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return ArtworkKind.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return ArtworkKind.JPEG
    if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return ArtworkKind.SVG
    raise CounterError("artwork.no_picture")


def _png_size(content: bytes) -> tuple[float, float]:
    """Return the size in the header, the first chunk (W3C PNG, 11.2.1); the last chunk has to be there."""
    length, name, width, height = struct.unpack_from(">I4sII", content, 8)
    if (length, name) != (13, b"IHDR") or b"IEND" not in content[-12:]:
        raise ValueError(name)
    return width, height


def _jpeg_size(content: bytes) -> tuple[float, float]:
    """Return the size in the start of the frame (ITU T.81, B.2.2); the marker of the end has to be there."""
    if b"\xff\xd9" not in content[-64:]:
        raise ValueError(content[-2:])
    at = 2
    while True:
        if content[at] != 0xFF:
            raise ValueError(at)
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        at += 1 if marker == 0xFF else 2 + struct.unpack_from(">H", content, at + 2)[0]


# -- SVG --------------------------------------------------------------------------------------------------------------

#: What an SVG may not hold: programs, pages of other kinds, and texts that replace attributes later.
_ACTIVE = frozenset({"script", "foreignobject", "iframe", "object", "embed", "handler", "listener", "set"})
_LINK = re.compile(r"url\((?!\s*['\"]?#)|@import|expression\(|javascript:", re.IGNORECASE)
_INSIDE = re.compile(r"#|data:image/(png|jpeg);base64,", re.IGNORECASE)
_LENGTH = re.compile(r"\s*([0-9.]+(?:[eE][+-]?\d+)?)\s*(px|pt|pc|mm|cm|in)?\s*")
_SVG = "http://www.w3.org/2000/svg"
#: Drawing goes as deep as the elements, and each ``use`` of a ``use`` doubles the work.
_DEEPEST, _MOST_USES = 64, 16
#: Pixels of each unit of a length (CSS Values 3, 6.2).
_UNITS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}


class _SvgReader:
    """Read an SVG with the parser of the standard library, refuse what is unsafe, and keep the size of the root."""

    def __init__(self) -> None:
        self.root: dict[str, str] | None = None
        self._style: list[str] | None = None
        self._depth = self._uses = 0
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.EntityDeclHandler = self._refuse
        parser.ExternalEntityRefHandler = self._refuse
        parser.ProcessingInstructionHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def read(self, content: bytes) -> dict[str, str]:
        """Return the attributes of the root.

        Raises:
            CounterError: ``artwork.unsafe``, ``artwork.complex``; ``artwork.no_picture`` for another kind of XML.
        """
        try:
            self._parser.Parse(content, True)  # noqa: FBT003 - the parser's own signature
        except expat.ExpatError as problem:
            raise CounterError("artwork.broken" if self.root is not None else "artwork.no_picture") from problem
        return self.root or {}

    def _refuse(self, *_told: object) -> int:
        raise CounterError("artwork.unsafe")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, tag = name.rpartition(" ")
        if self.root is None:
            if (space, tag) != (_SVG, "svg"):
                raise CounterError("artwork.no_picture")
            self.root = attributes
        self._depth += 1
        self._uses += tag.lower() == "use"
        if tag.lower() in _ACTIVE:
            self._refuse()
        if self._depth > _DEEPEST or self._uses > _MOST_USES:
            raise CounterError("artwork.complex")
        self._style = [] if tag.lower() == "style" else None
        for key, value in attributes.items():
            short = key.rpartition(" ")[2].lower()
            if short.startswith("on") or _LINK.search(value):
                self._refuse()
            if short in ("href", "src") and not _INSIDE.match(value.strip()):
                self._refuse()

    def _end(self, _name: str) -> None:
        self._depth -= 1
        if self._style is not None and _LINK.search("".join(self._style)):
            self._refuse()
        self._style = None

    def _text(self, text: str) -> None:
        if self._style is not None:
            self._style.append(text)


def _svg_size(content: bytes) -> tuple[float, float]:
    root = _SvgReader().read(content)
    written = [_LENGTH.fullmatch(root.get(key, "")) for key in ("width", "height")]
    box = [float(part) for part in re.split(r"[\s,]+", root.get("viewBox", "").strip()) if part]
    if written[0] is not None and written[1] is not None:
        width, height = (float(one[1]) * _UNITS[one[2] or "px"] for one in written if one is not None)
        return width, height
    if len(box) != 4:
        raise CounterError("artwork.no_size")
    return box[2], box[3]


_SIZES = {ArtworkKind.SVG: _svg_size, ArtworkKind.PNG: _png_size, ArtworkKind.JPEG: _jpeg_size}
