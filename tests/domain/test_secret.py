"""Check what may be a PIN or a password."""

import pytest

from kiosk.domain.people.secret import SecretProblem, secret_problem


@pytest.mark.parametrize(
    "text", ["803172", "402819", "mật khẩu dài", "kho-qua!", "x" * 63 + "y", "47110815", "lúa chín 7 sào"]
)
def test_these_may_be(text: str) -> None:
    assert secret_problem(text, "an.le") is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", SecretProblem.SHORT),
        ("80317", SecretProblem.SHORT),
        ("abc123!", SecretProblem.SHORT),
        ("x" * 65, SecretProblem.LONG),
        ("123456", SecretProblem.EASY),
        ("789012", SecretProblem.EASY),
        ("654321", SecretProblem.EASY),
        ("000000", SecretProblem.EASY),
        ("121212", SecretProblem.EASY),
        ("147147", SecretProblem.EASY),
        ("aaaaaaaa", SecretProblem.EASY),
        ("An.Le2026", SecretProblem.EASY),
    ],
)
def test_these_may_not(text: str, problem: SecretProblem) -> None:
    assert secret_problem(text, "an.le") is problem


@pytest.mark.parametrize(
    "text", ["010190", "01011990", "19900101", "01/01/1990", "112233", "994411", "159753", "147258", "753789", "369654"]
)
def test_safety_10_dates_pairs_and_patterns_are_refused(text: str) -> None:
    assert secret_problem(text, "an.le") is SecretProblem.EASY


@pytest.mark.parametrize(
    "text",
    ["password", "P@ssw0rd", "iloveyou99", "dragon1988", "vietnam2026", "matkhau1", "Mật khẩu 1", "mật-khẩu-2026"],
)
def test_safety_10_common_passwords_of_a_real_list_are_refused(text: str) -> None:
    """Also with accents, and with figures around them."""
    assert secret_problem(text, "an.le") is SecretProblem.EASY


def test_most_numbers_may_still_be_a_pin() -> None:
    """A random PIN is hardly ever refused: the rule keeps nine of ten numbers."""
    allowed = sum(secret_problem(f"{pin:06d}", "an") is None for pin in range(7, 10**6, 997))
    assert allowed > 0.9 * 10**6 / 997
