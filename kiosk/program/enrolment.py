"""Enrol this branch at its centre: send the public key with a one-time code, and store the token that comes back."""

from dataclasses import dataclass

from kiosk.config import Site
from kiosk.domain.language.text import CounterError
from kiosk.durable_file import replace_file
from kiosk.program.runtime import line_to_centre
from kiosk.store.delivery import own_id
from kiosk.store.engine import Store
from kiosk.store.keys import change_signing_key, read_public, signing_key
from kiosk.store.signing import fingerprint
from sync.enrolment import enrol, enrol_request, read_code
from sync.transport import HttpTransport

_CENTRE_FILE = "centre.pub"


@dataclass(frozen=True, slots=True)
class EnrolledBranch:
    """Tell what was enrolled.

    `is_first_centre` says that the branch had no public key of a centre before. `is_other_centre` says that it seals to
    another key than the centre's, and goes on so. `fingerprint` is that of its signing key.
    """

    installation: str
    fingerprint: str
    is_first_centre: bool
    is_other_centre: bool


def enrol_branch(site: Site, typed: str, *, new_key: bool = False) -> EnrolledBranch:
    """Enrol the branch of a site with the code that a person typed; `new_key` replaces its signing key.

    After a lost answer the same call asks again.

    Raises:
        CounterError: ``enrol.*``: the code, what the centre says, a file that cannot be written. ``keys.*``,
            ``store.*``, ``sync.*``.
    """
    try:
        return _enrol(site, read_code(typed), new_key=new_key)
    except OSError as problem:
        raise CounterError("enrol.not_written", file=str(problem.filename or site.token_file)) from problem


def _enrol(site: Site, code: str, *, new_key: bool) -> EnrolledBranch:
    if not site.config.centre.url:
        raise CounterError("enrol.no_centre")
    store = Store(site.database_url, must_exist=True)
    try:
        store.check()
        with store.read() as connection:
            installation = own_id(connection)
    finally:
        store.close()
    request = enrol_request(code, installation, signing_key(site.keys, is_new=new_key))
    line = HttpTransport(line_to_centre(site))
    try:
        reply = enrol(line, request)
    finally:
        line.close()
    replace_file(site.token_file, f"{reply.token}\n".encode())
    if new_key:
        change_signing_key(site.keys)
    file, signer = site.keys / _CENTRE_FILE, fingerprint(request.key)
    if reply.centre is None:
        return EnrolledBranch(installation, signer, is_first_centre=False, is_other_centre=False)
    is_first = not file.exists()
    if is_first:
        replace_file(file, f"{reply.centre.hex()}\n".encode())
    return EnrolledBranch(installation, signer, is_first, read_public(file) != reply.centre)
