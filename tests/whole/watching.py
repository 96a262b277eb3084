"""Looking for what was told in confidence: in an answer, its headers, a text of any kind."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from django.http import HttpResponse

from tests.whole.residents import spellings


class Watch:
    """Knows some secrets and finds each of them however a page, a JSON string or an address would spell it."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._known = {spelling: secret for secret in secrets if secret for spelling in spellings(secret)}
        self._pattern = re.compile("|".join(re.escape(spelling) for spelling in sorted(self._known, key=len)))

    @property
    def known(self) -> set[str]:
        return set(self._known.values())

    def found_in(self, text: str, *, allowed: Collection[str] = ()) -> set[str]:
        return {self._known[spelling] for spelling in self._pattern.findall(text)} - set(allowed)

    def found_in_answer(self, answer: HttpResponse, *, allowed: Collection[str] = ()) -> set[str]:
        body = b"" if answer.streaming else answer.content
        head = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
        return self.found_in(f"{head}\n{body.decode(errors='replace')}", allowed=allowed)


def all_identities(world) -> list[str]:
    return [text for secret in world.secrets for text in secret.identity]


def all_words(world) -> list[str]:
    return [text for secret in world.secrets for text in secret.words]
