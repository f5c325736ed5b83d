"""Check sentences by key, names in several languages, and Vietnamese for missing translations."""

import pickle

import pytest

from kiosk.domain.language.text import CounterError, LocalText, Message, Texts
from kiosk.domain.people.rating import Level, Rating, RatingReason

VI = {"wait": "{count} người chờ", "hello": "Kính chào", "only.vi": "Chỉ có {count} số"}
EN = {"wait": "{count} people wait", "wait.one": "One person waits", "hello": "Welcome"}
ENGLISH, VIETNAMESE = Texts("en", EN, VI), Texts("vi", VI, VI)
SERVICE = LocalText("Khai sinh", (("en", "Birth registration"),))


@pytest.mark.parametrize(("count", "sentence"), [(0, "0 people wait"), (1, "One person waits"), (2, "2 people wait")])
def test_one_has_its_own_form_where_the_language_has_one(count: int, sentence: str) -> None:
    assert ENGLISH.say("wait", count=count) == sentence
    assert VIETNAMESE.say("wait", count=count) == f"{count} người chờ"


def test_what_is_not_translated_is_said_in_vietnamese() -> None:
    assert ENGLISH.say("only.vi", count=1) == "Chỉ có 1 số"
    assert ENGLISH.say("only.vi", count=2) == "Chỉ có 2 số"


def test_the_form_for_one_comes_from_the_language_that_speaks() -> None:
    own = {"wait": "{count} នាក់"}
    fallback = {"wait": "{count} wait", "wait.one": "one waits", "more": "{count} more", "more.one": "one more"}
    texts = Texts("km", own, fallback)
    assert texts.say("wait", count=1) == "1 នាក់"
    assert texts.say("more", count=1) == "one more"


def test_an_unknown_key_or_a_missing_argument_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        ENGLISH.say("no.such.key")
    with pytest.raises(KeyError):
        ENGLISH.say("wait")


def test_braces_in_what_is_filled_in_stay_as_they_are() -> None:
    texts = Texts("vi", {"name": "Chào {name}"}, {})
    assert texts.say("name", name="{count} {0.__class__}") == "Chào {count} {0.__class__}"


def test_a_message_says_names_in_its_readers_language() -> None:
    own = {"refused": "No more {service} today"}
    message = Message("refused", {"service": SERVICE})
    assert Texts("en", own, {}).message(message) == "No more Birth registration today"
    assert Texts("km", own, {}).message(message) == "No more Khai sinh today"
    assert ENGLISH.name(SERVICE) == "Birth registration"


def test_a_name_is_stored_and_read_again() -> None:
    assert LocalText.from_dict(SERVICE.as_dict()) == SERVICE
    assert LocalText.from_dict({"en": "x", "vi": "y", "km": "z"}).others == (("en", "x"), ("km", "z"))
    with pytest.raises(KeyError):
        LocalText.from_dict({"en": "x"})


def test_a_refusal_carries_its_sentence() -> None:
    refusal = CounterError("counter.taken", name="An")
    assert refusal.message == Message("counter.taken", {"name": "An"})
    assert "counter.taken" in str(refusal)


def test_a_refusal_arrives_whole_from_another_process() -> None:
    arrived = pickle.loads(pickle.dumps(CounterError("counter.taken", name="An")))  # noqa: S301 - our own bytes
    assert arrived.message == Message("counter.taken", {"name": "An"})


def test_reasons_belong_to_not_satisfied_only() -> None:
    assert Rating(Level.NOT_SATISFIED, (RatingReason.MANNER,)).reasons == (RatingReason.MANNER,)
    with pytest.raises(ValueError, match="not satisfied"):
        Rating(Level.SATISFIED, (RatingReason.MANNER,))
