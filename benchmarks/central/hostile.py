"""Let 1,000 idle, slow and hostile clients hold connections, while an enrolled branch delivers."""

import asyncio
import gzip
import http.client
import multiprocessing
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit
from uuid import uuid4

from benchmarks.harness import Figure, at_least, at_most, processor_time, taken_since
from benchmarks.sync.services import central_service, sqlite_url
from kiosk.domain.journal import GENESIS, RecordHeader, canonical, link
from kiosk.http_server import ServeOptions
from sync.protocol import MAX_PLAIN_BYTES, encode_batch, records_path, state_path, to_wire
from tests.sync.test_delivery_over_a_socket import certificate

#: A batch is as large as that of a backlog: a fast machine would use up the requests of the branch with smaller ones.
_CLIENTS, _ADDRESSES, _RECORDS, _SECONDS, _NEWCOMERS = 1_000, 20, 500, 10.0, 20
_HERE, _TOKEN = "0193f0a0-0000-7000-8000-000000000001", uuid4().hex
#: Seconds between two bytes of a slow client, and before a dropped one comes back.
_SLOW_SECONDS, _BACK_SECONDS = 1.0, 0.5


class Branch:
    """Send batches of an enrolled installation over one connection."""

    def __init__(self, address: str) -> None:
        self._place, self._seq, self._prev = urlsplit(address).netloc, 0, GENESIS
        self._line = http.client.HTTPConnection(self._place, timeout=30)

    def rate(self, seconds: float) -> float:
        """Return how many batches a second the centre takes."""
        self._line.close()  # The centre ends a connection that was silent for 5 s.
        end, count, begin = time.perf_counter() + seconds, 0, time.perf_counter()
        while time.perf_counter() < end:
            self._line.request("POST", records_path(_HERE), self._batch(), _headers(_TOKEN))
            answer = self._line.getresponse()
            if answer.status != 200:
                raise RuntimeError(f"the branch was answered with {answer.status}")
            answer.read()
            count += 1
        return count / (time.perf_counter() - begin)

    def newcomer(self) -> float:
        """Return the seconds from a new connection to the first answer on it."""
        begin = time.perf_counter()
        line = http.client.HTTPConnection(self._place, timeout=30)
        line.request("GET", state_path(_HERE), headers=_headers(_TOKEN))
        if line.getresponse().status != 200:
            raise RuntimeError("the newcomer was refused")
        line.close()
        return time.perf_counter() - begin

    def _batch(self) -> bytes:
        records = []
        for _ in range(_RECORDS):
            self._seq += 1
            header = RecordHeader(_HERE, 1, self._seq, str(uuid4()), "ticket.called@1", str(uuid4()), self._seq, 1)
            records.append(link(self._prev, header, canonical({"counter": 2})))
            self._prev = records[-1].hash
        return gzip.compress(encode_batch(_HERE, 1, [to_wire(one) for one in records]), 6)


def measure() -> list[Figure]:
    """Measure the rate of the branch and the memory of the service, first alone and then among hostile clients."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        figures = _plain(folder)
        cert, key = certificate(folder, "centre")
        options = ServeOptions(cert_file=str(cert), key_file=str(key))
        with central_service(sqlite_url(folder / "tls.db"), {_HERE: _TOKEN}, options) as address:
            (service,) = multiprocessing.active_children()
            memory, most = _megabytes(service.pid), 0.0
            with _attacked(address):
                end = time.perf_counter() + _SECONDS * 2
                while time.perf_counter() < end:
                    most = max(most, _megabytes(service.pid))
                    time.sleep(0.1)
    return [*figures, at_most("the same over TLS, half of them in the handshake", max(0.0, most - memory), "MB", 100.0)]


def _plain(folder: Path) -> list[Figure]:
    with central_service(sqlite_url(folder / "plain.db"), {_HERE: _TOKEN}) as address:
        (service,) = multiprocessing.active_children()
        branch = Branch(address)
        branch.rate(2)
        alone, memory, before = branch.rate(_SECONDS), _megabytes(service.pid), processor_time()
        with _attacked(address) as attempts:
            among, waits, most = branch.rate(_SECONDS), [], 0.0
            for _ in range(_NEWCOMERS):
                waits.append(branch.newcomer())
                most = max(most, _megabytes(service.pid))
    note = f"{attempts[0]} connections were tried; {taken_since(before)}"
    return [
        at_most(f"memory that {_CLIENTS:,} hostile connections cost", max(0.0, most - memory), "MB", 100.0, note=note),
        at_least("batches a second of a branch among them", among, "", alone, times=0.5),
        at_most("a new connection of a branch among them", max(waits), "s", 3.0, note=f"p50 {median(waits):.2f} s"),
    ]


@contextmanager
def _attacked(address: str) -> Iterator[list[int]]:
    """Let hostile clients come from a process of their own; yield the number of their connections, known at the end."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe()
    attack = context.Process(target=_attack, args=(address, theirs), daemon=True)
    attack.start()
    mine.recv()
    time.sleep(_SECONDS / 2)  # Until the first of them have used up what their addresses may do at once.
    attempts: list[int] = []
    yield attempts
    mine.send("stop")
    attempts.append(mine.recv())
    attack.join()


def _megabytes(process: int | None) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def _headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Content-Encoding": "gzip"}


def _attack(address: str, pipe: multiprocessing.connection.Connection) -> None:
    asyncio.run(_hold_all(address, pipe))


async def _hold_all(address: str, pipe: multiprocessing.connection.Connection) -> None:
    attempts = [0]
    kinds = _kinds()
    tls = ssl.create_default_context() if address.startswith("https") else None
    if tls is not None:
        tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
        kinds += [(b"\x16\x03\x01\x40\x00" + bytes(10_000), b"")] * len(kinds)  # a handshake that does not go on
    holders = []
    for number in range(_CLIENTS):
        first, slow = kinds[number % len(kinds)]
        source = f"127.0.0.{2 + number % _ADDRESSES}"
        holders.append(_hold(address, source, first, slow, attempts, None if first.startswith(b"\x16") else tls))
    clients = [asyncio.create_task(one) for one in holders]
    while attempts[0] < _CLIENTS:
        await asyncio.sleep(0.1)
    pipe.send("all are here")
    while not pipe.poll():
        await asyncio.sleep(0.1)
    for client in clients:
        client.cancel()
    pipe.send(attempts[0])


def _kinds() -> list[tuple[bytes, bytes]]:
    """Return what each kind of client sends at once, and what it sends slowly after it."""
    head = f"POST {records_path(_HERE)} HTTP/1.1\r\nHost: x\r\n"
    bomb, big = gzip.compress(bytes(MAX_PLAIN_BYTES)), bytes(1_500_000)
    wrong = f"Authorization: Bearer {uuid4().hex}\r\n"
    return [
        (b"", b""),
        (head.encode(), b"X-Slow: 1" * 100),
        (f"{head}Content-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n".encode() + bomb, b""),
        (f"{head}Content-Length: {len(big)}\r\n\r\n".encode() + big, b""),
        (f"{head}{wrong}Content-Length: 0\r\n\r\n".encode(), b""),
        (f"{head}{wrong}Content-Length: {len(bomb)}\r\n\r\n".encode(), bomb),
        (b"POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n", bytes(1_000)),
    ]


async def _hold(
    address: str, source: str, first: bytes, slow: bytes, attempts: list[int], tls: ssl.SSLContext | None
) -> None:
    """Hold a connection as long as the service lets it, and come back when it ends."""
    place = urlsplit(address)
    while True:
        attempts[0] += 1
        with suppress(OSError):
            line = asyncio.open_connection(place.hostname, place.port, local_addr=(source, 0), ssl=tls)
            reader, writer = await line
            try:
                writer.write(first)
                await writer.drain()
                for byte in slow:
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(_SLOW_SECONDS)
                while await reader.read(65_536):
                    pass
            finally:
                writer.close()
        await asyncio.sleep(_BACK_SECONDS)
