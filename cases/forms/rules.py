"""What is asked on the page of rules: which place, and of whom one would like to know what would happen."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models.vocabulary import Control, Group, Need, Severity
from cases.policy import Situation
from hospitals.models import Hospital
from portal.areas.models import Area


class PlaceForm(forms.Form):
    """Own places and those right below; whoever came by a link to a deeper one finds it here too."""

    area = forms.ModelChoiceField(label=_("Area"), queryset=Area.objects.none(), empty_label=None)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["area"]).queryset = places


class PersonForm(forms.Form):
    """A described person: nobody in particular, so nothing of it is personal and all of it may stand in an address."""

    need = forms.ChoiceField(label=_("Need"), choices=Need.choices, widget=forms.RadioSelect())
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity.choices, widget=forms.RadioSelect())
    control = forms.ChoiceField(label=_("Control status"), choices=Control.choices)
    groups = forms.MultipleChoiceField(
        label=_("Groups"), choices=Group.choices, required=False, widget=forms.CheckboxSelectMultiple()
    )
    age = forms.IntegerField(label=_("Age"), required=False, min_value=0, max_value=130)
    test_age = forms.IntegerField(
        label=_("Hours since the last test"),
        required=False,
        min_value=0,
        max_value=10_000,
        help_text=_("Empty: the result is not known."),
    )
    distance = forms.IntegerField(
        label=_("Kilometres to a hospital"),
        required=False,
        min_value=0,
        max_value=10_000,
        help_text=_("Empty: not known."),
    )
    treating_hospital = forms.ModelChoiceField(
        label=_("Treating hospital"), queryset=Hospital.objects.order_by("name"), required=False, empty_label=_("none")
    )
    can_self_drive = forms.BooleanField(label=_("Has a car and can drive"), required=False)

    def situation(self, area: Area) -> Situation:
        said = self.cleaned_data
        treating = said["treating_hospital"]
        return Situation(
            need=said["need"],
            severity=said["severity"],
            control=said["control"],
            groups=frozenset(said["groups"]),
            area_code=area.pk,
            area_name=area.name,
            age=said["age"],
            latest_test_age_hours=said["test_age"],
            can_self_drive=said["can_self_drive"],
            treating_hospital=treating.name if treating else None,
            distance_km=said["distance"],
        )
