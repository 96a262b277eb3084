"""The chain of every place over HTTP (B2a): lines and their uncovered hours, services, hospitals by need, gates."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import Contact
from cases.selectors.chain import ChainRow, chain_of, communities, rows_of
from cases.selectors.lines import PromisedGap, gaps_with_clocks
from portal.access.api import visible
from portal.accounts.models import DutyShift
from portal.api.pagination import LatestFirst
from portal.areas.models import Area


class ByCode(LatestFirst):
    ordering = "code"


class PlaceFilter(django_filters.FilterSet):
    area = django_filters.CharFilter(field_name="pk", lookup_expr="startswith")


class ShiftOutput(serializers.ModelSerializer):
    area = serializers.CharField(source="area_id")
    person = serializers.CharField()

    class Meta:
        model = DutyShift
        fields = ("area", "person", "phone", "starts_at", "ends_at")


class GapOutput(serializers.Serializer):
    """`ends_at` is null while nobody is planned afterwards; `due_at` is until when it must be covered."""

    area = serializers.CharField(source="gap.area_id")
    starts_at = serializers.DateTimeField(source="gap.starts_at")
    ends_at = serializers.DateTimeField(source="gap.ends_at", allow_null=True)
    due_at = serializers.DateTimeField(source="clock.due_at", allow_null=True, default=None)
    broken = serializers.BooleanField(source="clock.is_broken", default=False)


class ContactOutput(serializers.ModelSerializer):
    area = serializers.CharField(source="area_id")

    class Meta:
        model = Contact
        fields = ("area", "role", "name", "phone", "hours", "is_public")


class NeedHospitalOutput(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    phone = serializers.CharField()


class NeedOutput(serializers.Serializer):
    need = serializers.CharField(source="label")
    hospitals = NeedHospitalOutput(many=True)


class GateOutput(serializers.Serializer):
    name = serializers.CharField(source="checkpoint.name")
    phone = serializers.CharField(source="checkpoint.phone")
    guards = serializers.ListField(child=serializers.CharField())


class LineOutput(serializers.Serializer):
    """A place with who answers its line now; `answered_above` when that is the line of a place above."""

    area = serializers.CharField(source="row.area.pk")
    name = serializers.CharField(source="row.area.name")
    on_duty = ShiftOutput(source="row.line", many=True)
    answered_above = serializers.BooleanField(source="row.is_answered_above")
    gaps = GapOutput(many=True)


class ChainRowOutput(LineOutput):
    contacts = serializers.SerializerMethodField()

    @extend_schema(responses=ContactOutput(many=True))
    def get_contacts(self, one: dict[str, Any]) -> list[dict[str, Any]]:
        row: ChainRow = one["row"]
        return [ContactOutput(contact).data for service in row.services for contact in service.contacts]


class ChainOutput(ChainRowOutput):
    needs = NeedOutput(many=True)
    gates = GateOutput(many=True)


@extend_schema_view(
    list=extend_schema(responses=ChainRowOutput(many=True)), retrieve=extend_schema(responses=ChainOutput)
)
class ChainViewSet(viewsets.GenericViewSet):
    """Who answers for each community of the caller's places."""

    action_map = {"list": "chain.view", "retrieve": "chain.view", "roster": "roster.view"}
    serializer_class = ChainRowOutput
    filterset_class = PlaceFilter
    pagination_class = ByCode
    lookup_field = "code"
    lookup_value_regex = r"\d+"
    queryset = Area.objects.none()

    def get_queryset(self) -> QuerySet[Area]:
        if self.action == "retrieve":
            return visible(self.request.user, "chain.view", Area.objects.all())
        return communities(self.request.user)

    def list(self, request: Request) -> Response:
        return self._page(ChainRowOutput)

    def retrieve(self, request: Request, code: str) -> Response:
        chain = chain_of(self.get_object(), request.user)
        return Response(
            ChainOutput({"row": chain.row, "gaps": chain.gaps, "needs": chain.needs, "gates": chain.gates}).data
        )

    @extend_schema(responses=LineOutput(many=True))
    @action(detail=False)
    def roster(self, request: Request) -> Response:
        """Who answers each line now, and which of the coming 72 hours nobody covers, with until when to mend it."""
        return self._page(LineOutput)

    def _page(self, output: type[serializers.Serializer]) -> Response:
        areas = self.paginator.paginate_queryset(self.filter_queryset(self.get_queryset()), self.request, view=self)
        gaps: dict[str, list[PromisedGap]] = {}
        for one in gaps_with_clocks(self.request.user, areas=[area.pk for area in areas]):
            gaps.setdefault(one.gap.area_id, []).append(one)
        rows = [{"row": row, "gaps": gaps.get(row.area.pk, [])} for row in rows_of(areas)]
        return self.paginator.get_paginated_response(output(rows, many=True).data)
