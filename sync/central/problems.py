"""Answers that are no verdicts: ``application/problem+json`` (RFC 9457), with a type a relay can act on."""

import msgspec
from starlette.responses import Response

from sync.protocol import PROBLEM_JSON, Problem


def problem(status: int, kind: str, title: str, *, detail: str = "", headers: dict[str, str] | None = None) -> Response:
    """A response that names what is wrong; `kind` is one of `ProblemKind`."""
    body = msgspec.json.encode(Problem(kind, title, status, detail))
    return Response(body, status, headers, media_type=PROBLEM_JSON)
