"""The voice of the hall: one call after the other, each whole, none lost while it can still be of use.

The pieces of a call are joined to one file, and a program of the machine plays it (``pw-play``, ``paplay``, ``aplay``).
While that fails, the calls wait; one that lost too much time to it is left out, and the log says so. Time that a call
stands behind other calls never makes it too late: a voice that works says all of them.
"""

import logging
import shlex
import shutil
import subprocess
import threading
import time
from array import array
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from devices.pcm import RATE, at_volume, chime, joined, silence, write_wav
from devices.voice_pack import PieceMissingError, VoicePack
from kiosk.domain.status import SoundStatus
from kiosk.domain.text import CounterError

_log = logging.getLogger(__name__)
#: Players, the one that talks to today's sound server first. Each plays the file that is named last.
_PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"))
_AFTER_CHIME_S, _BETWEEN_S = 0.25, 0.5
_PROBE_S = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerOptions:
    """`player`: ``auto`` or a command that plays the file named last. `times`: how often a call is said, 1 or 2.

    A call is dropped when the voice was mute for `stale_s` of the seconds it waited. A fault is looked at again every
    `retry_s`; a player that takes `patience_s` longer than the sound lasts is given up.
    """

    player: str = "auto"
    times: int = 1
    stale_s: float = 180.0
    retry_s: float = 20.0
    patience_s: float = 10.0


@dataclass(frozen=True, slots=True)
class _Call:
    """`mute_s`: what the caller's count of mute seconds may reach before the call is too old to be said."""

    label: str
    counter: int
    mute_s: float


class Caller:
    """Says calls in their order. `announce` may be called from any thread and never waits.

    `packs` reads the packs of all languages (CounterError ``voice.*`` when one cannot be used), `volume` is asked for
    percent before each call; both are called on the caller's thread, as is ``on_status``, on changes.
    """

    def __init__(
        self,
        packs: Callable[[], Sequence[VoicePack]],
        volume: Callable[[], int],
        *,
        on_status: Callable[[SoundStatus], None],
        options: CallerOptions = CallerOptions(),
    ) -> None:
        self._read_packs, self._volume, self._on_status, self._options = packs, volume, on_status, options
        self._changed = threading.Condition()
        self._calls: deque[_Call] = deque()
        self._packs: Sequence[VoicePack] = ()
        self._player: tuple[str, ...] = ()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = False
        self._told: SoundStatus | None = None
        # Seconds without a voice in all, before the ones that run since `_mute_since`: at first nothing can be heard.
        self._mute_before_s = 0.0
        self._mute_since: float | None = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="caller", daemon=True)

    def start(self) -> None:
        """Looks for packs, player and sound, then waits for calls."""
        self._thread.start()

    def stop(self) -> None:
        """Falls silent and ends the thread: the board is being closed."""
        with self._changed:
            self._stopping = True
            if self._process is not None:
                self._process.kill()
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join()

    def announce(self, label: str, counter: int) -> None:
        """Says it after everything that was announced before."""
        with self._changed:
            self._drop_stale()
            self._calls.append(_Call(label, counter, self._mute_s() + self._options.stale_s))
            self._changed.notify()

    # -- on the caller's thread ---------------------------------------------------------------------------------

    def _run(self) -> None:
        with TemporaryDirectory(prefix="kiosk-calls-") as folder:
            file = Path(folder) / "call.wav"
            while not self._stopping:
                try:
                    self._turn(file)
                except Exception:  # noqa: BLE001 - a voice that stops for good is missed late; it is loud in the log
                    _log.exception("the calling voice failed")
                    self._rest(SoundStatus.SILENT)

    def _turn(self, file: Path) -> None:
        status = self._look(file)
        if status not in (SoundStatus.READY, SoundStatus.INCOMPLETE):
            self._rest(status)
            return
        self._tell(status)
        self._is_heard()
        self._serve(file)

    def _rest(self, status: SoundStatus) -> None:
        """Nothing can be heard: says so, and waits a while or for the end."""
        self._tell(status)
        with self._changed:
            self._changed.wait_for(self._is_stopping, self._options.retry_s)

    def _look(self, file: Path) -> SoundStatus:
        """What can be heard now."""
        try:
            self._packs = self._read_packs()
        except CounterError as problem:
            if self._told is not SoundStatus.NO_PACK:
                _log.error("the hall hears no calls: %s %s", problem.message.key, dict(problem.message.args))
            return SoundStatus.NO_PACK
        player = find_player(self._options.player)
        if player is None:
            return SoundStatus.ABSENT
        self._player = player
        return self._standing() if self._play(file, silence(_PROBE_S)) else SoundStatus.SILENT

    def _standing(self) -> SoundStatus:
        return SoundStatus.INCOMPLETE if any(pack.faults() for pack in self._packs) else SoundStatus.READY

    def _serve(self, file: Path) -> None:
        """Says calls until the board is closed, or until one cannot be played; that one is the first again."""
        while (call := self._take()) is not None:
            begun, was_said = time.monotonic(), False
            try:
                was_said = self._play(file, at_volume(self._sound(call), self._volume()))
            finally:
                if not was_said:
                    self._put_back(call, begun)
            if not was_said:
                if not self._stopping:
                    self._rest(SoundStatus.SILENT)
                return
            self._tell(self._standing())

    def _take(self) -> _Call | None:
        """The next call. While it is said it is in hand, and not among those that wait."""
        with self._changed:
            while not self._stopping:
                if self._calls:
                    return self._calls.popleft()
                self._changed.wait()
            return None

    def _put_back(self, call: _Call, begun: float) -> None:
        """It was not heard, nor was anything else since `begun`."""
        with self._changed:
            self._calls.appendleft(call)
            self._mute_since = begun

    def _is_heard(self) -> None:
        """The voice is there: the mute time is over, and whoever lost too much of theirs to it is left out."""
        with self._changed:
            self._mute_before_s, self._mute_since = self._mute_s(), None
            self._drop_stale()

    def _mute_s(self) -> float:
        return self._mute_before_s + (0.0 if self._mute_since is None else time.monotonic() - self._mute_since)

    def _drop_stale(self) -> None:
        mute_s = self._mute_s()
        while self._calls and self._calls[0].mute_s <= mute_s:
            _log.warning("the call of %s was not said: it waited too long for the sound", self._calls.popleft().label)

    def _sound(self, call: _Call) -> "array[int]":
        """Chime, then the call in each language that has its pieces, all of it as often as is wished."""
        said = []
        for pack in self._packs:
            try:
                said.append(pack.sentence(call.label, call.counter))
            except PieceMissingError as problem:
                _log.error("the call of %s is chimed only: %s", call.label, problem)
        return joined(
            [joined([chime(), *said[:1]], _AFTER_CHIME_S), *said[1:], *said * (self._options.times - 1)], _BETWEEN_S
        )

    def _play(self, file: Path, sound: "array[int]") -> bool:
        """Whether the player played all of it."""
        try:
            write_wav(file, sound)
            with self._changed:
                if self._stopping:
                    return False
                process = self._process = subprocess.Popen(
                    [*self._player, str(file)],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            return process.wait(len(sound) / RATE + self._options.patience_s) == 0
        except OSError:
            return False
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return False
        finally:
            with self._changed:
                self._process = None

    def _is_stopping(self) -> bool:
        return self._stopping

    def _tell(self, status: SoundStatus) -> None:
        if status is not self._told:
            self._told = status
            _log.info("calling voice: %s", status.value)
            self._on_status(status)


def find_player(wish: str) -> tuple[str, ...] | None:
    """The command that plays a file; None when it is not installed. ``auto`` takes the first of those that are."""
    choices = _PLAYERS if wish == "auto" else (tuple(shlex.split(wish)),)
    return next((one for one in choices if one and shutil.which(one[0])), None)
