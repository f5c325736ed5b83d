"""Declare to which class of data each table, column and file of a branch belongs, and how long it is kept.

docs/personal-data.md tells purpose, ground and who may see it, for the same classes. A test fails for a column without
a class, and for a class that the page does not tell.
"""

from dataclasses import dataclass
from enum import StrEnum


class Term(StrEnum):
    """Say how long a class of data is kept. Each but the last two is enforced by the program."""

    DAY = "day"  # kiosk.branch.retention
    UPGRADE = "30 days"  # kiosk.program.old_copies
    GENERATIONS = "generations"  # kiosk.program.backup
    SIZE = "size"  # kiosk.program.logs
    WORK = "work"
    BRANCH = "branch"


@dataclass(frozen=True, slots=True)
class DataClass:
    """Describe a class of data.

    Attributes:
        key: names it here and in docs/personal-data.md.
        tables: the tables whose columns belong to it, but for those that another class names.
        columns: single columns, as ``table.column``.
        files: files, named from the folder of `branch.toml` or of the keys.
    """

    key: str
    term: Term
    tables: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


CLASSES: tuple[DataClass, ...] = (
    DataClass("person", Term.DAY, ("day_key",), ("ticket.person", "appointment.person"), ("keys/days/",)),
    DataClass("group", Term.DAY, columns=("ticket.priority_group",)),
    DataClass("slip", Term.DAY, columns=("print_job.slip",)),
    DataClass(
        "visit",
        Term.BRANCH,
        ("ticket", "number_counter", "request", "visit_service", "left_visit", "handed_over", "print_job"),
        files=("own-ledger.db",),
    ),
    DataClass("appointment", Term.BRANCH, ("appointment",)),
    DataClass("rating", Term.BRANCH, ("rating",)),
    DataClass("journal", Term.BRANCH, ("journal", "installation", "delivery", "quarantine")),
    DataClass("figures", Term.BRANCH, ("day_summary", "summary_mark")),
    DataClass("pin", Term.WORK, columns=("staff.secret",), files=("exit-staff.json",)),
    DataClass(
        "staff",
        Term.WORK,
        (
            "staff",
            "counter_session",
            "help_call",
            "seen_alert",
            "out_of_service",
            "setup_draft",
            "desk_lock_out",
        ),
        ("setup_version.names",),
    ),
    DataClass(
        "set-up",
        Term.BRANCH,
        (
            "branch",
            "setup_version",
            "artwork",
            "service",
            "counter",
            "counter_service",
            "catalogue",
            "own_ledger_series",
            "day_service",
            "day_notice",
            "centre_orders",
        ),
        files=("branch.toml",),
    ),
    DataClass(
        "machine", Term.BRANCH, ("station_presence", "station_restart", "device_report", "device_change", "lease")
    ),
    DataClass("key", Term.BRANCH, files=("keys/",)),
    DataClass("log", Term.SIZE, files=("WINDOW.log",)),
    DataClass("upgrade copy", Term.UPGRADE, files=("branch-RELEASE-TIME.db",)),
    DataClass("backup", Term.GENERATIONS, files=("backup.folder",)),
    DataClass("support file", Term.WORK, files=("kiosk support",)),
)
