"""Check a voice pack made with the real espeak-ng, and the list of missing pieces."""

import json
import wave
from pathlib import Path

import pytest

from devices.pcm import RATE, chime, read_wav
from devices.voice_builder import build_pack
from devices.voice_pack import MANIFEST, VoicePack, read_manifest
from kiosk.domain.language.announcement import CallScript
from kiosk.domain.language.text import CounterError
from kiosk.program.voice import script_of

SHORT = CallScript(
    "vi", "vi", ("Mời số", "{number}", "{counter}"), {"Mời số": "Mời số", "A": "a", "1": "một", "đ": "đê"}
)


@pytest.mark.parametrize("language", ["vi", "en", "km"])
def test_every_script_can_say_every_number_and_counter(language: str) -> None:
    script = script_of(language)
    signs = {*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", *(str(number) for number in range(41))}
    fixed = {part for part in script.sentence if not part.startswith("{")}
    assert set(script.words) == signs | fixed
    assert len(set(script.words.values())) == len(script.words)


def test_counters_in_vietnamese_are_read_as_people_say_them() -> None:
    words = script_of("vi").words
    assert [words[number] for number in ("10", "11", "15", "21", "24", "30", "35")] == [
        "mười", "mười một", "mười lăm", "hai mươi mốt", "hai mươi tư", "ba mươi", "ba mươi lăm"
    ]  # fmt: skip


def test_a_pack_is_made_once_and_own_recordings_stay(tmp_path: Path) -> None:
    folder = tmp_path / "vi"
    assert build_pack(folder, SHORT) == 4
    assert sorted(file.name for file in folder.glob("*.wav")) == ["1.wav", "a.wav", "d.wav", "moi-so.wav"]
    pack = VoicePack(folder, SHORT)
    assert pack.faults() == ()
    sound = pack.sentence("A1", 1)
    assert len(sound) > RATE * 0.8
    assert max(sound) > 3_000, "only silence"
    recorded = (folder / "1.wav").read_bytes()
    (folder / "a.wav").write_bytes(recorded)
    (folder / "moi-so.wav").unlink()
    assert build_pack(folder, SHORT) == 1
    assert (folder / "a.wav").read_bytes() == recorded


def test_a_language_without_a_voice_gets_its_list_to_record(tmp_path: Path) -> None:
    script = script_of("km")
    assert build_pack(tmp_path / "km", script) == 0
    faults = VoicePack(tmp_path / "km", script).faults()
    assert [fault.words for fault in faults] == list(script.words.values())
    assert len({fault.file for fault in faults}) == len(faults)


def test_a_recording_of_another_kind_is_named(tmp_path: Path) -> None:
    build_pack(tmp_path, SHORT)
    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes(bytes(400))
    (fault,) = VoicePack(tmp_path, SHORT).faults()
    assert (fault.text, fault.file) == ("A", "a.wav")
    assert "22050 Hz" in fault.why


def test_without_the_program_nothing_half_made_is_left(tmp_path: Path) -> None:
    with pytest.raises(CounterError) as refused:
        build_pack(tmp_path, SHORT, program="/nowhere/espeak-ng")
    assert refused.value.message.key == "voice.no_program"
    assert list(tmp_path.glob("*.wav")) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CounterError) as refused:
        build_pack(tmp_path / "file" / "vi", SHORT)
    assert refused.value.message.key == "voice.bad_folder"


def test_the_chime_is_short_and_not_clipped() -> None:
    sound = chime()
    assert 0.8 < len(sound) / RATE < 1.5
    assert 5_000 < max(sound) < 32_000


def test_a_file_that_is_no_sound_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.wav"
    file.write_bytes(b"RIFF")
    with pytest.raises(ValueError, match="no WAV file"):
        read_wav(file)


@pytest.mark.parametrize("name", ["../secret.wav", "/etc/hostname", "a/../../b.wav"])
def test_safety_low_a_manifest_names_no_file_outside_of_its_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / MANIFEST).write_text(json.dumps({"pieces": {"1": "one.wav", "2": "more/two.wav"}}))
    assert len(read_manifest(tmp_path)) == 2
    for text in (json.dumps({"pieces": {"1": name}}), "[" * 100_000):
        (tmp_path / MANIFEST).write_text(text)
        with pytest.raises(CounterError, match=r"voice\.bad_manifest"):
            read_manifest(tmp_path)
