"""Places over HTTP: the figures of an institution with their age, reporting them, and the reports of before."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hospitals.api.serializers import PlacesOutput
from hospitals.forms.places import AT_MOST
from hospitals.models import Hospital, PlacesLine, PlacesReport
from hospitals.models.reports import Figure
from hospitals.selectors.places import figures_of
from hospitals.services import confirm_places, report_places
from hospitals.vocabulary import ROOMS_BY_SHIFT, Room, Shift
from portal.access.api import get_visible_or_404
from portal.api.idempotency import Idempotent
from portal.api.pagination import LatestFirst


class FigureInput(serializers.Serializer):
    room = serializers.ChoiceField(choices=Room.choices)
    shift = serializers.ChoiceField(choices=Shift.choices, required=False, allow_blank=True, default="")
    total = serializers.IntegerField(min_value=0, max_value=AT_MOST)
    used = serializers.IntegerField(min_value=0, max_value=AT_MOST)

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        if said["used"] > said["total"]:
            words = {"used": said["used"], "total": said["total"]}
            raise ValidationError({"used": [_("%(used)d taken, but only %(total)d in all.") % words]})
        if bool(said["shift"]) != (said["room"] in ROOMS_BY_SHIFT):
            raise ValidationError({"shift": [_("Dialysis stations are counted by shift, other places without one.")]})
        return said


class ReportInput(serializers.Serializer):
    """Either the figures, or `unchanged`: what stands is true as of now."""

    figures = FigureInput(many=True, required=False)
    unchanged = serializers.BooleanField(required=False, default=False)

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        figures = said.get("figures", [])
        if bool(figures) == said["unchanged"]:
            raise ValidationError({"figures": [_("Give the figures, or say that they are unchanged.")]})
        kinds = [(figure["room"], figure["shift"]) for figure in figures]
        twice = {f"{room} {shift}".strip() for room, shift in kinds if kinds.count((room, shift)) > 1}
        if twice:
            text = _("%s stands there twice.") % ", ".join(sorted(twice))
            raise ValidationError({"figures": [text]})
        return said


class PlacesLineOutput(serializers.ModelSerializer):
    class Meta:
        model = PlacesLine
        fields = ("room", "shift", "total", "used")


class ReportOutput(serializers.ModelSerializer):
    figures = PlacesLineOutput(source="lines", many=True)

    class Meta:
        model = PlacesReport
        fields = ("id", "reported_at", "is_unchanged", "figures")


class LastReported(LatestFirst):
    ordering = "-reported_at"


class HospitalPlaces(Idempotent, APIView):
    """The figures as they stand; POST reports them."""

    access_action = "hospital.list"

    @extend_schema(responses=PlacesOutput(many=True))
    def get(self, request: Request, pk: int) -> Response:
        return Response(PlacesOutput(figures_of(get_object_or_404(Hospital, pk=pk)), many=True).data)

    @extend_schema(request=ReportInput, responses={201: ReportOutput})
    def post(self, request: Request, pk: int) -> Response:
        hospital = get_visible_or_404(request.user, "places.report", Hospital.objects.all(), pk=pk)
        asked = ReportInput(data=request.data)
        if not asked.is_valid():
            raise ValidationError(_named(asked.errors))
        said = asked.validated_data
        if said["unchanged"]:
            report = confirm_places(hospital, by=request.user)
            if report is None:
                raise ValidationError({"unchanged": [_("Nothing has been reported yet: give the figures once.")]})
        else:
            report = report_places(hospital, figures=[Figure(**figure) for figure in said["figures"]], by=request.user)
        return Response(ReportOutput(report).data, status=status.HTTP_201_CREATED)


def _named(errors: Any) -> dict[str, Any]:
    """An error in the second figure is "figures.1.used"."""
    found: dict[str, Any] = {}
    for name, told in errors.items():
        nested = enumerate(told) if isinstance(told, list) and any(isinstance(one, dict) for one in told) else ()
        for index, one in nested:
            found |= {f"{name}.{index}.{field}": texts for field, texts in one.items()}
        if not nested:
            found[name] = told
    return found


class HospitalReports(generics.ListAPIView):
    """What was reported before, the latest first: for the institution itself and its supervisors."""

    access_action = "hospital.supervise"
    serializer_class = ReportOutput
    pagination_class = LastReported
    queryset = PlacesReport.objects.none()

    def get_queryset(self) -> QuerySet[PlacesReport]:
        user, pk = self.request.user, self.kwargs["pk"]
        hospital = get_visible_or_404(user, "hospital.supervise", Hospital.objects.all(), pk=pk)
        return hospital.reports.prefetch_related("lines")
