"""Run a branch's machines as separate hosts: network namespaces, each with a cable to one switch."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_ROOT = Path(__file__).parents[2]
#: Addresses for documentation (RFC 5737), which exist only in these namespaces.
_NET = "192.0.2"
#: The name of a namespace of these tests, with the process that made it.
_OURS = re.compile(r"k(?P<pid>\d+)-(switch|server|kiosk|desk|hall)")


class NoHostsError(Exception):
    """Tell that this machine cannot make network namespaces, and why."""


class Host:
    """Run one machine with a cable that can be pulled."""

    def __init__(self, network: "Network", name: str, address: str) -> None:
        self.name, self.address = name, address
        self.space = f"{network.prefix}{name}"
        self._network, self._plug = network, f"p{name}"

    def inside(self) -> list[str]:
        """Return the prefix of a command that runs on this host."""
        return ["ip", "netns", "exec", self.space]

    def pull_out(self) -> None:
        """Drop all traffic without notice."""
        self._network.at_switch("link", "set", self._plug, "down")

    def put_in(self) -> None:
        """Plug the cable in again."""
        self._network.at_switch("link", "set", self._plug, "up")


class Network:
    """Connect hosts to a switch."""

    def __init__(self) -> None:
        self.prefix = f"k{os.getpid()}-"
        self.hosts: list[Host] = []
        self._switch = f"{self.prefix}switch"
        _ip("netns", "add", self._switch)
        try:
            self.at_switch("link", "add", "br0", "type", "bridge")
            self.at_switch("link", "set", "br0", "up")
        except BaseException:
            self.close()
            raise

    def at_switch(self, *words: str) -> None:
        """Configure the switch."""
        _ip("-n", self._switch, *words)

    def plug_in(self, name: str) -> Host:
        """Make a new host with its own address."""
        host = Host(self, name, f"{_NET}.{len(self.hosts) + 10}")
        _ip("netns", "add", host.space)
        self.hosts.append(host)
        self.at_switch("link", "add", f"p{name}", "type", "veth", "peer", "name", "eth0", "netns", host.space)
        self.at_switch("link", "set", f"p{name}", "master", "br0", "up")
        for words in (("link", "set", "lo", "up"), ("addr", "add", f"{host.address}/24", "dev", "eth0")):
            _ip("-n", host.space, *words)
        _ip("-n", host.space, "link", "set", "eth0", "up")
        return host

    def close(self) -> None:
        """Remove the network. Processes that still run have no network any more."""
        for space in (*(host.space for host in self.hosts), self._switch):
            subprocess.run(["ip", "netns", "delete", space], check=False, capture_output=True)


def _sweep() -> None:
    """Remove the namespaces of tests that were killed."""
    listed = subprocess.run(["ip", "netns", "list"], check=False, capture_output=True, text=True).stdout
    for space in [line.split()[0] for line in listed.splitlines()]:
        owner = _OURS.fullmatch(space)
        if owner and not Path("/proc", owner["pid"]).exists():
            subprocess.run(["ip", "netns", "delete", space], check=False, capture_output=True)


def _ip(*words: str) -> None:
    try:
        subprocess.run(["ip", *words], check=True, capture_output=True, text=True)
    except subprocess.CalledProcessError as problem:
        raise NoHostsError(f"ip {' '.join(words)}: {problem.stderr.strip()}") from problem


@contextmanager
def network() -> Iterator[Network]:
    """Run a network for the body.

    Raises:
        NoHostsError: this machine cannot make one.
    """
    if shutil.which("ip") is None:
        raise NoHostsError("ip is not installed (package iproute2)")
    if os.getuid() != 0:
        raise NoHostsError("only root makes network namespaces")
    _sweep()
    made = Network()
    try:
        yield made
    finally:
        made.close()


class Machine:
    """Run a process on a host that carries out commands, line by line (`tests.end_to_end.far_host`)."""

    def __init__(self, host: Host, kind: str, config: Path) -> None:
        command: Sequence[str] = [*host.inside(), sys.executable, "-m", "tests.end_to_end.far_host", kind, str(config)]
        self.host = host
        self._errors = (config.parent / f"{kind}.log").open("w+", encoding="utf-8")
        self._process = subprocess.Popen(
            command,
            cwd=_ROOT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(_ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )

    def do(self, order: str) -> str:
        """Send a command and return its answer.

        Raises:
            AssertionError: the process ended; it holds its last output.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{order}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().strip()
        if not answer:
            self._errors.seek(0)
            raise AssertionError(f"{self.host.name} did not do {order!r}: {self._errors.read()[-3000:]}")
        return answer

    def end(self) -> None:
        """Switch the machine off."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._errors):
            if pipe is not None:
                pipe.close()
