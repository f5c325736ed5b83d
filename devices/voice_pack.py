"""Read the recorded pieces of one language: WAV files and ``manifest.json``, which maps texts to files."""

import json
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from devices.pcm import joined, read_wav
from kiosk.domain.language.announcement import CallScript, pieces_of
from kiosk.domain.language.text import CounterError

MANIFEST = "manifest.json"
_GAP_S = 0.07


@dataclass(frozen=True, slots=True)
class PieceFault:
    """Describe a piece that cannot be played: the words to record, the file for them, and the reason."""

    text: str
    words: str
    file: str
    why: str


class PieceMissingError(Exception):
    """Report that a call needs a piece that is missing. The message names the file."""


class VoicePack:
    """Hold the pieces of one language. Files are read when they are needed, so the next call uses a new recording."""

    def __init__(self, folder: Path, script: CallScript) -> None:
        """Read the manifest. Raise CounterError ``voice.no_manifest`` or ``voice.bad_manifest``."""
        self.folder, self.script = folder, script
        self.files = read_manifest(folder)

    def sentence(self, label: str, counter: int) -> "array[int]":
        """Return the spoken call. Raise `PieceMissingError` with the file that is missing or cannot be used."""
        return joined((self._piece(text) for text in pieces_of(self.script, label, counter)), _GAP_S)

    def faults(self) -> tuple[PieceFault, ...]:
        """Return what is missing or wrong, in the order of the script."""
        found = []
        for text, words in self.script.words.items():
            try:
                self._piece(text)
            except PieceMissingError as problem:
                found.append(PieceFault(text, words, self.files.get(text, ""), str(problem)))
        return tuple(found)

    def _piece(self, text: str) -> "array[int]":
        name = self.files.get(text)
        if name is None:
            raise PieceMissingError(f"{MANIFEST} of {self.script.language} names no file for “{text}”")
        try:
            return read_wav(self.folder / name)
        except OSError as problem:
            raise PieceMissingError(f"{self.script.language}/{name}: {problem.strerror}") from problem
        except ValueError as problem:
            raise PieceMissingError(f"{self.script.language}/{name}: {problem}") from problem


def read_manifest(folder: Path) -> Mapping[str, str]:
    """Return the file name of each text. Raise CounterError ``voice.no_manifest`` or ``voice.bad_manifest``."""
    file = folder / MANIFEST
    try:
        pieces = json.loads(file.read_text(encoding="utf-8"))["pieces"]
        if not all(isinstance(name, str) for name in pieces.values()):
            raise TypeError("a file is named by a text")
        if not all(_is_inside(PurePath(name)) for name in pieces.values()):
            raise ValueError("a file lies in the folder of the manifest")
        return dict(pieces)
    except FileNotFoundError as problem:
        raise CounterError("voice.no_manifest", folder=str(folder)) from problem
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise CounterError("voice.bad_manifest", file=str(file)) from problem


def _is_inside(name: PurePath) -> bool:
    """Return whether a file name leads out of its folder nowhere: a pack comes from elsewhere."""
    return not name.is_absolute() and ".." not in name.parts
