"""Words for people: a sentence by key, and a name held in several languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field

VIETNAMESE = "vi"
LANGUAGES = (VIETNAMESE, "en", "km")


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for the person at the screen, by its key in ``resources/translations``, with what goes into it."""

    key: str
    args: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LocalText:
    """A name in several languages, for instance of a service; Vietnamese is always there."""

    vi: str
    others: tuple[tuple[str, str], ...] = ()

    def to(self, language: str) -> str:
        """The name in ``language``, or in Vietnamese where it was not translated."""
        return dict(self.others).get(language, self.vi)

    def as_dict(self) -> dict[str, str]:
        """Language code to text, as it is stored."""
        return {VIETNAMESE: self.vi, **dict(self.others)}

    @classmethod
    def from_dict(cls, texts: Mapping[str, str]) -> "LocalText":
        """The reverse of `as_dict`; raises KeyError without a Vietnamese text."""
        others = tuple(sorted((code, text) for code, text in texts.items() if code != VIETNAMESE))
        return cls(texts[VIETNAMESE], others)


class CounterError(Exception):
    """A refusal the person in front of the screen can act on. `message` is the sentence to show them."""

    def __init__(self, key: str, /, **args: object) -> None:
        super().__init__(key, args)
        self.message = Message(key, args)


@dataclass(frozen=True, slots=True)
class Texts:
    """The sentences of one language, Vietnamese standing in for what is not translated yet."""

    language: str
    own: Mapping[str, str]
    fallback: Mapping[str, str]

    def say(self, key: str, /, **args: object) -> str:
        """The sentence for `key` with `args` filled in. ``count=1`` takes the form ``key.one`` where there is one.

        An unknown key is a mistake in the program: KeyError.
        """
        sentences = self.own if key in self.own else self.fallback
        pattern = sentences[key]
        if args.get("count") == 1:
            pattern = sentences.get(f"{key}.one", pattern)
        return pattern.format_map(dict(args))

    def message(self, message: Message) -> str:
        """The sentence of a `Message`; local names in its arguments are put into this language."""
        args = {name: self._plain(value) for name, value in message.args.items()}
        return self.say(message.key, **args)

    def name(self, name: LocalText) -> str:
        """A name in this language."""
        return name.to(self.language)

    def _plain(self, value: object) -> object:
        return value.to(self.language) if isinstance(value, LocalText) else value
