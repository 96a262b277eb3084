"""Codes as a list of words, in the language of whoever reads."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import TextChoices
from django.utils.translation import pgettext


def listed(choices: type[TextChoices], codes: Collection[str]) -> str:
    """In the order of their vocabulary, whatever the order of the codes."""
    return joined([str(label) for code, label in choices.choices if code in codes])


def joined(words: list[str]) -> str:
    return pgettext("between things of a list", ", ").join(words)
