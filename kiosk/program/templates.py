"""Build the set-up of a new branch from a template: what a ward, a commune or a special zone begins with."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import resources
from kiosk.domain.branch_setup import PriorityGroup, StaffRole
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.setup.check import check
from kiosk.domain.setup.document import (
    FORMAT,
    BranchPart,
    CounterPart,
    CounterService,
    Document,
    FieldPart,
    ServicePart,
    Span,
    StaffPart,
    WeekHours,
)
from kiosk.domain.setup.form import nearest, read
from kiosk.program.sample import shipped_calendar

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class CounterPlan:
    """Hold a counter of a template: it serves every service of its fields."""

    name: LocalText
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """Hold the fields that a template takes, and its counters."""

    code: str
    fields: tuple[str, ...]
    counters: tuple[CounterPlan, ...]


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """Hold what all templates have in common; `spans` are the opening hours from Monday to Friday."""

    code: str
    name: LocalText
    slogan: LocalText
    administrator: str
    spans: tuple[Span, ...]
    templates: tuple[Template, ...]


@dataclass(frozen=True, slots=True)
class FieldFile:
    """Hold every field with its services."""

    fields: tuple[FieldPart, ...]
    services: tuple[ServicePart, ...]


@dataclass(frozen=True, slots=True)
class GroupFile:
    """Hold the groups of the national text, and those that only a branch's own regulation can name."""

    national: tuple[PriorityGroup, ...]
    local: tuple[PriorityGroup, ...]


def template_names() -> tuple[str, ...]:
    """Return the names of the templates."""
    return tuple(one.code for one in _templates().templates)


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

    Each procedure of a field that the template takes has a service. The other procedures lead to "Chưa rõ việc".

    Raises:
        CounterError: ``setup.no_template`` (name, near).
    """
    plan = next((one for one in _templates().templates if one.code == name), None)
    if plan is None:
        raise CounterError("setup.no_template", name=name, near=nearest(name, template_names()))
    common, chosen = _templates(), _chosen(plan)
    services = _services(chosen)
    return Document(
        format=FORMAT,
        branch=BranchPart(common.code, common.name, LocalText(place), common.slogan),
        fields=tuple(one for one in field_file().fields if one.code in chosen),
        services=services,
        counters=tuple(
            CounterPart(number, one.name, tuple(CounterService(s.code) for s in services if s.field in one.fields))
            for number, one in enumerate(plan.counters, start=1)
        ),
        staff=(StaffPart("quantri", common.administrator, StaffRole.ADMINISTRATOR),),
        hours=WeekHours(*[common.spans] * 5),
        calendar=shipped_calendar(),
        groups=group_file().national,
    )


@cache
def field_file() -> FieldFile:
    """Return the shipped fields and services."""
    return _shipped(FieldFile, "fields")


@cache
def group_file() -> GroupFile:
    """Return the shipped priority groups."""
    return _shipped(GroupFile, "priority_groups")


@cache
def _templates() -> TemplateFile:
    return _shipped(TemplateFile, "templates")


def _shipped(kind: type[Part], name: str) -> Part:
    """Return a shipped file, read as strictly as a set-up."""
    text = resources.path(f"setup/{name}.toml").read_text(encoding="utf-8")
    found, problems = read(kind, tomllib.loads(text))
    if found is None:
        raise ValueError(f"resources/setup/{name}.toml: {problems}")
    return found


def _chosen(plan: Template) -> frozenset[str]:
    """Return the codes of a template's fields, with that of the service for everything else."""
    return frozenset((*plan.fields, *(one.field for one in field_file().services if one.other)))


def _services(chosen: frozenset[str]) -> tuple[ServicePart, ...]:
    return tuple(one for one in field_file().services if one.field in chosen)
