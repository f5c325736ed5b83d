"""Send touches and keys to a real X server by its XTEST extension, and close a window as a window manager does.

It needs only a few requests of the X protocol over the server's socket; nothing else must be installed.
"""

import socket
import struct
from contextlib import suppress
from types import TracebackType

_MOTION, _KEY_DOWN, _KEY_UP, _BUTTON_DOWN, _BUTTON_UP = 6, 2, 3, 4, 5
_CLIENT_MESSAGE = 33
#: The key codes of a PC keyboard under X (evdev).
KEYS = {
    "alt": 64, "ctrl": 37, "meta": 133, "tab": 23, "return": 36, "escape": 9, "delete": 119, "menu": 135,
    "backspace": 22,
    "F4": 70, "F11": 95, "F12": 96, "q": 24, "w": 25, "c": 54,
    **{str(figure): 9 + figure for figure in range(1, 10)}, "0": 19,
}  # fmt: skip


class Hands:
    """Connect to the X server with display number `number` (":99")."""

    def __init__(self, number: str) -> None:
        self._line = socket.socket(socket.AF_UNIX)
        self._line.settimeout(10)
        self._line.connect(f"\0/tmp/.X11-unix/X{number.removeprefix(':')}")
        self._line.sendall(struct.pack("<BxHHHHH", 0x6C, 11, 0, 0, 0, 0))
        is_let_in, length = struct.unpack("<BxxxxxH", self._read(8))
        setup = self._read(4 * length)
        assert is_let_in == 1, setup
        vendor, formats = struct.unpack_from("<H", setup, 16)[0], setup[21]
        screen = 32 + -(-vendor // 4) * 4 + 8 * formats
        self.root: int = struct.unpack_from("<I", setup, screen)[0]
        self._xtest = self._ask(98, 0, struct.pack("<HH8s", 5, 0, b"XTEST"))[9]

    def __enter__(self) -> "Hands":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._line.close()

    def tap(self, x: int, y: int, button: int = 1) -> None:
        """Press and release a finger, or a mouse button."""
        self._fake(_MOTION, 0, x, y)
        self._fake(_BUTTON_DOWN, button)
        self._fake(_BUTTON_UP, button)
        self._wait()

    def press(self, *names: str) -> None:
        """Press keys together, and release the last one first."""
        for name in names:
            self._fake(_KEY_DOWN, KEYS[name])
        for name in reversed(names):
            self._fake(_KEY_UP, KEYS[name])
        self._wait()

    def ask_to_close(self) -> int:
        """Send every window what Alt+F4 or the close button sends. Return the number of windows."""
        protocols, delete = self._atom("WM_PROTOCOLS"), self._atom("WM_DELETE_WINDOW")
        windows = self._windows()
        for window in windows:
            message = struct.pack("<BBHIIIIIII", _CLIENT_MESSAGE, 32, 0, window, protocols, delete, 0, 0, 0, 0)
            self._send(25, 0, struct.pack("<II", window, 0) + message)
        self._wait()
        return len(windows)

    def divide(self, *screens: tuple[int, int, int, int]) -> None:
        """Divide the server's screen into several, each x, y, width, height. The first is the primary one (RandR)."""
        randr = self._ask(98, 0, struct.pack("<HH8s", 5, 0, b"RANDR"))[9]
        self._ask(randr, 0, struct.pack("<II", 1, 5))
        resources = self._ask(randr, 25, struct.pack("<I", self.root))
        crtcs = struct.unpack_from("<H", resources, 16)[0]
        output = struct.unpack_from("<I", resources, 32 + 4 * crtcs)[0]
        for place, (x, y, width, height) in enumerate(screens):
            outputs = struct.pack("<I", output) if place == 0 else b""
            size = struct.pack("<hhHHII", x, y, width, height, width // 4, height // 4)
            head = struct.pack("<IIBBH", self.root, self._atom(f"SCREEN{place}"), place == 0, 0, len(outputs) // 4)
            self._send(randr, 43, head + size + outputs)
        self._wait()

    def places(self) -> list[tuple[int, int, int, int]]:
        """Return x, y, width, height of each window that can be seen, the uppermost last."""
        found = []
        for window in self._windows():
            with suppress(AssertionError):  # it was closed meanwhile
                if self._ask(3, 0, struct.pack("<I", window))[26] == 2:
                    found.append(self._place(window))
        return found

    def focused_place(self) -> tuple[int, int] | None:
        """Return where the window begins that has the keyboard; None where none has it."""
        focus = struct.unpack_from("<I", self._ask(43, 0, b""), 8)[0]
        return self._place(focus)[:2] if focus > 1 else None

    def _place(self, window: int) -> tuple[int, int, int, int]:
        x, y, width, height = struct.unpack_from("<hhHH", self._ask(14, 0, struct.pack("<I", window)), 12)
        return x, y, width, height

    def _windows(self) -> list[int]:
        answer = self._ask(15, 0, struct.pack("<I", self.root))
        count: int = struct.unpack_from("<H", answer, 16)[0]
        return list(struct.unpack_from(f"<{count}I", answer, 32))

    def _atom(self, name: str) -> int:
        padded = name.encode().ljust(-(-len(name) // 4) * 4, b"\0")
        found: int = struct.unpack_from("<I", self._ask(16, 0, struct.pack("<HH", len(name), 0) + padded), 8)[0]
        return found

    def _fake(self, kind: int, detail: int, x: int = 0, y: int = 0) -> None:
        event = struct.pack("<BBHIIIIhhII", kind, detail, 0, 0, self.root, 0, 0, x, y, 0, 0)
        self._send(self._xtest, 2, event)

    def _wait(self) -> None:
        """Wait until the server has done all requests. It answers in order."""
        self._ask(43, 0, b"")

    def _send(self, opcode: int, detail: int, body: bytes) -> None:
        self._line.sendall(struct.pack("<BBH", opcode, detail, 1 + len(body) // 4) + body)

    def _ask(self, opcode: int, detail: int, body: bytes) -> bytes:
        self._send(opcode, detail, body)
        while True:
            head = self._read(32)
            assert head[0] != 0, f"the X server refused: {head.hex()}"
            if head[0] == 1:
                return head + self._read(4 * struct.unpack_from("<I", head, 4)[0])

    def _read(self, count: int) -> bytes:
        found = b""
        while len(found) < count:
            more = self._line.recv(count - len(found))
            assert more, "the X server is gone"
            found += more
        return found
