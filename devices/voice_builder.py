"""Make the pieces of a voice pack with espeak-ng. Recordings of the branch are left as they are."""

import json
import re
import subprocess
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from devices.pcm import RATE, read_wav, trimmed, write_wav
from devices.voice_pack import MANIFEST, read_manifest
from kiosk.domain.language.announcement import CallScript
from kiosk.domain.language.text import CounterError

_WORDS_PER_MINUTE = 140
_PATIENCE_S = 30.0


def build_pack(folder: Path, script: CallScript, *, program: str = "espeak-ng") -> int:
    """Write the manifest and every piece without a file; return the number of new pieces, 0 for a language without a
    voice.

    Raises:
        CounterError: ``voice.no_program``, ``voice.bad_folder`` or ``voice.bad_manifest``.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files = {**_named(script), **(read_manifest(folder) if (folder / MANIFEST).exists() else {})}
        text = json.dumps({"language": script.language, "rate": RATE, "pieces": files}, ensure_ascii=False, indent=1)
        (folder / MANIFEST).write_text(f"{text}\n", encoding="utf-8")
        if not script.voice:
            return 0
        missing = [piece for piece in script.words if not (folder / files[piece]).exists()]
        for piece in missing:
            _speak(program, script, script.words[piece], folder / files[piece])
        return len(missing)
    except OSError as problem:
        raise CounterError("voice.bad_folder", folder=str(folder)) from problem


def _named(script: CallScript) -> Mapping[str, str]:
    """Return a readable file name for each piece, as in ``moi-so.wav``; for other scripts its position."""
    names: dict[str, str] = {}
    for place, text in enumerate(script.words):
        bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
        slug = re.sub(r"[^a-z0-9]+", "-", re.sub(r"[\u0300-\u036f]", "", bare)).strip("-")
        names[text] = f"{slug or f'piece-{place + 1:02d}'}.wav"
    return names


def _speak(program: str, script: CallScript, words: str, file: Path) -> None:
    raw = file.with_suffix(".part")
    command = [program, "-v", script.voice, "-s", str(_WORDS_PER_MINUTE), "-w", str(raw), "--stdin"]
    try:
        subprocess.run(command, input=words.encode(), capture_output=True, timeout=_PATIENCE_S, check=True)
        write_wav(raw, trimmed(read_wav(raw)))
        raw.replace(file)
    except (OSError, ValueError, subprocess.SubprocessError) as problem:
        raise CounterError("voice.no_program", program=program) from problem
    finally:
        raw.unlink(missing_ok=True)
