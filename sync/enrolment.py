"""Enrol an installation at the centre by a one-time code: the code, what travels, and the request of the branch.

The code is typed by hand, so it is short: 15 random characters (75 bits) and a check character, in groups of four. The
centre takes it once, for one key.
"""

import secrets
from typing import Annotated, Literal

import msgspec

from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.ticket_code import ALPHABET
from kiosk.domain.typed_code import in_groups, read_groups
from kiosk.store.signing import is_signed, public_half, sign
from sync.protocol import JSON, Digest, Identifier, Signature, decode_problem, framed
from sync.transport import HttpAnswer, NoAnswerError, Transport

ENROL_PATH = "/v1/enrol"
_LABEL = b"one-stop-kiosk/enrol/1"
_RANDOM_CHARACTERS = 15


class InviteProblem:
    """List the `type` values of a refused enrolment. Each has a sentence of the branch (``enrol.*``)."""

    UNKNOWN = "urn:one-stop:invite-unknown"
    EXPIRED = "urn:one-stop:invite-expired"
    USED = "urn:one-stop:invite-used"
    OTHER_BRANCH = "urn:one-stop:invite-other-branch"
    KEY_REVOKED = "urn:one-stop:key-revoked"


_SENTENCES = {
    InviteProblem.UNKNOWN: "enrol.unknown",
    InviteProblem.EXPIRED: "enrol.expired",
    InviteProblem.USED: "enrol.used",
    InviteProblem.OTHER_BRANCH: "enrol.other_branch",
    InviteProblem.KEY_REVOKED: "enrol.key_revoked",
}


class EnrolRequest(msgspec.Struct, frozen=True):
    """Hold the code as `read_code` returns it, and a public key with the proof that its holder asks."""

    v: Literal[1]
    code: Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
    installation: Identifier
    key: Digest
    signature: Signature

    @property
    def is_proven(self) -> bool:
        """Return whether the holder of the key has signed code and installation."""
        return is_signed(self.key, _proof(self.code, self.installation), self.signature)


class EnrolReply(msgspec.Struct, frozen=True, omit_defaults=True):
    """Hold the new token, and the public key to which personal data is sealed where the centre has one."""

    v: Literal[1]
    installation: Identifier
    token: Annotated[str, msgspec.Meta(min_length=20, max_length=200, pattern=r"^[0-9A-Za-z_-]+$")]
    centre: Digest | None = None


def new_code() -> str:
    """Return a fresh code, in groups of four."""
    return in_groups("".join(secrets.choice(ALPHABET) for _ in range(_RANDOM_CHARACTERS)))


def read_code(typed: str) -> str:
    """Return a typed code as it travels. Groups, lower case and O for 0 do not matter.

    Raises:
        CounterError: ``enrol.mistyped``.
    """
    code = read_groups(typed, _RANDOM_CHARACTERS + 1)
    if code is None:
        raise CounterError("enrol.mistyped")
    return code


def enrol_request(code: str, installation: str, signing: bytes) -> EnrolRequest:
    """Return the request of the holder of a signing key. `code` is as `read_code` returns it."""
    return EnrolRequest(1, code, installation, public_half(signing), sign(signing, _proof(code, installation)))


def enrol(transport: Transport, request: EnrolRequest) -> EnrolReply:
    """Ask the centre for a token.

    The same request may be sent again after a lost answer.

    Raises:
        CounterError: ``enrol.*``: the centre refused, or gave no proper answer.
    """
    try:
        answer = transport.request("POST", ENROL_PATH, {"Content-Type": JSON}, msgspec.json.encode(request))
    except NoAnswerError as down:
        raise CounterError("enrol.no_answer") from down
    if answer.status == 200:
        try:
            reply = msgspec.json.decode(answer.body, type=EnrolReply)
        except msgspec.MsgspecError as problem:
            raise CounterError("enrol.no_answer") from problem
        if reply.installation == request.installation:
            return reply
    raise _refused(answer)


def _refused(answer: HttpAnswer) -> CounterError:
    problem = decode_problem(answer.body)
    return CounterError(_SENTENCES.get(problem.type if problem else "", "enrol.no_answer"))


def _proof(code: str, installation: str) -> bytes:
    return framed(_LABEL, code.encode(), installation.encode())
