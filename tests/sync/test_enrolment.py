"""Check enrolment by a one-time code: what the centre takes, what it refuses, and a lost answer."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import msgspec
import pytest
from fastapi import FastAPI

from kiosk.clock import ManualClock
from kiosk.domain.language.text import CounterError
from kiosk.domain.queue.ticket_code import ALPHABET
from kiosk.store.sealing import new_key
from kiosk.store.signing import key_id, public_half
from sync.central.app import create_app
from sync.central.device_keys import DeviceKeys
from sync.central.device_tokens import Tokens
from sync.central.enrolment import INVITE_LIFE, Enrolment
from sync.enrolment import ENROL_PATH, EnrolReply, enrol, enrol_request, new_code, read_code
from sync.protocol import ProblemKind, state_path
from sync.transport import HttpAnswer, LinkTrouble, NoAnswerError
from tests.sync.sync_world import HERE, DirectLine, as_json, manual_clock, sqlite_url

OTHER = "0193f0a0-0000-7000-8000-000000000002"
CENTRE = bytes(range(32))


@dataclass
class World:
    """Hold a centre without branches, and the key of one branch."""

    url: str
    clock: ManualClock = field(default_factory=manual_clock)
    key: bytes = field(default_factory=new_key)

    def __post_init__(self) -> None:
        self.app = create_app(self.url, self.clock, public_key=CENTRE)
        self.line = DirectLine(self.app)
        self.enrolment = Enrolment(self.app.state.inbox.store, self.clock)
        self.keys: DeviceKeys = self.app.state.keys
        self.tokens: Tokens = self.app.state.tokens

    def enrol(self, code: str, installation: str = HERE, key: bytes | None = None) -> EnrolReply:
        """Enrol as a branch does."""
        return enrol(self.line, enrol_request(read_code(code), installation, key or self.key))

    def refusal(self, code: str, installation: str = HERE, key: bytes | None = None) -> str:
        """Return the key of the sentence of a refused enrolment."""
        with pytest.raises(CounterError) as caught:
            self.enrol(code, installation, key)
        return caught.value.message.key

    def admits(self, token: str, installation: str = HERE) -> bool:
        """Return whether the service answers to a token."""
        return self.line.request("GET", state_path(installation), {"authorization": f"Bearer {token}"}).status == 200


@pytest.fixture
def world(empty_url: str) -> Iterator[World]:
    found = World(empty_url)
    yield found
    found.app.state.inbox.close()


def test_a_code_gives_a_token_enrols_the_key_and_brings_the_centres_key(world: World) -> None:
    reply = world.enrol(world.enrolment.invite(HERE, "Phường Tân Thành"))
    assert world.admits(reply.token)
    assert reply.centre == CENTRE
    assert world.keys.valid(HERE) == [key_id(public_half(world.key))]
    [one] = world.enrolment.enrolled()
    assert (one.installation, one.branch, len(one.tokens), len(one.keys)) == (HERE, "Phường Tân Thành", 1, 1)
    assert [given.used is not None for given in one.invites] == [True]


def test_a_code_is_good_once(world: World) -> None:
    code = world.enrolment.invite(HERE)
    world.enrol(code)
    assert world.refusal(code, key=new_key()) == "enrol.used"
    assert len(world.keys.lives(HERE)) == 1


def test_a_lost_answer_is_asked_for_again_and_the_lost_token_is_dropped(world: World) -> None:
    code = world.enrolment.invite(HERE)
    lost, found = world.enrol(code).token, world.enrol(code).token
    assert not world.admits(lost)
    assert world.admits(found)
    world.clock.advance(INVITE_LIFE)
    assert world.refusal(code) == "enrol.expired"
    assert world.admits(found)


def test_enrolments_are_logged_with_who_asked(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """A refusal and a success; neither line holds code or token."""
    code = world.enrolment.invite(HERE)
    assert world.refusal(new_code()) == "enrol.unknown"
    token = world.enrol(code).token
    refused, enrolled = [one for one in caplog.messages if HERE in one]
    assert refused == f"an enrolment was refused: urn:one-stop:invite-unknown, installation {HERE}, address 127.0.0.1"
    assert enrolled.startswith(f"key {key_id(public_half(world.key))} was enrolled")
    assert not any(secret in enrolled for secret in (token, read_code(code)))


def test_a_code_expires(world: World) -> None:
    code = world.enrolment.invite(HERE, life=timedelta(hours=1))
    world.clock.advance(timedelta(hours=1))
    assert world.refusal(code) == "enrol.expired"
    assert world.keys.valid(HERE) is None


def test_a_code_of_nobody_is_unknown(world: World) -> None:
    assert world.refusal(new_code()) == "enrol.unknown"


def test_a_code_for_another_branch_admits_nobody_else(world: World) -> None:
    assert world.refusal(world.enrolment.invite(OTHER)) == "enrol.other_branch"


def test_a_code_without_an_id_admits_a_new_branch_and_to_no_known_one(world: World) -> None:
    world.enrol(world.enrolment.invite(HERE))
    code = world.enrolment.invite("", "Xã Mới")
    assert world.refusal(code, key=new_key()) == "enrol.other_branch"
    assert world.admits(world.enrol(code, OTHER).token, OTHER)
    assert world.enrol(code, OTHER).token, "after a lost answer too"
    assert [one.branch for one in world.enrolment.enrolled()] == ["", "Xã Mới"]


def test_a_code_without_an_id_takes_no_place_of_a_branch_that_is_invited(world: World) -> None:
    """Else its holder would sign beside the branch, which enrols later and sees nothing of it."""
    own = world.enrolment.invite(HERE)
    assert world.refusal(world.enrolment.invite(""), key=new_key()) == "enrol.other_branch"
    assert world.admits(world.enrol(own).token)


def test_a_revoked_key_is_enrolled_by_no_code(world: World) -> None:
    world.enrol(world.enrolment.invite(HERE))
    world.keys.revoke(HERE)
    code = world.enrolment.invite(HERE)
    assert world.refusal(code) == "enrol.key_revoked"
    assert world.admits(world.enrol(code, key=new_key()).token), "the code is not spent by a refusal"


def test_a_withdrawn_code_is_unknown(world: World) -> None:
    code = world.enrolment.invite(HERE)
    assert world.enrolment.withdraw(HERE) == 1
    assert world.refusal(code) == "enrol.unknown"


def test_a_key_that_somebody_else_holds_is_not_enrolled(world: World) -> None:
    code = world.enrolment.invite(HERE)
    request = enrol_request(read_code(code), HERE, world.key)
    stolen = msgspec.structs.replace(request, key=public_half(new_key()))
    answer = world.line.request("POST", ENROL_PATH, {}, msgspec.json.encode(stolen))
    assert (answer.status, as_json(answer)["type"]) == (403, ProblemKind.SIGNATURE)
    assert world.keys.valid(HERE) is None


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"v":1}', b"\xff", b"[" * 400])
def test_a_request_that_is_none_is_unreadable(world: World, body: bytes) -> None:
    answer = world.line.request("POST", ENROL_PATH, {}, body)
    assert (answer.status, as_json(answer)["type"]) == (400, ProblemKind.UNREADABLE)


def test_a_second_branch_machine_may_have_a_token_of_its_own(world: World) -> None:
    first = world.enrol(world.enrolment.invite(HERE)).token
    second = world.enrol(world.enrolment.invite(HERE)).token
    assert world.admits(first)
    assert world.admits(second)


@pytest.mark.parametrize(
    "answer",
    [
        HttpAnswer(200, {}, b"<h1>Wi-Fi</h1>"),
        HttpAnswer(200, {}, b'{"v":1,"installation":"another","token":"' + b"x" * 43 + b'"}'),
        HttpAnswer(200, {}, b'{"v":1,"installation":"' + HERE.encode() + b'","token":"two\\nlines, and not a token"}'),
        HttpAnswer(404, {}, b""),
        HttpAnswer(503, {}, b'{"type":"urn:one-stop:busy","title":"","status":503}'),
    ],
)
def test_an_answer_that_is_not_the_centres_gives_no_token(answer: HttpAnswer) -> None:
    class Line(DirectLine):
        def request(self, *_: object) -> HttpAnswer:
            return answer

    with pytest.raises(CounterError, match=r"enrol\.no_answer"):
        enrol(Line(FastAPI()), enrol_request(read_code(new_code()), HERE, new_key()))


def test_no_answer_is_said(world: World) -> None:
    class Line(DirectLine):
        def request(self, *_: object) -> HttpAnswer:
            raise NoAnswerError(LinkTrouble.UNREACHABLE)

    with pytest.raises(CounterError, match=r"enrol\.no_answer"):
        enrol(Line(world.app), enrol_request(read_code(new_code()), HERE, new_key()))


def test_a_code_is_read_as_it_is_typed() -> None:
    code = new_code()
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert read_code(typed) == code.replace("-", "")


def test_a_mistyped_code_is_found_before_it_travels() -> None:
    plain = new_code().replace("-", "")
    wrong = [plain[:-1], plain + "0", "", "Ü" + plain[1:]]
    for place, right in enumerate(plain):
        # 0 and Z are equal to the check character
        wrong += [plain[:place] + other + plain[place + 1 :] for other in ALPHABET if {other, right} != {"0", "Z"}]
    for one in wrong:
        if one != plain:
            with pytest.raises(CounterError, match=r"enrol\.mistyped"):
                read_code(one)


def test_the_code_is_kept_as_a_hash(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("centre") / "central.db"
    world = World(sqlite_url(file))
    code = world.enrolment.invite(HERE)
    token = world.enrol(code).token
    world.app.state.inbox.close()
    kept = b"".join(one.read_bytes() for one in file.parent.iterdir())
    assert HERE.encode() in kept
    assert not any(one.encode() in kept for one in (code, code.replace("-", ""), token))
