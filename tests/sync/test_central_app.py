"""Check the central service's HTTP layer: authentication, refused requests and their texts."""

import asyncio
import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.domain.language.text import CounterError
from kiosk.domain.verdict import Verdict
from sync.protocol import (
    MAX_BATCH_BYTES,
    MAX_PLAIN_BYTES,
    ProblemKind,
    decode_reply,
    encode_batch,
    records_path,
    state_path,
    to_wire,
)
from sync.transport import HttpAnswer
from tests.sync.sync_world import HERE, TOKEN, as_json, call, central_app, chain, manual_clock, sqlite_url

Ask = Callable[..., HttpAnswer]
POST = ("POST", records_path(HERE))


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Any]:
    found = central_app(sqlite_url(tmp_path / "central.db"), manual_clock())
    yield found
    found.state.inbox.close()


@pytest.fixture
def ask(app: Any) -> Ask:
    def one(method: str, path: str, body: bytes = b"", *, token: str = TOKEN, **headers: str) -> HttpAnswer:
        sent = {"authorization": f"Bearer {token}", **{name.replace("_", "-"): text for name, text in headers.items()}}
        return asyncio.run(call(app, method, path, sent.items(), body))

    return one


def batch(count: int = 2) -> bytes:
    return encode_batch(HERE, 1, [to_wire(record) for record in chain(count)])


def problem_of(answer: HttpAnswer) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status, as_json(answer)["type"]


def test_health_needs_no_token(app: Any) -> None:
    answer = asyncio.run(call(app, "GET", "/v1/health", [], b""))
    assert (answer.status, as_json(answer)) == (200, {"v": 1, "ok": True})


def test_a_batch_gets_a_verdict_for_each_record_and_the_state(ask: Ask) -> None:
    sent = batch()
    verdicts, state = decode_reply(ask(*POST, sent).body, HERE, 1, [1, 2])
    assert [verdict.verdict for verdict in verdicts] == [Verdict.ACCEPTED] * 2
    assert (state.contiguous_through, state.missing) == (2, [])
    answer = ask("GET", state_path(HERE))
    (epoch,) = as_json(answer)["epochs"]
    newest = json.loads(sent)["records"][-1]["hash"]
    assert epoch == {"epoch": 1, "contiguous_through": 2, "highest": 2, "missing": [], "hash": newest}


def test_a_gzipped_batch_is_unpacked(ask: Ask) -> None:
    answer = ask(*POST, gzip.compress(batch()), content_encoding="gzip")
    assert answer.status == 200


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_token_is_refused(ask: Ask, method: str) -> None:
    path = POST[1] if method == "POST" else state_path(HERE)
    assert problem_of(ask(method, path, batch(), token="guessed")) == (401, ProblemKind.REFUSED)
    assert problem_of(ask(method, path, batch(), authorization=f"Basic {TOKEN}")) == (401, ProblemKind.REFUSED)


def test_a_token_speaks_for_its_own_installation_only(ask: Ask, tmp_path: Path) -> None:
    assert problem_of(ask("GET", state_path("somebody-else"))) == (403, ProblemKind.REFUSED)
    foreign = encode_batch("somebody-else", 1, [to_wire(record) for record in chain(1)])
    assert problem_of(ask(*POST, foreign)) == (403, ProblemKind.REFUSED)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b'{"v":1}',
        b'{"v":1,"installation":"x","epoch":1,"records":[]}',
        batch().replace(b'"seq":1', b'"seq":0'),
        batch().replace(b'"seq":1', b'"seq":"1"'),
        batch().replace(b'"seq":1', b'"seq":3'),
        batch().replace(b'"seq":1', b'"seq":99999999999999999999'),
        batch().replace(b'"subject":"visit1"', b'"subject":"visit\\u0000"'),
        batch().replace(b'"subject":"visit1"', b'"subject":"\\ud800"'),
        batch().replace(b'"prev":"AAAA', b'"prev":"'),
        b"[" * 100_000,
    ],
)
def test_bad_json_is_answered_with_what_is_wrong(ask: Ask, body: bytes) -> None:
    assert problem_of(ask(*POST, body)) == (400, ProblemKind.UNREADABLE)


def test_another_protocol_version_is_named_as_such(ask: Ask) -> None:
    body = json.loads(batch()) | {"v": 2, "novelty": True}
    assert problem_of(ask(*POST, json.dumps(body).encode())) == (400, ProblemKind.VERSION)


def test_a_field_that_is_new_does_not_disturb(ask: Ask) -> None:
    body = json.loads(batch()) | {"novelty": True}
    assert ask(*POST, json.dumps(body).encode()).status == 200


def test_too_many_bytes_are_refused(ask: Ask) -> None:
    assert problem_of(ask(*POST, b" " * (MAX_BATCH_BYTES + 1))) == (413, ProblemKind.TOO_LARGE)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(ask: Ask) -> None:
    bomb = gzip.compress(bytes(MAX_PLAIN_BYTES + 1))
    assert len(bomb) < 20_000
    assert problem_of(ask(*POST, bomb, content_encoding="gzip")) == (413, ProblemKind.TOO_LARGE)


@pytest.mark.parametrize("damaged", [gzip.compress(batch())[:-20], b"no gzip at all", b""])
def test_damaged_gzip_is_named_as_such(ask: Ask, damaged: bytes) -> None:
    assert problem_of(ask(*POST, damaged, content_encoding="gzip")) == (400, ProblemKind.UNREADABLE)


def test_an_encoding_that_is_not_spoken_is_named_as_such(ask: Ask) -> None:
    assert problem_of(ask(*POST, batch(), content_encoding="zstd")) == (415, ProblemKind.ENCODING)


def test_an_unknown_address_is_a_problem_too(ask: Ask) -> None:
    assert problem_of(ask("GET", "/v2/elsewhere")) == (404, ProblemKind.NOT_FOUND)


def test_a_database_that_cannot_be_used_asks_to_come_back(app: Any, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise CounterError("store.disk_full")

    monkeypatch.setattr(app.state.inbox, "_receive", full)
    answer = ask(*POST, batch())
    assert problem_of(answer) == (503, ProblemKind.BUSY)
    assert answer.headers["retry-after"] == "10"


def test_a_record_with_a_wrong_hash_does_not_spoil_its_batch(ask: Ask) -> None:
    first, second = chain(2)
    body = encode_batch(HERE, 1, [to_wire(replace(first, body=b'{"n":99}')), to_wire(second)])
    verdicts, state = decode_reply(ask(*POST, body).body, HERE, 1, [1, 2])
    assert [verdict.verdict for verdict in verdicts] == [Verdict.REJECTED, Verdict.ACCEPTED]
    assert state.missing == [(1, 1)]
