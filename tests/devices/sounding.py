"""Make a voice pack with distinguishable pieces, a player that records what it plays, and their reader."""

import json
import os
import time
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from devices.pcm import read_wav, write_wav
from devices.voice_pack import MANIFEST, VoicePack
from kiosk.domain.language.announcement import CallScript
from kiosk.domain.status import SoundStatus

SCRIPT = CallScript("vi", "", ("Mời số", "{number}", "đến quầy số", "{counter}"), {
    text: text for text in ("Mời số", "đến quầy số", "A", "B", *"0123456789", "10")
})  # fmt: skip
#: Every piece is one sound level, held for a moment: the first piece's level, and one step more for each next one.
_FIRST, _STEP = 11_000, 100
_SHORT = 3_000

#: The player notes begin and end, waits at the gate if there is one, keeps the sound, and fails if the next line of the
#: plan says so.
_PLAYER = """\
#!/bin/sh
cd "{folder}"
echo begin >> notes
next=$(head -n 1 plan 2>/dev/null)
[ -s plan ] && sed -i 1d plan
[ -e mute ] && next=x
[ -p gate ] && read -r _ < gate
if [ "$next" = x ]; then echo failed >> notes; exit 1; fi
count=$(ls sounds | wc -l)
cat "$1" > playing
mv playing sounds/$(printf '%04d' "$count").wav
echo end >> notes
"""


def make_pack(folder: Path, script: CallScript = SCRIPT) -> VoicePack:
    """Make a complete pack in a new folder."""
    folder.mkdir(parents=True)
    names = {text: f"p{place}.wav" for place, text in enumerate(script.words)}
    for place, name in enumerate(names.values()):
        write_wav(folder / name, array("h", [_FIRST + _STEP * place] * 40))
    (folder / MANIFEST).write_text(json.dumps({"pieces": names}), encoding="utf-8")
    return VoicePack(folder, script)


@dataclass
class Player:
    """Run a real process for each sound. `plan` sets which of the next sounds fail (the first one is the probe)."""

    folder: Path
    script: CallScript = SCRIPT
    statuses: list[SoundStatus] = field(default_factory=list)

    def __post_init__(self) -> None:
        (self.folder / "sounds").mkdir(parents=True)
        self.file = self.folder / "player"
        self.file.write_text(_PLAYER.format(folder=self.folder), encoding="utf-8")
        self.file.chmod(0o755)

    def plan(self, failures: list[bool]) -> None:
        """Set which sounds fail from now on, in their order."""
        (self.folder / "plan").write_text("".join("x\n" if fails else "-\n" for fails in failures), encoding="utf-8")

    def shut(self) -> None:
        """Make each sound wait until `let_go` from now on."""
        os.mkfifo(self.folder / "gate")

    def let_go(self) -> None:
        """Let the present sound end, and remove the gate for the next ones."""
        with (self.folder / "gate").open("w", encoding="utf-8") as gate:  # opens when the player waits at it
            (self.folder / "gate").unlink()
            gate.write("\n")

    @property
    def notes(self) -> list[str]:
        file = self.folder / "notes"
        return file.read_text(encoding="utf-8").split() if file.exists() else []

    @property
    def said(self) -> list[str]:
        """Return what was played in full, without probes: the pieces of each call, joined by blanks. "" is a chime
        alone.
        """
        sounds = [read_wav(file) for file in sorted((self.folder / "sounds").iterdir())]
        return [self._words(sound) for sound in sounds if len(sound) > _SHORT]

    def wait(self, condition: Callable[[], bool], seconds: float = 20.0) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, (self.statuses, self.notes, self.said)
            time.sleep(0.01)

    def _words(self, sound: "array[int]") -> str:
        texts = {_FIRST + _STEP * place: text for place, text in enumerate(self.script.words)}
        return " ".join(texts[level] for level, run in groupby(sound) if level in texts and len(list(run)) >= 40)
