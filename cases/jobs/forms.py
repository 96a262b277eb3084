"""What each step of a job asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models.vocabulary import CaseReason, JobKind, Proof
from hospitals.models import OnlineClinic, Squad
from portal.lifecycle.forms import MoveForm


def text(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class AcceptForm(MoveForm):
    """签收. A squad visit names the squad that goes."""

    journalled = ("squad",)
    squad = forms.ModelChoiceField(label=_("Squad"), queryset=Squad.objects.none(), required=False)

    def prepare(self) -> None:
        if self.thing.kind != JobKind.SQUAD_VISIT:
            del self.fields["squad"]
            return
        self.fields["squad"].queryset = Squad.objects.filter(is_active=True)
        self.fields["squad"].initial = self.thing.squad_id


class CallForm(MoveForm):
    journalled = ("reference",)
    reference = forms.CharField(label=_("120 dispatch number"), required=False, max_length=40)


class ConfirmForm(MoveForm):
    """B1b: followed until somebody confirms that 120 has the patient."""

    result = text(_("Who confirmed, and what happened"))


class ConnectForm(MoveForm):
    journalled = ("clinic",)
    clinic = forms.ModelChoiceField(
        label=_("Online clinic or line"), queryset=OnlineClinic.objects.none(), required=False
    )

    def prepare(self) -> None:
        kinds = [OnlineClinic.Kind.CLINIC]
        if self.thing.kind == JobKind.PSYCHOLOGICAL_LINE:
            kinds = [OnlineClinic.Kind.PSYCHOLOGICAL, OnlineClinic.Kind.YOUTH]
        self.fields["clinic"].queryset = OnlineClinic.objects.filter(kind__in=kinds)


class ConcludeForm(MoveForm):
    result = text(_("Advice given"))


class PrescribeForm(MoveForm):
    prescription = text(_("Prescription: medicine, dose, quantity"))


class PickUpForm(MoveForm):
    journalled = ("reference",)
    reference = forms.CharField(label=_("Pharmacy or receipt number"), required=False, max_length=40)


class DeliverForm(MoveForm):
    journalled = ("proof",)
    proof = forms.ChoiceField(label=_("Handed over"), choices=Proof.choices, initial=Proof.IN_HAND)
    result = text(_("Note"), required=False)


class VisitForm(MoveForm):
    result = text(_("Findings and treatment"))


class DeclineForm(MoveForm):
    journalled = ("reason",)
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[(c.value, c.label) for c in (CaseReason.NOT_COMPETENT, CaseReason.WRONG_PLACE, CaseReason.OTHER)],
    )
    result = text(_("Note"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("reason") == CaseReason.OTHER and not data.get("result"):
            self.add_error("result", _("Say which reason."))
        return data
