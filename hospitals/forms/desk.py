"""What a desk types into its moves."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hospitals.models import Closure, Hospital, Slot
from hospitals.vocabulary import FORBIDDEN_REFUSALS, HandOver, Refusal
from portal.lifecycle.forms import MoveForm

SLOTS_OFFERED = timedelta(days=3)


def _reasons() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """In two groups, so that whoever picks a forbidden reason has read that it is one."""
    groups: dict[bool, list[tuple[str, Any]]] = {False: [], True: []}
    for code in Refusal:
        groups[code in FORBIDDEN_REFUSALS].append((code.value, code.label))
    return [
        (_("Recorded; the person is placed elsewhere at once"), groups[False]),
        (_("Forbidden: recorded as a violation of this institution (N1, P2)"), groups[True]),
    ]


class AcceptForm(MoveForm):
    """All optional: accepting is one tap. A slot that the community asked for stays unless another is chosen."""

    journalled = ("slot",)

    slot = forms.ModelChoiceField(
        Slot.objects.none(), label=_("slot"), required=False, empty_label=_("as it was asked for")
    )
    entrance = forms.CharField(
        label=_("entrance"), max_length=100, required=False, help_text=_("Where somebody waits for them.")
    )
    expected_at = forms.DateTimeField(
        label=_("expected at"), required=False, help_text=_("Empty: when the slot begins, or as soon as possible."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip

    def prepare(self) -> None:
        now = timezone.now()
        free = Slot.objects.free().for_need(self.thing.need)
        offered = free.filter(hospital=self.thing.hospital_id, ends_at__gt=now, starts_at__lt=now + SLOTS_OFFERED)
        self.fields["slot"].queryset = offered | Slot.objects.filter(pk=self.thing.slot_id)
        self.initial.setdefault("slot", self.thing.slot_id)
        self.initial.setdefault("entrance", self.thing.entrance or self.thing.hospital.entrance)


class RefuseForm(MoveForm):
    """A forbidden reason is recorded, not prevented: what happened at the door must be known."""

    journalled = ("code",)

    code = forms.ChoiceField(label=_("reason for refusal"), choices=_reasons(), widget=forms.RadioSelect)
    note = forms.CharField(label=_("note"), max_length=500, required=False)

    def clean_code(self) -> str:
        """An institution that is open cannot refuse because it is closed: closing is an act of its own (T1)."""
        code = self.cleaned_data["code"]
        if code == Refusal.CLOSED and self.thing.hospital.is_open:
            raise forms.ValidationError(
                _("This institution is open. Close it on its desk: whoever is bound here is then placed anew (T1).")
            )
        return code

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("code") == Refusal.OTHER and not cleaned.get("note"):
            self.add_error("note", _("Say which reason."))
        return cleaned


class HandOverForm(MoveForm):
    """N4: which institution is asked to go on treating, and why. The note is sealed and read by its desk only."""

    journalled = ("hospital", "reason")

    hospital = forms.ModelChoiceField(Hospital.objects.none(), label=_("hospital"))
    reason = forms.ChoiceField(label=_("reason"), choices=HandOver.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("what they must know"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def prepare(self) -> None:
        self.fields["hospital"].queryset = Hospital.objects.open().exclude(pk=self.thing.hospital_id)

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("reason") == HandOver.OTHER and not cleaned.get("note"):
            self.add_error("note", _("Say which reason."))
        return cleaned


class CloseForm(forms.Form):
    """Closing an institution (T1). Not a move: the closure does not exist yet."""

    reason = forms.ChoiceField(label=_("reason"), choices=Closure.Reason.choices, widget=forms.RadioSelect)
    closed_at = forms.DateTimeField(
        label=_("closed since"), required=False, help_text=_("Empty: now. The 48 hours count from then."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    note = forms.CharField(label=_("note"), max_length=200, required=False)

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("reason") == Closure.Reason.OTHER and not cleaned.get("note"):
            self.add_error("note", _("Say which reason."))
        return cleaned
