"""Check what may be a PIN or a password."""

import pytest

from kiosk.domain.people.secret import SecretProblem, secret_problem


@pytest.mark.parametrize("text", ["803172", "112358", "mật khẩu dài", "kho-qua!", "x" * 63 + "y"])
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
