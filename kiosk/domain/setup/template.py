"""Build the set-up of a new branch from shipped material: the fields it takes, its counters, its hours."""

from dataclasses import dataclass
from datetime import date

from kiosk.domain.branch_setup import PriorityGroup, StaffRole
from kiosk.domain.language.text import CounterError, LocalText
from kiosk.domain.setup.document import (
    FORMAT,
    BranchPart,
    CalendarDay,
    CounterPart,
    CounterService,
    Document,
    FieldPart,
    ServicePart,
    Span,
    StaffPart,
    WeekHours,
)
from kiosk.domain.setup.form import nearest

#: The login of the first administrator.
ADMINISTRATOR = "quantri"


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
class Material:
    """Hold what the program carries for a new set-up. `as_of` is the date of the catalogue of procedures."""

    common: TemplateFile
    offered: FieldFile
    calendar: tuple[CalendarDay, ...]
    groups: tuple[PriorityGroup, ...]
    as_of: date

    @property
    def other_field(self) -> str:
        """Return the field of the service for everything else; every branch takes it."""
        return next(one.field for one in self.offered.services if one.other)

    def plan(self, name: str) -> Template:
        """Return a template.

        Raises:
            CounterError: ``setup.no_template`` (name, near).
        """
        known = {one.code: one for one in self.common.templates}
        if name not in known:
            raise CounterError("setup.no_template", name=name, near=nearest(name, known))
        return known[name]

    def services(self, fields: tuple[str, ...]) -> tuple[ServicePart, ...]:
        """Return the services of fields, with the one for everything else."""
        chosen = {*fields, self.other_field}
        return tuple(one for one in self.offered.services if one.field in chosen)

    def document(
        self,
        place: str,
        fields: tuple[str, ...],
        counters: tuple[CounterPlan, ...],
        hours: WeekHours | None = None,
        staff: tuple[StaffPart, ...] = (),
    ) -> Document:
        """Return the set-up of a place with the hours and the administrator of every template.

        Each procedure of a chosen field has a service. The other procedures lead to the service for everything else.
        """
        common, services = self.common, self.services(fields)
        chosen = {*fields, self.other_field}
        return Document(
            format=FORMAT,
            branch=BranchPart(common.code, common.name, LocalText(place), common.slogan),
            fields=tuple(one for one in self.offered.fields if one.code in chosen),
            services=services,
            counters=tuple(
                CounterPart(number, one.name, tuple(CounterService(s.code) for s in services if s.field in one.fields))
                for number, one in enumerate(counters, start=1)
            ),
            staff=(StaffPart(ADMINISTRATOR, common.administrator, StaffRole.ADMINISTRATOR), *staff),
            hours=WeekHours(*[common.spans] * 5) if hours is None else hours,
            calendar=self.calendar,
            groups=self.groups,
        )
