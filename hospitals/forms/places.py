"""The report of all places of an institution on one form: a line for each kind, stations by shift."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from hospitals.models import Places
from hospitals.models.reports import Figure
from hospitals.vocabulary import ROOMS_BY_SHIFT, Room, Shift

AT_MOST = 9999
COUNTED = [(room, shift) for room in Room for shift in (Shift if room in ROOMS_BY_SHIFT else [""])]


def label_of(room: str, shift: str) -> str:
    return f"{Room(room).label} {Shift(shift).label if shift else ''}".strip()


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of places on the form, with what was reported of it last."""

    label: str
    total: forms.BoundField
    used: forms.BoundField
    known: Places | None


class PlacesForm(forms.Form):
    """Two numbers for each kind of places. A kind that an institution does not have stays empty.

    `rooms` narrows the form to some kinds; `known` are the figures as they stand.
    """

    def __init__(
        self, *args: Any, known: Collection[Places], rooms: Collection[str] = Room.values, **kwargs: Any
    ) -> None:
        self.known = {(row.room, row.shift): row for row in known}
        self.counted = [(room, shift) for room, shift in COUNTED if room in rooms]
        super().__init__(*args, **kwargs)
        for room, shift in self.counted:
            row = self.known.get((room, shift))
            name, what = _name(room, shift), label_of(room, shift)
            self._add(f"used-{name}", _("%s: taken") % what, row.used if row else None)
            self._add(f"total-{name}", _("%s: in all") % what, row.total if row else None)

    def _add(self, name: str, label: str, initial: int | None) -> None:
        widget = forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        self.fields[name] = forms.IntegerField(
            label=label, min_value=0, max_value=AT_MOST, required=False, initial=initial, widget=widget
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for room, shift in self.counted:
            self._check(room, shift)
        if not self.errors and not self.figures():
            raise forms.ValidationError(_("Give at least one figure."))
        return data

    def _check(self, room: str, shift: str) -> None:
        name = _name(room, shift)
        total, used = self.cleaned_data.get(f"total-{name}"), self.cleaned_data.get(f"used-{name}")
        if {f"total-{name}", f"used-{name}"} & self.errors.keys():
            return
        if total is None and (used is not None or (room, shift) in self.known):
            self.add_error(f"total-{name}", _("Say how many there are; 0 where there are none any more."))
        elif total is not None and used is None:
            self.add_error(f"used-{name}", _("Say how many are taken."))
        elif total is not None and used is not None and used > total:
            words = {"used": used, "total": total}
            self.add_error(f"used-{name}", _("%(used)d taken, but only %(total)d in all.") % words)

    def figures(self) -> list[Figure]:
        """What was said, of a form that is valid."""
        said = []
        for room, shift in self.counted:
            total = self.cleaned_data.get(f"total-{_name(room, shift)}")
            if total is not None:
                used = self.cleaned_data.get(f"used-{_name(room, shift)}") or 0
                said.append(Figure(room=room, shift=shift, total=total, used=used))
        return said

    def lines(self) -> Iterator[Line]:
        for room, shift in self.counted:
            name = _name(room, shift)
            known = self.known.get((room, shift))
            yield Line(label_of(room, shift), self[f"total-{name}"], self[f"used-{name}"], known)


def _name(room: str, shift: str) -> str:
    return f"{room}-{shift}" if shift else room
