"""The institutions, places and lines that whoever sends a workbook may name in it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from hospitals.models import Designation
from hospitals.selectors.matrix import kept_hospitals, kept_places
from portal.access.api import visible
from portal.areas.models import Level
from portal.sheets.problems import CellRefused
from portal.sheets.values import words


class Known:
    def __init__(self, user: Any) -> None:
        self.user = user

    @cached_property
    def hospitals(self) -> dict[str, int]:
        """By name as cells are read: full-width signs made narrow."""
        return {words(name): pk for name, pk in kept_hospitals(self.user).values_list("name", "pk")}

    @cached_property
    def hospital_names(self) -> dict[int, str]:
        return dict(kept_hospitals(self.user).values_list("pk", "name"))

    @cached_property
    def lines(self) -> dict[int, Designation]:
        kept = visible(self.user, "designation.keep", Designation.objects.all())
        return {line.pk: line for line in kept.select_related("hospital").prefetch_related("serves")}

    @cached_property
    def names(self) -> dict[str, str]:
        """Of places, by code: one's own, and those that one's lines serve already."""
        served = {area.pk: area.name for line in self.lines.values() for area in line.serves.all()}
        return served | dict(kept_places(self.user).exclude(level=Level.GRID).values_list("pk", "name"))

    @cached_property
    def _codes(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for code, name in self.names.items():
            found.setdefault(words(name), []).append(code)
        return found

    def hospital(self, name: str) -> int:
        if name not in self.hospitals:
            raise CellRefused(_("You keep no institution with this name."))
        return self.hospitals[name]

    def place(self, word: str) -> str:
        if word in self.names:
            return word
        codes = self._codes.get(word, [])
        if len(codes) > 1:
            raise CellRefused(_("Several places are called “%s”: write the code.") % word[:40])
        if not codes:
            raise CellRefused(_("You keep no place called “%s”.") % word[:40])
        return codes[0]
