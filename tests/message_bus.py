"""Call methods on a message bus (D-Bus) over its socket. A process for each call takes 50 times as long.

Source: the D-Bus specification, "Message protocol" and "Authentication protocol".
"""

import os
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_PATIENCE_S = 25.0
_CALL, _ERROR = 1, 3
_PATH, _INTERFACE, _MEMBER, _REPLY_SERIAL, _DESTINATION, _SIGNATURE = 1, 2, 3, 5, 6, 8
#: The letters of a signature: format of `struct`, and alignment in bytes.
_FIXED = {"y": ("B", 1), "b": ("I", 4), "n": ("h", 2), "q": ("H", 2), "i": ("i", 4), "u": ("I", 4), "x": ("q", 8),
          "t": ("Q", 8), "d": ("d", 8)}  # fmt: skip
_ALIGNED = {**{letter: size for letter, (_, size) in _FIXED.items()}, "s": 4, "o": 4, "g": 1, "a": 4, "v": 1, "(": 8}


class GoneError(Exception):
    """Tell that the object no longer exists."""


class MessageBus:
    """Hold one connection. `call` waits for the answer."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._serial = 0

    def call(self, owner: str, path: str, interface: str, method: str, *arguments: str | int) -> list[Any]:
        """Call a method and return the values of its answer.

        Raises:
            GoneError: the bus answers with an error, whose text it holds.
        """
        signature = "".join("s" if isinstance(one, str) else "i" for one in arguments)
        body = _Writer()
        for one, kind in zip(arguments, signature, strict=True):
            body.put(kind, one)
        self._serial += 1
        fields = [(_PATH, "o", path), (_INTERFACE, "s", interface), (_MEMBER, "s", method), (_DESTINATION, "s", owner)]
        head = _Writer(struct.pack("<cBBBII", b"l", _CALL, 0, 1, len(body.data), self._serial) + bytes(4))
        for code, kind, value in [*fields, *([(_SIGNATURE, "g", signature)] if signature else [])]:
            head.align(8)
            head.data += bytes([code])
            head.put("g", kind)
            head.put(kind, value)
        struct.pack_into("<I", head.data, 12, len(head.data) - 16)
        head.align(8)
        self._line.sendall(head.data + body.data)
        while True:
            sort, about, values = self._received()
            if about == self._serial:
                if sort == _ERROR:
                    raise GoneError(" ".join(map(str, values)))
                return values

    def _received(self) -> tuple[int, int, list[Any]]:
        """Return the kind of the next message, the call that it answers, and its values."""
        start = self._exactly(16)
        (body_length,), (fields_length,) = struct.unpack_from("<I", start, 4), struct.unpack_from("<I", start, 12)
        header = start + self._exactly(-(-fields_length // 8) * 8)
        fields = dict(_Reader(header, 12).take("a(yv)"))
        body = _Reader(self._exactly(body_length))
        return start[1], fields.get(_REPLY_SERIAL, 0), body.all(fields.get(_SIGNATURE, ""))

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            try:
                part = self._line.recv(count - len(data))
            except TimeoutError as late:
                raise GoneError("no answer") from late
            if not part:
                raise GoneError("the bus has ended")
            data += part
        return data


@contextmanager
def message_bus(address: str) -> Iterator[MessageBus]:
    """Connect to the bus at ``unix:path=...`` as the user of this process."""
    place = dict(part.split("=", 1) for part in address.removeprefix("unix:").split(","))
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(_PATIENCE_S)
        line.connect(place["path"] if "path" in place else f"\0{place['abstract']}")
        line.sendall(b"\0AUTH EXTERNAL " + str(os.getuid()).encode().hex().encode() + b"\r\n")
        told = line.recv(512)
        if not told.startswith(b"OK"):
            raise GoneError(told.decode(errors="replace"))
        line.sendall(b"BEGIN\r\n")
        bus = MessageBus(line)
        bus.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "Hello")
        yield bus


class _Writer:
    def __init__(self, data: bytes = b"") -> None:
        self.data = bytearray(data)

    def align(self, size: int) -> None:
        self.data += bytes(-len(self.data) % size)

    def put(self, kind: str, value: str | int) -> None:
        self.align(_ALIGNED[kind])
        if isinstance(value, int):
            self.data += struct.pack("<" + _FIXED[kind][0], value)
            return
        text = value.encode()
        self.data += (bytes([len(text)]) if kind == "g" else struct.pack("<I", len(text))) + text + b"\0"


class _Reader:
    def __init__(self, data: bytes, at: int = 0) -> None:
        self._data, self._at = data, at

    def all(self, signature: str) -> list[Any]:
        """Return one value for each type of the signature."""
        return [self.take(kind) for kind in _types(signature)]

    def take(self, kind: str) -> Any:
        self._at += -self._at % _ALIGNED[kind[0]]
        if kind in _FIXED:
            return self._number(*_FIXED[kind]) if kind != "b" else bool(self._number("I", 4))
        readers: dict[str, Callable[[], Any]] = {
            "s": lambda: self._text(self._number("I", 4)),
            "o": lambda: self._text(self._number("I", 4)),
            "g": lambda: self._text(self._number("B", 1)),
            "v": lambda: self.take(self.take("g")),
            "(": lambda: tuple(self.all(kind[1:-1])),
            "a": lambda: self._array(kind[1:]),
        }
        return readers[kind[0]]()

    def _number(self, form: str, size: int) -> Any:
        self._at += size
        return struct.unpack_from("<" + form, self._data, self._at - size)[0]

    def _text(self, length: int) -> str:
        self._at += length + 1
        return self._data[self._at - length - 1 : self._at - 1].decode()

    def _array(self, kind: str) -> list[Any]:
        length = self._number("I", 4)
        self._at += -self._at % _ALIGNED[kind[0]]
        end, values = self._at + length, []
        while self._at < end:
            values.append(self.take(kind))
        return values


def _types(signature: str) -> Iterator[str]:
    """Yield the complete types of a signature: ``a(so)i`` gives ``a(so)`` and ``i``."""
    start = depth = 0
    for place, letter in enumerate(signature):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and letter != "a":
            yield signature[start : place + 1]
            start = place + 1
