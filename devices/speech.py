"""Speak texts through a program such as espeak-ng: one process for each utterance, on a thread of its own.

The words go to the program's standard input. On its command line every user of the machine could read them. Nothing
that is said is logged. Without sound espeak-ng prints "error:" and exits with 0, so its error output is read too.
"""

import logging
import subprocess
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.domain.language.utterance import Spoken
from kiosk.domain.status import SpeechStatus
from kiosk.worker import UNTIL_WOKEN, Worker

_log = logging.getLogger(__name__)
#: The amplitude of espeak-ng (0 to 200, by default 100) at each step of the volume.
_AMPLITUDES = {1: 25, 2: 55, 3: 100, 4: 145, 5: 200}
_PROBE = "a"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerOptions:
    """Set the `command`, which takes the options of espeak-ng, and two times in seconds.

    A voice that cannot be heard is tried again after `retry_s`. A program that does not answer is killed after
    `patience_s`.
    """

    command: tuple[str, ...] = ("espeak-ng",)
    words_per_minute: int = 150
    retry_s: float = 20.0
    patience_s: float = 60.0


@dataclass(frozen=True, slots=True)
class _Utterance:
    """Hold one text. `generation` tells whether it was cut off since it was asked for."""

    words: str
    language: str
    volume: int
    generation: int


class Speaker:
    """Speak one utterance at a time. `say` and `hush` may be called from any thread and never wait.

    ``on_status`` gets the status and the languages that have a voice. ``on_words`` gets the utterance that begins, and
    "" at the end of the last one. Both are called on the speaker's thread and must be quick.
    """

    def __init__(
        self,
        *,
        on_status: Callable[[SpeechStatus, frozenset[str]], None],
        on_words: Callable[[str], None],
        options: SpeakerOptions = SpeakerOptions(),
    ) -> None:
        self._on_status, self._on_words, self._options = on_status, on_words, options
        self._lock = threading.Lock()
        self._waiting: deque[_Utterance] = deque()
        self._generation = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._languages: frozenset[str] | None = None
        self._is_audible = False
        self._told: tuple[SpeechStatus, frozenset[str]] | None = None
        self._worker = Worker("speech", self._step, retry_s=options.retry_s, interrupt=self.hush)

    def start(self) -> None:
        """Start the thread, which looks for the program's voices first."""
        self._worker.start()

    def stop(self) -> None:
        """Stop speaking at once and end the thread."""
        self._worker.stop()

    def say(self, spoken: Spoken) -> None:
        """Speak at once, or after the utterances that are waiting."""
        with self._lock:
            if spoken.interrupts:
                self._cut_off()
            self._waiting.extend(
                _Utterance(words, spoken.language, spoken.volume, self._generation)
                for words in spoken.utterances
                if words
            )
        self._worker.wake()

    def hush(self) -> None:
        """Stop speaking in the middle of a word."""
        with self._lock:
            self._cut_off()

    def _cut_off(self) -> None:
        self._generation += 1
        self._waiting.clear()
        if self._process is not None:
            self._process.kill()

    def _step(self) -> float:
        """Find the voices, make sure that they can be heard, then speak one utterance."""
        if self._languages is None:
            self._languages = self._find_languages()
        if not self._languages:
            self._tell(SpeechStatus.ABSENT, frozenset())
            return UNTIL_WOKEN
        if not self._is_audible:
            self._is_audible = self._speak(_Utterance(_PROBE, min(self._languages), 0, self._generation))
            return self._after(is_spoken=self._is_audible)
        with self._lock:
            utterance = self._waiting.popleft() if self._waiting else None
        if utterance is None:
            return UNTIL_WOKEN
        self._on_words(utterance.words)
        is_spoken = self._speak(utterance)
        if is_spoken and not self._waiting:
            self._on_words("")
        return self._after(is_spoken=is_spoken)

    def _after(self, *, is_spoken: bool) -> float:
        """Report whether the voice can be heard. While it cannot, drop the utterances and wait before the next try."""
        self._is_audible = is_spoken
        if is_spoken:
            self._tell(SpeechStatus.READY, self._languages or frozenset())
        elif not self._worker.is_stopping:
            self._tell(SpeechStatus.SILENT, frozenset())
            self._worker.rest(self._options.retry_s)
            with self._lock:
                self._waiting.clear()
        return 0.0

    def _speak(self, utterance: _Utterance) -> bool:
        """Return whether the utterance was spoken or is not wanted any more."""
        amplitude = _AMPLITUDES[utterance.volume] if utterance.volume else 0
        rate = self._options.words_per_minute
        voice = ["-v", utterance.language, "-s", str(rate), "-a", str(amplitude), "--stdin"]
        try:
            process = subprocess.Popen(
                [*self._options.command, *voice],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
        except OSError:
            return False
        with self._lock:
            self._process = process
            if utterance.generation != self._generation or self._worker.is_stopping:
                process.kill()
        try:
            _, complaint = process.communicate(utterance.words.encode(), timeout=self._options.patience_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return False
        finally:
            with self._lock:
                self._process = None
                was_cut_off = utterance.generation != self._generation
        return was_cut_off or (process.returncode == 0 and b"error:" not in complaint)

    def _find_languages(self) -> frozenset[str]:
        """Return the languages of the program's voices; none when it is absent or does not answer."""
        try:
            told = subprocess.run(
                [*self._options.command, "--voices"],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=self._options.patience_s,
                check=True,
            )
        except (OSError, subprocess.SubprocessError):
            return frozenset()
        rows = [line.split() for line in told.stdout.decode(errors="replace").splitlines()[1:]]
        return frozenset(row[1].partition("-")[0] for row in rows if len(row) > 1)

    def _tell(self, status: SpeechStatus, languages: frozenset[str]) -> None:
        if (status, languages) != self._told:
            self._told = status, languages
            _log.info("speech: %s", status.value)
            self._on_status(status, languages)
