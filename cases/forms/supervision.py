"""What supervisors choose and write: which escalations they see, the words of an urging."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.commitments import kinds


class EscalationFilterForm(forms.Form):
    show = forms.ChoiceField(
        label=_("Show"), required=False,
        choices=[("", _("not yet noted")), ("mine", _("told to me")), ("all", _("all"))],
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Promise"), required=False, choices=[])
    area = forms.CharField(label=_("Area code"), required=False, max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("every kind")), *((k, v.label) for k, v in kinds.KINDS.items())]


class UrgeForm(forms.Form):
    note = forms.CharField(
        label=_("What must happen now"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
