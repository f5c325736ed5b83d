"""Bind the keys of a branch to this machine."""

import os
from dataclasses import dataclass
from pathlib import Path

from kiosk.config import Site
from kiosk.domain.language.text import CounterError
from kiosk.store.bound_keys import bind, bound_file, drop_leftover, has_key, is_host_alone, unbind

_NAMES = ("codes.key", "columns.key", "signing.key")


@dataclass(frozen=True, slots=True)
class BoundKeys:
    """Hold the keys that are bound, and whether the machine's own secret alone opens them: it has no TPM2."""

    files: tuple[Path, ...]
    is_host_alone: bool


def bound_keys(site: Site) -> BoundKeys:
    """Return which keys are bound, and to what."""
    files = tuple(file for file in _secrets(site) if bound_file(file).exists())
    return BoundKeys(files, any(map(is_host_alone, files)))


def plain_keys(site: Site) -> tuple[Path, ...]:
    """Return the keys that are plain files."""
    return tuple(file for file in _secrets(site) if file.exists())


def bind_keys(site: Site) -> BoundKeys:
    """Bind each key that is a plain file. Return all that are bound.

    Raises:
        CounterError: ``service.needs_root``; ``keys.missing`` without keys; ``keys.not_bound``.
    """
    _refuse_without_root()
    first = site.keys / _NAMES[0]
    if not has_key(first):
        raise CounterError("keys.missing", file=str(first))
    for file in _secrets(site):
        drop_leftover(file)
    for file in plain_keys(site):
        bind(file)
    return bound_keys(site)


def unbind_keys(site: Site) -> tuple[Path, ...]:
    """Write each bound key as a plain file again. Return them.

    Raises:
        CounterError: ``service.needs_root``; ``keys.does_not_open``.
    """
    _refuse_without_root()
    files = bound_keys(site).files
    for file in files:
        unbind(file)
    return files


def _secrets(site: Site) -> tuple[Path, ...]:
    return (*(site.keys / name for name in _NAMES), site.token_file)


def _refuse_without_root() -> None:
    if os.geteuid() != 0:
        raise CounterError("service.needs_root")
