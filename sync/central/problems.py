"""Answer a whole request with ``application/problem+json`` (RFC 9457), with a type on which a relay can act."""

import msgspec
from starlette.responses import Response

from sync.protocol import PROBLEM_JSON, Problem


def problem(status: int, kind: str, title: str, *, detail: str = "", headers: dict[str, str] | None = None) -> Response:
    """Return a response that names the problem. `kind` is one of `ProblemKind`."""
    body = msgspec.json.encode(Problem(kind, title, status, detail))
    return Response(body, status, headers, media_type=PROBLEM_JSON)
