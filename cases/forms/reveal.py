"""Why somebody needs to see personal data in plain: the usual reasons at one press, any other in words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

REASONS = [
    ("call_back", _("to call back")),
    ("check_identity", _("to check who is calling")),
    ("send_somebody", _("to tell the team or the driver where to go")),
    ("other", _("another reason (say which)")),
]


class RevealForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=REASONS, initial="call_back", widget=forms.RadioSelect())
    note = forms.CharField(label=_("In words"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("reason") == "other" and not data.get("note", "").strip():
            self.add_error("note", _("Say which reason."))
        return data

    def words(self) -> str:
        """What the journal keeps, sealed. Only after is_valid()."""
        chosen = self.cleaned_data["reason"]
        return " · ".join(filter(None, [chosen, self.cleaned_data["note"].strip()]))
