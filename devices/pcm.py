"""Handle sound as samples: one channel of 16 bits at 22 050 Hz. Read, join, make quieter and write it."""

import math
import sys
import wave
from array import array
from collections.abc import Iterable
from pathlib import Path

#: Samples a second of every piece, as espeak-ng makes them.
RATE = 22_050
_FULL = 32_767
_STILL = 260
_MARGIN_S = 0.02
#: The chime: the pitches of two strokes in Hz, their length, decay and loudness.
_STROKES = (659.26, 523.25)
_STROKE_S, _DECAY, _LOUD = 0.55, 5.0, 0.35


def read_wav(file: Path) -> "array[int]":
    """Return the samples of a file.

    Raises:
        ValueError: it is not one channel of 16 bits at `RATE`.
        OSError: it cannot be read.
    """
    try:
        with wave.open(str(file), "rb") as sound:
            if (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) != (1, 2, RATE):
                raise ValueError(f"{file.name} is not mono, 16 bit, {RATE} Hz")
            return _native(sound.readframes(sound.getnframes()))
    except (wave.Error, EOFError) as problem:
        raise ValueError(f"{file.name} is no WAV file: {problem}") from problem


def write_wav(file: Path, samples: "array[int]") -> None:
    """Write a file that any player plays."""
    data = array("h", samples)
    if sys.byteorder == "big":
        data.byteswap()
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(data.tobytes())


def silence(seconds: float) -> "array[int]":
    """Return silence of a length."""
    return array("h", bytes(2 * round(seconds * RATE)))


def joined(pieces: "Iterable[array[int]]", gap_s: float = 0.0) -> "array[int]":
    """Return the pieces one after the other, with silence between them."""
    whole, gap = array("h"), silence(gap_s)
    for index, piece in enumerate(pieces):
        if index:
            whole.extend(gap)
        whole.extend(piece)
    return whole


def at_volume(samples: "array[int]", percent: int) -> "array[int]":
    """Return the samples at a part of their loudness; 100 leaves them as they are."""
    return samples if percent == 100 else array("h", (sample * percent // 100 for sample in samples))


def trimmed(samples: "array[int]") -> "array[int]":
    """Return the samples without the silence before and after, except a short margin."""
    loud = [index for index, sample in enumerate(samples) if abs(sample) > _STILL]
    margin = round(_MARGIN_S * RATE)
    return samples[max(0, loud[0] - margin) : loud[-1] + margin] if loud else samples


def chime() -> "array[int]":
    """Return two soft strokes of a bell, the lower one second. They are computed, so a call always has them."""
    whole = array("h")
    for pitch in _STROKES:
        for index in range(round(_STROKE_S * RATE)):
            t = index / RATE
            tone = math.sin(2 * math.pi * pitch * t) + 0.3 * math.sin(4 * math.pi * pitch * t)
            rise = min(1.0, t / 0.005)
            whole.append(round(_FULL * _LOUD * rise * tone / 1.3 * math.exp(-_DECAY * t)))
    return whole


def _native(data: bytes) -> "array[int]":
    samples = array("h", data)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples
