"""Check the speech process: its input, interruptions, and what happens without it or without sound."""

import logging
import stat
import threading
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.speech import Speaker, SpeakerOptions
from kiosk.domain.language.utterance import Spoken
from kiosk.domain.status import SpeechStatus

#: Speaks like espeak-ng into a file: its options and its standard input, one line a call. "long" goes on for ever,
#: "broken" fails as espeak-ng does without a sound card.
_PROGRAM = """\
#!/bin/sh
if [ "$1" = --voices ]; then
  printf 'Pty Language Age/Gender VoiceName File\\n 5 vi --/M Vietnamese aav/vi\\n 2 en-gb --/M English gmw/en\\n'
  exit 0
fi
words=$(cat)
printf '%s|%s\\n' "$*" "$words" >> "{heard}"
case $words in
  long) exec sleep 60 ;;
  broken) echo 'error: No such file or directory' >&2 ;;
esac
[ -e "{mute}" ] && echo 'error: no device' >&2
exit 0
"""


class Heard:
    """Record the statuses of the speaker, told on its thread."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.statuses: list[tuple[SpeechStatus, frozenset[str]]] = []
        self._came = threading.Condition()

    def on_words(self, words: str) -> None:
        with self._came:
            self.words.append(words)
            self._came.notify()

    def on_status(self, status: SpeechStatus, languages: frozenset[str]) -> None:
        with self._came:
            self.statuses.append((status, languages))
            self._came.notify()

    def wait(self, condition: Callable[[], bool]) -> None:
        with self._came:
            assert self._came.wait_for(condition, 10), (self.words, self.statuses)

    def wait_status(self, *expected: SpeechStatus) -> None:
        self.wait(lambda: [status for status, _ in self.statuses] == list(expected))


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def program(tmp_path: Path) -> Path:
    file = tmp_path / "voice"
    file.write_text(_PROGRAM.format(heard=tmp_path / "heard", mute=tmp_path / "mute"), encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


@pytest.fixture
def speaker(program: Path, heard: Heard) -> Iterator[Speaker]:
    options = SpeakerOptions(command=(str(program),), retry_s=0.05)
    speaking = Speaker(on_status=heard.on_status, on_words=heard.on_words, options=options)
    speaking.start()
    yield speaking
    speaking.stop()


def calls(program: Path) -> list[tuple[str, str]]:
    """Return options and words of each call after the probe."""
    lines = (program.parent / "heard").read_text(encoding="utf-8").splitlines()
    split = [line.partition("|") for line in lines]
    return [(options, words) for options, _, words in split if "-a 0" not in options]


def test_utterances_are_said_in_order_through_standard_input(speaker: Speaker, heard: Heard, program: Path) -> None:
    speaker.say(Spoken(("Số A 0 4 6", "Quầy số 1"), "vi"))
    speaker.say(Spoken(("Done",), "en", volume=5, interrupts=False))
    heard.wait(lambda: "" in heard.words)
    assert heard.words == ["Số A 0 4 6", "Quầy số 1", "Done", ""]
    assert calls(program) == [
        ("-v vi -s 150 -a 100 --stdin", "Số A 0 4 6"),
        ("-v vi -s 150 -a 100 --stdin", "Quầy số 1"),
        ("-v en -s 150 -a 200 --stdin", "Done"),
    ]


def test_one_utterance_interrupts_the_former(speaker: Speaker, heard: Heard) -> None:
    speaker.say(Spoken(("long", "never said"), "vi"))
    heard.wait(lambda: heard.words == ["long"])
    speaker.say(Spoken(("now",), "vi"))
    heard.wait(lambda: "" in heard.words)
    assert heard.words == ["long", "now", ""]


def test_hushing_is_at_once_and_leaves_it_ready(speaker: Speaker, heard: Heard) -> None:
    speaker.say(Spoken(("long", "never said"), "vi"))
    heard.wait(lambda: heard.words == ["long"])
    speaker.hush()
    heard.wait(lambda: heard.words == ["long", ""])
    speaker.say(Spoken(("again",), "vi"))
    heard.wait(lambda: heard.words == ["long", "", "again", ""])
    heard.wait_status(SpeechStatus.READY)


def test_the_languages_are_those_the_program_has_voices_for(speaker: Speaker, heard: Heard) -> None:
    heard.wait_status(SpeechStatus.READY)
    assert heard.statuses[0][1] == {"vi", "en"}


def test_a_voice_that_dies_is_told_and_tried_again(speaker: Speaker, heard: Heard) -> None:
    speaker.say(Spoken(("broken", "never said"), "vi"))
    heard.wait_status(SpeechStatus.READY, SpeechStatus.SILENT, SpeechStatus.READY)
    assert heard.statuses[1][1] == frozenset()
    speaker.say(Spoken(("here again",), "vi"))
    heard.wait(lambda: heard.words[-2:] == ["here again", ""])
    assert "never said" not in heard.words


def test_a_machine_without_sound_is_silent_until_it_has_some(program: Path, heard: Heard) -> None:
    mute = program.parent / "mute"
    mute.touch()
    options = SpeakerOptions(command=(str(program),), retry_s=0.02)
    speaking = Speaker(on_status=heard.on_status, on_words=heard.on_words, options=options)
    speaking.start()
    heard.wait_status(SpeechStatus.SILENT)
    mute.unlink()
    heard.wait_status(SpeechStatus.SILENT, SpeechStatus.READY)
    speaking.stop()


@pytest.mark.parametrize("command", [("/nowhere/espeak-ng",), ("/bin/false",)])
def test_without_the_program_there_is_no_voice(command: tuple[str, ...], heard: Heard) -> None:
    speaking = Speaker(on_status=heard.on_status, on_words=heard.on_words, options=SpeakerOptions(command=command))
    speaking.start()
    heard.wait(lambda: heard.statuses == [(SpeechStatus.ABSENT, frozenset())])
    speaking.say(Spoken(("nobody hears",), "vi"))
    speaking.stop()
    assert heard.words == []


def test_nothing_that_is_said_is_logged(
    speaker: Speaker, heard: Heard, program: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    spoken = Spoken(("Nguyễn Văn Bí Mật",), "vi")
    speaker.say(spoken)
    speaker.say(Spoken(("broken",), "vi", interrupts=False))
    heard.wait_status(SpeechStatus.READY, SpeechStatus.SILENT, SpeechStatus.READY)
    assert "Bí Mật" not in caplog.text
    assert "Bí Mật" not in repr(spoken)
    assert all("Bí Mật" not in options for options, _ in calls(program))


@pytest.mark.parametrize(("language", "sentence"), [("vi", "Số của Ông/Bà: A 0 4 6"), ("en", "Your number: A 0 4 6")])
def test_espeak_ng_makes_sound_of_it(tmp_path: Path, heard: Heard, language: str, sentence: str) -> None:
    """The real program writes into a file instead of a loudspeaker."""
    sound = tmp_path / "said.wav"
    options = SpeakerOptions(command=("espeak-ng", "-w", str(sound)))
    speaking = Speaker(on_status=heard.on_status, on_words=heard.on_words, options=options)
    speaking.start()
    heard.wait(lambda: bool(heard.statuses))
    status, languages = heard.statuses[0]
    assert status is SpeechStatus.READY, "install the package espeak-ng"
    assert {"vi", "en"} <= languages
    speaking.say(Spoken((sentence,), language))
    heard.wait(lambda: heard.words[-1:] == [""])
    speaking.stop()
    with wave.open(str(sound)) as file:
        seconds = file.getnframes() / file.getframerate()
        samples = memoryview(file.readframes(file.getnframes())).cast("h")
    assert seconds > 1
    assert max(samples) > 3000, "only silence"
