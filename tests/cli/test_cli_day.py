"""Check `kiosk day`: close, show and verify as sentences and as JSON."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import text, update

from kiosk.cli.context import say
from kiosk.cli.main import run
from kiosk.clock import SystemClock
from kiosk.config import load_site
from kiosk.domain.journal import GENESIS, Event, canonical, link
from kiosk.program.new_branch import BranchPlan, create_branch
from kiosk.program.opening import Opening
from kiosk.store.journal import walk
from kiosk.store.keys import load_keys, read_secret, write_secret
from kiosk.store.sealing import new_key
from kiosk.store.signing import fingerprint, public_half, sign
from kiosk.store.tables import installation, journal
from tests.players import take


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Return the configuration of a branch in which one citizen waits."""
    plan = BranchPlan(pin="4711", scanner="", always_open=True)
    made = create_branch(tmp_path / "branch", plan, SystemClock()).config
    opening = Opening(load_site(made))
    take(opening.office())
    opening.close()
    return made


@pytest.fixture
def today(config: Path) -> str:
    opening = Opening(load_site(config))
    day = opening.office().today().isoformat()
    opening.close()
    return day


def asked(capsys: pytest.CaptureFixture[str], config: Path, *words: str, status: int = 0) -> Any:
    capsys.readouterr()
    assert run(["day", *words, "--json", "--config", str(config)]) == status
    return json.loads(capsys.readouterr().out)


def test_a_day_that_was_closed_too_early_goes_on(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command, said in (
        (["close", "--force"], "1 lượt lấy số"),
        (["reopen"], "1 số của hôm nay trở lại hàng chờ"),
        (["reopen"], "Hôm nay không có số nào hết ngày"),
    ):
        assert run(["day", *command, "--config", str(config)]) == 0
        assert said in capsys.readouterr().out


def test_a_day_is_closed_shown_and_found_right(config: Path, today: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["day", "close", "--config", str(config)]) == 1
    assert "--force" in capsys.readouterr().err
    assert asked(capsys, config, "show", today) == {"date": today, "statement": None, "corrections": []}
    closed = asked(capsys, config, "close", "--force")
    assert (closed["date"], closed["corrections"]) == (today, [])
    assert closed["statement"]["counts"]["abandoned"] == 1
    assert len(closed["statement"]["hash"]) == len(closed["statement"]["head"]) == 64
    assert asked(capsys, config, "close", today) == asked(capsys, config, "show", today) == closed
    assert asked(capsys, config, "verify", today) == {"date": today, "is_right": True, "differences": []}


def test_a_day_closed_by_hand_writes_its_report_where_the_machine_keeps_them(
    config: Path, today: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "reports"
    words = config.read_text(encoding="utf-8").replace('folder = ""', f'folder = "{folder}"')
    config.write_text(words, encoding="utf-8")
    assert asked(capsys, config, "close", "--force")["date"] == today
    assert not folder.exists()
    folder.mkdir()
    assert run(["day", "close", "--config", str(config)]) == 0
    assert f"Đã ghi {folder}/report-day-{today.replace('-', '')}.pdf" in capsys.readouterr().err
    assert len(list(folder.iterdir())) == 3


def test_sentences_say_the_counts_and_the_head(config: Path, today: str, capsys: pytest.CaptureFixture[str]) -> None:
    head = asked(capsys, config, "close", "--force")["statement"]["head"]
    assert run(["day", "show", today, "--config", str(config)]) == 0
    said = capsys.readouterr().out
    assert "1 lượt lấy số" in said
    assert head in said
    assert run(["day", "show", "2026-01-31", "--config", str(config)]) == 0
    assert "không có bản chốt ngày" in capsys.readouterr().out


def test_what_differs_is_said(config: Path, today: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked(capsys, config, "close", "--force")
    opening = Opening(load_site(config))
    with opening.office().store.write(journal=False) as connection:
        mine = next(record for record in walk(connection) if record.kind == Event.DAY_CLOSED)
        changed = {"seq": mine.seq, "body": mine.body.replace(b'"arrivals":1', b'"arrivals":7')}
        connection.execute(text("UPDATE journal SET body = :body WHERE seq = :seq"), changed)
    opening.close()
    found = asked(capsys, config, "verify", today, status=1)
    assert not found["is_right"]
    assert {"seq": mine.seq, "what": "counts.arrivals", "stated": 7, "found": 1} in found["differences"]
    assert run(["day", "verify", today, "--config", str(config)]) == 1
    said = capsys.readouterr().out
    assert "bản chốt ngày đã bị sửa" in said
    assert "counts.arrivals" in said


def test_a_day_that_was_not_closed_is_no_right_day(
    config: Path, today: str, capsys: pytest.CaptureFixture[str]
) -> None:
    [missing] = asked(capsys, config, "verify", today, status=1)["differences"]
    assert missing["what"] == "statement"
    assert run(["day", "verify", today, "--config", str(config)]) == 1
    assert "không có bản chốt ngày" in capsys.readouterr().out


def test_a_day_on_which_nobody_came_has_no_statement_that_could_be_right(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It was said to agree with the journal."""
    assert run(["day", "verify", "20/11/2020", "--config", str(config)]) == 0
    assert capsys.readouterr().out == say("cli.day.none", day="20/11/2020") + "\n"


def test_a_signed_statement_replaces_no_file(
    config: Path, today: str, signed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = signed.read_bytes()
    assert run(["day", "export", today, "--out", str(signed), "--config", str(config)]) == 1
    assert (signed.read_bytes(), capsys.readouterr().err) == (before, say("journal.not_written", file=signed) + "\n")


@pytest.fixture
def signed(config: Path, today: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Path:
    """Return the signed statement of a closed day."""
    asked(capsys, config, "close", "--force")
    assert run(["day", "export", today, "--out", str(tmp_path / "signed.json"), "--config", str(config)]) == 0
    return tmp_path / "signed.json"


def verified(config: Path, *statements: Path) -> int:
    options = [word for one in statements for word in ("--statement", str(one))]
    return run(["journal", "verify", *options, "--config", str(config)])


def rewrite(config: Path, first: int) -> None:
    """Change a record and compute every later hash anew, and the row that names the end."""
    opening = Opening(load_site(config))
    with opening.office().store.write(journal=False) as connection:
        prev = GENESIS
        for one in list(walk(connection)):
            body = one.body.replace(b"{", b'{"added":1,', 1) if one.seq == first else one.body
            new = link(prev, one.header, body)
            values = {"body": new.body, "prev": new.prev, "hash": new.hash}
            connection.execute(update(journal).where(journal.c.seq == one.seq).values(values))
            prev = new.hash
        connection.execute(update(installation).values(hash=prev))
    opening.close()


def test_safety_6_a_rewritten_history_is_named_beside_a_signed_statement(
    config: Path, signed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everything was computed anew, so the journal alone is whole. The file was written before."""
    capsys.readouterr()
    assert verified(config, signed) == 0
    assert say("journal.compared_days", count=1) in capsys.readouterr().out
    rewrite(config, 3)
    assert verified(config) == 0
    capsys.readouterr()
    assert verified(config, signed) == 1
    assert "đã bị viết lại" in capsys.readouterr().out


def test_a_signed_statement_names_its_key_and_its_signature_can_be_checked_by_anybody(
    config: Path, signed: Path, today: str
) -> None:
    said = json.loads(signed.read_text(encoding="utf-8"))
    signature = bytes.fromhex(said.pop("signature"))
    content = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(said["key"])).verify(
        signature, b"one-stop-kiosk/day/1\n" + content
    )
    assert (said["date"], len(said["statements"])) == (today, 1)
    assert bytes.fromhex(said["key"]) == public_half(read_secret(load_site(config).keys / "signing.key"))


def test_bad_signed_statements_are_refused_with_a_sentence(
    config: Path, signed: Path, today: str, capsys: pytest.CaptureFixture[str]
) -> None:
    good = json.loads(signed.read_text(encoding="utf-8"))
    other = {**good, "key": public_half(new_key()).hex()}
    later = {**good, "date": "2026-01-01"}
    for words, cure in (
        ("{", "không phải tệp"),
        ("[" * 100_000, "không phải tệp"),
        (json.dumps([1]), "không phải tệp"),
        (json.dumps({**good, "statements": [{}]}), "không phải tệp"),
        (json.dumps(later), "không khớp"),
        (json.dumps(other), "không khớp"),
        (signed_by_another(good), "trung tâm khác"),
    ):
        signed.write_text(words, encoding="utf-8")
        assert verified(config, signed) == 1
        assert cure in capsys.readouterr().err
    export = ["day", "export", "--config", str(config), "--out", str(signed)]
    assert run([*export, today]) == 1, "no file is overwritten"
    assert run([*export, "2026-01-31"]) == 1
    assert "không có bản chốt ngày" in capsys.readouterr().err
    (load_site(config).keys / "signing.key").unlink()
    assert run([*export, today]) == 1
    assert "kiosk enrol" in capsys.readouterr().err


def test_a_statement_of_an_earlier_key_is_compared_when_that_key_is_named(
    config: Path, signed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    earlier = load_keys(load_site(config).keys).fingerprint
    file = load_site(config).keys / "signing.key"
    file.unlink()
    write_secret(file, new_key())
    assert verified(config, signed) == 1
    assert "--signed-by" in capsys.readouterr().err
    verify = ["journal", "verify", "--statement", str(signed), "--config", str(config), "--signed-by"]
    assert run([*verify, earlier]) == 0
    assert run([*verify, fingerprint(bytes(32))]) == 1
    assert run([*verify, earlier[:-1]]) == 1, "mistyped"


def signed_by_another(good: dict[str, Any]) -> str:
    key = new_key()
    said = {**good, "key": public_half(key).hex()}
    del said["signature"]
    return json.dumps({**said, "signature": sign(key, b"one-stop-kiosk/day/1\n" + canonical(said)).hex()})
