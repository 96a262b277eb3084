"""One-time codes, against the vectors of RFC 6238 (appendix B, SHA-1, the last six digits)."""

import base64

import pytest

from portal.accounts.totp import address, code_at, matching_step, new_secret

SECRET = base64.b32encode(b"12345678901234567890").decode()
VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]


@pytest.mark.parametrize(("at", "code"), VECTORS)
def test_the_vectors_of_the_standard(at, code):
    assert code_at(SECRET, at // 30) == code
    assert matching_step(SECRET, code, at=at) == at // 30


def test_a_step_to_either_side_counts_and_no_more():
    at, code = VECTORS[3]
    assert matching_step(SECRET, code, at=at + 30) == matching_step(SECRET, code, at=at - 30) == at // 30
    assert matching_step(SECRET, code, at=at + 61) is None
    assert matching_step(SECRET, code, at=at - 61) is None


def test_a_code_opens_once():
    at, code = VECTORS[3]
    assert matching_step(SECRET, code, at=at, after=at // 30) is None


def test_secrets_are_random_and_fit_an_app():
    assert len(base64.b32decode(new_secret())) == 20
    assert new_secret() != new_secret()
    assert address(SECRET, "li na").startswith(f"otpauth://totp/Changyi:li%20na?secret={SECRET}&issuer=Changyi")
