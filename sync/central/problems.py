"""Answer a whole request with ``application/problem+json`` (RFC 9457), with a type on which a relay can act."""

import math

import msgspec
from starlette.responses import Response

from sync.protocol import PROBLEM_JSON, Problem, ProblemKind


def problem(status: int, kind: str, title: str, *, detail: str = "", headers: dict[str, str] | None = None) -> Response:
    """Return a response that names the problem. `kind` is one of `ProblemKind`."""
    body = msgspec.json.encode(Problem(kind, title, status, detail))
    return Response(body, status, headers, media_type=PROBLEM_JSON)


def busy(status: int, title: str, retry_s: float) -> Response:
    """Return a response that asks to come back after some seconds. The branch keeps everything and tries again."""
    return problem(status, ProblemKind.BUSY, title, headers={"Retry-After": str(math.ceil(retry_s))})


def database_away() -> Response:
    """Return the response of a centre whose database is away, full or locked. Nothing was stored."""
    return busy(503, "the database cannot be used now", 10)
