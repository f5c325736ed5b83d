"""Describe what is wrong in a set-up: the place in the document, and a sentence with the cure."""

from dataclasses import dataclass

from kiosk.domain.language.text import Message

#: The keys and positions that lead to a value: ``("services", 3, "name", "en")``.
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class SetupProblem:
    """Hold one problem. Several may stand at one place."""

    path: Path
    message: Message


def problem(path: Path, key: str, /, **args: object) -> SetupProblem:
    """Return a problem with the sentence ``setup.problem.KEY``."""
    return SetupProblem(path, Message(f"setup.problem.{key}", args))
