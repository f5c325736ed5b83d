"""Run the central service, and a bare endpoint to compare it with, in processes of their own."""

import gzip
import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import msgspec
from sqlalchemy import insert
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kiosk.clock import SystemClock
from kiosk.http_server import HttpServer, ServeOptions
from sync.central.device_keys import DeviceKeys
from sync.central.device_tokens import Tokens
from sync.central.serve import CentralServer
from sync.central.tables import open_database, record
from sync.protocol import decode_batch


@contextmanager
def central_service(
    url: str, tokens: dict[str, str], options: ServeOptions | None = None, public: bytes | None = None
) -> Iterator[str]:
    """Run the reference service over a database and yield its address.

    `tokens` are by installation, in plain text. With `public` every installation has enrolled this key.
    """
    with _process(_serve_centre, url, tokens, options, public) as address:
        yield address


@contextmanager
def bare_endpoint(url: str) -> Iterator[str]:
    """Run an endpoint that inserts what it gets, a batch a commit, and checks nothing. Yield its address."""
    with _process(_serve_bare, url) as address:
        yield address


@contextmanager
def _process(serve: Callable[..., None], *arguments: object) -> Iterator[str]:
    context = multiprocessing.get_context("spawn")
    mine, its = context.Pipe()
    process = context.Process(target=serve, args=(its, *arguments))
    process.start()
    try:
        yield mine.recv()
    finally:
        mine.send("stop")
        process.join(30)


def _serve_centre(
    pipe: Pipe, url: str, tokens: dict[str, str], options: ServeOptions | None, public: bytes | None
) -> None:
    store = open_database(url)
    admitted, keys = Tokens(store, SystemClock()), DeviceKeys(store, SystemClock())
    for installation, token in tokens.items():
        admitted.add(installation, token)
        if public is not None:
            keys.add(installation, public)
    store.close()
    server = CentralServer(url, options)
    server.start()
    pipe.send(server.url)
    pipe.recv()
    server.stop()


def _serve_bare(pipe: Pipe, url: str) -> None:
    server = HttpServer("bare", lambda: _bare_app(url), ServeOptions())
    server.start()
    pipe.send(server.url)
    pipe.recv()
    server.stop()


def _bare_app(url: str) -> Starlette:
    store = open_database(url)

    def put(body: bytes) -> int:
        batch = decode_batch(gzip.decompress(body))
        common = {"installation": batch.installation, "epoch": batch.epoch, "received_us": 0}
        rows = [{**common, **msgspec.structs.asdict(one), "body": one.body.encode()} for one in batch.records]
        with store.write(journal=False) as connection:
            connection.execute(insert(record), rows)
        return len(rows)

    async def take(request: Request) -> Response:
        return Response(str(await run_in_threadpool(put, await request.body())))

    return Starlette(routes=[Route("/", take, methods=["POST"])])


def sqlite_url(file: Path) -> str:
    """Return the URL of an SQLite file."""
    return f"sqlite:///{file}"
