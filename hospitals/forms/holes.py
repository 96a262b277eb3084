"""What the check for holes in the matrix is asked about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hospitals.holes import Asked
from hospitals.holes.covering import GROUPS, NEEDS
from hospitals.selectors.matrix import districts_of
from hospitals.vocabulary import Control, Group, Need
from portal.areas.models import Area


class HolesForm(forms.Form):
    area = forms.ModelChoiceField(Area.objects.none(), label=_("Place"), to_field_name="code", empty_label=None)
    need = forms.ChoiceField(label=_("Need"), required=False, choices=[("", _("any")), *Need.choices])
    group = forms.ChoiceField(label=_("Specialty or group"), required=False, choices=[("", _("any")), *Group.choices])
    control = forms.ChoiceField(label=_("Control status"), required=False, choices=[("", _("any")), *Control.choices])
    on = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any, *, user: Any) -> None:
        places = districts_of(user, "designation.view")
        first = places.first()
        data = data.copy()
        if first and not data.get("area"):
            data["area"] = first.pk
        super().__init__(data)
        self.fields["area"].queryset = places  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        said = self.cleaned_data
        return Asked(
            needs=(said["need"],) if said["need"] else NEEDS,
            groups=(said["group"],) if said["group"] else GROUPS,
            controls=(said["control"],) if said["control"] else tuple(Control.values),
            on=said["on"],
        )
