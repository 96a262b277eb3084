"""What is asked at the door: which entries were looked at, and which telephone or address is another now."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import PhoneField
from cases.models import RegisterEntry
from portal.access.api import visible


class DoorsForm(forms.Form):
    """The entries of one building. One that is gone, or not this person's, is simply not among them."""

    entry = forms.ModelMultipleChoiceField(label=_("Entries"), queryset=RegisterEntry.objects.none())

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry"].queryset = visible(by, "register.edit", RegisterEntry.objects.all())


class ContactForm(forms.Form):
    """Only what is new: a telephone that lost its signal shows no number that it might have filled in."""

    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput())
    phone = PhoneField(label=_("New telephone"), required=False, help_text=_("Empty: as it was."))
    address = forms.CharField(label=_("New address"), required=False, max_length=200, help_text=_("Empty: as it was."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not (data.get("phone") or data.get("address") or self.errors):
            self.add_error("phone", _("Give the new telephone or the new address."))
        return data
