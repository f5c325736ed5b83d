"""Define `kiosk staff`: list and add staff, set roles, last days, PINs and passwords."""

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.context import DAY_FORMATS, DEFAULT_CONFIG, ConfigOption, ReasonOption, at_branch, author, say
from kiosk.domain.branch_setup import Staff, StaffRole

if TYPE_CHECKING:
    from kiosk.branch.setup.people import Person

staff = typer.Typer(no_args_is_help=True, help="Manage the staff of the branch: roles, last days, PINs and passwords.")
_Login = Annotated[str, typer.Argument(help="The login of the person, as `kiosk staff list` shows it.")]
_Until = Annotated[
    datetime | None, typer.Option(formats=DAY_FORMATS, help="The last day of the role, for instance 30/06/2027.")
]
_Generate = Annotated[bool, typer.Option("--generate", help="Make a PIN of six digits and print it once.")]


@staff.command(name="list")
def list_people(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """List the staff: login, name, role, last day, and a PIN lock-out."""
    from kiosk.branch.setup.people import people

    for one in at_branch(config, people):
        typer.echo(f"{_line(one.staff)}{_state(one)}")


@staff.command()
def add(
    login: Annotated[str, typer.Argument(help="A unique login: small letters and digits.")],
    name: Annotated[str, typer.Option(help="The full name, as desks show it.")],
    role: Annotated[StaffRole, typer.Option(help="The role.")] = StaffRole.CLERK,
    until: _Until = None,
    generate: _Generate = False,
    reason: ReasonOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Add a member of staff. The PIN or password is asked for, or read from standard input."""
    from kiosk.branch.setup.people import add_person

    last, secret = until.date() if until else None, _secret(login, generate=generate)
    made = at_branch(config, add_person, login, name, role, secret, last, author(reason))
    typer.echo(f"{_say('added')} {_line(made)}")
    _tell(secret, generate=generate)


@staff.command()
def role(
    login: _Login,
    role: Annotated[StaffRole, typer.Argument(help="The new role.")],
    reason: ReasonOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Change the role of a member of staff. It takes effect at the next action on a desk."""
    from kiosk.branch.setup.people import change_role

    typer.echo(f"{_say('changed')} {_line(at_branch(config, change_role, login, role, author(reason)))}")


@staff.command()
def until(
    login: _Login,
    day: Annotated[
        datetime | None, typer.Argument(formats=DAY_FORMATS, help="The last day; left out: the role does not end.")
    ] = None,
    reason: ReasonOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Set or remove the last day of a role. A day in the past ends the role at once."""
    from kiosk.branch.setup.people import set_last_day

    last = day.date() if day else None
    typer.echo(f"{_say('changed')} {_line(at_branch(config, set_last_day, login, last, author(reason)))}")


@staff.command()
def pin(
    login: _Login, generate: _Generate = False, reason: ReasonOption = "", config: ConfigOption = DEFAULT_CONFIG
) -> None:
    """Set a new PIN or password, which the person replaces at the next sign-in. It is asked for, or read from stdin."""
    from kiosk.branch.setup.people import set_secret

    secret = _secret(login, generate=generate)
    at_branch(config, set_secret, login, secret, author(reason))
    typer.echo(_say("secret_set", login=login))
    _tell(secret, generate=generate)


@staff.command()
def unlock(login: _Login, reason: ReasonOption = "", config: ConfigOption = DEFAULT_CONFIG) -> None:
    """End the PIN lock-out of this person and of all desks."""
    from kiosk.branch.setup.people import unlock as end_wait

    at_branch(config, end_wait, login, author(reason))
    typer.echo(_say("unlocked", login=login))


def _secret(login: str, *, generate: bool) -> str:
    """Return the PIN or password of a member of staff. It is never an argument of the command.

    Arguments are visible in the shell's history and in the list of processes.
    """
    if generate:
        from kiosk.branch.staff import new_pin

        return new_pin(login)
    if sys.stdin.isatty():
        return _ask_twice()
    return sys.stdin.readline().rstrip("\r\n")


def _ask_twice() -> str:
    """Ask for a PIN or password on the terminal until it was typed twice alike."""
    while True:
        first, again = (str(typer.prompt(_say(key), hide_input=True)) for key in ("ask", "ask_again"))
        if first == again:
            return first
        typer.echo(_say("differ"), err=True)


def _tell(secret: str, *, generate: bool) -> None:
    if generate:
        typer.echo(_say("pin", pin=secret))


def _line(one: Staff) -> str:
    end = _say("no_end") if one.until is None else _say("end", day=f"{one.until:%d/%m/%Y}")
    return "  ".join((one.login, one.name, _say(f"role.{one.role.value}"), end))


def _state(one: "Person") -> str:
    if one.is_over:
        return f"  {_say('over')}"
    if one.is_blocked:
        return f"  {_say('blocked')}"
    return f"  {_say('waits', seconds=one.waits)}" if one.waits else ""


def _say(key: str, **args: object) -> str:
    return say(f"cli.staff.{key}", **args)
