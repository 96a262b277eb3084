"""Fragments that depend on few values: drawn once in a process and kept by those values and the reader's language.

A page is hundreds of small templates, and most of them say the same on every screen. What is drawn here must depend on
nothing but what it is given: what ticks, or differs between readers, stays outside.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language


class Drawn:
    """One template. Values are hashable: codes, numbers and plain text, tuples of them."""

    def __init__(self, template: str, *, most: int = 256) -> None:
        self._template = template
        self._draw = lru_cache(maxsize=most)(self._draw_anew)

    def of(self, **values: Hashable) -> SafeString:
        # With its type, since to a dictionary 1 is True, and text is the same whether it is safe or not.
        return self._draw(get_language(), tuple((name, type(value), value) for name, value in values.items()))

    def _draw_anew(self, _language: str | None, values: tuple[tuple[str, type, Hashable], ...]) -> SafeString:
        return SafeString(get_template(self._template).render({name: value for name, _type, value in values}))
