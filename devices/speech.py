"""The voice: one process of a speaking program for each utterance, on a thread of its own.

The words go to the program's standard input, never onto its command line, where every user of the machine could read
them; nothing that is said is logged. espeak-ng answers a machine without sound with "error:" and exit status 0, so its
complaints are read too, and thrown away.
"""

import logging
import subprocess
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.domain.speech import Spoken
from kiosk.domain.status import SpeechStatus

_log = logging.getLogger(__name__)
#: espeak-ng's amplitude (0 to 200, 100 as it comes) at each step of the volume.
_AMPLITUDES = {1: 25, 2: 55, 3: 100, 4: 145, 5: 200}
_PROBE = "a"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerOptions:
    """`command` speaks like espeak-ng and may have options of its own. A voice that cannot be heard is tried again
    after `retry_s` seconds; a program that does not answer at all is given up after `patience_s`.
    """

    command: tuple[str, ...] = ("espeak-ng",)
    words_per_minute: int = 150
    retry_s: float = 20.0
    patience_s: float = 60.0


@dataclass(frozen=True, slots=True)
class _Line:
    words: str
    language: str
    volume: int
    turn: int


class Speaker:
    """Says one thing at a time. `say` and `hush` may be called from any thread and never wait.

    ``on_status`` gets the status and the languages there is a voice for; ``on_words`` the utterance that is beginning,
    "" when all is said. Both are called on the speaker's own thread and must be quick.
    """

    def __init__(
        self,
        *,
        on_status: Callable[[SpeechStatus, frozenset[str]], None],
        on_words: Callable[[str], None],
        options: SpeakerOptions = SpeakerOptions(),
    ) -> None:
        self._on_status, self._on_words, self._options = on_status, on_words, options
        self._changed = threading.Condition()
        self._lines: deque[_Line] = deque()
        self._turn = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = False
        self._told: tuple[SpeechStatus, frozenset[str]] | None = None
        self._thread = threading.Thread(target=self._run, name="speech", daemon=True)

    def start(self) -> None:
        """Looks for the program's voices, then waits for something to say."""
        self._thread.start()

    def stop(self) -> None:
        """Falls silent at once and ends the thread."""
        with self._changed:
            self._stopping = True
        self.hush()
        if self._thread.is_alive():
            self._thread.join()

    def say(self, spoken: Spoken) -> None:
        """Says it: at once, or after what is being said already."""
        with self._changed:
            if spoken.interrupts:
                self._cut_off()
            self._lines.extend(
                _Line(words, spoken.language, spoken.volume, self._turn) for words in spoken.utterances if words
            )
            self._changed.notify()

    def hush(self) -> None:
        """Stops in the middle of a word."""
        with self._changed:
            self._cut_off()
            self._changed.notify()

    def _cut_off(self) -> None:
        self._turn += 1
        self._lines.clear()
        if self._process is not None:
            self._process.kill()

    # -- on the speaker's thread --------------------------------------------------------------------------------

    def _run(self) -> None:
        voices = self._voices()
        if not voices:
            self._tell(SpeechStatus.ABSENT, frozenset())
            return
        while not self._stopping:
            if self._speak(_Line(_PROBE, min(voices), 0, self._turn)):
                self._tell(SpeechStatus.READY, voices)
                self._serve()
            if not self._stopping:
                self._tell(SpeechStatus.SILENT, frozenset())
                self._rest()

    def _serve(self) -> None:
        """Says what there is to say until the program is stopped or an utterance fails."""
        while (line := self._next()) is not None:
            self._on_words(line.words)
            if not self._speak(line):
                return
            with self._changed:
                is_over = not self._lines
            if is_over:
                self._on_words("")

    def _next(self) -> _Line | None:
        with self._changed:
            while not self._lines and not self._stopping:
                self._changed.wait()
            return None if self._stopping else self._lines.popleft()

    def _rest(self) -> None:
        with self._changed:
            self._lines.clear()
            self._changed.wait_for(self._is_stopping, self._options.retry_s)
            self._lines.clear()

    def _is_stopping(self) -> bool:
        return self._stopping

    def _speak(self, line: _Line) -> bool:
        """Whether it was said, or was not wanted any more."""
        amplitude = _AMPLITUDES[line.volume] if line.volume else 0
        rate = self._options.words_per_minute
        command = [*self._options.command, "-v", line.language, "-s", str(rate), "-a", str(amplitude), "--stdin"]
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            )
        except OSError:
            return False
        with self._changed:
            self._process = process
            if line.turn != self._turn or self._stopping:
                process.kill()
        try:
            _, complaint = process.communicate(line.words.encode(), timeout=self._options.patience_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return False
        finally:
            with self._changed:
                self._process = None
                was_cut_off = line.turn != self._turn
        return was_cut_off or (process.returncode == 0 and b"error:" not in complaint)

    def _voices(self) -> frozenset[str]:
        """The languages the program can speak; none when it is not installed or does not answer."""
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
