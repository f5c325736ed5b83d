"""Describe words for people: a sentence by its key, and a name in several languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

VIETNAMESE = "vi"
LANGUAGES = (VIETNAMESE, "en", "km")


@dataclass(frozen=True, slots=True)
class Message:
    """Hold a sentence for the person at the screen: its key in ``resources/translations``, and what goes into it."""

    key: str
    args: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.key} {dict(self.args)}"


@dataclass(frozen=True, slots=True)
class LocalText:
    """Hold a name in several languages, for instance of a service; Vietnamese is always present."""

    vi: str
    others: tuple[tuple[str, str], ...] = ()

    def to(self, language: str) -> str:
        """Return the name in ``language``, or in Vietnamese where it is not translated."""
        return dict(self.others).get(language, self.vi)

    def as_dict(self) -> dict[str, str]:
        """Return language code to text, as it is stored."""
        return {VIETNAMESE: self.vi, **dict(self.others)}

    @classmethod
    def from_dict(cls, texts: Mapping[str, str]) -> "LocalText":
        """Return the name of a stored text; the reverse of `as_dict`.

        Raises:
            KeyError: the Vietnamese text is missing.
        """
        others = tuple(sorted((code, text) for code, text in texts.items() if code != VIETNAMESE))
        return cls(texts[VIETNAMESE], others)


class CounterError(Exception):
    """Refuse with a sentence that the person at the screen can act on. `message` is that sentence."""

    def __init__(self, key: str, /, **args: object) -> None:
        super().__init__(key, args)
        self.message = Message(key, args)

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep the values of the sentence when the refusal is sent to another process."""
        return _refuse_again, (type(self), self.message)


def _refuse_again(kind: type[CounterError], message: Message) -> CounterError:
    return kind(message.key, **message.args)


@dataclass(frozen=True, slots=True)
class Texts:
    """Hold the sentences of one language; Vietnamese stands in for a missing one."""

    language: str
    own: Mapping[str, str]
    fallback: Mapping[str, str]

    def say(self, key: str, /, **args: object) -> str:
        """Return the sentence of `key` with `args` filled in. ``count=1`` uses ``key.one`` where there is one.

        Raises:
            KeyError: the key is unknown, which is a mistake in the program.
        """
        sentences = self.own if key in self.own else self.fallback
        pattern = sentences[key]
        if args.get("count") == 1:
            pattern = sentences.get(f"{key}.one", pattern)
        return pattern.format_map(dict(args))

    def message(self, message: Message) -> str:
        """Return the sentence of a `Message`; names in its arguments are put into this language."""
        args = {name: self._plain(value) for name, value in message.args.items()}
        return self.say(message.key, **args)

    def name(self, name: LocalText) -> str:
        """Return a name in this language."""
        return name.to(self.language)

    def in_vietnamese(self) -> "Texts":
        """Return the Vietnamese sentences, for what is stored and read by citizens."""
        return Texts(VIETNAMESE, self.fallback, self.fallback)

    def _plain(self, value: object) -> object:
        return value.to(self.language) if isinstance(value, LocalText) else value
