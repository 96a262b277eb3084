"""Absences over HTTP: who is away, handing over to a substitute, and giving back."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cases.forms.absences import AbsenceForm
from cases.models import Absence
from cases.models.absences import AbsenceReason
from cases.selectors.absences import absences
from cases.services.absences import begin_absence, end_absence
from portal.api.idempotency import Idempotent
from portal.api.pagination import LatestFirst


class LastGone(LatestFirst):
    ordering = ("-since", "-id")


class AbsenceInput(serializers.Serializer):
    """Ids of the two people: the worker must be a grid worker in the caller's places, the substitute work there."""

    worker = serializers.IntegerField()
    substitute = serializers.IntegerField()
    reason = serializers.ChoiceField(choices=AbsenceReason.choices)
    until = serializers.DateField(required=False, allow_null=True)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        """By the form of the page: the same people may be chosen, with the same words when not."""
        form = AbsenceForm(said, by=self.context["request"].user)
        if not form.is_valid():
            raise serializers.ValidationError({name: list(errors) for name, errors in form.errors.items()})
        return dict(form.cleaned_data)


class AbsenceOutput(serializers.ModelSerializer):
    area = serializers.CharField(source="area_id")

    class Meta:
        model = Absence
        fields = (
            "id",
            "worker",
            "substitute",
            "area",
            "since",
            "until",
            "ended_at",
            "posts",
            "jobs",
            "cases",
            "things",
            "shifts",
        )


@extend_schema_view(create=extend_schema(request=AbsenceInput, responses={201: AbsenceOutput}))
class AbsenceViewSet(Idempotent, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Grid workers who are away, and what went to whom."""

    action_map = {"list": "absence.view", "create": "absence.begin", "end": "absence.end"}
    serializer_class = AbsenceOutput
    pagination_class = LastGone
    queryset = Absence.objects.none()

    def get_queryset(self) -> QuerySet[Absence]:
        return absences(self.request.user)

    def create(self, request: Request) -> Response:
        told = AbsenceInput(data=request.data, context={"request": request})
        told.is_valid(raise_exception=True)
        said = dict(told.validated_data)
        absence = begin_absence(said.pop("worker"), by=request.user, **said)
        return Response(AbsenceOutput(absence).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=AbsenceOutput)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: Any) -> Response:
        return Response(AbsenceOutput(end_absence(self.get_object(), by=request.user)).data)
