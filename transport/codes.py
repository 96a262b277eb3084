"""The typed code of a pass: eight characters that cannot be mistaken for one another, the last a check."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
LENGTH = 8
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", " ": "", "-": ""})


def fresh_code() -> str:
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + _check(body)


class Mistyped(ValueError):
    """No pass can have this code: a character is wrong, missing, or swapped with its neighbour."""


def read(typed: str) -> str:
    """The code as it was given out, however it was written down. Raises Mistyped without asking the database."""
    code = typed.strip().upper().translate(_LOOKALIKES)
    if not is_well_typed(code):
        raise Mistyped
    return code


def is_well_typed(code: str) -> bool:
    return len(code) == LENGTH and set(code) <= set(ALPHABET) and _check(code[:-1]) == code[-1]


def spoken(code: str) -> str:
    """In two groups, as it is read out."""
    return f"{code[:4]} {code[4:]}"


def _check(body: str) -> str:
    """Luhn's check, modulo 32."""
    base, total = len(ALPHABET), 0
    for place, character in enumerate(reversed(body)):
        value = ALPHABET.index(character) * (2 if place % 2 == 0 else 1)
        total += value // base + value % base
    return ALPHABET[-total % base]
