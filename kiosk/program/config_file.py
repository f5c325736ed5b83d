"""Write `branch.toml`: a commented file for a new machine, and single keys in a file that a person keeps."""

import json
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import tomlkit

from kiosk.config import Config, load_site, parse
from kiosk.domain.language.text import CounterError, Texts
from kiosk.durable_file import replace_file

#: A value of one key, as TOML writes it.
Value = str | bool | int | float | Mapping[str, int] | Mapping[str, str] | Mapping[str, str]
#: Keys by their section and name.
Changes = Mapping[tuple[str, str], Value]
_WIDTH = 118


def new_config_text(changes: Changes, name: str, texts: Texts) -> str:
    """Return a file with every key, its comment before it. `changes` replaces defaults."""
    lines = list(_comment("branch_file.head", texts, name=name))
    for section, keys in msgspec.to_builtins(Config()).items():
        lines += ["", f"[{section}]"]
        for key, default in keys.items():
            lines += _comment(f"branch_file.{section}.{key}", texts)
            lines.append(f"{key} = {_written(changes.get((section, key), default))}")
    return "\n".join(lines) + "\n"


def change_config(path: Path, changes: Changes) -> Config:
    """Set keys in a file on the disk; keep its comments, its order and all other keys. Return the new configuration.

    The old file stays until the new one is whole: read back, on the disk, with the same mode and owner.

    Raises:
        CounterError: as `load_site`, for the file as it is and as it would be; ``config.not_written`` (file).
    """
    load_site(path)  # a file that a person broke is not touched
    path = path.resolve()
    found = tomlkit.parse(path.read_text(encoding="utf-8-sig"))
    for (section, key), value in changes.items():
        found.setdefault(section, tomlkit.table())[key] = _item(value)
    text = tomlkit.dumps(found)
    config = parse(text, path.name)
    try:
        replace_file(path, text.encode())
    except OSError as problem:
        raise CounterError("config.not_written", file=str(path)) from problem
    return config


def _comment(key: str, texts: Texts, **args: object) -> Iterator[str]:
    if key in texts.fallback:
        for line in texts.say(key, **args).splitlines():
            yield from textwrap.wrap(line, _WIDTH, initial_indent="# ", subsequent_indent="# ", break_long_words=False)


def _written(value: Value) -> str:
    """Return a value as TOML has it; JSON differs in tables only."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_written(key)} = {_written(one)}' for key, one in value.items())} }}"
    return json.dumps(value, ensure_ascii=False)


def _item(value: Value) -> object:
    if not isinstance(value, Mapping):
        return value
    table = tomlkit.inline_table()
    table.update(value)
    return table
