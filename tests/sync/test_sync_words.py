"""Check that every status, reason and trouble of delivery has a sentence and is in the protocol's document."""

import re
from pathlib import Path

import pytest

import resources
from kiosk.domain.status import LinkStatus
from kiosk.domain.verdict import RefusalReason, Verdict
from sync import protocol
from sync.relay import RoundOutcome
from sync.transport import LinkTrouble

PAGE = Path(__file__).parents[2] / "docs" / "protocol.md"
KEYS = [f"sync.link.{link.value}" for link in LinkStatus]
KEYS += [f"sync.reason.{reason.value}" for reason in RefusalReason]
KEYS += [f"sync.trouble.{trouble.value}" for trouble in LinkTrouble]
KEYS += [f"sync.outcome.{outcome.value}" for outcome in RoundOutcome]
KEYS += ["sync.bad_url", "sync.plain_http", "sync.bad_certificate", "server.port_taken", "central.tokens"]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("key", KEYS)
def test_there_is_a_sentence(language: str, key: str) -> None:
    assert resources.texts(language)[key]


def test_both_languages_fill_in_the_same() -> None:
    vietnamese, english = resources.texts("vi"), resources.texts("en")
    for key in (key for key in vietnamese if key.startswith(("sync.", "central."))):
        assert set(re.findall(r"{\w+}", vietnamese[key])) == set(re.findall(r"{\w+}", english[key])), key


def test_the_page_names_every_verdict_reason_problem_and_limit() -> None:
    page = PAGE.read_text(encoding="utf-8")
    kinds = [value for name, value in vars(protocol.ProblemKind).items() if name.isupper()]
    limits = [protocol.MAX_RECORDS, protocol.MAX_BODY_BYTES, protocol.MAX_BATCH_BYTES, protocol.MAX_PLAIN_BYTES]
    limits += [protocol.MAX_REPLY_BYTES, protocol.MAX_MISSING]
    names = [verdict.value for verdict in Verdict] + [reason.value for reason in RefusalReason] + kinds
    names += [f"{limit:,}" for limit in limits]
    assert [name for name in names if name not in page] == []
