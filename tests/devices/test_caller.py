"""Check the hall voice with real players: calls in order, complete, none lost, also without sound or pieces."""

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.caller import Caller, CallerOptions, find_player
from devices.voice_pack import MANIFEST, VoicePack
from kiosk.domain.status import SoundStatus
from tests.devices.sounding import SCRIPT, Player, make_pack

Make = Callable[..., Caller]


@pytest.fixture
def player(tmp_path: Path) -> Player:
    return Player(tmp_path / "player")


@pytest.fixture
def pack(tmp_path: Path) -> VoicePack:
    return make_pack(tmp_path / "vi")


@pytest.fixture
def make(player: Player, pack: VoicePack) -> Iterator[Make]:
    made: list[Caller] = []

    def one(
        *, stale_s: float = 60.0, times: int = 1, command: str = "", volume: int = 100, languages: int = 1
    ) -> Caller:
        options = CallerOptions(player=command or str(player.file), stale_s=stale_s, times=times, retry_s=0.02)
        made.append(
            Caller(
                lambda: [VoicePack(pack.folder, SCRIPT)] * languages,
                lambda: volume,
                on_status=player.statuses.append,
                options=options,
            )
        )
        made[-1].start()
        return made[-1]

    yield one
    for caller in made:
        caller.stop()


def test_a_call_is_said_digit_by_digit(make: Make, player: Player) -> None:
    make().announce("A015", 3)
    player.wait(lambda: player.said == ["Mời số A 0 1 5 đến quầy số 3"])
    assert player.statuses == [SoundStatus.READY]


def test_a_call_is_said_twice_where_that_is_wished(make: Make, player: Player) -> None:
    make(times=2).announce("B7", 10)
    once = "Mời số B 7 đến quầy số 10"
    player.wait(lambda: player.said == [f"{once} {once}"])


def test_one_language_follows_the_other(make: Make, player: Player) -> None:
    make(languages=2).announce("B7", 1)
    player.wait(lambda: [said.count("Mời số") for said in player.said] == [2])


def test_the_languages_of_the_set_up_are_followed_from_call_to_call(player: Player, pack: VoicePack) -> None:
    """None: no voice is wished, and a call is not said later either."""
    wished: list[VoicePack] = []
    options = CallerOptions(player=str(player.file), retry_s=0.02)
    caller = Caller(lambda: tuple(wished), lambda: 100, on_status=player.statuses.append, options=options)
    caller.start()
    caller.announce("A1", 1)
    player.wait(lambda: player.statuses == [SoundStatus.READY])
    player.wait(lambda: not caller._waiting)
    assert player.notes == []
    wished.append(pack)
    caller.announce("B1", 1)
    player.wait(lambda: len(player.said) == 1)
    wished.append(pack)
    caller.announce("B2", 1)
    player.wait(lambda: len(player.said) == 2)
    caller.stop()
    assert [(said.count("Mời số"), said.count("A")) for said in player.said] == [(1, 0), (2, 0)]


def test_a_language_without_a_pack_is_told_before_the_next_call(player: Player, pack: VoicePack) -> None:
    missing: list[str] = []

    def packs() -> list[VoicePack]:
        return [pack, *(VoicePack(pack.folder.parent / one, SCRIPT) for one in missing)]

    options = CallerOptions(player=str(player.file), retry_s=0.02)
    caller = Caller(packs, lambda: 100, on_status=player.statuses.append, options=options)
    caller.start()
    player.wait(lambda: player.statuses == [SoundStatus.READY])
    missing.append("km")
    player.wait(lambda: player.statuses == [SoundStatus.READY, SoundStatus.NO_PACK])
    caller.announce("A1", 1)
    missing.clear()
    player.wait(lambda: len(player.said) == 1)
    caller.stop()
    assert player.statuses[-1] is SoundStatus.READY


def test_a_quiet_hour_is_quiet(make: Make, player: Player) -> None:
    make(volume=0).announce("A1", 1)
    player.wait(lambda: player.said == [""])  # played, and nothing to hear of it


@given(
    calls=st.lists(st.tuples(st.text("AB0123456789", min_size=1, max_size=4), st.integers(1, 10)), max_size=6),
    failures=st.lists(st.booleans(), max_size=8),
)
@settings(max_examples=25, deadline=None)
def test_calls_never_overlap_and_none_is_cut_or_lost(calls: list[tuple[str, int]], failures: list[bool]) -> None:
    """The player fails now and then, as when a loudspeaker is unplugged: the whole call is repeated."""
    with TemporaryDirectory() as name:
        player = Player(Path(name) / "player")
        player.plan([False, *failures])
        pack = make_pack(Path(name) / "vi")
        options = CallerOptions(player=str(player.file), retry_s=0.001)
        caller = Caller(lambda: [pack], lambda: 100, on_status=player.statuses.append, options=options)
        caller.start()
        for label, counter in calls:
            caller.announce(label, counter)
        expected = [f"Mời số {' '.join(label)} đến quầy số {counter}" for label, counter in calls]
        player.wait(lambda: len(player.said) >= len(calls))
        caller.stop()
        assert player.said == expected
        begins, ends = player.notes[::2], player.notes[1::2]
        assert set(begins) <= {"begin"}
        assert set(ends) <= {"end", "failed"}, "a sound began before the one before it had ended"


def test_a_sound_file_is_missing(make: Make, player: Player, pack: VoicePack, caplog: pytest.LogCaptureFixture) -> None:
    (pack.folder / pack.files["5"]).unlink()
    caller = make()
    caller.announce("A015", 3)
    caller.announce("A016", 3)
    player.wait(lambda: player.said == ["", "Mời số A 0 1 6 đến quầy số 3"])
    assert f"vi/{pack.files['5']}" in caplog.text
    assert player.statuses == [SoundStatus.INCOMPLETE]


def test_a_new_recording_is_heard_at_the_next_call(make: Make, player: Player, pack: VoicePack) -> None:
    file = pack.folder / pack.files["5"]
    kept = file.read_bytes()
    file.write_bytes(b"no sound")
    caller = make()
    player.wait(lambda: player.statuses == [SoundStatus.INCOMPLETE])
    file.write_bytes(kept)
    caller.announce("A5", 1)
    player.wait(lambda: player.said == ["Mời số A 5 đến quầy số 1"])
    player.wait(lambda: player.statuses[-1] is SoundStatus.READY)


@pytest.mark.parametrize("content", [None, "{", '{"pieces": {"A": 1}}', "[]"])
def test_a_board_without_its_manifest(
    make: Make, player: Player, pack: VoicePack, content: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    manifest = pack.folder / MANIFEST
    whole = manifest.read_text(encoding="utf-8")
    manifest.unlink() if content is None else manifest.write_text(content, encoding="utf-8")
    caller = make()
    caller.announce("A1", 1)
    player.wait(lambda: player.statuses == [SoundStatus.NO_PACK])
    assert player.notes == []
    manifest.write_text(whole, encoding="utf-8")  # `kiosk voice build` meanwhile
    player.wait(lambda: player.said == ["Mời số A 1 đến quầy số 1"])
    assert caplog.text.count("voice.") == 1, "said once, not with every look"


def test_without_a_sound_device_calls_wait_until_there_is_one(make: Make, player: Player) -> None:
    mute = player.folder / "mute"
    mute.touch()
    caller = make()
    player.wait(lambda: player.statuses == [SoundStatus.SILENT])
    caller.announce("A1", 1)
    mute.unlink()
    player.wait(lambda: player.said == ["Mời số A 1 đến quầy số 1"])
    assert player.statuses[-1] is SoundStatus.READY


def test_a_call_that_waited_too_long_is_left_out(make: Make, player: Player, caplog: pytest.LogCaptureFixture) -> None:
    mute = player.folder / "mute"
    mute.touch()
    caller = make(stale_s=1.0)
    caller.announce("A1", 1)
    over = time.monotonic() + 1.0
    player.wait(lambda: time.monotonic() > over)
    mute.unlink()
    player.wait(lambda: player.statuses[-1] is SoundStatus.READY)
    caller.announce("B3", 3)
    player.wait(lambda: player.said == ["Mời số B 3 đến quầy số 3"])
    assert "A1 was not said" in caplog.text


def test_a_call_is_said_once_though_it_is_late_while_it_is_being_played(
    make: Make, player: Player, caplog: pytest.LogCaptureFixture
) -> None:
    caller = make(stale_s=1e-6)  # any wait would be too long
    player.wait(lambda: player.statuses == [SoundStatus.READY])
    player.shut()
    caller.announce("A1", 1)
    player.wait(lambda: player.notes.count("begin") == 2)
    caller.announce("B2", 2)
    player.let_go()
    player.wait(lambda: player.said == ["Mời số A 1 đến quầy số 1", "Mời số B 2 đến quầy số 2"])
    assert player.statuses == [SoundStatus.READY]
    assert "not said" not in caplog.text
    assert "failed" not in caplog.text


def test_a_backlog_longer_than_the_limit_is_said_to_its_end(
    make: Make, player: Player, caplog: pytest.LogCaptureFixture
) -> None:
    caller = make(stale_s=1e-6)
    player.wait(lambda: player.statuses == [SoundStatus.READY])
    for number in range(6):
        caller.announce(f"A{number}", 1)
    player.wait(lambda: len(player.said) == 6)
    assert [said[len("Mời số A ")] for said in player.said] == list("012345")
    assert caplog.text == ""


def test_a_backlog_outlives_a_short_fault(make: Make, player: Player) -> None:
    """Only the time without a voice makes a call stale, not the time that it waited behind others."""
    caller = make(stale_s=60.0)
    player.wait(lambda: player.statuses == [SoundStatus.READY])
    player.plan([False, True, True])  # the second call cannot be heard, nor the look after it
    for number in range(4):
        caller.announce(f"A{number}", 1)
    player.wait(lambda: len(player.said) == 4)
    assert [said[len("Mời số A ")] for said in player.said] == list("0123")


def test_no_player_is_installed(make: Make, player: Player) -> None:
    make(command="/nowhere/aplay -q").announce("A1", 1)
    player.wait(lambda: player.statuses == [SoundStatus.ABSENT])


def test_the_player_is_the_first_that_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_player("auto") is None
    for name in ("aplay", "paplay"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    assert find_player("auto") == ("paplay",)
    assert find_player("aplay -q -D hw:1") == ("aplay", "-q", "-D", "hw:1")


def test_a_fault_nobody_expected_does_not_end_the_voice(
    player: Player, pack: VoicePack, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[None] = []

    def volume() -> int:
        asked.append(None)
        if len(asked) == 1:
            raise RuntimeError("a broken clock")
        return 100

    options = CallerOptions(player=str(player.file), retry_s=0.01)
    caller = Caller(lambda: [pack], volume, on_status=player.statuses.append, options=options)
    caller.start()
    with caplog.at_level(logging.ERROR):
        caller.announce("A1", 1)
        player.wait(lambda: player.said == ["Mời số A 1 đến quầy số 1"])
    caller.stop()
    assert "a broken clock" in caplog.text
    assert player.statuses == [SoundStatus.READY, SoundStatus.SILENT, SoundStatus.READY]
