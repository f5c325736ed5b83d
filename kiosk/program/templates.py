"""Load what the program carries for a new set-up: templates, fields with their services, priority groups."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import resources
from kiosk.domain.branch_setup import PriorityGroup
from kiosk.domain.language.text import CounterError
from kiosk.domain.procedures.catalogue_file import read_catalogue
from kiosk.domain.setup.check import check
from kiosk.domain.setup.document import Document
from kiosk.domain.setup.form import read
from kiosk.domain.setup.template import FieldFile, Material, TemplateFile
from kiosk.program.sample import sample_catalogue, shipped_calendar

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class GroupFile:
    """Hold the groups of the national text, and those that only a branch's own regulation can name."""

    national: tuple[PriorityGroup, ...]
    local: tuple[PriorityGroup, ...]


def template_names() -> tuple[str, ...]:
    """Return the names of the templates."""
    return tuple(one.code for one in material().common.templates)


def new_document(name: str, place: str) -> Document:
    """Return the set-up of a template for a place as a person wrote it.

    Raises:
        CounterError: ``setup.no_template`` (name, near), ``setup.problem.*`` for a name that cannot be shown.
    """
    document = template(name, place)
    for one in check(document):
        raise CounterError(one.message.key, **one.message.args)
    return document


def template(name: str, place: str) -> Document:
    """Return the set-up of a template for a place, for instance ``Phường Tân Thành``.

    Raises:
        CounterError: ``setup.no_template`` (name, near).
    """
    plan = material().plan(name)
    return material().document(place, plan.fields, plan.counters)


@cache
def material() -> Material:
    """Return everything that is shipped for a new set-up."""
    common, as_of = _shipped(TemplateFile, "templates"), read_catalogue(sample_catalogue()).as_of
    return Material(common, field_file(), shipped_calendar(), group_file().national, as_of)


@cache
def field_file() -> FieldFile:
    """Return the shipped fields and services."""
    return _shipped(FieldFile, "fields")


@cache
def group_file() -> GroupFile:
    """Return the shipped priority groups."""
    return _shipped(GroupFile, "priority_groups")


def _shipped(kind: type[Part], name: str) -> Part:
    """Return a shipped file, read as strictly as a set-up."""
    text = resources.path(f"setup/{name}.toml").read_text(encoding="utf-8")
    found, problems = read(kind, tomllib.loads(text))
    if found is None:
        raise ValueError(f"resources/setup/{name}.toml: {problems}")
    return found
