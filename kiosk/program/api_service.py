"""Put the read-only API of a branch together, and keep its token."""

import secrets
import time
from functools import partial
from pathlib import Path

from kiosk.api.app import ApiPlan, create_app
from kiosk.api.limits import RequestRate
from kiosk.api.reading import BranchReader
from kiosk.http_server import HttpServer, ServeOptions
from kiosk.program.opening import Opening
from kiosk.program.terminal import TERMINAL_LANGUAGES
from kiosk.program.texts import texts
from kiosk.program.version import program_version
from kiosk.store.keys import read_text_secret, write_text_secret

#: Requests at one time. More are refused with status 503.
_MOST_REQUESTS = 16


def api_server(opening: Opening, host: str, port: int) -> HttpServer:
    """Return the service of a branch, which is not started yet. `opening` only reads.

    Raises:
        CounterError: ``api.no_token_file`` (file), ``keys.*``: nobody could ask.
    """
    api, token = opening.site.config.api, partial(read_token, opening.site.api_token)
    token()
    cert_file, key_file = (str(opening.site.folder / name) if name else None for name in (api.cert_file, api.key_file))
    sentences = {language: texts(language) for language in TERMINAL_LANGUAGES}
    rate = RequestRate(time.monotonic)
    plan = ApiPlan(BranchReader(opening.office), token, rate, program_version(), sentences)
    options = ServeOptions(host, port, cert_file, key_file, most_requests=_MOST_REQUESTS)
    return HttpServer("api", partial(create_app, plan), options)


def read_token(file: Path) -> str:
    """Return the token of a branch.

    Raises:
        CounterError: ``api.no_token_file`` (file), ``keys.*``.
    """
    return read_text_secret(file, missing="api.no_token_file")


def make_token(file: Path) -> str:
    """Make a new token, readable by the owner of the file only, and return it. The one before is not accepted."""
    token = secrets.token_urlsafe(32)
    file.unlink(missing_ok=True)
    write_text_secret(file, token)
    return token
