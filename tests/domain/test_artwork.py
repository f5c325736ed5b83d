"""Check which pictures a branch may bring along; each that may not has a sentence of its own."""

import base64
import struct
import zlib

import pytest

from kiosk.domain.artwork import MOST_BYTES, ArtworkKind, read_artwork
from kiosk.domain.language.text import CounterError
from kiosk.program.texts import texts


def svg(
    inside: str = "<circle cx='50' cy='50' r='50' fill='#B81C24'/>", attributes: str = "viewBox='0 0 100 100'"
) -> bytes:
    spaces = "xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'"
    return f"<svg {spaces} {attributes}>{inside}</svg>".encode()


def png(width: int = 64, height: int = 64) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\0" + bytes(3 * width) for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def _doubled(number: int) -> str:
    """Return a group that draws the one before twice."""
    return f"<g id='g{number}'>" + f"<use href='#g{number - 1}'/>" * 2 + "</g>"


#: 8 × 8 pixels of one colour.
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4z"
    "NDL/wAALCAAIAAgBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAFAABAAAAAAAAAAAAAAAAAAAACf/aAAgBAQAAPwBU/9k="
)
GOOD = {"svg": svg(), "png": png(), "jpg": JPEG}


@pytest.mark.parametrize("kind", GOOD)
def test_a_picture_is_known_by_its_bytes(kind: str) -> None:
    found = read_artwork(GOOD[kind])
    assert (found.kind, found.content) == (ArtworkKind(kind), GOOD[kind])
    assert len(found.hash) == 64


@pytest.mark.parametrize(
    "inside",
    [
        "<style>.a { fill: url(#g) }</style><path class='a'/>",
        "<use xlink:href='#c'/>",
        "<image href='data:image/png;base64,AAAA'/>",
        "<path fill='url( &quot;#g&quot; )'/>",
    ],
)
def test_an_svg_may_refer_to_its_own_parts(inside: str) -> None:
    assert read_artwork(svg(inside)).kind is ArtworkKind.SVG


BAD: dict[str, dict[str, bytes]] = {
    "empty": {"no bytes": b""},
    "large": {"padding": svg() + b" " * MOST_BYTES},
    "no_picture": {
        "a renamed program": b"\x7fELF\x02\x01\x01" + bytes(100),
        "a renamed Windows program": b"MZ" + bytes(100),
        "a script": b"#!/bin/sh\nrm -rf /\n",
        "a GIF": b"GIF89a" + bytes(50),
        "a web page": b"<!DOCTYPE html><html><body/></html>",
        "other XML": b"<note/>",
        "no XML": b"< this is not XML",
    },
    "broken": {
        "PNG cut off": png()[:-20],
        "PNG header": png()[:18],
        "JPEG cut off": JPEG[:60],
        "SVG cut off": svg()[:-8],
        "SVG box": svg(attributes="viewBox='0 0 a b'"),
    },
    "unsafe": {
        "script": svg("<script>alert(1)</script>"),
        "event": svg("<circle r='5' onload='alert(1)'/>"),
        "link": svg("<image xlink:href='http://example.vn/a.png'/>"),
        "file": svg("<image href='file:///etc/passwd'/>"),
        "embedded svg": svg("<image href='data:image/svg+xml;base64,AAAA'/>"),
        "javascript": svg("<a href='javascript:alert(1)'/>"),
        "page": svg("<foreignObject/>"),
        "style": svg("<style>@import 'http://example.vn/a.css';</style>"),
        "style in parts": svg("<style>.a { fill: ur<!-- -->l(http://example.vn) }</style>"),
        "url": svg("<path fill='url( http://example.vn/#a)'/>"),
        "style sheet": b"<?xml-stylesheet href='http://example.vn/a.css'?>" + svg(),
        "entities": b"<!DOCTYPE svg [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>" + svg("<text>&b;</text>"),
        "external entity": b"<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + svg("<text>&a;</text>"),
        "late handler": svg("<set attributeName='href' to='http://example.vn'/>"),
    },
    "complex": {
        "deep": svg("<g>" * 100 + "</g>" * 100),
        "uses of uses": svg("".join(_doubled(number) for number in range(9))),
    },
    "no_size": {"neither box nor sides": svg(attributes=""), "percent": svg(attributes="width='100%' height='100%'")},
    "pixels": {"huge": png(1, 1)[:16] + struct.pack(">II", 5000, 5000) + png(1, 1)[24:]},
    "oblong": {
        "png": png(64, 60),
        "svg": svg(attributes="viewBox='0 0 100 50'"),
        "sides": svg(attributes="width='20mm' height='30mm'"),
        "nothing": svg(attributes="viewBox='0 0 0 0'"),
    },
}


@pytest.mark.parametrize(("key", "name"), [(key, name) for key, files in BAD.items() for name in files])
def test_a_bad_picture_is_refused_with_its_cure(key: str, name: str) -> None:
    with pytest.raises(CounterError) as refusal:
        read_artwork(BAD[key][name])
    assert refusal.value.message.key == f"artwork.{key}"
    for language in ("vi", "en"):
        assert texts(language).message(refusal.value.message)


def test_a_picture_within_a_twentieth_is_square() -> None:
    assert read_artwork(png(64, 62)).kind is ArtworkKind.PNG
    assert read_artwork(svg(attributes="width='20.5mm' height='2cm'")).kind is ArtworkKind.SVG
