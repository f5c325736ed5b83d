"""Say calls in the hall: one after the other, each one whole, and none lost while it can still be of use.

The pieces of a call are joined to one WAV file, and a program of the machine plays it (``pw-play``, ``paplay``,
``aplay``). While playing fails, calls wait. A call is dropped and logged when the sound was away for too long. The time
that a call waits behind other calls does not count.
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
from tempfile import NamedTemporaryFile

from devices.pcm import RATE, at_volume, chime, joined, silence, write_wav
from devices.voice_pack import PieceMissingError, VoicePack
from kiosk.domain.language.text import CounterError
from kiosk.domain.status import SoundStatus
from kiosk.worker import Worker

_log = logging.getLogger(__name__)
#: Players, in the order of preference. Each one plays the file that is named last.
_PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"))
_AFTER_CHIME_S, _BETWEEN_S = 0.25, 0.5
_PROBE_S = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerOptions:
    """Set how calls are played; times in seconds.

    `player` is ``auto`` or a command that plays the file named last. `times` is how often a call is said, 1 or 2.

    A call is dropped when the sound was away for `stale_s` while it waited. A fault is looked at again every `retry_s`.
    A player is killed `patience_s` after the end of the sound.
    """

    player: str = "auto"
    times: int = 1
    stale_s: float = 180.0
    retry_s: float = 20.0
    patience_s: float = 10.0


@dataclass(frozen=True, slots=True)
class _WaitingCall:
    """Hold a call. It is dropped when the caller's count of silent seconds reaches `silent_until_s`."""

    label: str
    counter: int
    silent_until_s: float


class Caller:
    """Say calls in their order. `announce` may be called from any thread and never waits.

    `packs` reads the voice packs of all languages; it raises CounterError ``voice.*`` when one cannot be used. Without
    a pack no voice is wished, and nothing is said. `volume` returns the percentage for the next call. Both run on the
    caller's thread and before each call, as does ``on_status`` on each change.
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
        self._lock = threading.Lock()
        self._waiting: deque[_WaitingCall] = deque()
        self._packs: Sequence[VoicePack] = ()
        self._player: tuple[str, ...] = ()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_audible = False
        self._told: SoundStatus | None = None
        # All seconds without sound before `_silent_since`; the seconds after it are added while the sound is away.
        self._silent_before_s = 0.0
        self._silent_since: float | None = time.monotonic()
        self._worker = Worker("caller", self._step, retry_s=options.retry_s, interrupt=self._kill_player)

    def start(self) -> None:
        """Start the thread, which looks for packs, player and sound first."""
        self._worker.start()

    def stop(self) -> None:
        """Stop the sound and end the thread."""
        self._worker.stop()

    def announce(self, label: str, counter: int) -> None:
        """Say this call after all calls that were announced before."""
        with self._lock:
            self._drop_stale()
            self._waiting.append(_WaitingCall(label, counter, self._silent_s() + self._options.stale_s))
        self._worker.wake()

    def _kill_player(self) -> None:
        with self._lock:
            if self._process is not None:
                self._process.kill()

    # -- on the caller's thread ---------------------------------------------------------------------------------

    def _step(self) -> float:
        """Make sure that the sound works, then say one call."""
        try:
            if not (self._is_audible and self._has_packs()):
                return self._look_for_sound()
            with self._lock:
                call = self._waiting.popleft() if self._waiting else None
            if call is None or self._say(call):
                self._tell(self._pack_status())
            elif not self._worker.is_stopping:
                self._go_silent(SoundStatus.SILENT)
            return self._options.retry_s if call is None else 0.0
        except Exception:  # the desks show a silent hall; the worker logs the error and tries again
            self._is_audible = False
            self._tell(SoundStatus.SILENT)
            raise

    def _look_for_sound(self) -> float:
        status = self._check()
        if status in (SoundStatus.READY, SoundStatus.INCOMPLETE):
            self._tell(status)
            self._note_sound()
        elif not self._worker.is_stopping:
            self._go_silent(status)
        return 0.0

    def _go_silent(self, status: SoundStatus) -> None:
        """Report that nothing can be heard, and wait before the next look."""
        self._is_audible = False
        self._tell(status)
        self._worker.rest(self._options.retry_s)

    def _has_packs(self) -> bool:
        """Read the packs anew: other languages may be wished now. Return whether all of them can be used."""
        try:
            self._packs = self._read_packs()
        except CounterError as problem:
            if self._told is not SoundStatus.NO_PACK:
                _log.error("the hall hears no calls: %s", problem.message)
            return False
        return True

    def _check(self) -> SoundStatus:
        """Read the packs, find the player and play a short silence."""
        if not self._has_packs():
            return SoundStatus.NO_PACK
        if not self._packs:
            return SoundStatus.READY
        player = find_player(self._options.player)
        if player is None:
            return SoundStatus.ABSENT
        self._player = player
        return self._pack_status() if self._play(silence(_PROBE_S)) else SoundStatus.SILENT

    def _pack_status(self) -> SoundStatus:
        return SoundStatus.INCOMPLETE if any(pack.faults() for pack in self._packs) else SoundStatus.READY

    def _say(self, call: _WaitingCall) -> bool:
        """Return whether the call is done: played whole, or no voice is wished. Else put it back in front."""
        if not self._packs:
            return True
        begun, is_said = time.monotonic(), False
        try:
            is_said = self._play(at_volume(self._sound(call), self._volume()))
        finally:
            if not is_said:
                with self._lock:
                    self._waiting.appendleft(call)
                    self._silent_since = begun
        return is_said

    def _note_sound(self) -> None:
        """End the count of silent seconds, and drop the calls that waited too long for the sound."""
        with self._lock:
            self._silent_before_s, self._silent_since = self._silent_s(), None
            self._is_audible = True
            self._drop_stale()

    def _silent_s(self) -> float:
        return self._silent_before_s + (0.0 if self._silent_since is None else time.monotonic() - self._silent_since)

    def _drop_stale(self) -> None:
        silent_s = self._silent_s()
        while self._waiting and self._waiting[0].silent_until_s <= silent_s:
            call = self._waiting.popleft()
            _log.warning("the call of %s was not said: it waited too long for the sound", call.label)

    def _sound(self, call: _WaitingCall) -> "array[int]":
        """Return the chime, then the call in each language that has its pieces, repeated as often as is set."""
        said = []
        for pack in self._packs:
            try:
                said.append(pack.sentence(call.label, call.counter))
            except PieceMissingError as problem:
                _log.error("the call of %s is chimed only: %s", call.label, problem)
        return joined(
            [joined([chime(), *said[:1]], _AFTER_CHIME_S), *said[1:], *said * (self._options.times - 1)], _BETWEEN_S
        )

    def _play(self, sound: "array[int]") -> bool:
        """Return whether the player played the whole sound."""
        try:
            with NamedTemporaryFile(prefix="kiosk-call-", suffix=".wav") as file:
                write_wav(Path(file.name), sound)
                return self._run_player(file.name, len(sound) / RATE + self._options.patience_s)
        except OSError:
            return False

    def _run_player(self, file: str, timeout_s: float) -> bool:
        with self._lock:
            if self._worker.is_stopping:
                return False
            process = self._process = subprocess.Popen(
                [*self._player, file], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        try:
            return process.wait(timeout_s) == 0
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return False
        finally:
            with self._lock:
                self._process = None

    def _tell(self, status: SoundStatus) -> None:
        if status is not self._told:
            self._told = status
            _log.info("calling voice: %s", status.value)
            self._on_status(status)


def find_player(wish: str) -> tuple[str, ...] | None:
    """Return the command that plays a file; None when it is not installed. ``auto`` takes the first installed one."""
    choices = _PLAYERS if wish == "auto" else (tuple(shlex.split(wish)),)
    return next((one for one in choices if one and shutil.which(one[0])), None)
