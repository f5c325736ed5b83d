"""Serve the read-only API over HTTP. The routes only translate for `BranchReader`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.security import HTTPBearer
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from kiosk.api.limits import NoAnswer, RequestRate, refusal_of
from kiosk.api.metrics import CONTENT_TYPE, metrics_text
from kiosk.api.models import (
    CallsAnswer,
    DefinitionLine,
    DefinitionsAnswer,
    FiguresAnswer,
    LiveAnswer,
    Parts,
    ProblemAnswer,
    StationLine,
    StationsAnswer,
)
from kiosk.api.reading import MOST_DAYS, BranchReader
from kiosk.domain.language.text import VIETNAMESE, CounterError, Message, Texts
from kiosk.domain.measures.definitions import MEASURES

_OPENAPI = "/openapi.json"
_ENGLISH = "en"
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: {"model": ProblemAnswer, "description": "The token is missing or wrong."},
    404: {"model": ProblemAnswer, "description": "There is nothing at this address."},
    422: {"model": ProblemAnswer, "description": "A value of the query cannot be used."},
    429: {"model": ProblemAnswer, "description": "Too many requests; ask again in a second."},
    503: {"model": ProblemAnswer, "description": "The database of the branch cannot be read now."},
}
#: The sentences of a refusal by the kind of the value that pydantic has refused.
_WRONG_VALUES = {"extra_forbidden": "api.unknown_name", "enum": "api.not_listed"}


class FiguresQuery(BaseModel):
    """Choose a period and its parts."""

    model_config = ConfigDict(extra="forbid")
    first: date | None = Field(None, alias="from", description="The first day; left out: `to`, else today.")
    last: date | None = Field(
        None, alias="to", description=f"The last day; left out: the first. At most {MOST_DAYS} days."
    )
    by: Parts = Field(Parts.NONE, description="How to divide the period.")


@dataclass(frozen=True, slots=True)
class ApiPlan:
    """Hold what the API needs: the branch, its token, a limit, the program's version, and the sentences by language."""

    reader: BranchReader
    token: Callable[[], str]
    rate: RequestRate
    version: str
    texts: Mapping[str, Texts]

    def of(self, request: Request) -> Texts:
        """Return the sentences in the language of a request: English where it asks for that, else Vietnamese."""
        asked = request.headers.get("accept-language", "").strip().lower()
        return self.texts[_ENGLISH if asked.startswith(_ENGLISH) else VIETNAMESE]


def create_app(plan: ApiPlan) -> FastAPI:
    """Return the API of one branch."""
    app = FastAPI(
        title="One-stop counter",
        version=plan.version,
        description="The branch as it stands, its figures and its machines. Read-only; nothing leads to a citizen.",
        docs_url=None,
        redoc_url=None,
        openapi_url=_OPENAPI,
        responses=_PROBLEMS,
        dependencies=[Depends(HTTPBearer(auto_error=False))],
    )
    _add_routes(app, plan)
    _add_problems(app, plan)
    _add_limits(app, plan)
    _describe_figures(app, plan.texts[_ENGLISH])
    return app


def _add_routes(app: FastAPI, plan: ApiPlan) -> None:
    reader = plan.reader

    @app.get("/v1/live")
    def live() -> LiveAnswer:
        """Answer queues, counters, alerts, today's figures and delivery, at most a second old."""
        return LiveAnswer.of(reader.live())

    @app.get("/v1/calls")
    def calls() -> CallsAnswer:
        """Answer the calls of today that a board shows."""
        return CallsAnswer.of(reader.calls())

    @app.get("/v1/figures")
    def figures(query: Annotated[FiguresQuery, Query()]) -> FiguresAnswer:
        """Answer the figures of a day or of a period."""
        return reader.figures(query.first, query.last, query.by)

    @app.get("/v1/devices")
    def devices() -> StationsAnswer:
        """Answer the machines: what runs there, their devices and their faults of a week."""
        return StationsAnswer(stations=[StationLine.of(one) for one in reader.stations()])

    @app.get("/v1/definitions")
    def definitions(request: Request) -> DefinitionsAnswer:
        """Answer what each figure means, in English for `Accept-Language: en`, else in Vietnamese."""
        return DefinitionsAnswer(measures=[DefinitionLine.of(one, plan.of(request)) for one in MEASURES])

    @app.get("/metrics", response_class=PlainTextResponse)
    def metrics() -> Response:
        """Answer the metrics for Prometheus, in its text format."""
        text = metrics_text(reader.live(), plan.version, plan.texts[_ENGLISH])
        return Response(text, media_type=CONTENT_TYPE)


def _add_limits(app: FastAPI, plan: ApiPlan) -> None:
    @app.middleware("http")
    async def limited(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        if not plan.rate.allows():
            return _problem(plan.of(request), NoAnswer(429, Message("api.too_many")))
        refused = refusal_of(request.method, request.headers, plan.token)
        is_public = request.url.path == _OPENAPI and refused is not None and refused.status in (401, 503)
        return await answer(request) if refused is None or is_public else _problem(plan.of(request), refused)


def _add_problems(app: FastAPI, plan: ApiPlan) -> None:
    @app.exception_handler(CounterError)
    async def refused(request: Request, error: Exception) -> Response:
        message = error.message if isinstance(error, CounterError) else Message("store.away")
        status = 422 if message.key.startswith("api.") else 503
        return _problem(plan.of(request), NoAnswer(status, message))

    @app.exception_handler(RequestValidationError)
    async def wrong_value(request: Request, error: Exception) -> Response:
        first = error.errors()[0] if isinstance(error, RequestValidationError) else {}
        names = {"name": str(first["loc"][-1]), "value": str(first.get("input")), "known": ", ".join(Parts)}
        return _problem(plan.of(request), NoAnswer(422, Message(_WRONG_VALUES.get(first["type"], "api.no_day"), names)))

    @app.exception_handler(HTTPException)
    async def other(request: Request, _error: Exception) -> Response:
        return _problem(plan.of(request), NoAnswer(404, Message("api.no_address", {"path": request.url.path})))


def _problem(texts: Texts, refused: NoAnswer) -> Response:
    headers = {
        401: {"WWW-Authenticate": "Bearer"},
        405: {"Allow": "GET"},
        413: {"Connection": "close"},
        429: {"Retry-After": "1"},
        503: {"Retry-After": "10"},
    }.get(refused.status)
    body = ProblemAnswer(status=refused.status, title=texts.message(refused.message)).model_dump()
    return JSONResponse(body, refused.status, headers, media_type="application/problem+json")


def _describe_figures(app: FastAPI, texts: Texts) -> None:
    """Describe each figure by its definition, which the OpenAPI document cannot take from the type."""
    document = app.openapi()
    figures = document["components"]["schemas"]["Figures"]["properties"]
    for one in MEASURES:
        figures[one.key]["description"] = texts.message(one.means)
