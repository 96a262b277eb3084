"""Squads over HTTP: which should go, and where every one is."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases.api.views import CASES
from cases.selectors.squads import Whereabouts, squad_choices, squads_board
from portal.access.api import get_visible_or_404


class SquadBrief(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    area = serializers.CharField(source="area_id")
    phone = serializers.CharField()


class SquadChoiceOutput(serializers.Serializer):
    """One squad in question. An excluded one has no rank, and `why_not` says why."""

    rank = serializers.IntegerField(allow_null=True)
    squad = SquadBrief()
    distance_km = serializers.FloatField(allow_null=True)
    visits = serializers.IntegerField()
    free_at = serializers.DateTimeField()
    there_at = serializers.DateTimeField()
    reasons = serializers.ListField(child=serializers.CharField())
    excluded = serializers.BooleanField()
    why_not = serializers.CharField(allow_blank=True)


class VisitBrief(serializers.Serializer):
    job = serializers.UUIDField(source="pk")
    case = serializers.CharField(source="number")
    area = serializers.CharField(source="area_id")
    state = serializers.CharField()


class WhereaboutsOutput(serializers.Serializer):
    """`now`: the visit that is under way; `after`: those it has been given; who is on duty by role and skill."""

    squad = SquadBrief()
    now = VisitBrief(source="load.current", allow_null=True)
    after = VisitBrief(source="load.waiting", many=True)
    free_at = serializers.DateTimeField()
    on_duty = serializers.SerializerMethodField()

    def get_on_duty(self, row: Whereabouts) -> list[dict[str, str]]:
        return [{"role": member.role, "skill": member.skill} for member in row.crew.members]


class SquadSuggestions(APIView):
    """The squads that serve a request's place, the soonest at the door first, each with its reasons."""

    access_action = "case.view"

    @extend_schema(
        parameters=[OpenApiParameter("case", str, required=True, description="The number of a request.")],
        responses=SquadChoiceOutput(many=True),
    )
    def get(self, request: Request) -> Response:
        case = get_visible_or_404(request.user, "case.view", CASES, number=request.query_params.get("case", ""))
        return Response(SquadChoiceOutput(squad_choices(case), many=True).data)


class SquadsBoard(APIView):
    """Where every squad of the caller's places is, and from when it is free."""

    access_action = "squad.list"

    @extend_schema(responses=WhereaboutsOutput(many=True))
    def get(self, request: Request) -> Response:
        rows: Any = squads_board(request.user)
        return Response(WhereaboutsOutput(rows, many=True).data)
