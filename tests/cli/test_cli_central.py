"""Check the commands that admit a branch and shut it out again, over a real service and with real TLS."""

import json
import re
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli.context import say
from kiosk.cli.main import run
from kiosk.clock import SystemClock
from kiosk.config import load_site
from kiosk.doctor.checks import examine
from kiosk.domain.journal import Event
from kiosk.http_server import ServeOptions
from kiosk.program import logs
from kiosk.program.centre import Centre, make_key_pair
from kiosk.program.opening import Opening
from kiosk.store.delivery import own_id
from kiosk.store.journal import NewRecord, append
from kiosk.store.keys import load_keys, read_secret, read_text_secret, write_text_secret
from kiosk.store.sealing import new_key_pair, seal
from kiosk.store.signing import key_id, public_half
from sync.central.device_tokens import Tokens
from sync.central.serve import CentralServer
from sync.enrolment import new_code
from tests.sync.test_delivery_over_a_socket import certificate

ROOT = Path(__file__).resolve().parents[2]
OTHER = "0193f0a0-0000-7000-8000-000000000002"


@dataclass(frozen=True)
class Province:
    """Hold a centre that runs and a branch that knows its address."""

    folder: Path
    installation: str
    capture: pytest.CaptureFixture[str]

    def __call__(self, *words: str) -> tuple[int, str, str]:
        """Run a command of the centre or the branch; return its status and what it printed."""
        where = ("--folder", str(self.folder / "centre")) if words[0] == "central" else ("--config", str(self.config))
        self.capture.readouterr()
        status = run([*words, *where])
        told = self.capture.readouterr()
        return status, told.out, told.err

    @property
    def config(self) -> Path:
        """Return the configuration of the branch."""
        return self.folder / "branch" / "branch.toml"

    def invite(self, *words: str) -> str:
        """Return a code that the centre printed."""
        status, out, _ = self("central", "invite", *(words or (self.installation,)))
        assert status == 0
        return out.split()[-1]


@pytest.fixture
def province(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Province]:
    """Run the service on a thread; its private key is in another folder."""
    centre = Centre(tmp_path / "centre")
    public = make_key_pair(tmp_path / "safe")
    with centre.database():
        public.rename(centre.public_key_file)
    server = CentralServer(centre.database_url, ServeOptions(), public_key=centre.public_key())
    server.start()
    assert run(["init", str(tmp_path / "branch"), "--yes", "--centre", server.url]) == 0
    yield Province(tmp_path, _installation(tmp_path / "branch"), capsys)
    server.stop()


def _installation(folder: Path) -> str:
    opening = Opening(load_site(folder / "branch.toml"))
    with opening.office().store.read() as connection:
        found = own_id(connection)
    opening.close()
    return found


def test_a_branch_is_enrolled_by_a_code_and_delivers_signed(province: Province) -> None:
    keys = province.folder / "branch" / "keys"
    (keys / "signing.key").unlink()  # a branch of release 0.1.0
    assert province("sync", "once")[0] == 1, "there is no token yet"
    status, out, err = province("enrol", province.invite())
    assert (status, err) == (0, "")
    assert province.installation in out
    assert say("enrol.first_centre", folder=keys) in out
    for name in ("signing.key", "centre.token", "centre.pub"):
        assert stat.S_IMODE((keys / name).stat().st_mode) == 0o600
    assert province("sync", "once")[0] == 0
    _, listed, _ = province("central", "list", "--json")
    [one] = json.loads(listed)
    assert one["installation"] == province.installation
    assert [key["id"] for key in one["keys"]] == [key_id(public_half(read_secret(keys / "signing.key")))]
    told, fingerprint = province("keys", "fingerprint")[1].strip(), load_keys(keys).fingerprint
    assert told == fingerprint == one["keys"][0]["fingerprint"]
    assert fingerprint in province("central", "list")[1]
    assert [token["used"] is not None for token in one["tokens"]] == [True]
    assert read_text_secret(keys / "centre.token", missing="") not in listed


def test_a_branch_with_a_token_of_release_0_1_0_is_told_to_enrol(province: Province) -> None:
    """It delivers as before, and `kiosk doctor` warns until its key is enrolled."""
    with Centre(province.folder / "centre").database() as store:
        Tokens(store, SystemClock()).add(province.installation, "a-token")
    write_text_secret(province.folder / "branch" / "keys" / "centre.token", "a-token")
    assert province("sync", "once")[0] == 0
    assert centre_finding(province) == "not_enrolled"
    province("enrol", province.invite())
    assert province("sync", "once")[0] == 0
    assert centre_finding(province) == "no_certificate"
    assert province("central", "revoke", province.installation, "--key")[0] == 0
    assert centre_finding(province) == "signature_refused"


def centre_finding(province: Province) -> str:
    """Return what `kiosk doctor` says about the centre."""
    [found] = [one for one in examine(load_site(province.config), SystemClock()) if one.subject == "centre"]
    return found.message.key.removeprefix("doctor.centre.")


def test_each_refused_code_has_its_sentence(province: Province) -> None:
    code = province.invite()
    assert province("enrol", code[:-1])[::2] == (1, say("enrol.mistyped") + "\n")
    assert province("enrol", new_code())[::2] == (1, say("enrol.unknown") + "\n")
    assert province("enrol", province.invite(OTHER))[::2] == (1, say("enrol.other_branch") + "\n")
    assert province("enrol", code)[0] == 0
    assert province("enrol", code)[0] == 0, "as after a lost answer"
    (province.folder / "branch" / "keys" / "signing.key").unlink()
    assert province("enrol", code)[::2] == (1, say("enrol.used") + "\n")


def test_a_branch_without_a_centre_is_told_so(province: Province) -> None:
    text = province.config.read_text(encoding="utf-8")
    province.config.write_text(re.sub(r'"http://127[^"]*"', '""', text), encoding="utf-8")
    assert province("enrol", new_code())[::2] == (1, say("enrol.no_centre") + "\n")
    province.config.write_text(re.sub(r'"http://127[^"]*"', '"http://127.0.0.1:9"', text), encoding="utf-8")
    assert province("enrol", new_code())[::2] == (1, say("enrol.no_answer") + "\n")


def test_a_token_that_cannot_be_written_is_asked_for_again_with_the_same_code(province: Province) -> None:
    keys = province.folder / "branch" / "keys"
    (keys / "centre.token").mkdir()
    (keys / "signing.key").write_bytes(b"")  # the power failed while it was written
    code = province.invite()
    status, _, err = province("enrol", code)
    assert (status, "centre.token" in err) == (1, True)
    (keys / "centre.token").rmdir()
    assert province("enrol", code)[0] == 0
    assert province("sync", "once")[0] == 0


def test_a_rotated_token_lives_beside_the_next_one(province: Province) -> None:
    token = province.folder / "branch" / "keys" / "centre.token"
    province("enrol", province.invite())
    old = token.read_text(encoding="utf-8")
    status, out, _ = province("central", "rotate", province.installation, "--days", "1")
    assert status == 0
    assert province("sync", "once")[0] == 0
    assert province("enrol", out.split()[-1])[0] == 0
    assert token.read_text(encoding="utf-8") != old
    assert province("sync", "once")[0] == 0
    _, listed, _ = province("central", "list", "--json")
    assert [one["expires"] is not None for one in json.loads(listed)[0]["tokens"]] == [True, False]
    assert (len(json.loads(listed)[0]["codes"]), len(everything(province)[0]["codes"])) == (0, 2), "both were used"
    token.write_text(old, encoding="utf-8")
    assert province("sync", "once")[0] == 0
    assert province("central", "rotate", "nobody")[0] == 1


def test_safety_11_a_stolen_machine_is_shut_out_and_the_branch_goes_on_with_a_new_key(province: Province) -> None:
    province("enrol", province.invite())
    spare = province.invite()
    assert province("central", "revoke", province.installation)[0] == 0
    assert province("sync", "once")[0] == 1
    assert province("enrol", spare)[::2] == (1, say("enrol.unknown") + "\n"), "unused codes end as well"
    code = province.invite()
    assert province("enrol", code)[::2] == (1, say("enrol.key_revoked") + "\n")
    assert province("enrol", code, "--new-key")[0] == 0
    assert province("sync", "once")[0] == 0
    assert len(everything(province)[0]["tokens"]) == 2
    _, listed, _ = province("central", "list", "--json")
    assert [len(json.loads(listed)[0][kind]) for kind in ("tokens", "keys", "codes")] == [1, 1, 0]
    assert province("central", "list", "--all")[1].count("đã thu hồi") == 2
    assert province("central", "revoke", "nobody")[0] == 1


def test_a_branch_that_is_shut_out_stays_in_the_list(province: Province) -> None:
    province("enrol", province.invite())
    assert province("central", "revoke", province.installation)[0] == 0
    assert province("central", "list")[1] == f"{province.installation}\n  {say('central.shut_out')}\n"


def everything(province: Province) -> list[dict[str, Any]]:
    """Return what `kiosk central list` knows, also what is over."""
    found: list[dict[str, Any]] = json.loads(province("central", "list", "--all", "--json")[1])
    return found


def test_a_code_for_a_branch_that_nobody_knows_yet_carries_its_name(province: Province) -> None:
    assert province("central", "invite")[::2] == (1, say("central.whom") + "\n")
    assert province("central", "invite", "--branch", "x" * 101)[0] == 1
    assert province("enrol", province.invite("--branch", "Phường Tân Thành"))[0] == 0
    _, out, _ = province("central", "list")
    assert out.startswith(f"{province.installation} Phường Tân Thành\n")


def test_each_code_without_an_id_has_its_name(province: Province) -> None:
    for name in ("Phường Tân Thành", "Xã Mới"):
        province.invite("--branch", name)
    _, out, _ = province("central", "list")
    assert [line for line in out.splitlines() if not line.startswith(" ")] == [
        f"{say('central.not_yet')} {name}" for name in ("Phường Tân Thành", "Xã Mới")
    ]


def test_another_key_of_the_centre_is_said_and_the_old_one_stays(province: Province) -> None:
    file = province.folder / "branch" / "keys" / "centre.pub"
    file.write_text(new_key_pair().public.hex(), encoding="ascii")
    before = file.read_bytes()
    status, _, err = province("enrol", province.invite())
    assert (status, "centre.pub" in err, file.read_bytes()) == (0, True, before)


def test_safety_14_the_service_makes_and_needs_no_private_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CentralServer, "run", lambda *_: None)
    monkeypatch.setattr(logs, "start_log", lambda *_: None)
    serve = ["central", "serve", "--folder", str(tmp_path / "centre")]
    assert run(serve) == 0
    assert "kiosk central keygen" in capsys.readouterr().err
    assert sorted(one.suffix for one in (tmp_path / "centre").iterdir() if one.suffix in {".key", ".pub"}) == []
    assert run(["central", "keygen", "--out", str(tmp_path / "safe")]) == 0
    assert stat.S_IMODE((tmp_path / "safe" / "centre.key").stat().st_mode) == 0o600
    assert run(["central", "keygen", "--out", str(tmp_path / "safe")]) == 1, "a key is never replaced"
    shutil.copy(tmp_path / "safe" / "centre.pub", tmp_path / "centre")
    capsys.readouterr()
    assert run(serve) == 0
    assert capsys.readouterr().err == ""
    shutil.copy(tmp_path / "safe" / "centre.key", tmp_path / "centre")
    assert run(serve) == 0
    assert "centre.key" in capsys.readouterr().err


@pytest.mark.parametrize("page", ["set-up.md", "set-up.vi.md"])
def test_the_installed_service_takes_the_options_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    seen: list[ServeOptions] = []

    def note(_: CentralServer, _database: str, options: ServeOptions, **_others: object) -> None:
        seen.append(options)

    monkeypatch.setattr(CentralServer, "__init__", note)
    monkeypatch.setattr(CentralServer, "run", lambda *_: None)
    monkeypatch.setattr(logs, "start_log", lambda *_: None)
    unit = ROOT / "resources" / "deploy" / "units" / "one-stop-kiosk-central.service"
    (command,) = re.findall(r"^ExecStart=@COMMAND@ (.*)$", unit.read_text(encoding="utf-8"), flags=re.MULTILINE)
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    (given,) = re.findall(r'^\[Service\]\nEnvironment="KIOSK_ARGUMENTS=(.*)"$', text, flags=re.MULTILINE)
    assert run(command.replace("@DATA@", str(tmp_path)).replace("$KIOSK_ARGUMENTS", given).split()) == 0
    (options,) = seen
    assert (options.host, options.cert_file) == ("0.0.0.0", "/etc/one-stop-kiosk/centre.crt")  # noqa: S104 - nothing listens here
    assert options.key_file == "/etc/one-stop-kiosk/centre.secret"


def test_safety_14_what_was_sealed_is_opened_elsewhere(
    province: Province, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The opener needs the exported lines and the private key alone."""
    province("enrol", province.invite())
    opening = Opening(load_site(province.config))
    office = opening.office()
    assert office.keys.centre is not None
    with office.store.write() as connection:
        for subject in ("visit 1", "visit 2"):
            sealed = seal(office.keys.centre, b'{"group": "elderly"}', associated=b"visit 1").hex()
            append(connection, office.clock, NewRecord(Event.TICKET_ISSUED, subject, {"sealed": sealed}))
    opening.close()
    assert province("sync", "once")[0] == 0
    out = province.folder / "records.jsonl"
    told = province("central", "export", province.installation, "--out", str(out))
    assert told == (
        0,
        say("central.exported", file=out, count=len(out.read_text(encoding="utf-8").splitlines())) + "\n",
        "",
    )
    assert province("central", "export", province.installation, "--out", str(out))[0] == 1
    _, printed, _ = province("central", "export", province.installation)
    assert printed == out.read_text(encoding="utf-8")
    opener = ["central", "open", "--key", str(province.folder / "safe" / "centre.key")]
    assert run([*opener, str(out)]) == 1, "a value that was moved to another visit does not open"
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["subject"], one["opened"]) for one in lines] == [("visit 1", {"group": "elderly"}), ("visit 2", None)]
    monkeypatch.setattr("sys.stdin", StringIO("no record\n"))
    assert run(opener) == 1
    assert "1" in capsys.readouterr().err
    assert run([*opener, str(gone := province.folder / "gone.jsonl")]) == 1
    assert capsys.readouterr().err == say("central.no_file", file=gone) + "\n"


def test_of_a_branch_that_sent_nothing_nothing_is_exported(province: Province) -> None:
    """An empty file looked like an export."""
    out = province.folder / "records.jsonl"
    status, _, err = province("central", "export", province.installation, "--out", str(out))
    assert (status, err) == (1, say("central.nothing_arrived", installation=province.installation) + "\n")
    assert not out.exists()


def test_records_without_a_sealed_value_are_said_to_have_none(province: Province) -> None:
    province("enrol", province.invite())
    province("sync", "once")
    out = province.folder / "records.jsonl"
    province("central", "export", province.installation, "--out", str(out))
    assert run(["central", "open", "--key", str(province.folder / "safe" / "centre.key"), str(out)]) == 0
    assert province.capture.readouterr().err == say("central.nothing_sealed") + "\n"


def test_safety_13_a_branch_shows_the_certificate_of_its_configuration(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A real TLS server asks for a certificate of the branches' authority, here the branch's own."""
    server_cert, server_key = certificate(tmp_path, "centre")
    own, own_key = certificate(tmp_path, "branch")
    centre = Centre(tmp_path / "centre")
    with centre.database():
        pass
    options = ServeOptions(cert_file=str(server_cert), key_file=str(server_key), client_ca_file=str(own))
    server = CentralServer(centre.database_url, options)
    server.start()
    assert run(["init", str(tmp_path / "branch"), "--yes", "--centre", server.url]) == 0
    province = Province(tmp_path, _installation(tmp_path / "branch"), capsys)
    _set_centre(province.config, "ca_file", server_cert)
    code = province.invite()
    assert province("enrol", code)[::2] == (1, say("enrol.no_answer") + "\n"), "without a certificate"
    _set_centre(province.config, "cert_file", own)
    _set_centre(province.config, "key_file", own_key)
    assert province("enrol", code)[0] == 0
    assert province("sync", "once")[0] == 0
    server.stop()


def _set_centre(config: Path, key: str, value: Path) -> None:
    """Fill in a key of the section about the centre."""
    head, section, rest = config.read_text(encoding="utf-8").partition("[centre]\n")
    assert f'{key} = ""' in rest
    config.write_text(head + section + rest.replace(f'{key} = ""', f'{key} = "{value}"', 1), encoding="utf-8")


def test_safety_d4_a_cloned_machine_is_found_by_both(province: Province) -> None:
    """It was: all of the clone in quarantine, its doctor green, and nothing to see at the centre."""
    province("enrol", province.invite())
    assert province("sync", "once")[0] == 0
    clone = province.folder / "clone" / "branch.toml"
    shutil.copytree(province.folder / "branch", clone.parent)
    for config in (province.config, clone):
        opening = Opening(load_site(config))
        with opening.office().store.write() as connection:
            append(connection, opening.clock, NewRecord(Event.NOTICE_PUT_UP, "station:*", {"by": "binh", "text": "x"}))
        opening.close()
    assert province("sync", "once")[0] == 0
    province.capture.readouterr()
    assert run(["sync", "once", "--config", str(clone)]) == 1
    assert run(["sync", "status", "--config", str(clone)]) == 0
    assert say("sync.trouble.other_history") in province.capture.readouterr().out
    _, listed, _ = province("central", "list", "--json")
    assert [one["forks"] for one in json.loads(listed)] == [1]
    assert say("central.forks", count=1) in province("central", "list")[1]
    assert run(["journal", "new-epoch", "--yes", "--config", str(clone)]) == 0
    assert run(["sync", "once", "--config", str(clone)]) == 1  # what contradicts stays in quarantine
    assert run(["sync", "once", "--config", str(clone)]) == 0
