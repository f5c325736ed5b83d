"""Hold the language of the terminal: Vietnamese or English, for output, refusals, help and logs."""

from collections.abc import Mapping, Sequence

from kiosk.domain.language.text import VIETNAMESE, Texts
from kiosk.program.texts import texts

LANGUAGE_OPTION = "--language"
#: The languages of the terminal. Khmer is a language of citizens only.
TERMINAL_LANGUAGES = (VIETNAMESE, "en")
#: The variables that decide, the strongest first (POSIX, 8.2).
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_chosen = [VIETNAMESE]


def use_language(language: str) -> None:
    """Set the language of the terminal for this process."""
    _chosen[0] = language


def terminal_texts() -> Texts:
    """Return the sentences in the language of the terminal."""
    return texts(_chosen[0])


def language_of(environment: Mapping[str, str]) -> str:
    """Return the language that the environment asks for. The first variable that is set decides."""
    value = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    return "en" if value.lower().startswith("en") else VIETNAMESE


def split_language(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """Return the value of ``--language``, which may stand anywhere, and the other arguments.

    The value is None where the option is absent, and empty where it has no value.
    """
    rest: list[str] = []
    found: str | None = None
    given = iter(arguments)
    for word in given:
        if word == LANGUAGE_OPTION:
            found = next(given, "")
        elif word.startswith(f"{LANGUAGE_OPTION}="):
            found = word.partition("=")[2]
        else:
            rest.append(word)
    return found, rest
