"""What each move of a request asks for. A form belongs to its transition in cases.lifecycle."""

from datetime import timedelta
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import AnyAreaField
from cases.forms.slots import WithSlot
from cases.models.vocabulary import OUTINGS, CaseReason, Outcome, Pathway, Satisfaction, Severity, State
from cases.selectors.squads import squad_choices
from hospitals.models import Hospital, Squad
from hospitals.selectors.squads import squads_serving
from portal.access.api import visible
from portal.accounts.models import User
from portal.lifecycle.forms import MoveForm

NOTE = _("Note")
ANSWER_CHANNELS = [("phone", _("telephone")), ("in_person", _("in person")), ("message", _("message"))]


def note_field(*, required: bool = False, label: Any = NOTE) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class ReasonField(forms.ChoiceField):
    """A reason as a code. Words that are no code count as "other": the form moves them into the note."""

    takes_words = True

    def valid_value(self, value: Any) -> bool:
        return True


def reason_field(*codes: CaseReason) -> ReasonField:
    return ReasonField(label=_("Reason"), choices=[(code.value, code.label) for code in codes])


class NotedForm(MoveForm):
    """A move with a note, which is compulsory when the reason is "other"."""

    note = note_field()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._take_words_as_note(data)
        if data.get("reason") == CaseReason.OTHER and not data.get("note"):
            self.add_error("note", _("Say which reason."))
        return data

    def _take_words_as_note(self, data: dict[str, Any]) -> None:
        field, reason = self.fields.get("reason"), data.get("reason")
        if not isinstance(field, ReasonField) or not reason or reason in dict(field.choices):
            return
        data["reason"] = CaseReason.OTHER
        data["note"] = "\n".join(part for part in (reason, data.get("note")) if part)


class AnswerForm(NotedForm):
    journalled = ("channel",)
    channel = forms.ChoiceField(label=_("Reached by"), choices=ANSWER_CHANNELS, initial="phone")


class JudgeForm(NotedForm):
    """A person decides how the need is met; leaving policy's proposal needs words (B2c)."""

    journalled = ("pathway", "severity")
    pathway = forms.ChoiceField(label=_("Pathway"), choices=Pathway.choices, required=False)
    severity = forms.ChoiceField(
        label=_("Severity"), choices=[("", _("as entered")), *Severity.choices], required=False
    )
    reason = forms.CharField(
        label=_("Why"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when you choose another pathway than policy proposes."),
    )  # fmt: skip
    field_order = ("pathway", "severity", "reason", "note")

    def prepare(self) -> None:
        self.fields["pathway"].initial = self.thing.proposal.get("pathway") or self.thing.pathway

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        proposed = self.thing.proposal.get("pathway") or self.thing.pathway
        data["pathway"] = data.get("pathway") or proposed
        if data["pathway"] != proposed and not data.get("reason"):
            self.add_error("reason", _("Policy proposes another pathway: say why you depart from it."))
        return data


class ArrangeForm(WithSlot, NotedForm):
    """Who does it, where and when. Which fields stand on the form follows from the pathway that was judged."""

    journalled = ("hospital", "slot", "planned_at", "squad", "assignee")
    hospital = forms.ModelChoiceField(
        label=_("Hospital"), queryset=Hospital.objects.none(), required=False, empty_label=_("as policy ranks them")
    )
    planned_at = forms.DateTimeField(
        label=_("Planned for"), required=False, help_text=_("Empty: as soon as possible."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    squad = forms.ModelChoiceField(
        label=_("Squad"), queryset=Squad.objects.none(), required=False, empty_label=_("as suggested")
    )
    assignee = forms.ModelChoiceField(
        label=_("Assigned to"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("whoever signs for it first"),
    )
    brief = note_field(label=_("What to do"))

    def prepare(self) -> None:
        super().prepare()
        pathway = self.thing.pathway
        self.fields["hospital"].queryset = Hospital.objects.order_by("name")
        self.fields["squad"].queryset = squads_serving(self.thing.area_id)
        self.fields["assignee"].queryset = User.objects.filter(is_active=True)
        if pathway not in OUTINGS:
            del self.fields["hospital"], self.fields["planned_at"]
        if pathway != Pathway.SQUAD_VISIT:
            del self.fields["squad"]
        if pathway in OUTINGS:
            del self.fields["assignee"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if (squad := data.get("squad")) and not data.get("note"):
            choice = next((one for one in squad_choices(self.thing) if one.squad == squad), None)
            if choice and choice.excluded:
                text = _("Not suggested: %(why)s. Say in the note why it must be this one.") % {"why": choice.why_not}
                self.add_error("squad", text)
        return data

    def clean_planned_at(self) -> Any:
        planned = self.cleaned_data["planned_at"]
        if planned and planned < timezone.now() - timedelta(hours=1):
            raise forms.ValidationError(_("This time has passed."))
        return planned


class PlaceForm(WithSlot, NotedForm):
    """The command centre names the hospital; where policy would not send the request there, it says why."""

    journalled = ("hospital", "slot")
    hospital = forms.ModelChoiceField(label=_("Hospital"), queryset=Hospital.objects.none())

    def prepare(self) -> None:
        super().prepare()
        self.fields["hospital"].queryset = Hospital.objects.filter(is_open=True).order_by("name")


class ReferForm(NotedForm):
    """Sent on from where they were helped first; whoever saw the patient says why."""

    journalled = ("pathway", "severity")
    pathway = forms.ChoiceField(label=_("Goes on by"), choices=Pathway.choices)
    severity = forms.ChoiceField(
        label=_("Severity"), choices=[("", _("as entered")), *Severity.choices], required=False
    )
    reason = note_field(required=True, label=_("Why"))

    def prepare(self) -> None:
        ways = (Pathway.CALL_120, *OUTINGS)
        field: Any = self.fields["pathway"]
        field.choices = [(way.value, way.label) for way in ways if way != self.thing.pathway]

    def clean(self) -> dict[str, Any]:
        return forms.Form.clean(self) or self.cleaned_data


class StartForm(NotedForm):
    pass


class FinishForm(NotedForm):
    journalled = ("outcome",)
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices, required=False, initial=Outcome.SETTLED)

    WITHOUT_WORK = (Outcome.ADVISED, Outcome.DECLINED, Outcome.UNREACHABLE)

    def clean_outcome(self) -> str:
        outcome = self.cleaned_data["outcome"] or Outcome.SETTLED
        if self.thing.state == State.JUDGED and outcome not in self.WITHOUT_WORK:
            raise forms.ValidationError(_("Nothing has been arranged yet: arrange it, or say why nothing is needed."))
        return outcome


class FollowUpForm(NotedForm):
    journalled = ("satisfaction",)
    satisfaction = forms.ChoiceField(label=_("Satisfaction"), choices=Satisfaction.choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("satisfaction") == Satisfaction.DISSATISFIED and not data.get("note"):
            self.add_error("note", _("Say what the resident is dissatisfied with: the request will be opened again."))
        return data


class ArchiveForm(NotedForm):
    pass


class TransferForm(NotedForm):
    journalled = ("area", "owner", "reason")
    area = AnyAreaField(label=_("To area"), required=False, max_length=140)
    owner = forms.ModelChoiceField(label=_("To person"), queryset=User.objects.none(), required=False)
    reason = reason_field(CaseReason.WRONG_PLACE, CaseReason.NOT_COMPETENT, CaseReason.OTHER)

    def prepare(self) -> None:
        self.fields["owner"].queryset = User.objects.filter(is_active=True)
        self.fields["area"].widget.attrs["data-source"] = reverse("cases:all_areas")

    def clean_area(self) -> str:
        area = self.cleaned_data["area"]
        return area.pk if area else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not (data.get("area") or data.get("owner")):
            raise forms.ValidationError(_("Say to which area or to whom."))
        return data


class ReturnForm(NotedForm):
    journalled = ("reason",)
    reason = reason_field(CaseReason.NOT_COMPETENT, CaseReason.MORE_TO_KNOW, CaseReason.WRONG_PLACE, CaseReason.OTHER)


class PauseForm(NotedForm):
    journalled = ("reason",)
    reason = reason_field(
        CaseReason.WAITING_FAMILY, CaseReason.WAITING_RESULT, CaseReason.RESIDENT_ASKS, CaseReason.OTHER
    )


class ResumeForm(NotedForm):
    pass


class CancelForm(NotedForm):
    journalled = ("reason",)
    reason = reason_field(CaseReason.NO_LONGER_NEEDED, CaseReason.ENTERED_BY_MISTAKE, CaseReason.OTHER)


class MergeForm(NotedForm):
    journalled = ("into",)
    into = forms.CharField(label=_("Into request number"), max_length=16)

    def clean_into(self) -> Any:
        candidates = visible(self.by, "case.view", type(self.thing).objects.open()).exclude(pk=self.thing.pk)
        into = candidates.filter(number=self.cleaned_data["into"].strip()).first()
        if into is None:
            raise forms.ValidationError(_("There is no other open request with this number."))
        if into.person_id != self.thing.person_id:
            raise forms.ValidationError(_("That request is of another resident."))
        return into


class ReopenForm(NotedForm):
    journalled = ("reason",)
    reason = reason_field(CaseReason.DISSATISFIED, CaseReason.NEED_AGAIN, CaseReason.OTHER)
