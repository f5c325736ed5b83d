"""Serve the reference central service over HTTP. The routes only translate for `Inbox` and `CentralLocks`."""

import msgspec
from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from kiosk.clock import Clock, SystemClock
from kiosk.domain.language.text import CounterError
from kiosk.domain.orders import Orders
from sync.central.device_keys import DeviceKeys, NotSignedError
from sync.central.device_tokens import Tokens
from sync.central.enrolment import Enrolment, add_enrolment
from sync.central.gate import Gate
from sync.central.gunzip import GunzipMiddleware
from sync.central.inbox import Inbox
from sync.central.limits import OverQuotaError, Quotas, ServiceLimits
from sync.central.locks import CentralLocks
from sync.central.long_poll import OrdersLongPoll
from sync.central.problems import busy, database_away, problem
from sync.protocol import (
    JSON,
    VERSION,
    BatchReply,
    InstallationState,
    OrdersReply,
    OtherVersionError,
    ProblemKind,
    UnreadableError,
    WireOrders,
    WireVerdict,
    decode_batch,
    from_wire,
    signed_range,
    to_wire_orders,
)


def create_app(
    url: str, clock: Clock | None = None, limits: ServiceLimits | None = None, public_key: bytes | None = None
) -> FastAPI:
    """Return the service over the database at `url`, which is created when it is missing. Any number of workers may
    run. The routes see only requests that `Gate` has admitted. `public_key` is what branches seal to.
    """
    limits, clock = limits or ServiceLimits(), clock or SystemClock()
    quotas = Quotas(limits)
    inbox = Inbox(url, clock)
    locks, tokens, keys = CentralLocks(inbox.store, clock), Tokens(inbox.store, clock), DeviceKeys(inbox.store, clock)
    app = FastAPI(title="One-stop centre", version=str(VERSION), docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(GunzipMiddleware, limits=limits)
    app.add_middleware(Gate, tokens=tokens, limits=limits)
    app.state.inbox = inbox
    app.state.locks = locks
    app.state.tokens = tokens
    app.state.keys = keys

    @app.get("/v1/health")
    def health() -> Response:
        """Answer whether the database works."""
        inbox.state("health")
        return _json({"v": VERSION, "ok": True})

    @app.get("/v1/installations/{installation}")
    def state(installation: str) -> Response:
        """Answer what has arrived from an installation."""
        orders = _wire(locks.orders(installation))
        return _json(InstallationState(1, installation, inbox.state(installation), keys.valid(installation), orders))

    @app.post("/v1/installations/{installation}/records")
    async def records(installation: str, request: Request) -> Response:
        """Take a batch and answer with a verdict for each record."""
        return await run_in_threadpool(take, installation, await request.body())

    def take(installation: str, body: bytes) -> Response:
        """Do all of a batch on one thread. The loop that serves every connection has none of the work."""
        batch = decode_batch(body)
        if batch.installation != installation:
            return problem(403, ProblemKind.REFUSED, "the batch is of another installation")
        proof = keys.proven(signed_range(batch))
        quotas.take(installation, len(batch.records), len(body))
        journal = [from_wire(batch, wire) for wire in batch.records]
        verdicts, after = inbox.receive(installation, batch.epoch, journal, proof)
        wire = [WireVerdict(verdict.seq, verdict.verdict, verdict.reason) for verdict in verdicts]
        return _json(BatchReply(1, installation, after, wire, _wire(locks.orders(installation))))

    long_poll = OrdersLongPoll(locks)

    @app.get("/v1/installations/{installation}/orders")
    async def later_orders(installation: str, request: Request) -> Response:
        """Answer with orders later than a version. The answer waits for them."""
        after, wait = (_whole(request.query_params.get(name, "0")) for name in ("after", "wait"))
        return _json(OrdersReply(1, installation, _wire(await long_poll.later(installation, after, wait))))

    add_enrolment(app, Enrolment(inbox.store, clock), public_key)
    _add_problems(app)
    return app


def _whole(text: str) -> int:
    """Return a number from the query. Raise UnreadableError for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise UnreadableError("after and wait are whole numbers")
    return int(text)


def _wire(orders: Orders | None) -> WireOrders | None:
    return None if orders is None else to_wire_orders(orders)


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type=JSON)


def _add_problems(app: FastAPI) -> None:
    @app.exception_handler(NotSignedError)
    async def not_signed(_request: Request, error: Exception) -> Response:
        return problem(403, ProblemKind.SIGNATURE, str(error))

    @app.exception_handler(OtherVersionError)
    async def other_version(_request: Request, error: Exception) -> Response:
        return problem(400, ProblemKind.VERSION, "another version of the protocol", detail=str(error))

    @app.exception_handler(UnreadableError)
    async def unreadable(_request: Request, error: Exception) -> Response:
        return problem(400, ProblemKind.UNREADABLE, "the request cannot be read", detail=str(error))

    @app.exception_handler(CounterError)
    async def database(_request: Request, _error: Exception) -> Response:
        return database_away()

    @app.exception_handler(OverQuotaError)
    async def over_quota(_request: Request, error: Exception) -> Response:
        return busy(429, "the installation sent its share", error.retry_s if isinstance(error, OverQuotaError) else 1)

    @app.exception_handler(HTTPException)
    async def other(_request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return problem(status, ProblemKind.NOT_FOUND, "there is nothing at this address")
