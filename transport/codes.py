"""The typed code of a pass: eight characters that cannot be mistaken for one another, the last a check."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
LENGTH = 8
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", " ": "", "-": ""})


def fresh_code() -> str:
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + _check(body)


def normalised(typed: str) -> str:
    return typed.strip().upper().translate(_LOOKALIKES)


def is_well_typed(code: str) -> bool:
    """False when a character was mistyped or two neighbours were swapped: said at once, without asking the database."""
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
