"""Read the configuration file `branch.toml` strictly: an error names the line and its cure."""

import difflib
import re
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

import msgspec

from kiosk.domain.language.text import CounterError

_PATH = re.compile(r"`\$\.?(?P<path>[^`]*)`")
_INDEX = re.compile(r"\[[\d.]+\]")
_UNLISTED = re.compile(r"Invalid enum value '(?P<value>[^']*)'")
_UNKNOWN = re.compile(r"unknown field `(?P<key>[^`]+)`")
_SYNTAX = re.compile(r"\(at line (?P<line>\d+)")
#: A value without quotes, which TOML knows only for numbers, dates, true and false.
_BARE = re.compile(r"^\s*(?P<key>[\w.-]+)\s*=\s*(?P<value>[^\W\d][\w ]*?)\s*(#.*)?$")
_YES_NO = frozenset({"yes", "no", "on", "off", "true", "false", "có", "không"})


_TimeOfDay = Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
_Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]


#: The kinds of windows, by their names on the command line.
WindowKind = Literal["kiosk", "desk", "hall", "rating", "manager"]


def _always_loud() -> dict[str, int]:
    return {"00:00": 100}


class _Section(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    pass


class DatabaseSection(_Section, frozen=True):
    """Hold `url`: ``sqlite:///branch.db`` (in the data folder) or ``postgresql+psycopg://user@host/name``."""

    url: str = "sqlite:///branch.db"


class StationSection(_Section, frozen=True):
    """Hold `name`, this machine's own name, which owns its print jobs, and two folders.

    `data`: what the program writes, empty for the folder of this file. `keys`: the key files, named from `data`.
    """

    name: str = "kiosk-1"
    data: str = ""
    keys: str = "keys"


class ScannerSection(_Section, frozen=True):
    """Hold `url`: ``auto``, a device (``/dev/ttyACM0``), ``tcp://host:port``, ``rfc2217://host:port``, or empty."""

    url: str = "auto"


class DeskSection(_Section, frozen=True):
    """Hold `scanner`, the clerk's own, as in `ScannerSection`. A kiosk on this machine keeps its own scanner."""

    scanner: str = ""


class PrinterSection(_Section, frozen=True):
    """Hold `url`: a device file, ``serial:///dev/ttyUSB0?baudrate=115200``, ``tcp://host:9100``, or empty.

    `profile` names the kind of printer (`printing.printers.profiles`).
    """

    url: str = ""
    profile: Literal["clone", "unknown", "epson203", "epson180", "citizen", "ppu700", "custom"] = "clone"


class CentreSection(_Section, frozen=True):
    """Hold `url` of the central service (https, or http on this machine); `token_file` holds the device token.

    `ca_file` is the authority of its certificate. `cert_file` and `key_file` are this machine's own certificate, where
    the centre asks for one.
    """

    url: str = ""
    token_file: str = "keys/centre.token"  # noqa: S105 - a name of a file
    ca_file: str = ""
    cert_file: str = ""
    key_file: str = ""


class CatalogueSection(_Section, frozen=True):
    """Hold `old_after_days`: an older catalogue of procedures is called old, on the screen and on paper."""

    old_after_days: Annotated[int, msgspec.Meta(ge=1)] = 30


class DossierSection(_Section, frozen=True):
    """Hold the dossier look-up: `look_up` offers it on the start page, `portal` is the address in its QR code."""

    look_up: bool = False
    portal: Annotated[str, msgspec.Meta(pattern="^https://[^ ]+$")] = "https://dichvucong.gov.vn"


class ScreenSection(_Section, frozen=True):
    """Hold how windows are shown.

    `output` names the screen of the windows, or with several windows on this machine the screen of each.
    `pixels_per_mm` 0 asks the panel. `full_screen` false opens an ordinary window. `cursor` shows the mouse arrow.
    """

    pixels_per_mm: float = 0.0
    full_screen: bool = True
    cursor: bool = False
    reduced_motion: bool = False
    output: str | dict[WindowKind, str] = ""


class HallSection(_Section, frozen=True):
    """Hold the board: its number of screens.

    A call that a board hears of after `stale_seconds` is not shown as new and not said.
    """

    screens: Annotated[int, msgspec.Meta(ge=1, le=2)] = 1
    stale_seconds: Annotated[int, msgspec.Meta(ge=10)] = 180


class SpeechSection(_Section, frozen=True):
    """Hold the spoken guidance: `program` speaks like espeak-ng, empty for none.

    `headphones` is ``auto``, an input device's file, or empty.
    """

    program: str = "espeak-ng"
    words_per_minute: Annotated[int, msgspec.Meta(ge=80, le=450)] = 150
    headphones: str = "auto"


class VoiceSection(_Section, frozen=True):
    """Hold the hall voice of this machine; the set-up of the branch says its languages. `folder` holds their packs.

    `player` is ``auto`` or a command. `times` is how often a call is said. `volume` is percent from a time of day on.
    """

    folder: str = "voice"
    player: Annotated[str, msgspec.Meta(min_length=1)] = "auto"
    times: Annotated[int, msgspec.Meta(ge=1, le=2)] = 1
    volume: dict[_TimeOfDay, _Percent] = msgspec.field(default_factory=_always_loud)


class ReportsSection(_Section, frozen=True):
    """Hold `folder`, into which the report of each closed day is written; empty for none. It must exist."""

    folder: str = ""


class BackupSection(_Section, frozen=True):
    """Hold `folder`, into which `kiosk backup` writes, and `key`, the public key of `kiosk backup-keygen`.

    `database` is the address of the database's owner on PostgreSQL, for the backup alone; empty for `database.url`.
    """

    folder: str = ""
    key: Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{64})?$")] = ""
    database: str = ""


class ApiSection(_Section, frozen=True):
    """Hold where `kiosk serve --local` listens: `host` and `port`, with a certificate and its key for HTTPS."""

    host: Annotated[str, msgspec.Meta(min_length=1)] = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 8450
    cert_file: str = ""
    key_file: str = ""


class Config(_Section, frozen=True):
    """Hold everything in `branch.toml`; each section may be left out."""

    database: DatabaseSection = DatabaseSection()
    station: StationSection = StationSection()
    scanner: ScannerSection = ScannerSection()
    desk: DeskSection = DeskSection()
    printer: PrinterSection = PrinterSection()
    centre: CentreSection = CentreSection()
    catalogue: CatalogueSection = CatalogueSection()
    dossiers: DossierSection = DossierSection()
    screen: ScreenSection = ScreenSection()
    speech: SpeechSection = SpeechSection()
    hall: HallSection = HallSection()
    voice: VoiceSection = VoiceSection()
    reports: ReportsSection = ReportsSection()
    backup: BackupSection = BackupSection()
    api: ApiSection = ApiSection()


@dataclass(frozen=True)
class Site:
    """Hold a configuration and its folder.

    Relative names of files that people make (roundel, certificate) start in that folder. Those of files that the
    program makes (database, keys, voice, logs) start in `data`.
    """

    folder: Path
    config: Config

    @property
    def data(self) -> Path:
        """Return the folder of the files that the program makes."""
        return self.folder / self.config.station.data

    @property
    def database_url(self) -> str:
        """Return the database's URL, a relative SQLite file made absolute."""
        url = self.config.database.url
        name = url.removeprefix("sqlite:///")
        return url if name == url else f"sqlite:///{self.data / name}"

    @property
    def exit_staff(self) -> Path:
        """Return the file in which a kiosk stores whose PIN opens it."""
        return self.data / "exit-staff.json"

    @property
    def own_ledger(self) -> Path | None:
        """Return the file of a kiosk's own ledger; None where the branch database is a file itself."""
        is_file = self.config.database.url.startswith("sqlite")
        return None if is_file else self.data / "own-ledger.db"

    def output_of(self, window: str) -> str:
        """Return the name of the screen on which a kind of window stands; empty for the primary one."""
        named = self.config.screen.output
        return named if isinstance(named, str) else next((name for kind, name in named.items() if kind == window), "")

    def outputs_beside(self, window: str) -> frozenset[str]:
        """Return the names of the screens that belong to other kinds of windows."""
        named = self.config.screen.output
        return frozenset() if isinstance(named, str) else frozenset(n for kind, n in named.items() if kind != window)

    @property
    def last_shown(self) -> Path:
        """Return the file in which the board stores the last call it showed."""
        return self.data / "hall-shown"

    @property
    def last_look(self) -> Path:
        """Return the file in which a machine stores how the branch looked last."""
        return self.data / "last-look.json"

    @property
    def report_folder(self) -> Path | None:
        """Return the folder for the reports of closed days; None where this machine writes none."""
        return self.data / self.config.reports.folder if self.config.reports.folder else None

    @property
    def backup_folder(self) -> Path | None:
        """Return the folder for backups; None where this machine takes none."""
        return self.data / self.config.backup.folder if self.config.backup.folder else None

    @property
    def reports_written(self) -> Path:
        """Return the file that marks until where the reports of closed days are written."""
        return self.data / "reports-written"

    @property
    def printer_dirty(self) -> Path:
        """Return the file that marks a printer which may hold the rest of an old slip."""
        return self.data / "printer-dirty"

    @property
    def keys(self) -> Path:
        """Return the folder of the key files."""
        return self.data / self.config.station.keys

    @property
    def voices(self) -> Path:
        """Return the folder with a voice pack for each language."""
        return self.data / self.config.voice.folder

    @property
    def token_file(self) -> Path:
        """Return the file with the device token for the centre."""
        return self.data / self.config.centre.token_file

    @property
    def api_token(self) -> Path:
        """Return the file with the token for other programs."""
        return self.keys / "api.token"


def load_site(path: Path) -> Site:
    """Return the configuration of a `branch.toml`, with its folder.

    Raises:
        CounterError: ``config.missing``, ``config.not_allowed`` (owner), ``config.not_text``, ``config.syntax`` (line).
            ``config.true_or_false`` and ``config.needs_quotes`` (line, key, value). ``config.unknown_key`` (line, key,
            nearest known name), ``config.wrong_value`` (line, key, why). ``config.unknown_name`` (line, key, value,
            nearest and all known names), ``config.wrong_address`` (line, section).
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise CounterError("config.not_text", file=path.name) from problem
    except PermissionError as problem:
        raise CounterError("config.not_allowed", file=str(path), owner=_owner(path)) from problem
    except OSError as problem:
        raise CounterError("config.missing", file=str(path)) from problem
    return Site(path.resolve().parent, parse(text, path.name))


def _owner(path: Path) -> str:
    """Return the owner of a file, or of its folder where the file is out of sight."""
    owner = "–"
    for place in (path.parent, path):
        with suppress(OSError, KeyError):  # out of sight; an owner without a name
            owner = place.owner()
    return owner


def parse(text: str, name: str = "branch.toml") -> Config:
    """Return the configuration of a text; see `load_site` for the errors."""
    try:
        values = tomllib.loads(text)
        moved_values(values)
        config = msgspec.convert(values, Config)
    except tomllib.TOMLDecodeError as problem:
        found = _SYNTAX.search(str(problem))
        line = int(found["line"]) if found else text.count("\n") + 1
        raise _misspelt(text, name, line) from problem
    except msgspec.ValidationError as problem:
        raise _located(text, name, str(problem)) from problem
    for (section, key), rule in _ADDRESSES.items():
        if not rule.allows(getattr(getattr(config, section), key)):
            line = _line_of(text, [section, key])
            raise CounterError("config.wrong_address", file=name, line=line, section=section, example=rule.example)
    return config


def moved_values(values: dict[str, Any]) -> dict[str, Any]:
    """Take out the keys that release 0.1.0 had here and the set-up of the branch has now; return them by their names.

    A file with such a key works; `kiosk db upgrade` takes the values over.
    """
    found = {}
    for section, key in _MOVED:
        part = values.get(section)
        if isinstance(part, dict) and key in part:
            found[f"{section}.{key}"] = part.pop(key)
    return found


_MOVED = (("screen", "roundel"), ("hall", "languages"), ("hall", "notices"), ("voice", "languages"))


@dataclass(frozen=True, slots=True)
class _Address:
    """Hold what an address may begin with; an address in `hosts` names a machine and perhaps a port."""

    example: str
    paths: tuple[str, ...]
    hosts: tuple[str, ...] = ()
    words: tuple[str, ...] = ("",)

    def allows(self, url: str) -> bool:
        """Return whether a text can be an address. The driver checks settings and paths."""
        if url in self.words or any(url.startswith(one) and url != one for one in self.paths):
            return True
        try:
            parts = urlsplit(url)
            return parts.scheme in self.hosts and bool(parts.hostname) and parts.port != 0
        except ValueError:  # a port that is not a number, or an unclosed bracket
            return False


_SCANNER = _Address(
    "auto, /dev/ttyACM0, tcp://192.0.2.20:4001",
    ("/", "serial:///", "auto:"),
    ("tcp", "socket", "rfc2217"),
    ("", "auto"),
)
_ADDRESSES = {
    ("database", "url"): _Address(
        "sqlite:///branch.db", ("sqlite:///", "postgresql:", "postgresql+psycopg:"), words=()
    ),
    ("scanner", "url"): _SCANNER,
    ("desk", "scanner"): _SCANNER,
    ("printer", "url"): _Address(
        "tcp://192.0.2.30:9100", ("/", "file:///", "serial:///"), ("tcp", "socket", "rfc2217")
    ),
    ("centre", "url"): _Address("https://centre.example.vn", (), ("https", "http")),
}


def example_for(section: str, key: str, address: str) -> str | None:
    """Return an example where `address` cannot be an address of this kind; None where it can."""
    rule = _ADDRESSES[section, key]
    return None if rule.allows(address) else rule.example


def _misspelt(text: str, name: str, line: int) -> CounterError:
    """Return the refusal for a line that is no TOML; name the frequent mistakes."""
    lines = text.splitlines()
    bare = _BARE.match(lines[line - 1]) if line <= len(lines) else None
    if bare is None:
        return CounterError("config.syntax", file=name, line=line)
    kind = "true_or_false" if bare["value"].lower() in _YES_NO else "needs_quotes"
    return CounterError(f"config.{kind}", file=name, line=line, key=bare["key"], value=bare["value"])


def _located(text: str, name: str, words: str) -> CounterError:
    at = _PATH.search(words)
    path = [part for part in _INDEX.sub("", at["path"] if at else "").split(".") if part]
    unknown = _UNKNOWN.search(words)
    if unknown:
        key = unknown["key"]
        near = difflib.get_close_matches(key, _known_keys(path), n=1)
        line = _line_of(text, [*path, key])
        return CounterError("config.unknown_key", file=name, line=line, key=key, near=near[0] if near else "–")
    key = path[-1] if path else "–"
    unlisted = _UNLISTED.search(words)
    if unlisted:
        known = _choices(_type_at(path))
        near = difflib.get_close_matches(unlisted["value"], known, n=1, cutoff=0.5)
        names = {"value": unlisted["value"], "near": near[0] if near else known[0], "known": ", ".join(known)}
        return CounterError("config.unknown_name", file=name, line=_line_of(text, path), key=key, **names)
    why = words.partition(" - ")[0]
    return CounterError("config.wrong_value", file=name, line=_line_of(text, path), key=key, why=why)


def _known_keys(path: list[str]) -> list[str]:
    return [f.name for f in msgspec.structs.fields(_type_at(path))]


def _type_at(path: list[str]) -> Any:
    """Return the type of a section or a key; `Config` where there is none."""
    found: Any = Config
    for part in path:
        found = next((f.type for f in msgspec.structs.fields(found) if f.name == part), Config)
    return found


def _choices(type_: Any) -> list[str]:
    """Return the names that a type allows, also inside a list."""
    parts = get_args(type_)
    return [name for part in parts for name in ([part] if isinstance(part, str) else _choices(part))]


def _line_of(text: str, path: list[str]) -> int:
    """Return the line of a section's or a key's name, counted from 1."""
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.split("#")[0].strip()
        if bare.startswith("["):
            section = bare.strip("[] ")
            if [section] == path:
                return number
        elif "=" in bare:
            here = [*([section] if section else []), *bare.split("=")[0].strip().split(".")]
            if here == path:
                return number
    return 1
