"""What a file may refer to: the communities whose register somebody keeps, and the hospitals there are."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from hospitals.models import Hospital
from portal.access.api import visible
from portal.areas.models import Area, Level
from portal.privacy.normalise import normalise_name
from portal.sheets.problems import CellRefused


class Known:
    """Asked once a file, in two questions. A place outside `user`'s is refused in the same words as one unheard of."""

    def __init__(self, user: Any) -> None:
        places = Area.objects.filter(level__in=(Level.COMMUNITY, Level.GRID))
        self.places: dict[str, str] = dict(visible(user, "register.edit", places).values_list("code", "name"))
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for code, name in self.places.items():
            self._by_name[normalise_name(name)].append(code)
        self.hospitals: dict[int, str] = dict(Hospital.objects.values_list("pk", "name"))
        self._hospital = {normalise_name(name): pk for pk, name in self.hospitals.items()}

    def place(self, told: str) -> str:
        """The code of a community, told by code or by name."""
        if told in self.places:
            return told
        codes = self._by_name.get(normalise_name(told), [])
        if len(codes) > 1:
            raise CellRefused(_("Several of your communities have this name: write the code."))
        if not codes:
            raise CellRefused(_("You keep the register of no community with this name or code."))
        return codes[0]

    def word_for(self, code: str) -> str:
        """What a cell must say to mean this place: its name, or its code where two of one's places share the name."""
        name = self.places.get(code, "")
        return name if len(self._by_name.get(normalise_name(name), ())) == 1 else code if name else ""

    def hospital(self, told: str) -> int:
        pk = self._hospital.get(normalise_name(told))
        if pk is None:
            raise CellRefused(_("No hospital has this name: write it as the list of hospitals does."))
        return pk
