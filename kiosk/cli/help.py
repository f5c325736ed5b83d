"""Write the help of a command and the errors of a command line in the language of the terminal.

English stands in the code, where a command is defined. Other languages are in ``cli_help.json``. The key of a command
is its words and ``about``. The key of an option is the words and its name, or ``shared`` and its name.
"""

import enum
import inspect
from difflib import get_close_matches
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from kiosk.cli.context import say
from kiosk.program.terminal import terminal_texts


class LocalCommand(TyperCommand):
    """Write the help of one command."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write usage, description, arguments and options."""
        _write_help(self, ctx, formatter)


class LocalGroup(TyperGroup):
    """Write the help of a group of commands, and refuse a command that it does not have."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write usage, description, options and commands."""
        _write_help(self, ctx, formatter)
        with formatter.section(say("cli.usage.commands")):
            rows = [(name, _about(f"{ctx.command_path} {name}", one)) for name, one in self.commands.items()]
            formatter.write_dl([(name, about.partition("\n\n")[0]) for name, about in rows])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command of the next word; name the nearest one where there is none."""
        if not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            near = get_close_matches(args[0], self.commands, 1)
            key = "cli.usage.no_command_near" if near else "cli.usage.no_command"
            raise typer.BadParameter(say(key, name=args[0], near="".join(near)), ctx=ctx)
        return super().resolve_command(ctx, args)


def usage_error(problem: Any) -> str:
    """Return what is wrong with a command line: its usage, where the help is, and one sentence."""
    context, sentence = problem.ctx, _sentence(problem)
    if context is None or type(problem).__name__ == "NoArgsIsHelpError":
        return sentence
    title, see = say("cli.usage.title"), say("cli.usage.see", command=context.command_path)
    return f"{title}: {context.command_path} {_usage(context.command)}\n{see}\n\n{sentence}"


def _sentence(problem: Any) -> str:
    kind, name = type(problem).__name__, _name_in(problem)
    if kind == "NoSuchOption":
        near = ", ".join(sorted(problem.possibilities or ()))
        return say("cli.usage.no_option_near" if near else "cli.usage.no_option", name=problem.option_name, near=near)
    if kind == "BadOptionUsage":
        return say("cli.usage.option_value", name=problem.option_name)
    if kind == "MissingParameter":
        return say("cli.usage.missing", name=name)
    if kind == "BadParameter" and problem.param is not None:
        return say("cli.usage.bad_value", name=name, why=_wanted(problem.param) or problem.message)
    if problem.message.startswith("Got unexpected extra"):
        return say("cli.usage.too_many", words=problem.message.partition("(s) (")[2].removesuffix(")"))
    return str(problem.message)


def _name_in(problem: Any) -> str:
    param = getattr(problem, "param", None)
    if param is None:
        return ""
    return str(param.opts[0]) if param.param_type_name == "option" else _name(param)


def _wanted(param: Any) -> str:
    """Return what kind of value a parameter takes; empty for a kind that a sentence of the program explains."""
    annotation = getattr(getattr(param, "type_descriptor", None), "annotation", None)
    if getattr(getattr(param, "type_descriptor", None), "is_datetime", False):
        return say("cli.usage.day")
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return say("cli.usage.one_of", values=", ".join(str(one.value) for one in annotation))
    if annotation is int:
        least, most = getattr(param, "min", None), getattr(param, "max", None)
        if least is not None and most is not None:
            return say("cli.usage.number_between", least=least, most=most)
        return say("cli.usage.number" if least is None else "cli.usage.number_from", least=least)
    return ""


def _write_help(command: Any, context: Any, formatter: Any) -> None:
    formatter.write_usage(context.command_path, _usage(command), prefix=f"{say('cli.usage.title')}: ")
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(_about(context.command_path, command))
    rows = [(one.param_type_name, _name(one), _explained(context.command_path, one)) for one in command.params]
    for kind in ("argument", "option"):
        found = [(name, text) for of, name, text in rows if of == kind]
        if kind == "option":
            found.append(("--help", say("cli.usage.help")))
        if found:
            with formatter.section(say(f"cli.usage.{kind}s")):
                formatter.write_dl(found)


def _usage(command: Any) -> str:
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    words = [_name(one) if one.required else f"[{_name(one)}]" for one in arguments]
    if isinstance(command, TyperGroup):
        words.append(say("cli.usage.command"))
    return " ".join((f"[{say('cli.usage.options').upper()}]", *words))


def _name(param: Any) -> str:
    """Return how a parameter is written: ``--port NUMBER``, ``FOLDER``."""
    value = param.metavar or param.name.upper()
    if param.param_type_name == "argument":
        return str(value)
    names = ", ".join(param.opts)
    return names if param.is_flag else f"{names} {value}"


def _explained(path: str, param: Any) -> str:
    text = _translated(f"{_key(path)}{param.name}", f"cli_help.shared.{param.name}") or param.help or ""
    default = param.default.value if isinstance(param.default, enum.Enum) else param.default
    if param.required:
        return f"{text} [{say('cli.usage.required')}]" if param.param_type_name == "option" else text
    if getattr(param, "is_flag", False) or default in (None, "", 0) or callable(default):
        return text
    return f"{text} [{say('cli.usage.default', value=default)}]"


def _about(path: str, command: Any) -> str:
    return _translated(f"{_key(path)}about") or inspect.cleandoc(command.help or "")


def _key(path: str) -> str:
    words = path.replace("-", "_").split()[1:]
    return "".join(f"{word}." for word in ("cli_help", *words))


def _translated(*keys: str) -> str:
    """Return the first of these sentences that the language of the terminal has itself; empty in English."""
    own = terminal_texts().own
    return next((own[key] for key in keys if key in own), "")
