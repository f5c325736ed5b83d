"""Check that the guide's answers outlive a power cut, and that founding from them can be repeated and leaves no PIN."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.branch.setup.publishing import document_in_force, history
from kiosk.branch.staff import sign_in
from kiosk.clock import SystemClock
from kiosk.config import load_site
from kiosk.domain.branch_setup import StaffRole
from kiosk.domain.language.text import CounterError
from kiosk.domain.setup.guide import GuideAnswers, GuidePerson, GuideRules, GuideStep
from kiosk.durable_file import replace_file
from kiosk.program import new_branch
from kiosk.program.first_start import FirstStart, needs_guide
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.opening import Opening
from kiosk.program.templates import material
from kiosk.program.texts import texts

PIN = "804913"


@pytest.fixture
def start(tmp_path: Path) -> FirstStart:
    return FirstStart(tmp_path / "branch" / "branch.toml", GuideRules(material()), SystemClock())


def answered(start: FirstStart) -> GuideAnswers:
    answers = GuideAnswers(place="Phường Tân Thành", staff=(GuidePerson("Nguyễn Văn An", StaffRole.CLERK),))
    for step in GuideStep:
        answers = start.guide.go(answers, step)
    return replace(answers, scanner="", printer="tcp://192.0.2.30:9100", profile="epson203")


def test_the_answers_are_there_after_a_power_cut(start: FirstStart) -> None:
    assert start.answers() == GuideAnswers()
    start.keep(answered(start))
    again = FirstStart(start.config, start.guide, start.clock)
    assert again.answers() == answered(start)
    assert start.file.stat().st_mode & 0o777 == 0o600
    assert needs_guide(start.config)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"step": 9, "furthest": 9}', '{"step": 3}', '{"staff": 7}'])
def test_a_damaged_file_begins_the_guide_anew(start: FirstStart, text: str, caplog: pytest.LogCaptureFixture) -> None:
    start.keep(answered(start))
    start.file.write_text(text, encoding="utf-8")
    assert start.answers() == GuideAnswers()
    assert "guide.json" in caplog.text


def test_a_folder_that_cannot_be_written_is_told(start: FirstStart, tmp_path: Path) -> None:
    (tmp_path / "branch").write_text("no folder", encoding="utf-8")
    with pytest.raises(CounterError) as caught:
        start.keep(GuideAnswers())
    assert caught.value.message.key == "guide.not_kept"


def test_the_branch_is_what_was_answered(start: FirstStart) -> None:
    answers = answered(start)
    start.keep(answers)
    pins = start.found(answers, PIN)
    site = load_site(start.config)
    assert (site.config.scanner.url, site.config.printer.url) == ("", "tcp://192.0.2.30:9100")
    assert site.config.printer.profile == "epson203"
    opening = Opening(site)
    office = opening.office()
    assert document_in_force(office) == start.guide.document(answers)
    assert [(one.by, one.reason) for one in history(office)] == [("quantri", "Thiết lập ban đầu")]
    assert sign_in(office, "quantri", PIN).role is StaffRole.ADMINISTRATOR
    assert sign_in(office, "annv", pins["annv"]).role is StaffRole.CLERK
    opening.close()
    assert not start.file.exists()
    assert not needs_guide(start.config)


@pytest.mark.parametrize(
    ("pin", "key"),
    [("1234", "people.secret.short"), ("123456", "people.secret.easy"), ("quantri99", "people.secret.easy")],
)
def test_an_easy_pin_founds_nothing(start: FirstStart, pin: str, key: str) -> None:
    start.keep(answered(start))
    with pytest.raises(CounterError) as caught:
        start.found(answered(start), pin)
    assert caught.value.message.key == key
    assert list(start.config.parent.iterdir()) == [start.file]


def test_incomplete_answers_found_nothing(start: FirstStart) -> None:
    with pytest.raises(CounterError) as caught:
        start.found(replace(answered(start), fields=()), PIN)
    assert caught.value.message.key == "guide.missing.fields"
    assert needs_guide(start.config)


class PowerCutError(BaseException):
    """End a founding as a power cut does: nothing is cleaned up after it."""


@pytest.mark.parametrize("last", ["upgrade", "create_keys", "replace_file", "found"])
def test_founding_begins_again_after_a_power_cut(start: FirstStart, last: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The power fails just before each step; the program that cleans up after an error does not get to it."""
    start.keep(answered(start))

    def cut(*_args: object, **_options: object) -> None:
        raise PowerCutError

    with monkeypatch.context() as patched:
        patched.setattr(new_branch, last, cut)
        patched.setattr(Path, "unlink", lambda _path, **_options: None)
        with pytest.raises(PowerCutError):
            start.found(answered(start), PIN)
    assert needs_guide(start.config)
    again = FirstStart(start.config, start.guide, start.clock)
    again.found(again.answers(), PIN)
    assert not needs_guide(start.config)
    assert load_site(start.config).config.printer.profile == "epson203"


def test_a_half_founded_folder_says_what_is_there_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_args: object, **_options: object) -> None:
        raise PowerCutError

    folder, plan = tmp_path / "b", BranchPlan(pin=PIN)
    with monkeypatch.context() as patched:
        patched.setattr(new_branch, "found", cut)
        patched.setattr(Path, "unlink", lambda _path, **_options: None)
        with pytest.raises(PowerCutError):
            create_branch(folder, plan, SystemClock())
    with pytest.raises(CounterError) as caught:
        create_branch(folder, plan, SystemClock())
    said = texts("vi").message(caught.value.message)
    assert f"kiosk run manager --config {folder}/branch.toml" in said
    assert "xóa tệp này rồi chạy lại kiosk init" in said
    assert needs_guide(folder / "branch.toml"), "the guide goes on there"
    (folder / "branch.toml").unlink()
    create_branch(folder, plan, SystemClock())
    with pytest.raises(CounterError) as caught:
        create_branch(folder, plan, SystemClock())
    assert caught.value.message.key == "init.exists"


def test_a_file_that_is_there_keeps_its_comments(start: FirstStart) -> None:
    start.keep(answered(start))
    start.config.write_text('# máy ở sảnh\n[database]\nurl = "sqlite:///other.db"\n', encoding="utf-8")
    assert needs_guide(start.config)
    start.found(answered(start), PIN)
    text = start.config.read_text(encoding="utf-8")
    assert text.startswith("# máy ở sảnh\n")
    assert 'profile = "epson203"' in text
    assert (start.config.parent / "other.db").exists()


def test_a_branch_needs_no_guide_even_where_its_database_is_lost(tmp_path: Path) -> None:
    made = create_branch(tmp_path / "b", BranchPlan(pin=PIN), SystemClock())
    assert not needs_guide(made.config)
    (tmp_path / "b" / "branch.db").unlink()
    assert not needs_guide(made.config), "a new branch would hide that the old one is lost"


def test_a_database_server_that_is_away_is_no_new_machine(tmp_path: Path) -> None:
    config = tmp_path / "branch.toml"
    config.write_text('[database]\nurl = "postgresql://kiosk@127.0.0.1:1/branch"\n', encoding="utf-8")
    assert not needs_guide(config)


def test_no_pin_is_in_any_file(start: FirstStart) -> None:
    start.keep(answered(start))
    pins = start.found(answered(start), PIN)
    files = [one.read_bytes() for one in start.config.parent.rglob("*") if one.is_file()]
    assert [secret for secret in (PIN, *pins.values()) for data in files if secret.encode() in data] == []


def test_an_empty_key_file_of_a_power_cut_is_made_anew(start: FirstStart) -> None:
    keys = start.config.parent / "keys"
    keys.mkdir(parents=True)
    replace_file(keys / "codes.key", b"")
    start.found(answered(start), PIN)
    assert len((keys / "codes.key").read_text()) > 60


def test_the_answers_are_plain_json(start: FirstStart) -> None:
    start.keep(answered(start))
    assert json.loads(start.file.read_text(encoding="utf-8"))["week"] == ["07:00-11:30", "13:30-17:00"]
