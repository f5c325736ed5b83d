"""What somebody is typing: settled text and the keys of the word under way. A frozen value, wiped with its visit."""

import unicodedata
from dataclasses import dataclass, field, replace

from kiosk.domain.composition import Method, compose, finish, is_word_key, spell

#: The Khmer sign that puts the next consonant below: alone it is not to be seen.
_COENG = "\u17d2"
#: Ways of typing by the language of the screen, the first one chosen.
_METHODS = {"vi": (Method.TELEX, Method.VNI), "km": (Method.KHMER, Method.LATIN)}


def methods(language: str) -> tuple[Method, ...]:
    """The ways of typing that a language's keyboard offers; a language without one of its own types Latin letters."""
    return _METHODS.get(language, (Method.LATIN,))


@dataclass(frozen=True, slots=True)
class Draft:
    """`done` is settled text, `keys` what was typed of the last word with `method`. Neither stands in a repr."""

    done: str = field(default="", repr=False)
    keys: str = field(default="", repr=False)
    method: Method = Method.TELEX

    @property
    def text(self) -> str:
        """What is shown (NFC)."""
        return self.done + (compose(self.keys, self.method) if self.keys else "")

    @property
    def settled(self) -> "Draft":
        """The last word over, as if a space had followed."""
        return replace(self, done=self.done + finish(self.keys, self.method), keys="") if self.keys else self

    def typed(self, key: str, limit: int) -> "Draft":
        """With one key more; unchanged where the text would have over `limit` characters.

        A control character (a scanner's, a paste's) is no text and changes nothing.
        """
        if not key or not key.isprintable():
            return self
        after = self._plus(key)
        return after if len(after.text) <= limit else self

    def erased(self) -> "Draft":
        """Without its last visible letter. A word shown as it was typed loses its last key, and may compose again."""
        if self.keys and compose(self.keys, self.method) == self.keys:
            return replace(self, keys=self.keys[:-1])
        left = self.text[:-1]
        return Draft(left.removesuffix(_COENG), method=self.method)._taken_up()

    def using(self, method: Method) -> "Draft":
        """The same text, typed on with another method."""
        return self if method is self.method else Draft(self.text, method=method)._taken_up()

    def _plus(self, key: str) -> "Draft":
        if len(key) == 1 and is_word_key(key, self.method) and (self.keys or not self.done[-1:].isalnum()):
            return replace(self, keys=self.keys + key)
        done = self.settled.done
        return replace(self, done=unicodedata.normalize("NFC", done + key), keys="")

    def _taken_up(self) -> "Draft":
        """The last word of settled text under way again, where its keys can be told."""
        start = len(self.done)
        while start and self.done[start - 1].isalnum():
            start -= 1
        keys = spell(self.done[start:], self.method)
        return replace(self, done=self.done[:start], keys=keys) if keys else self
