"""Who falls away and who stands in; what is taken into keeping."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models.absences import AbsenceReason
from cases.models.things import ThingKind
from cases.selectors.absences import STAND_INS, absent_ids, staff_by_place
from portal.access.roles import Role
from portal.accounts.models import User


class AbsenceForm(forms.Form):
    """Only people of the places where one may hand over, and who are there."""

    worker = forms.TypedChoiceField(label=_("Grid worker who falls away"), coerce=int)
    reason = forms.ChoiceField(label=_("Reason"), choices=AbsenceReason.choices)
    until = forms.DateField(
        label=_("Expected back"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    substitute = forms.TypedChoiceField(label=_("Stands in"), coerce=int)

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        absent = absent_ids()
        self.fields["worker"].choices = _present(staff_by_place(by, Role.GRID), absent)  # type: ignore[attr-defined]
        self.fields["substitute"].choices = _present(staff_by_place(by, *STAND_INS), absent)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("worker") and data.get("worker") == data.get("substitute"):
            self.add_error("substitute", _("Choose somebody else."))
        people = User.objects.in_bulk([data[name] for name in ("worker", "substitute") if name in data])
        return {**data, **{name: people[data[name]] for name in ("worker", "substitute") if name in data}}


def _present(staff: dict[int, str], absent: set[int]) -> list[tuple[int | str, str]]:
    return [("", "—"), *((pk, label) for pk, label in staff.items() if pk not in absent)]


class ThingForm(forms.Form):
    kind = forms.ChoiceField(label=_("What"), choices=ThingKind.choices, widget=forms.RadioSelect)
    what = forms.CharField(
        label=_("What exactly (name of the medicine, end of the number)"), required=False, max_length=200
    )
