"""Slots over HTTP: the free ones by institution, need and time, opening a series, changing one.

A slot is booked by asking: `POST /api/v1/cases/{number}/arrange/` takes `slot`.
"""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hospitals.api.serializers import SlotOutput
from hospitals.forms.slots import SeriesForm
from hospitals.models import Hospital, Slot
from hospitals.services.slots import close_slot, open_series, reopen_slot, resize_slot
from hospitals.vocabulary import Need
from portal.access.api import get_visible_or_404
from portal.api.idempotency import Idempotent
from portal.api.pagination import LatestFirst


class SeriesInput(serializers.Serializer):
    """On the days from `since` to `until` (on `weekdays`, 0 is Monday): every so many minutes, so many people each."""

    since = serializers.DateField()
    until = serializers.DateField(required=False, allow_null=True)
    weekdays = serializers.ListField(child=serializers.IntegerField(min_value=0, max_value=6), required=False)
    begins = serializers.TimeField()
    ends = serializers.TimeField()
    every = serializers.IntegerField(help_text="minutes")
    capacity = serializers.IntegerField()
    need = serializers.ChoiceField(choices=Need.choices, required=False, allow_blank=True)
    department = serializers.CharField(required=False, allow_blank=True, max_length=60)


class SeriesOutput(serializers.Serializer):
    opened = serializers.IntegerField()
    standing = serializers.IntegerField()


class ResizeInput(serializers.Serializer):
    capacity = serializers.IntegerField(min_value=1, max_value=999)


class Soonest(LatestFirst):
    ordering = ("starts_at", "pk")


class SlotFilter(django_filters.FilterSet):
    """`free`: only those that still take somebody."""

    hospital = django_filters.NumberFilter(field_name="hospital_id")
    area = django_filters.CharFilter(field_name="hospital__area", lookup_expr="pk__startswith")
    need = django_filters.ChoiceFilter(choices=Need.choices, method="for_need")
    since = django_filters.IsoDateTimeFilter(field_name="starts_at", lookup_expr="gte")
    until = django_filters.IsoDateTimeFilter(field_name="starts_at", lookup_expr="lt")
    free = django_filters.BooleanFilter(method="is_free")

    class Meta:
        model = Slot
        fields = ("hospital", "area", "need", "since", "until", "free")

    def for_need(self, rows: Any, name: str, value: str) -> QuerySet[Slot]:
        return rows.for_need(value)

    def is_free(self, rows: Any, name: str, value: Any) -> QuerySet[Slot]:
        free = Slot.objects.free().filter(hospital__is_open=True)
        return rows.filter(pk__in=free.values("pk")) if value else rows.exclude(pk__in=free.values("pk"))


class SlotViewSet(Idempotent, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Slots of every institution; changing them is for the institution itself. Listed is what has not begun, unless
    `since` asks for more.
    """

    action_map = {
        "list": "hospital.list", "retrieve": "hospital.list", "resize": "slot.keep", "close": "slot.keep",
        "reopen": "slot.keep",
    }  # fmt: skip
    serializer_class = SlotOutput
    filterset_class = SlotFilter
    pagination_class = Soonest
    queryset = Slot.objects.all()
    lookup_value_regex = r"\d+"

    def get_queryset(self) -> QuerySet[Slot]:
        if self.action == "list" and not self.request.query_params.get("since"):
            return Slot.objects.filter(starts_at__gt=timezone.now())
        return Slot.objects.all()

    def _kept(self) -> Slot:
        slots = Slot.objects.select_related("hospital")
        return get_visible_or_404(self.request.user, "slot.keep", slots, pk=self.kwargs["pk"])

    @extend_schema(request=ResizeInput, responses=SlotOutput)
    @action(detail=True, methods=["post"])
    def resize(self, request: Request, pk: str) -> Response:
        slot = self._kept()
        asked = ResizeInput(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(SlotOutput(resize_slot(slot, **asked.validated_data, by=request.user)).data)

    @extend_schema(request=None, responses=SlotOutput)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        return Response(SlotOutput(close_slot(self._kept(), by=request.user)).data)

    @extend_schema(request=None, responses=SlotOutput)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        return Response(SlotOutput(reopen_slot(self._kept(), by=request.user)).data)


class HospitalSlots(Idempotent, APIView):
    """Opens a staggered series. Asked twice, it opens each slot once."""

    access_action = "slot.keep"

    @extend_schema(request=SeriesInput, responses={201: SeriesOutput})
    def post(self, request: Request, pk: int) -> Response:
        hospital = get_visible_or_404(request.user, "slot.keep", Hospital.objects.all(), pk=pk)
        form = SeriesForm(request.data)
        if not form.is_valid():
            raise ValidationError(form.errors)
        series = open_series(hospital, **form.wishes(), by=request.user)
        return Response(SeriesOutput(series).data, status=status.HTTP_201_CREATED)
