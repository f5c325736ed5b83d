"""An assistive program from outside: walks a window's tree on the AT-SPI bus and acts on it, by `busctl` alone."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ROOT = "/org/a11y/atspi/accessible/root"
_ACCESSIBLE = "org.a11y.atspi.Accessible"
_ACTION = "org.a11y.atspi.Action"
#: The bit of what is really on the screen, in the two words of GetState (AtspiStateType).
_SHOWING = 1 << 25
_PATIENCE_S = 30.0


class NoBusError(Exception):
    """Says which package is missing."""


@dataclass(frozen=True, slots=True)
class Assistive:
    """One object of a program's tree, as AT-SPI names it."""

    address: str
    owner: str
    path: str

    @property
    def name(self) -> str:
        """What it is called, on one line."""
        return " ".join(str(self._property(_ACCESSIBLE, "Name")).split())

    @property
    def description(self) -> str:
        """What else is said of it."""
        return str(self._property(_ACCESSIBLE, "Description"))

    @property
    def role(self) -> str:
        """What kind of thing it is, in AT-SPI's words: *button*, *check box*, *label*."""
        return str(self._call(_ACCESSIBLE, "GetRoleName")[0])

    @property
    def is_showing(self) -> bool:
        """Whether it can be seen."""
        return bool(self._call(_ACCESSIBLE, "GetState")[0][0] & _SHOWING)

    @property
    def actions(self) -> list[str]:
        """What can be done with it."""
        count = int(self._property(_ACTION, "NActions"))
        return [str(self._call(_ACTION, "GetName", "i", str(place))[0]) for place in range(count)]

    def children(self) -> "list[Assistive]":
        """What it is made of."""
        return [Assistive(self.address, owner, path) for owner, path in self._call(_ACCESSIBLE, "GetChildren")[0]]

    def do(self, action: str) -> None:
        """Does one of `actions`."""
        assert self._call(_ACTION, "DoAction", "i", str(self.actions.index(action))) == [True]

    def tree(self) -> "Iterator[Assistive]":
        """Everything of it that can be seen, itself first."""
        yield self
        for child in self.children():
            if child.is_showing:
                yield from child.tree()

    def find(self, name: str) -> "Assistive":
        """What can be seen and is called so; waits for it."""
        seen: dict[str, Assistive] = {}

        def is_there() -> bool:
            seen.clear()
            with suppress(GoneError):  # the screen changed while it was walked
                seen.update((one.name, one) for one in self.tree())
            return name in seen

        wait_until(is_there, lambda: f"{name!r} did not come; there is {sorted(seen)}")
        return seen[name]

    def _call(self, interface: str, method: str, *arguments: str) -> list[Any]:
        data: list[Any] = _busctl(self.address, "call", self.owner, self.path, interface, method, *arguments)
        return data

    def _property(self, interface: str, name: str) -> Any:
        return _busctl(self.address, "get-property", self.owner, self.path, interface, name)


class GoneError(Exception):
    """The object is not there any more."""


def _busctl(address: str, *words: str) -> Any:
    told = subprocess.run(
        ["busctl", f"--address={address}", "--json=short", *words], capture_output=True, text=True, check=False
    )
    if told.returncode != 0:
        raise GoneError(told.stderr.strip())
    return json.loads(told.stdout)["data"]


def wait_until(condition: Callable[[], bool], fault: Callable[[], str]) -> None:
    """Asks until it holds."""
    end = time.monotonic() + _PATIENCE_S
    while not condition():
        assert time.monotonic() < end, fault()


def program(address: str) -> Assistive:
    """The only program on the bus; waits until it is there."""
    registry = Assistive(address, "org.a11y.atspi.Registry", _ROOT)
    wait_until(lambda: bool(registry.children()), lambda: "no program came to the bus")
    return registry.children()[0]


@contextmanager
def session_bus(folder: Path) -> Iterator[dict[str, str]]:
    """A session of its own with a bus; yields what its programs need in their environment."""
    for command, package in (("dbus-daemon", "dbus"), ("busctl", "systemd")):
        if shutil.which(command) is None:
            raise NoBusError(f"install the package {package}")
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
    """The address of the session's AT-SPI bus, which is started by asking for it."""
    session = environment["DBUS_SESSION_BUS_ADDRESS"]
    try:
        return str(_busctl(session, "call", "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress")[0])
    except GoneError as problem:
        raise NoBusError(f"install the package at-spi2-core: {problem}") from problem
