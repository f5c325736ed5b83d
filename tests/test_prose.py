"""Check docstrings for plain technical English: a verb first, short sentences. A test may give its reason instead."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sources import BESIDE, PACKAGES, files_of, nodes_of

#: The longest sentence, in words. Aim at 20.
MOST_WORDS = 25
#: A docstring begins with a verb in the imperative, so never with one of these words.
NO_VERB = re.compile(
    "a|all|an|and|any|as|at|because|before|both|but|by|each|every|everybody|everything|for|from|how|if|in|into|it|its|less"
    "|more|nobody|not|nothing|of|on|one|only|our|some|somebody|something|that|the|their|there|these|they|this|those|to|under"
    "|until|we|what|whatever|when|where|whether|which|who|whoever|whole|whom|whose|why|with|within|without|you"
    "|CounterError|(?!bring)[a-z]+ing",
    re.IGNORECASE,
)
#: The docstring of a test function may be a sentence that gives the reason, but not one that begins so.
NO_REASON = re.compile("of|those|what|whatever|who|whoever|whom|whose", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”)`]*\s+|\n\s*\n|:\n")


def docstrings(file: Path) -> Iterator[tuple[int, bool, str]]:
    """Yield the line, whether it is of a test function, and the text of each docstring."""
    for node in nodes_of(file):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node)
            if text:
                yield getattr(node, "lineno", 1), getattr(node, "name", "").startswith("test_"), text


def faults(file: Path) -> list[str]:
    found = []
    for line, is_test, text in docstrings(file):
        first = re.split(r"[^\w’'-]", text.lstrip("\"'“(`"), maxsplit=1)[0]
        is_wrong = NO_REASON.fullmatch(first) if is_test else NO_VERB.fullmatch(first) or re.search(r"[^su]s$", first)
        if is_wrong:
            found.append(f"{file}:{line} begins with “{first}”, not with a verb in the imperative")
        for sentence in _SENTENCE_END.split(text):
            if len(sentence.split()) > MOST_WORDS:
                found.append(f"{file}:{line} has {len(sentence.split())} words in “{' '.join(sentence.split())[:60]}…”")
    return found


def test_docstrings_are_plain_english() -> None:
    assert [fault for file in files_of(*PACKAGES, *BESIDE) for fault in faults(file)] == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Return the label.", 0),
        ("Who had to note the number leaves.", 1),
        ("Returns the label.", 1),
        (f"Return {'very ' * 25}much.", 1),
        ("Pass it on. " * 20, 0),
    ],
)
def test_the_check_finds_faults(tmp_path: Path, text: str, count: int) -> None:
    file = tmp_path / "module.py"
    file.write_text(f'"""{text}"""\n')
    assert len(faults(file)) == count
