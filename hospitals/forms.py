"""What a desk types into its moves."""

from datetime import timedelta

from django import forms
from django.db.models import F
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hospitals.models import Closure, Places, Slot
from hospitals.vocabulary import FORBIDDEN_REFUSALS, Refusal
from portal.lifecycle.forms import MoveForm

SLOTS_OFFERED = timedelta(days=3)

# Whoever picks a forbidden reason has read that it is one.
REASONS = [
    (code.value, format_lazy("{} · {}", code.label, _("violation")) if code in FORBIDDEN_REFUSALS else code.label)
    for code in Refusal
]


class AcceptForm(MoveForm):
    """All optional: accepting is one tap. A slot that the community asked for stays unless another is chosen."""

    journalled = ("slot",)

    slot = forms.ModelChoiceField(Slot.objects.none(), label=_("slot"), required=False)
    entrance = forms.CharField(label=_("entrance"), max_length=100, required=False)
    expected_at = forms.DateTimeField(label=_("expected at"), required=False)

    def prepare(self) -> None:
        now = timezone.now()
        self.fields["slot"].queryset = Slot.objects.filter(
            hospital=self.thing.hospital_id,
            ends_at__gt=now,
            starts_at__lt=now + SLOTS_OFFERED,
            need__in=["", self.thing.need],
            taken__lt=F("capacity"),
        ) | Slot.objects.filter(pk=self.thing.slot_id)


class RefuseForm(MoveForm):
    journalled = ("code",)

    code = forms.ChoiceField(label=_("reason for refusal"), choices=REASONS, widget=forms.RadioSelect)
    note = forms.CharField(label=_("note"), max_length=500, required=False)

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("code") == Refusal.OTHER and not cleaned.get("note"):
            self.add_error("note", _("Say which reason."))
        return cleaned


class CloseForm(forms.Form):
    """Closing an institution (T1). Not a move: the closure does not exist yet."""

    reason = forms.ChoiceField(label=_("reason"), choices=Closure.Reason.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("note"), max_length=200, required=False)

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("reason") == Closure.Reason.OTHER and not cleaned.get("note"):
            self.add_error("note", _("Say which reason."))
        return cleaned


class PlacesForm(forms.ModelForm):
    """The desk's report of one kind of room."""

    class Meta:
        model = Places
        fields = ["total", "used"]

    def clean(self) -> dict:
        cleaned = super().clean()
        total, used = cleaned.get("total"), cleaned.get("used")
        if total is not None and used is not None and used > total:
            self.add_error("used", _("No more can be used than there are."))
        return cleaned
