"""Read and operate a window's tree on the AT-SPI bus, as an assistive program does from outside."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.message_bus import GoneError, MessageBus, message_bus

_ROOT = "/org/a11y/atspi/accessible/root"
_ACCESSIBLE = "org.a11y.atspi.Accessible"
_ACTION = "org.a11y.atspi.Action"
#: The bit of a shown widget in the two words of GetState (AtspiStateType).
_SHOWING = 1 << 25
_PATIENCE_S = 30.0


class NoBusError(Exception):
    """Tell that a package for the bus is missing, by its name."""


@dataclass(frozen=True, slots=True)
class Assistive:
    """Hold one object of a program's tree, by its AT-SPI names."""

    bus: MessageBus
    owner: str
    path: str

    @property
    def name(self) -> str:
        """Return the object's name, on one line."""
        return " ".join(str(self._property(_ACCESSIBLE, "Name")).split())

    @property
    def description(self) -> str:
        """Return the object's description."""
        return str(self._property(_ACCESSIBLE, "Description"))

    @property
    def role(self) -> str:
        """Return the object's role in AT-SPI's words: *button*, *check box*, *label*."""
        return str(self._call(_ACCESSIBLE, "GetRoleName")[0])

    @property
    def is_showing(self) -> bool:
        """Return whether the object is visible."""
        return bool(self._call(_ACCESSIBLE, "GetState")[0][0] & _SHOWING)

    @property
    def actions(self) -> list[str]:
        """Return the names of the object's actions."""
        count = int(self._property(_ACTION, "NActions"))
        return [str(self._call(_ACTION, "GetName", place)[0]) for place in range(count)]

    def children(self) -> "list[Assistive]":
        """Return the object's children."""
        return [Assistive(self.bus, owner, path) for owner, path in self._call(_ACCESSIBLE, "GetChildren")[0]]

    def do(self, action: str) -> None:
        """Do one of `actions`."""
        assert self._call(_ACTION, "DoAction", self.actions.index(action)) == [True]

    def tree(self) -> "Iterator[Assistive]":
        """Yield every visible object, this one first."""
        yield self
        for child in self.children():
            if child.is_showing:
                yield from child.tree()

    def shown(self) -> "list[Assistive]":
        """Return all of `tree`. Read it again if the screen changed meanwhile."""
        found: list[Assistive] = []

        def is_walked() -> bool:
            found.clear()
            with suppress(GoneError):
                found.extend(self.tree())
                return True
            return False

        wait_until(is_walked, lambda: "the screen never stands still")
        return found

    def find(self, name: str) -> "Assistive":
        """Wait for a visible object with this name, and return it."""
        seen: dict[str, Assistive] = {}

        def is_there() -> bool:
            seen.clear()
            with suppress(GoneError):  # the screen changed meanwhile
                seen.update((one.name, one) for one in self.tree())
            return name in seen

        wait_until(is_there, lambda: f"{name!r} did not come; there is {sorted(seen)}")
        return seen[name]

    def _call(self, interface: str, method: str, *arguments: str | int) -> list[Any]:
        return self.bus.call(self.owner, self.path, interface, method, *arguments)

    def _property(self, interface: str, name: str) -> Any:
        return self._call("org.freedesktop.DBus.Properties", "Get", interface, name)[0]


def wait_until(condition: Callable[[], bool], fault: Callable[[], str]) -> None:
    """Ask until the condition holds."""
    end = time.monotonic() + _PATIENCE_S
    while not condition():
        assert time.monotonic() < end, fault()
        time.sleep(0.02)


@contextmanager
def program(address: str) -> Iterator[Assistive]:
    """Yield the only program on the bus, once it is there."""
    with message_bus(address) as bus:
        registry = Assistive(bus, "org.a11y.atspi.Registry", _ROOT)
        wait_until(lambda: bool(registry.children()), lambda: "no program came to the bus")
        yield registry.children()[0]


@contextmanager
def session_bus(folder: Path) -> Iterator[dict[str, str]]:
    """Run a separate session with a bus, and yield the environment for its programs."""
    if shutil.which("dbus-daemon") is None:
        raise NoBusError("install the package dbus")
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(folder), "XDG_CACHE_HOME": str(folder)}
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1", f"--address=unix:path={folder / 'session'}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        text=True,
    )
    assert daemon.stdout is not None
    try:
        yield {**environment, "DBUS_SESSION_BUS_ADDRESS": daemon.stdout.readline().strip()}
    finally:
        daemon.terminate()
        daemon.wait(10)
        daemon.stdout.close()


def accessibility_bus(environment: dict[str, str]) -> str:
    """Return the address of the session's AT-SPI bus. The question starts the bus."""
    session = environment["DBUS_SESSION_BUS_ADDRESS"]
    try:
        with message_bus(session) as bus:
            return str(bus.call("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress")[0])
    except GoneError as problem:
        raise NoBusError(f"install the package at-spi2-core: {problem}") from problem
