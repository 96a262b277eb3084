"""What a guard types or scans."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.access.api import visible
from transport.models import Checkpoint, GateLog

BY_HAND = (GateLog.Result.TOLD, GateLog.Result.EMERGENCY)  # what a guard may decide without any pass


class ScanForm(forms.Form):
    """What a gate sends: the token of a QR code or the code that was typed, and what it decided itself if it did."""

    checkpoint = forms.ModelChoiceField(Checkpoint.objects.none(), label=_("checkpoint"))
    token = forms.CharField(label=_("pass code"), max_length=300, required=False)
    direction = forms.ChoiceField(label=_("direction"), choices=GateLog.Direction)
    decided = forms.ChoiceField(label=_("decided at the gate"), choices=GateLog.Result, required=False)

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["checkpoint"].queryset = visible(user, "checkpoint.scan", Checkpoint.objects.all())

    def clean(self) -> dict:
        cleaned = super().clean()
        if not cleaned.get("token") and cleaned.get("decided") not in BY_HAND:
            self.add_error("token", _("Type or scan a pass code."))
        return cleaned
