"""Check who is admitted at the centre: made, rotated, expired, revoked and taken-over tokens."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.clock import ManualClock
from kiosk.domain.language.text import CounterError
from kiosk.program.centre import Centre
from kiosk.store.engine import Store
from sync.central.device_tokens import Tokens, new_token, secret_digest
from sync.central.tables import open_database
from sync.protocol import state_path
from tests.sync.sync_world import HERE, TOKEN, DirectLine, central_app, manual_clock, sqlite_url

OTHER = "another-installation"


@pytest.fixture
def clock() -> ManualClock:
    return manual_clock()


@pytest.fixture
def store(empty_url: str) -> Iterator[Store]:
    found = open_database(empty_url)
    yield found
    found.close()


@pytest.fixture
def tokens(store: Store, clock: ManualClock) -> Tokens:
    return Tokens(store, clock)


def test_a_token_speaks_for_its_installation_and_is_kept_nowhere(tokens: Tokens) -> None:
    token = new_token()
    tokens.add(HERE, token)
    assert tokens.is_known(token)
    assert tokens.allows(HERE, token)
    assert not tokens.allows(OTHER, token)
    assert not tokens.is_known(secret_digest(token))
    assert tokens.has(HERE)
    assert not tokens.has(OTHER)


def test_two_tokens_are_valid_until_the_old_one_ends(tokens: Tokens, clock: ManualClock) -> None:
    old = new_token()
    tokens.add(HERE, old)
    other = new_token()
    tokens.add(OTHER, other)
    assert tokens.expire(HERE, clock.now() + timedelta(days=7)) == 1
    new = new_token()
    tokens.add(HERE, new)
    assert tokens.allows(HERE, old)
    assert tokens.allows(HERE, new)
    clock.advance(timedelta(days=7))
    assert not tokens.is_known(old)
    assert not tokens.allows(HERE, old)
    assert tokens.allows(HERE, new)
    assert tokens.allows(OTHER, other)


def test_a_second_rotation_gives_an_old_token_no_longer_life(tokens: Tokens, clock: ManualClock) -> None:
    old = new_token()
    tokens.add(HERE, old)
    tokens.expire(HERE, clock.now() + timedelta(hours=1))
    assert tokens.expire(HERE, clock.now() + timedelta(days=7)) == 0
    clock.advance(timedelta(hours=1))
    assert not tokens.is_known(old)


def test_safety_11_a_revoked_token_is_refused_at_once(empty_url: str, clock: ManualClock) -> None:
    """Another process revokes; the service that runs refuses the next request."""
    app = central_app(empty_url, clock)
    line = DirectLine(app)
    ask = ("GET", state_path(HERE), {"authorization": f"Bearer {TOKEN}"})
    assert line.request(*ask).status == 200
    console = Store(empty_url)
    assert Tokens(console, clock).revoke(HERE) == 1
    console.close()
    assert line.request(*ask).status == 401
    app.state.inbox.close()


def test_safety_11_without_its_database_the_centre_admits_nobody(
    tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = central_app(sqlite_url(tmp_path / "central.db"), clock)

    def away(*_: object) -> None:
        raise CounterError("store.away")

    monkeypatch.setattr(app.state.tokens, "allows", away)
    assert DirectLine(app).request("GET", state_path(HERE), {"authorization": f"Bearer {TOKEN}"}).status == 503
    app.state.inbox.close()


def test_the_list_tells_the_life_of_each_token(tokens: Tokens, clock: ManualClock) -> None:
    made = clock.now()
    token = new_token()
    tokens.add(HERE, token)
    clock.advance(timedelta(minutes=5))
    assert tokens.allows(HERE, token)
    first_use = clock.now()
    clock.advance(timedelta(minutes=5))
    assert tokens.allows(HERE, token)
    [life] = tokens.lives()
    assert (life.installation, life.made, life.used, life.expires) == (HERE, made, first_use, None)
    clock.advance(timedelta(hours=1))
    assert tokens.allows(HERE, token)
    tokens.revoke(HERE)
    [life] = tokens.lives()
    assert life.used == life.revoked == clock.now()
    assert not life.is_valid(clock.now())


def test_tokens_of_the_first_release_are_taken_over_once(tmp_path: Path) -> None:
    file = tmp_path / "tokens.txt"
    file.write_text(f"# kiosks\n{HERE} {secret_digest(TOKEN)}  # the first\n\n", encoding="utf-8")
    centre = Centre(tmp_path)
    for _ in range(2):
        with centre.database() as store:
            assert Tokens(store, manual_clock()).allows(HERE, TOKEN)
    assert [one.name for one in tmp_path.glob("tokens*")] == ["tokens.txt.taken-over"]


@pytest.mark.parametrize("line", ["only-a-name", f"{HERE} {TOKEN}", f"{HERE} {secret_digest(TOKEN)} more"])
def test_safety_11_a_wrong_line_in_the_old_file_stops_the_start_with_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "tokens.txt").write_text(f"{OTHER} {secret_digest(TOKEN)}\n{line}\n", encoding="utf-8")
    centre = Centre(tmp_path)
    with pytest.raises(CounterError, match=r"central\.tokens") as caught, centre.database():
        pass
    assert caught.value.message.args["line"] == 2
    assert (tmp_path / "tokens.txt").exists()
