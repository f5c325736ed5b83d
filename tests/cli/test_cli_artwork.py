"""Check that a roundel goes from a file into the set-up and back, and that what is no roundel stays out."""

import json
from pathlib import Path

import pytest

from kiosk.branch.office import Office
from kiosk.branch.setup.publishing import document_in_force
from kiosk.cli.context import at_branch
from kiosk.cli.main import run
from kiosk.domain.language.text import VIETNAMESE
from kiosk.domain.look import Roundel
from kiosk.program.sample import sample_document
from kiosk.program.setup_files import setup_text
from kiosk.program.texts import texts
from kiosk.store.journal import walk
from tests.domain.test_artwork import BAD, png, svg

SIGN, OTHER = svg(), png()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    assert run(["init", str(tmp_path / "branch"), "--yes"]) == 0
    return tmp_path / "branch" / "branch.toml"


def exported(config: Path, name: str, *more: str) -> Path:
    file = config.parent.parent / name
    assert run(["setup", "export", "--out", str(file), "--config", str(config), *more]) == 0
    return file


def with_roundel(config: Path, name: str, content: bytes | None = None) -> Path:
    """Return a set-up file with a roundel, beside which its picture stands."""
    file = exported(config, "own.toml")
    file.write_text(file.read_text(encoding="utf-8").replace('roundel = ""', f'roundel = "{name}"'), encoding="utf-8")
    if content is not None:
        file.with_name(name).write_bytes(content)
    return file


def publish(config: Path, file: Path) -> int:
    return run(["setup", "publish", str(file), "--yes", "--config", str(config)])


def bodies_of(office: Office) -> list[bytes]:
    with office.store.read() as connection:
        return [one.body for one in walk(connection)]


def roundel_of(config: Path, version: int | None = None) -> Roundel:
    return at_branch(config, document_in_force, version).look.roundel


@pytest.mark.parametrize("name", ["again.toml", "again.xlsx"])
def test_an_exported_set_up_has_its_picture_beside_it_and_is_without_effect(
    config: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(config, with_roundel(config, "bieu-trung.svg", SIGN)) == 0
    again = exported(config, name)
    assert again.with_name("again-roundel.svg").read_bytes() == SIGN
    capsys.readouterr()
    assert run(["setup", "check", str(again)]) == 0
    assert publish(config, again) == 0
    assert "Vẫn dùng bản 2" in capsys.readouterr().out


def test_the_history_goes_back_to_other_pictures(config: Path) -> None:
    assert publish(config, with_roundel(config, "bieu-trung.svg", SIGN)) == 0
    second = with_roundel(config, "bieu-trung.svg")
    second.write_text(second.read_text(encoding="utf-8").replace("own-roundel.svg", "moi.png"), encoding="utf-8")
    second.with_name("moi.png").write_bytes(OTHER)
    assert publish(config, second) == 0
    for version, content in ((2, SIGN), (1, None), (3, OTHER)):
        assert run(["setup", "undo", "--version", str(version), "--yes", "--config", str(config)]) == 0
        artwork = roundel_of(config).artwork
        assert (artwork.content if artwork else None) == content


def test_the_journal_holds_the_hash_of_a_picture_and_not_the_picture(config: Path) -> None:
    assert publish(config, with_roundel(config, "bieu-trung.svg", SIGN)) == 0
    bodies = at_branch(config, bodies_of)
    assert json.loads(bodies[-1])["document"]["look"]["roundel"] == roundel_of(config).name
    assert not [body for body in bodies if b"<svg" in body]


def test_a_hash_in_a_file_is_a_picture_that_the_branch_has(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = with_roundel(config, "0" * 64)
    capsys.readouterr()
    assert publish(config, file) == 1
    assert "Chưa có tệp của biểu trưng này" in capsys.readouterr().err
    assert publish(config, with_roundel(config, "bieu-trung.svg", SIGN)) == 0
    text, name = exported(config, "own.toml").read_text(encoding="utf-8"), roundel_of(config).name
    file.write_text(
        text.replace("own-roundel.svg", name).replace("recall_limit = 3", "recall_limit = 4"), encoding="utf-8"
    )
    assert publish(config, file) == 0
    assert roundel_of(config).artwork is not None


@pytest.mark.parametrize("key", ["no_picture", "unsafe", "large", "oblong", "pixels", "empty", "broken"])
def test_a_bad_picture_is_named_with_its_line(tmp_path: Path, key: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "own.toml"
    text = setup_text(sample_document(), texts(VIETNAMESE)).replace('roundel = ""', 'roundel = "bieu-trung.svg"')
    file.write_text(text, encoding="utf-8")
    file.with_name("bieu-trung.svg").write_bytes(next(iter(BAD[key].values())))
    line = file.read_text(encoding="utf-8").splitlines().index('roundel = "bieu-trung.svg"') + 1
    assert run(["init", str(tmp_path / "branch"), "--yes", "--setup", str(file)]) == 1
    assert f"own.toml, dòng {line}: " in capsys.readouterr().err
    assert not (tmp_path / "branch").exists()


def test_a_picture_that_is_not_there_is_named(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = with_roundel(config, "bieu-trung.svg")
    capsys.readouterr()
    assert run(["setup", "check", str(file)]) == 1
    assert "Không đọc được tệp biểu trưng bieu-trung.svg" in capsys.readouterr().err


def test_a_new_branch_begins_with_its_roundel(config: Path) -> None:
    file = with_roundel(config, "bieu-trung.svg", SIGN)
    new = config.parent.parent / "new"
    assert run(["init", str(new), "--yes", "--setup", str(file)]) == 0
    artwork = roundel_of(new / "branch.toml").artwork
    assert artwork is not None
    assert artwork.content == SIGN
