"""Supervision by institution over HTTP (P4): the same figures as on the page, for the same readers."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hospitals.forms.supervision import period_of
from hospitals.selectors.supervision import institutions
from portal.console.periods import PeriodForm


class InstitutionOutput(serializers.Serializer):
    """One institution in the period. `refusals` counts by the code of the reason; minutes are null without answers."""

    hospital = serializers.IntegerField(source="hospital.pk")
    name = serializers.CharField(source="hospital.name")
    area = serializers.CharField(source="hospital.area_id")
    is_open = serializers.BooleanField(source="hospital.is_open")
    asked = serializers.IntegerField()
    accepted = serializers.IntegerField()
    assigned = serializers.IntegerField()
    refused = serializers.IntegerField()
    withdrawn = serializers.IntegerField()
    waiting = serializers.IntegerField()
    silent = serializers.IntegerField()
    median_minutes = serializers.FloatField(source="median", allow_null=True)
    p90_minutes = serializers.FloatField(source="p90", allow_null=True)
    refusals = serializers.DictField(child=serializers.IntegerField())
    violations = serializers.IntegerField()
    closures = serializers.IntegerField()
    hours_closed = serializers.FloatField()
    late_reports = serializers.IntegerField()
    stale_figures = serializers.IntegerField(source="stale")


class SupervisionOutput(serializers.Serializer):
    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    institutions = InstitutionOutput(many=True)


class Supervision(APIView):
    """Whole days from `since` to `until`, today without them; at most three months."""

    access_action = "hospital.supervise"

    @extend_schema(
        parameters=[OpenApiParameter("since", str), OpenApiParameter("until", str), OpenApiParameter("area", str)],
        responses=SupervisionOutput,
    )
    def get(self, request: Request) -> Response:
        form = PeriodForm(request.query_params)
        if not form.is_valid():
            raise ValidationError(form.errors)
        period = period_of(form)
        told = {"since": period.since, "until": period.until, "institutions": institutions(request.user, period)}
        return Response(SupervisionOutput(told).data)
