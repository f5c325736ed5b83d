"""Hold the text that a citizen types: settled text, and the keys of the current word."""

import unicodedata
from dataclasses import dataclass, field, replace

from kiosk.domain.language.composition import Method, compose, finish, is_word_key, spell

#: The Khmer sign that puts the next consonant below. Alone it is invisible.
_COENG = "\u17d2"
#: Typing methods by the language of the screen; the first one is the default.
_METHODS = {"vi": (Method.TELEX, Method.VNI), "km": (Method.KHMER, Method.LATIN)}


def methods(language: str) -> tuple[Method, ...]:
    """Return the typing methods of a language's keyboard. A language without its own types Latin letters."""
    return _METHODS.get(language, (Method.LATIN,))


@dataclass(frozen=True, slots=True)
class Draft:
    """Hold typed text: `done` is settled, `keys` are the keys of the last word with `method`.

    No repr shows the text.
    """

    done: str = field(default="", repr=False)
    keys: str = field(default="", repr=False)
    method: Method = Method.TELEX

    @property
    def text(self) -> str:
        """Return what is shown (NFC)."""
        return self.done + (compose(self.keys, self.method) if self.keys else "")

    @property
    def settled(self) -> "Draft":
        """Return the draft with its last word ended, as if a space had followed."""
        return replace(self, done=self.done + finish(self.keys, self.method), keys="") if self.keys else self

    def typed(self, key: str, limit: int) -> "Draft":
        """Return the draft with one more key; unchanged where the text would have more than `limit` characters.

        A control character (from a scanner or a paste) is no text and changes nothing.
        """
        if not key or not key.isprintable():
            return self
        after = self._plus(key)
        return after if len(after.text) <= limit else self

    def erased(self) -> "Draft":
        """Return the draft without its last visible letter.

        A word that is shown as typed loses its last key, and may then compose again.
        """
        if self.keys and compose(self.keys, self.method) == self.keys:
            return replace(self, keys=self.keys[:-1])
        left = self.text[:-1]
        return Draft(left.removesuffix(_COENG), method=self.method)._taken_up()

    def using(self, method: Method) -> "Draft":
        """Return the same text, to be continued with another method."""
        return self if method is self.method else Draft(self.text, method=method)._taken_up()

    def _plus(self, key: str) -> "Draft":
        if len(key) == 1 and is_word_key(key, self.method) and (self.keys or not self.done[-1:].isalnum()):
            return replace(self, keys=self.keys + key)
        done = self.settled.done
        return replace(self, done=unicodedata.normalize("NFC", done + key), keys="")

    def _taken_up(self) -> "Draft":
        """Return the draft with its last word current again, where its keys are known."""
        start = len(self.done)
        while start and self.done[start - 1].isalnum():
            start -= 1
        keys = spell(self.done[start:], self.method)
        return replace(self, done=self.done[:start], keys=keys) if keys else self
