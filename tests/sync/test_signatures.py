"""Check that only the holder of a branch's key adds to its history (safety 2), and that a forgery harms nothing."""

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import replace

import msgspec
import pytest
from fastapi import FastAPI

from kiosk.clock import ManualClock
from kiosk.domain.journal import JournalRecord, RecordHeader, canonical, link
from kiosk.domain.status import LinkStatus
from kiosk.store.engine import Store
from kiosk.store.journal import new_id
from kiosk.store.sealing import new_key
from kiosk.store.signing import key_id, public_half
from sync.central.device_keys import DeviceKeys
from sync.central.inbox import proofs_of
from sync.protocol import (
    MAX_BATCH_BYTES,
    InstallationState,
    ProblemKind,
    SignedRange,
    WireBatch,
    decode_batch,
    encode_batch,
    records_path,
    signed_range,
    to_wire,
)
from sync.relay import Relay, RelaySettings, RoundOutcome
from sync.transport import HttpAnswer, LinkTrouble
from tests.sync.sync_world import (
    HERE,
    START,
    TOKEN,
    DirectLine,
    arrived,
    as_json,
    branch_store,
    central_app,
    chain,
    journal_of,
    manual_clock,
    sqlite_url,
    write,
)

KEY = new_key()
BEARER = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}


class World:
    """Connect a branch with a signing key and a centre that knows the key."""

    def __init__(self, store: Store, central_url: str) -> None:
        self.clock: ManualClock = manual_clock()
        self.store = store
        self.app = central_app(central_url, self.clock)
        self.keys: DeviceKeys = self.app.state.keys
        self.keys.add(HERE, public_half(KEY))
        self.line = DirectLine(self.app)
        self.relay = self.relay_with(KEY)

    def relay_with(self, signing: bytes | None) -> Relay:
        """Return a relay that signs with a key."""
        settings = RelaySettings(token=TOKEN, signing=signing, batch_records=10)
        return Relay(self.store, settings, self.clock, transport=self.line)

    def post(self, *records: JournalRecord, signing: bytes | None = None) -> HttpAnswer:
        """Send a batch as a holder of the token does."""
        body = encode_batch(HERE, 1, [to_wire(one) for one in records], signing)
        return self.line.request("POST", records_path(HERE), BEARER, body)

    def forged(self) -> JournalRecord:
        """Return a record that follows the last one at the centre."""
        last = arrived(self.app.state.inbox)[-1]
        header = RecordHeader(HERE, 1, last.seq + 1, new_id(START), "ticket.called@1", "forged", 1, 1)
        return link(last.hash, header, canonical({"n": 0}))


@pytest.fixture
def world(tmp_path_factory: pytest.TempPathFactory, empty_url: str) -> Iterator[World]:
    store = branch_store(sqlite_url(tmp_path_factory.mktemp("branch") / "branch.db"))
    found = World(store, empty_url)
    yield found
    found.relay.stop()
    found.app.state.inbox.close()
    store.close()


def proofs_at(app: FastAPI) -> list[SignedRange]:
    """Return the signed ranges that the centre keeps, oldest first."""
    with app.state.inbox.store.read() as connection:
        return proofs_of(connection, HERE)


def refused(answer: HttpAnswer) -> bool:
    return (answer.status, as_json(answer)["type"]) == (403, ProblemKind.SIGNATURE)


def test_safety_2_a_record_of_a_holder_of_the_token_alone_is_refused_and_real_ones_go_on(world: World) -> None:
    write(world.store, world.clock, "v1", "v2")
    assert world.relay.once().outcome is RoundOutcome.DELIVERED
    before = world.app.state.inbox.state(HERE)
    assert refused(world.post(world.forged()))
    assert refused(world.post(world.forged(), signing=new_key()))
    assert world.app.state.inbox.state(HERE) == before
    assert world.app.state.inbox.refusals(HERE) == []
    write(world.store, world.clock, "v3", "v4")
    done = world.relay.once()
    assert (done.outcome, done.applied.accepted, done.backlog) == (RoundOutcome.DELIVERED, 2, 0)
    assert arrived(world.app.state.inbox) == journal_of(world.store)


@pytest.mark.parametrize("change", ["epoch", "hash", "order", "left out", "installation", "key", "signature", "prev"])
def test_safety_2_a_signature_fits_exactly_its_batch(change: str) -> None:
    batch = decode_batch(encode_batch(HERE, 1, [to_wire(one) for one in chain(3)], KEY))
    assert signed_range(batch).is_signed_by(public_half(KEY))
    first, *rest = batch.records
    changed: dict[str, WireBatch] = {
        "epoch": msgspec.structs.replace(batch, epoch=2),
        "hash": msgspec.structs.replace(batch, records=[msgspec.structs.replace(first, hash=b"x" * 32), *rest]),
        "prev": msgspec.structs.replace(batch, records=[msgspec.structs.replace(first, prev=b"x" * 32), *rest]),
        "order": msgspec.structs.replace(batch, records=[first, *reversed(rest)]),
        "left out": msgspec.structs.replace(batch, records=[first, rest[-1]]),
        "installation": msgspec.structs.replace(batch, installation="another"),
        "key": msgspec.structs.replace(batch, key=key_id(b"another")),
        "signature": msgspec.structs.replace(batch, signature=batch.signature[:-1]),
    }
    assert not signed_range(changed[change]).is_signed_by(public_half(KEY))


@pytest.mark.parametrize("signing", [None, new_key()], ids=["unsigned", "another key"])
def test_a_branch_without_the_enrolled_key_keeps_everything_and_says_refused(
    world: World, signing: bytes | None
) -> None:
    write(world.store, world.clock, "v1")
    relay = world.relay_with(signing)
    done = relay.once()
    assert done.outcome is RoundOutcome.REFUSED
    assert done.failure is not None
    assert done.failure.trouble is LinkTrouble.SIGNATURE_REFUSED
    status = relay.status()
    assert (status.link, status.backlog, status.quarantined) == (LinkStatus.REFUSED, 1, 0)
    assert relay.centre_state() is LinkTrouble.SIGNATURE_REFUSED
    assert isinstance(world.relay.centre_state(), InstallationState)
    relay.stop()


def test_a_signature_of_a_revoked_key_is_refused(world: World) -> None:
    write(world.store, world.clock, "v1")
    world.relay.once()
    assert world.keys.revoke(HERE) == 1
    write(world.store, world.clock, "v2")
    assert world.relay.once().outcome is RoundOutcome.REFUSED
    assert refused(world.post(world.forged())), "an unsigned batch is no way around a revoked key"
    assert len(arrived(world.app.state.inbox)) == 1
    world.relay.stop()
    other = new_key()
    world.keys.add(HERE, public_half(other))
    relay = world.relay_with(other)
    assert relay.once().outcome is RoundOutcome.DELIVERED
    relay.stop()


@pytest.mark.parametrize("signing", [None, KEY], ids=["unsigned", "signed"])
def test_an_installation_without_an_enrolled_key_is_believed_by_its_token(
    empty_url: str, signing: bytes | None
) -> None:
    app = central_app(empty_url, manual_clock())
    body = encode_batch(HERE, 1, [to_wire(one) for one in chain(2)], signing)
    answer = DirectLine(app).request("POST", records_path(HERE), BEARER, body)
    assert [one["verdict"] for one in as_json(answer)["verdicts"]] == ["accepted"] * 2
    assert proofs_at(app) == []
    app.state.inbox.close()


def test_the_parts_of_a_halved_batch_are_signed_each(world: World) -> None:
    class Narrow(DirectLine):
        def request(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> HttpAnswer:
            if body and len(decode_batch(gzip.decompress(body)).records) > 2:
                body = b" " * (MAX_BATCH_BYTES + 1)
            return super().request(method, path, headers, body)

    world.line = Narrow(world.app)
    relay = world.relay_with(KEY)
    write(world.store, world.clock, *(f"v{n}" for n in range(7)))
    assert relay.once().applied.accepted == 7
    proofs = proofs_at(world.app)
    assert [(one.first, one.last) for one in proofs] == [(1, 1), (2, 3), (4, 5), (6, 7)]
    relay.stop()


def test_the_centre_keeps_a_proof_of_every_stored_record(world: World) -> None:
    write(world.store, world.clock, *(f"v{n}" for n in range(12)))
    while world.relay.once().has_more:
        pass
    first = arrived(world.app.state.inbox)[0]
    assert world.post(first, signing=KEY).status == 200, "what is sent again is a duplicate"
    proofs = proofs_at(world.app)
    assert [(one.first, one.last) for one in proofs] == [(1, 10), (11, 12)]
    assert all(one.is_signed_by(public_half(KEY)) for one in proofs)
    assert b"".join(one.hashes for one in proofs) == b"".join(one.hash for one in journal_of(world.store))


def test_a_signed_batch_with_a_record_that_was_changed_on_the_way_stores_the_others(world: World) -> None:
    records = chain(2)
    signed = decode_batch(encode_batch(HERE, 1, [to_wire(one) for one in records], KEY))
    spoilt = to_wire(replace(records[0], body=b'{"n":99}'))
    body = msgspec.json.encode(msgspec.structs.replace(signed, records=[spoilt, signed.records[1]]))
    answer = world.line.request("POST", records_path(HERE), BEARER, body)
    assert [one["verdict"] for one in as_json(answer)["verdicts"]] == ["rejected", "accepted"]
