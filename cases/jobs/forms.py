"""What each step of a job asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models.vocabulary import CaseReason, JobKind, Pathway, Proof, Severity
from hospitals.models import OnlineClinic, Squad
from hospitals.selectors.clinics import CLINICS, LINES, clinics_for
from hospitals.selectors.squads import squads_near, squads_serving
from portal.access.selectors import area_codes_of
from portal.lifecycle.forms import MoveForm

# Where a squad may send somebody on from the door.
REFERRALS = (Pathway.CALL_120, Pathway.OUTING_VEHICLE, Pathway.OUTING_SELF_DRIVE)


def text(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class AcceptForm(MoveForm):
    """签收. A squad visit names the squad that goes; one of its members signs for their own."""

    journalled = ("squad",)
    squad = forms.ModelChoiceField(label=_("Squad"), queryset=Squad.objects.none(), required=False)

    def prepare(self) -> None:
        if self.thing.kind != JobKind.SQUAD_VISIT:
            del self.fields["squad"]
            return
        self.fields["squad"].queryset = squads_in_question(self)
        self.fields["squad"].initial = self.thing.squad_id or _own_squad(self.by)

    def clean_squad(self) -> Squad | None:
        return self.cleaned_data["squad"] or self.thing.squad or Squad.objects.filter(pk=_own_squad(self.by)).first()


class SendSquadForm(MoveForm):
    """改派: another squad, while none is at the door."""

    journalled = ("squad",)
    squad = forms.ModelChoiceField(label=_("Squad"), queryset=Squad.objects.none())

    def prepare(self) -> None:
        self.fields["squad"].queryset = squads_in_question(self)


def squads_in_question(form: MoveForm) -> Any:
    """Squads that serve the place of the job; for a form that is brought along, those of the person's places."""
    if form.thing.area_id:
        return squads_serving(form.thing.area_id)
    return squads_near(area_codes_of(form.by))


def _own_squad(user: Any) -> int | None:
    member = getattr(user, "squad_member", None)
    return member.squad_id if member and member.is_active else None


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
        kinds = LINES if self.thing.kind == JobKind.PSYCHOLOGICAL_LINE else CLINICS
        codes = [self.thing.area_id] if self.thing.area_id else area_codes_of(self.by)
        self.fields["clinic"].queryset = clinics_for(*codes).filter(kind__in=kinds)


class SendElsewhereForm(ConnectForm):
    """The first one did not answer, or sent the caller on."""

    def prepare(self) -> None:
        super().prepare()
        self.fields["clinic"].required = True


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
    """The visit record 出诊记录, written at the door. What is not said was not so."""

    found = text(_("Findings"))
    done = text(_("What was done"), required=False)
    medicines = text(_("Medicines given"), required=False)
    advice = text(_("Advice"), required=False)


class ReferForm(VisitForm):
    """转诊: the record, and where the patient goes from the door. The clocks of the request run on."""

    journalled = ("pathway", "severity")
    pathway = forms.ChoiceField(label=_("Goes on by"), choices=[(way.value, way.label) for way in REFERRALS])
    severity = forms.ChoiceField(
        label=_("Severity"), choices=[("", _("as entered")), *Severity.choices], required=False
    )
    field_order = ("pathway", "severity", "found", "done", "medicines", "advice")


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
