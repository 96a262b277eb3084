"""How requests are written and read over HTTP. What is written is checked here; what is read is masked here."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from cases.jobs.lifecycle import JOB
from cases.lifecycle import CASE
from cases.models import Case, Job, Visit
from cases.models.vocabulary import Channel, Control, Group, Need, Severity, Sex
from cases.selectors.outcomes import why
from cases.selectors.timeline import timeline
from cases.services.intake import Intake
from cases.services.people import Identity
from cases.validation import check_birth_date, check_id_number, check_occurred_at, check_phone
from portal.access.api import can
from portal.areas.models import Area
from portal.commitments.models import Commitment, Escalation
from portal.commitments.selectors import with_light
from portal.lifecycle.move import allowed
from portal.privacy import masking


class PatientInput(serializers.Serializer):
    name = serializers.CharField(max_length=60)
    phone = serializers.CharField(max_length=20, required=False, allow_blank=True, validators=[check_phone])
    id_number = serializers.CharField(max_length=20, required=False, allow_blank=True, validators=[check_id_number])
    birth_date = serializers.DateField(required=False, allow_null=True, validators=[check_birth_date])
    sex = serializers.ChoiceField(choices=Sex.choices, required=False, allow_blank=True)
    address = serializers.CharField(max_length=200, required=False, allow_blank=True)


class CaseInput(serializers.Serializer):
    """A request as another system tells it. `occurred_at` is when the resident asked: the clocks count from there."""

    channel = serializers.ChoiceField(choices=Channel.choices, default=Channel.API)
    area = serializers.SlugRelatedField(slug_field="code", queryset=Area.objects.all())
    caller_phone = serializers.CharField(max_length=20, required=False, allow_blank=True, validators=[check_phone])
    patient = PatientInput()
    groups = serializers.ListField(child=serializers.ChoiceField(choices=Group.choices), required=False)
    control = serializers.ChoiceField(choices=Control.choices, default=Control.NONE)
    need = serializers.ChoiceField(choices=Need.choices)
    severity = serializers.ChoiceField(choices=Severity.choices, default=Severity.ROUTINE)
    description = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    can_self_drive = serializers.BooleanField(default=False)
    latest_test_at = serializers.DateTimeField(required=False, allow_null=True)
    occurred_at = serializers.DateTimeField(required=False, allow_null=True, validators=[check_occurred_at])
    related_to = serializers.SlugRelatedField(
        slug_field="number", queryset=Case.objects.all(), required=False, allow_null=True
    )

    def validate_latest_test_at(self, value: Any) -> Any:
        if value and value > timezone.now():
            raise serializers.ValidationError(_("A test cannot lie in the future."))
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        user = self.context["request"].user
        if not can(user, "case.create", attrs["area"]):
            raise serializers.ValidationError({"area": [_("You do not take requests in for this place.")]})
        related = attrs.get("related_to")
        if related and not can(user, "case.view", related):
            raise serializers.ValidationError({"related_to": [_("There is no such request.")]})
        return attrs

    def intake(self) -> Intake:
        """The checked input as what cases.services.intake takes."""
        data = dict(self.validated_data)
        return Intake(area_id=data.pop("area").pk, patient=Identity(**data.pop("patient")), **data)


class CommitmentOutput(serializers.ModelSerializer):
    level = serializers.IntegerField()
    broken = serializers.BooleanField(source="is_broken")
    paused = serializers.SerializerMethodField()

    class Meta:
        model = Commitment
        fields = ("kind", "started_at", "due_at", "level", "kept_at", "released_at", "broken", "paused")

    def get_paused(self, row: Commitment) -> bool:
        return row.paused_at is not None


class WhyOutput(serializers.Serializer):
    clause = serializers.CharField()
    text = serializers.CharField()


class EventOutput(serializers.Serializer):
    at = serializers.DateTimeField()
    kind = serializers.CharField()
    text = serializers.CharField()
    by = serializers.CharField(allow_blank=True)


class PatientOutput(serializers.Serializer):
    """Masked: a reveal is a call of its own, with a reason, and journalled."""

    name = serializers.CharField()
    phone = serializers.CharField(allow_blank=True)
    age = serializers.IntegerField(allow_null=True)
    sex = serializers.CharField()


class CaseOutput(serializers.ModelSerializer):
    """A request in a list."""

    area = serializers.CharField(source="area_id")
    patient = serializers.SerializerMethodField()
    owner = serializers.SerializerMethodField()

    class Meta:
        model = Case
        fields = (
            "number", "state", "pathway", "area", "groups", "control", "need", "severity", "priority", "channel",
            "patient", "owner", "occurred_at", "created_at", "finished_at", "outcome", "satisfaction",
        )  # fmt: skip

    def get_patient(self, case: Case) -> dict[str, Any]:
        person = case.person
        return {
            "name": masking.mask_name(person.name),
            "phone": masking.mask_phone(person.phone or ""),
            "age": person.age,
            "sex": person.sex,
        }

    def get_owner(self, case: Case) -> str:
        return str(case.owner) if case.owner else ""


class CaseDetail(CaseOutput):
    """A request with its clocks, its reasons, what this caller may do next, and what happened."""

    why = serializers.SerializerMethodField()
    commitments = serializers.SerializerMethodField()
    allowed = serializers.SerializerMethodField()
    timeline = serializers.SerializerMethodField()
    merged_into = serializers.SlugRelatedField(slug_field="number", read_only=True)
    related_to = serializers.SlugRelatedField(slug_field="number", read_only=True)

    class Meta(CaseOutput.Meta):
        fields = (*CaseOutput.Meta.fields, "why", "commitments", "allowed", "timeline", "merged_into", "related_to")

    def get_why(self, case: Case) -> list[dict[str, Any]]:
        return why(case, get_language() or "zh-hans")

    def get_commitments(self, case: Case) -> list[dict[str, Any]]:
        rows = with_light(Commitment.objects.filter(number=case.number)).order_by("started_at", "pk")
        return list(CommitmentOutput(rows, many=True).data)

    def get_allowed(self, case: Case) -> list[str]:
        return [row.name for row in allowed(CASE, case, self.context["request"].user)]

    def get_timeline(self, case: Case) -> list[dict[str, Any]]:
        return [
            {"at": event.at, "kind": event.kind, "text": event.text, "by": str(event.by or "")}
            for event in timeline(case)
        ]


class VisitOutput(serializers.ModelSerializer):
    """When a squad set out, stood at the door and left, and where the patient went from there."""

    class Meta:
        model = Visit
        fields = ("set_out_at", "arrived_at", "left_at", "referred_to")


class JobOutput(serializers.ModelSerializer):
    """Work given out for a request. Prescriptions and results are read on the request's page, not here."""

    area = serializers.CharField(source="area_id")
    case = serializers.CharField(source="number")
    assignee = serializers.SerializerMethodField()
    visit = VisitOutput(allow_null=True, default=None)
    allowed = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = (
            "id", "case", "kind", "executor", "state", "area", "assignee", "squad", "clinic", "visit", "reference",
            "proof", "created_at", "closed_at", "allowed",
        )  # fmt: skip

    def get_assignee(self, job: Job) -> str:
        return str(job.assignee) if job.assignee else ""

    def get_allowed(self, job: Job) -> list[str]:
        return [row.name for row in allowed(JOB, job, self.context["request"].user)]


class EscalationOutput(serializers.ModelSerializer):
    case = serializers.CharField(source="commitment.number")
    kind = serializers.CharField(source="commitment.kind")
    to = serializers.SerializerMethodField()
    why = serializers.SerializerMethodField()

    class Meta:
        model = Escalation
        fields = ("id", "case", "kind", "area", "level", "due_at", "fired_at", "to", "acknowledged_at", "why")

    def get_to(self, row: Escalation) -> list[str]:
        return [row.to_post] if row.to_post == row.told_post else [row.to_post, row.told_post]

    def get_why(self, row: Escalation) -> dict[str, Any]:
        ladder = row.commitment.ladder
        return {"pack": ladder.pack, "version": ladder.version, "clause": ladder.cite}
