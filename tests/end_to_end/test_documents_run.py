"""Run the commands of the documentation, in the order of each page, in an empty folder.

A page has its commands in blocks marked ``sh``. An address of the documentation (192.0.2.10) becomes that of a real
PostgreSQL server, and its paths become those of this test. `NOT_RUN` lists the commands that need more than a folder.
"""

import io
import json
import os
import re
import secrets
import shlex
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.cli.main import run as kiosk
from kiosk.clock import SystemClock
from kiosk.config import load_site
from kiosk.domain.journal import Event
from kiosk.http_server import ServeOptions
from kiosk.program.centre import Centre
from kiosk.program.config_file import change_config
from kiosk.program.opening import Opening
from kiosk.store.engine import Store
from kiosk.store.journal import NewRecord, append, walk
from kiosk.store.sealing import seal
from kiosk.store.tables import REVISION
from kiosk.store.versions import RELEASES
from sync.central.inbox import Inbox
from sync.central.serve import CentralServer
from tests.postgres_server import PostgresServer, postgres_server, programs
from tests.store.releases import FOLDER, load

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = (
    "README.md",
    *(
        f"docs/{one}.md"
        for one in ("ten-minutes", "many-machines", "upgrade", "backup", "branch-set-up", "set-up", "keys")
    ),
    "docs/personal-data.md",
    "docs/stolen-machine.md",
)
#: Pages with commands that no walk here runs, and why.
ELSEWHERE: Mapping[str, str] = {
    "docs/install.md": "`make test-install` runs them as root in a bare Debian 13",
    "CONTRIBUTING.md": "they change this repository",
}
#: Commands that are not run, by how they begin, and why.
NOT_RUN: Mapping[str, str] = {
    "nano": "an editor; the test edits the file itself",
    "kiosk demo --setup": "opens windows until somebody closes them; tests/end_to_end/test_demo.py plays it",
    "make": "the walk is part of `make test`, and the demo opens windows",
    "kiosk central serve": "serves until it is stopped; the test starts the same service",
    "kiosk run": "opens a window until somebody closes it; tests/end_to_end/test_starts.py starts them",
    "sudo apt": "needs root and a package archive",
    "sudo kiosk keys": "needs root and systemd; tests/program/test_key_binding.py runs it",
    "sudo kiosk": "needs root and the package; `make test-install` runs it in a bare Debian 13",
    "sudo install -o postgres": "needs the user of the packaged server; the test copies the files itself",
}
#: The programs that a command may start, with those of `sudo`. A walk never touches the machine of the tests.
ALLOWED = frozenset({"kiosk", "openssl", "echo", "chmod"})
ALLOWED_AS_ROOT = frozenset({"createuser", "createdb", "psql", "tee", "systemctl"})
_BLOCK = re.compile(r"^```sh\n(.*?)^```", flags=re.DOTALL | re.MULTILINE)
_FINGERPRINT = r"[0-9A-Z]{4}(-[0-9A-Z]{4}){4}"
_SERVER, _ETC = "192.0.2.10", "/etc/postgresql/17/main"
_PASSWORD = secrets.token_urlsafe(12)


def commands(page: Path) -> list[str]:
    """Return the commands of a page, without their comments."""
    lines = (line for block in _BLOCK.findall(page.read_text(encoding="utf-8")) for line in block.splitlines())
    return [re.sub(r"\s+# .*$", "", line).removeprefix(".venv/bin/") for line in lines if line.strip()]


def is_run(command: str) -> bool:
    return not command.startswith(tuple(NOT_RUN))


def is_harmless(command: str) -> bool:
    """Return whether every program of a command line stays in the folder or goes to the server of the test."""
    lines = [shlex.split(one) for one in command.split(" | ")]
    started = [line[3] if line[:2] == ["sudo", "-u"] else line[1] if line[0] == "sudo" else line[0] for line in lines]
    return all(
        name in (ALLOWED_AS_ROOT if line[0] == "sudo" else ALLOWED) for name, line in zip(started, lines, strict=True)
    )


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_run_that_changes_the_machine_of_the_tests(page: str) -> None:
    assert [one for one in commands(ROOT / page) if is_run(one) and not is_harmless(one)] == []


def test_no_command_is_left_out_without_need() -> None:
    left = [one for page in PAGES for one in commands(ROOT / page) if not is_run(one)]
    assert [start for start in NOT_RUN if not any(one.startswith(start) for one in left)] == []


def test_every_page_with_commands_is_walked_or_named() -> None:
    pages = [*ROOT.glob("*.md"), *DOCS.glob("*.md")]
    found = {one.relative_to(ROOT).as_posix() for one in pages if commands(one) and ".vi." not in one.name}
    assert found - set(ELSEWHERE) == set(PAGES)
    assert [page for page in ELSEWHERE if not (ROOT / page).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_have_the_same_commands(page: str) -> None:
    vietnamese = ROOT / page.replace(".md", ".vi.md")
    assert [one.replace("MÃ_BẢN_CÀI", "INSTALLATION") for one in commands(vietnamese)] == commands(ROOT / page)


class Shell:
    """Run commands in a folder that is also the home of its user. Those of the program run in this process."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, **environment: str) -> None:
        self.folder, self._patch = folder, patch
        #: What stands in a page, and what it is here.
        self.replaced: dict[str, str] = {}
        self.tool("sudo", '[ "$1" = -u ] && export PGUSER="$2" && shift 2\nexec "$@"')
        path = f"{folder / '.tools'}:{programs()}:{os.environ['PATH']}"
        for name, value in {"PATH": path, "HOME": str(folder), "PWD": str(folder), **environment}.items():
            patch.setenv(name, value)
        patch.chdir(folder)

    def tool(self, name: str, script: str) -> None:
        """Put a program of this name before that of the system."""
        file = self.folder / ".tools" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)

    def run(self, command: str, answers: str = "") -> str:
        """Run one line of a page, and return what it prints.

        Raises:
            AssertionError: with what it prints, when it fails; for a command that is not harmless.
        """
        assert is_harmless(command), f"{command}: name it in NOT_RUN, with the reason"
        for name, value in self.replaced.items():
            command = command.replace(name, value)
        if command.startswith("kiosk "):
            return self._run_here(command, answers)
        done = subprocess.run(
            ["bash", "-c", command],
            input=answers,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            start_new_session=True,  # no terminal: a question is answered by `answers`
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    def _run_here(self, command: str, answers: str) -> str:
        said = io.StringIO()
        self._patch.setattr(sys, "stdin", io.StringIO(answers))
        with redirect_stdout(said), redirect_stderr(said):
            status = kiosk(shlex.split(os.path.expandvars(command))[1:])
        assert status == 0, f"{command}\n{said.getvalue()}"
        return said.getvalue()

    def edit(self, name: str, old: str, new: str) -> None:
        """Edit a file as a person does."""
        file = self.folder / name
        before = file.read_text(encoding="utf-8")
        assert old in before
        file.write_text(before.replace(old, new), encoding="utf-8")


def _own_setup(shell: Shell) -> None:
    """Write the set-up of a ward into the folder, with its agency and a clerk."""
    if not (shell.folder / "setup.toml").exists():
        shell.run('kiosk setup new --template ward --name "Phường Tân Thành" --out setup.toml')
    shell.edit("setup.toml", "H99.99", "H12.34.56")
    lan = '[[staff]]\nlogin = "lan"\nname = "Nguyễn Thị Lan"\nrole = "clerk"\n\n'
    shell.edit("setup.toml", "[[staff]]\n", f"{lan}[[staff]]\n")


@pytest.mark.slow
def test_a_commune_is_there_after_ten_minutes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = Shell(tmp_path, monkeypatch)
    said = {}
    for one in commands(DOCS / "ten-minutes.md"):
        if one.startswith("nano") and not (tmp_path / "branch").exists():
            _own_setup(shell)
        elif one.startswith("nano"):
            shell.edit("setup.toml", '"Nguyễn Thị Lan"', '"Nguyễn Thị Hoa Lan"')
        elif is_run(one):
            said[one] = shell.run(one)
    found = "\n".join(said.values())
    assert "✗" not in found
    assert "Phân công lại quầy" in said["kiosk setup history --config branch/branch.toml"]
    assert "Hoa Lan" in said["kiosk setup diff setup.toml --config branch/branch.toml"]


@pytest.mark.slow
def test_the_readme_leads_to_a_branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = Shell(tmp_path, monkeypatch)
    said = {one: shell.run(one) for one in commands(ROOT / "README.md") if is_run(one)}
    assert "✗" not in said["kiosk doctor --config branch/branch.toml"]


class ProvinceShell(Shell):
    """Run commands of a branch and of its centre. The service runs on this machine, not at the page's address."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        super().__init__(folder, patch)
        self.port = _free_port()
        self.replaced["https://centre.example:8440"] = f"http://127.0.0.1:{self.port}"

    def follow(self, one: str) -> str:
        """Run a command, and keep the installation id or the code that it prints for the commands after it."""
        said = self.run(one, "y\n")
        if one.startswith("kiosk init"):
            self.replaced["INSTALLATION"] = _found(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", said)
        if one.startswith(("kiosk central invite", "kiosk central rotate")):
            self.replaced["CODE"] = _found(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", said)
        return said

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Run the central service of the folder `centre`, with the public key of the folder `safe`."""
        centre = Centre(self.folder / "centre")
        shutil.copy(self.folder / "safe" / "centre.pub", self.folder)
        with centre.database():
            shutil.copy(self.folder / "safe" / "centre.pub", centre.public_key_file)
        server = CentralServer(centre.database_url, ServeOptions(port=self.port), public_key=centre.public_key())
        server.start()
        try:
            yield
        finally:
            server.stop()


def _found(pattern: str, said: str) -> str:
    found = re.search(pattern, said)
    assert found, said
    return found[0]


@pytest.mark.slow
def test_a_branch_is_enrolled_at_its_centre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = ProvinceShell(tmp_path, monkeypatch)
    keygen, *more = [one for one in commands(DOCS / "set-up.md") if is_run(one)]
    shell.follow(keygen)
    with shell.serving():
        said = {one: shell.follow(one) for one in more}
    assert "✗" not in said["kiosk doctor --config branch/branch.toml"]


@pytest.mark.slow
def test_the_keys_are_made_changed_and_revoked_as_their_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before and after each change the branch delivers, and a sealed value is opened at the end."""
    shell = ProvinceShell(tmp_path, monkeypatch)
    shell.tool("systemctl", "exit 0")  # no systemd runs here
    keygen, *more = commands(DOCS / "keys.md")
    shell.follow(keygen)
    with shell.serving():
        shell.follow("kiosk init branch --yes --centre https://centre.example:8440")
        for one in filter(is_run, more):
            if one.startswith("kiosk central export"):
                _seal_a_group(tmp_path / "branch")
                shell.run("kiosk sync once --config branch/branch.toml")
            said = shell.follow(one)
            if one.startswith("kiosk enrol"):
                assert "✗" not in shell.run("kiosk doctor --config branch/branch.toml")
                shell.run("kiosk sync once --config branch/branch.toml")
    assert json.loads(said)["opened"] == {"group": "elderly"}


def _seal_a_group(folder: Path) -> None:
    """Append a record with a sealed group, as reception does at any hour."""
    opening = Opening(load_site(folder / "branch.toml"))
    office = opening.office()
    assert office.keys.centre is not None
    sealed = seal(office.keys.centre, b'{"group": "elderly"}', associated=b"a-visit")
    with office.store.write() as connection:
        append(connection, office.clock, NewRecord(Event.TICKET_ISSUED, "a-visit", {"sealed": sealed.hex()}))
    opening.close()


@pytest.mark.slow
def test_the_set_up_is_changed_as_its_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = Shell(tmp_path, monkeypatch)
    _own_setup(shell)
    shell.run("kiosk init first --yes --setup setup.toml")
    for file in (tmp_path / "first").iterdir():
        file.rename(tmp_path / file.name)
    for one in commands(DOCS / "branch-set-up.md"):
        if one == "kiosk setup undo":
            shell.run(one, "y\n")
        elif one.startswith("kiosk setup new"):  # another branch begins here
            (tmp_path / "setup.toml").unlink()
            shell.run(one)
        elif one.startswith("kiosk init"):
            shell.run(one, "y\n")
        elif one.startswith("kiosk setup publish"):
            shell.edit("setup.toml", '"Nguyễn Thị Lan"', '"Nguyễn Thị Hoa Lan"')
            shell.run(one, "y\n")
        else:
            shell.run(one)


@pytest.mark.slow
def test_a_branch_is_backed_up_and_restored_as_its_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = Shell(tmp_path, monkeypatch)
    shell.run("kiosk init branch --yes")
    (tmp_path / "mnt").mkdir()
    shell.replaced["INSTALLATION"] = _sent_to_a_centre(tmp_path)
    for one in commands(DOCS / "backup.md"):
        said = shell.run(one)
        if one.startswith(("kiosk keys fingerprint", "kiosk central rebuild")):
            shell.replaced["FINGERPRINT"] = _found(_FINGERPRINT, said)
        if one.startswith("kiosk backup-keygen"):
            found = re.search(r'^key = "([0-9a-f]{64})"$', said, flags=re.MULTILINE)
            assert found
            changes = {("backup", "folder"): str(tmp_path / "mnt"), ("backup", "key"): found[1]}
            change_config(tmp_path / "branch" / "branch.toml", changes)
            shell.replaced["PUBLIC_KEY"] = found[1]
    assert len(list((tmp_path / "mnt").glob("*.backup"))) == 1


@pytest.mark.slow
def test_personal_data_is_destroyed_as_its_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = Shell(tmp_path, monkeypatch)
    shell.run("kiosk init branch --yes")
    for one in commands(DOCS / "personal-data.md"):
        shell.run(one)


@pytest.mark.slow
def test_a_branch_goes_on_after_a_theft_as_its_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stolen machine cannot send any more, the new one delivers all of its records."""
    shell = ProvinceShell(tmp_path, monkeypatch)
    shell.follow("kiosk central keygen --out safe")
    with shell.serving():
        shell.follow("kiosk init branch --yes --centre https://centre.example:8440")
        shell.follow("kiosk central invite INSTALLATION --folder centre")
        shell.follow("kiosk enrol CODE --config branch/branch.toml")
        _back_up(shell)
        revoke, *more = commands(DOCS / "stolen-machine.md")
        shell.follow(revoke)
        with pytest.raises(AssertionError):
            shell.run("kiosk sync once --config branch/branch.toml")
        said = [shell.follow(one) for one in more]
        assert "✗" not in said[-1]
        shell.run("kiosk sync once --config new/branch.toml")


def _back_up(shell: Shell) -> None:
    mine = shell.run("kiosk keys fingerprint --config branch/branch.toml").strip()
    said = shell.run(f"kiosk backup-keygen --out commune.key --signed-by {mine}")
    change_config(shell.folder / "branch" / "branch.toml", {("backup", "key"): _found(r"[0-9a-f]{64}", said)})
    assert _found(r"\b[0-9a-f]{16}\b", said) in shell.run("kiosk backup last.backup --config branch/branch.toml")


def _sent_to_a_centre(folder: Path) -> str:
    """Give the journal of the branch to a centre beside it; return its installation."""
    store, centre = Store(f"sqlite:///{folder / 'branch' / 'branch.db'}"), folder / "centre"
    with store.read() as connection:
        records = list(walk(connection))
    store.close()
    centre.mkdir()
    inbox = Inbox(Centre(centre).database_url, SystemClock())
    inbox.receive(records[0].installation, 1, records)
    inbox.close()
    return records[0].installation


@dataclass(frozen=True)
class Host:
    """Hold a PostgreSQL server as a package installs it: its user `postgres` has a line, nobody is on the network."""

    server: PostgresServer
    port: int

    @property
    def etc(self) -> Path:
        """Return the folder of its configuration."""
        return self.server.folder / "data"

    def shell(self, folder: Path, patch: pytest.MonkeyPatch) -> Shell:
        """Return a shell on this host."""
        shell = Shell(folder, patch, PGHOST=str(self.server.folder))
        here = {_SERVER: "127.0.0.1", "192.0.2.0/24": "127.0.0.1/32", _ETC: str(self.etc), "PASSWORD": _PASSWORD}
        shell.replaced.update(here)
        shell.tool("systemctl", f"kill -HUP $(head -1 {self.etc}/postmaster.pid)\n{_WAIT_FOR_TLS}")
        return shell


_WAIT_FOR_TLS = """for try in $(seq 100); do
    PGUSER=none psql "host=127.0.0.1 dbname=branch sslmode=require" 2>&1 | grep -q password && exit 0
    sleep 0.1
done
exit 1
"""


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """Yield a server with its local line and none on the network but TLS, once that is allowed."""
    port = _free_port()
    monkeypatch.setenv("PGPORT", str(port))
    with postgres_server(settings=("listen_addresses=127.0.0.1", f"port={port}")) as server:
        rules = server.folder / "data" / "pg_hba.conf"
        rules.write_text("local all postgres trust\n")
        yield Host(server, port)


@pytest.mark.postgres
@pytest.mark.slow
def test_several_machines_begin_with_an_empty_server(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = host.shell(tmp_path, monkeypatch)
    _own_setup(shell)
    said = {}
    for one in commands(DOCS / "many-machines.md"):
        if one.startswith("sudo install -o postgres"):
            _install(tmp_path, host.etc)
        elif is_run(one):
            twice = f"{_PASSWORD}\n{_PASSWORD}\n" if "createuser" in one or "password" in one else ""
            said[one] = shell.run(one, twice)
    told = said["kiosk db roles --config branch/branch.toml"]
    addresses = {one[1]: one[0] for one in re.finditer(r"postgresql\S+//(\w+):\S+", told)}
    assert set(addresses) >= {"kiosk", "desk", "board", "manager"}
    assert all("sslmode=verify-full" in one for one in addresses.values())
    changed = re.sub(r"kiosk:[^@]+@", f"kiosk:{_PASSWORD}@", addresses["kiosk"])
    with pytest.raises(AssertionError, match="✗"):
        _doctor_of(shell, addresses["kiosk"])
    _doctor_of(shell, changed)
    _not_another_server(shell, changed)


def _install(folder: Path, etc: Path) -> None:
    """Do what `install` does, for the user who runs this server."""
    owner = etc.stat()
    for name in ("server.key", "server.crt"):
        shutil.copy(folder / name, etc / name)
        os.chown(etc / name, owner.st_uid, owner.st_gid)
        (etc / name).chmod(stat.S_IRUSR | stat.S_IWUSR)


def _doctor_of(shell: Shell, address: str) -> None:
    """Check a machine with the address of its role, as the page tells to write it."""
    file = shell.folder / "branch" / "branch.toml"
    text = re.sub(r'^url = "postgresql.*"$', f'url = "{address}"', file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    file.write_text(text, encoding="utf-8")
    assert "✗" not in shell.run("kiosk doctor --config branch/branch.toml")


def _not_another_server(shell: Shell, address: str) -> None:
    """Check that a machine with another certificate does not talk to this server."""
    shell.run('openssl req -new -x509 -nodes -newkey rsa:2048 -subj "/CN=other" -keyout other.key -out other.crt')
    file = shell.folder / "branch" / "branch.toml"
    text = file.read_text(encoding="utf-8")
    assert address in text
    file.write_text(text.replace("server.crt", "other.crt"), encoding="utf-8")
    with pytest.raises(AssertionError, match="✗"):
        shell.run("kiosk doctor --config branch/branch.toml")


@pytest.mark.postgres
@pytest.mark.slow
def test_a_branch_is_upgraded_and_goes_back(
    tmp_path: Path, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = postgres.create()
    load(FOLDER / "0.1.0.postgres.sql", postgres.url(name))
    here = postgres.url(name)
    owner = "postgresql+psycopg://branch_owner@192.0.2.10/branch"
    shell = Shell(tmp_path, monkeypatch)
    shell.replaced[owner] = here
    shell.run("kiosk init branch --yes")
    for file in (tmp_path / "branch").glob("branch.db*"):
        file.unlink()
    load(FOLDER / "0.1.0.sqlite.sql", f"sqlite:///{tmp_path / 'branch' / 'branch.db'}")
    roles = "kiosk db roles --config branch/branch.toml --owner"
    said = {
        one: shell.run(one + (" --prefix documents_" if one.startswith(roles) else ""))
        for one in commands(DOCS / "upgrade.md")
    }
    named = [one for one, told in said.items() if "0.1.0" in told and RELEASES[REVISION] in told]
    assert [" ".join(one.split()[:3]) for one in named] == ["kiosk db upgrade", "kiosk db upgrade", "kiosk db back"]
    for role in ("kiosk", "desk", "board", "manager"):
        _drop_role(postgres, name, f"documents_{role}")
    postgres.drop(name)


def _drop_role(server: PostgresServer, database: str, role: str) -> None:
    order = f"DROP OWNED BY {role}; DROP ROLE {role}"
    subprocess.run([programs() / "psql", "-qc", order, server.dsn(database)], check=True, capture_output=True)
