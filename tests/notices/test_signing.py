"""A receiver can tell that a message is ours, whole and fresh."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.notices.signing import TOLERANCE, is_signed, signature

NOW = 1_795_000_000


@given(st.text(min_size=1), st.binary(), st.integers(-TOLERANCE, TOLERANCE))
def test_what_was_signed_is_recognised(secret, body, age):
    given_signature = signature(secret, timestamp=NOW - age, body=body)
    assert is_signed(secret, timestamp=str(NOW - age), body=body, given=given_signature, now=NOW)


@pytest.mark.parametrize(
    "changed",
    [
        {"body": b"{}x"},
        {"timestamp": str(NOW + 1)},
        {"given": "v1=00"},
        {"given": ""},
        {"timestamp": ""},
        {"timestamp": "yesterday"},
        {"timestamp": "-1"},
        {"timestamp": "²"},
        {"now": NOW + TOLERANCE + 1},
        {"now": NOW - TOLERANCE - 1},
    ],
    ids=["body", "time", "signature", "none", "no time", "words", "negative", "superscript", "old", "from the future"],
)
def test_anything_else_is_not(changed):
    told = {
        "timestamp": str(NOW),
        "body": b"{}",
        "given": signature("secret", timestamp=NOW, body=b"{}"),
        "now": NOW,
    }
    assert is_signed("secret", **told)
    assert not is_signed("secret", **{**told, **changed})
