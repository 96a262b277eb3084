"""What is written about the chain of a place, and what narrows the list of places."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Contact
from portal.areas.models import Area
from transport.models import Checkpoint


class PlacesForm(forms.Form):
    """Places are no secret: what is searched for may stand in the address."""

    q = forms.CharField(
        label=_("Place"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("name or code")}),
    )
    gaps = forms.BooleanField(label=_("with uncovered hours"), required=False)


class ContactForm(forms.ModelForm):
    class Meta:
        model = Contact
        fields = ("role", "name", "phone", "hours", "is_public")

    def __init__(self, *args: Any, area: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.area = area

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        same = Contact.objects.filter(area=self.area, role=data.get("role"), name=data.get("name"))
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("name", _("This service is named already."))
        return data


class GateForm(forms.ModelForm):
    class Meta:
        model = Checkpoint
        fields = ("phone",)
