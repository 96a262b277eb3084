"""Calls for gates: what they keep for a time without network, and what they decided meanwhile; and who is out."""

from typing import Any

from django.db import transaction
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.access.api import get_visible_or_404
from portal.api.idempotency import Idempotent
from transport.api.serializers import ScanOutput
from transport.forms.scanning import BY_HAND
from transport.models import Checkpoint, GateLog
from transport.selectors.alone import gate_bundle
from transport.selectors.outside import people_out
from transport.services import scan

AT_ONCE = 500  # decisions in one call


class BundleOutput(serializers.Serializer):
    """Ids, codes and times only. `keys`: raw Ed25519 public keys, base64url. `marks`: pass → revoked, out, in or
    no_hospital. `codes`: typed code → [pass, valid from, until, gate]. `alone_for`: seconds from `at`."""

    gate = serializers.IntegerField()
    at = serializers.DateTimeField()
    alone_for = serializers.IntegerField()
    keys = serializers.ListField(child=serializers.CharField())
    marks = serializers.DictField(child=serializers.CharField())
    codes = serializers.DictField(child=serializers.ListField())


class DecisionInput(serializers.Serializer):
    """`decided`: what the gate told the guard: ok, told and emergency let somebody through, all else stopped them."""

    token = serializers.CharField(max_length=300, allow_blank=True)
    direction = serializers.ChoiceField(choices=GateLog.Direction.choices)
    happened_at = serializers.DateTimeField()
    decided = serializers.ChoiceField(choices=GateLog.Result.choices)

    def validate(self, told: dict[str, Any]) -> dict[str, Any]:
        if not told["token"] and told["decided"] not in BY_HAND:
            raise serializers.ValidationError({"token": self.fields["token"].error_messages["blank"]})
        return told


class DecisionsInput(serializers.Serializer):
    decisions = serializers.ListField(child=DecisionInput(), min_length=1, max_length=AT_ONCE)


class DecisionOutput(ScanOutput):
    """As an answer of the scan; `conflict` where gate and portal differ."""

    decided = serializers.CharField(source="log.decided")
    conflict = serializers.BooleanField(source="log.is_conflict")


class ReconciledOutput(serializers.Serializer):
    results = DecisionOutput(many=True)


class CheckpointBundle(APIView):
    """What a gate keeps for a time without network."""

    access_action = "checkpoint.scan"

    @extend_schema(responses=BundleOutput)
    def get(self, request: Request, pk: int) -> Response:
        return Response(BundleOutput(gate_bundle(_gate(request, pk))).data)


class CheckpointReconcile(Idempotent, APIView):
    """What a gate decided by itself, in any order. All of it is logged as it happened; the answer says, in the order of
    the call, what the portal thinks of each."""

    access_action = "checkpoint.scan"

    @extend_schema(request=DecisionsInput, responses=ReconciledOutput)
    def post(self, request: Request, pk: int) -> Response:
        checkpoint = _gate(request, pk)
        told = DecisionsInput(data=request.data)
        told.is_valid(raise_exception=True)
        decisions = list(enumerate(told.validated_data["decisions"]))
        with transaction.atomic():
            done = {
                place: scan(checkpoint, by=request.user, **one)
                for place, one in sorted(decisions, key=lambda pair: pair[1]["happened_at"])
            }
        return Response(ReconciledOutput({"results": [done[place] for place, _one in decisions]}).data)


class OutOutput(serializers.Serializer):
    """Somebody who is out. Nobody's name is in it."""

    trip = serializers.UUIDField(source="trip.pk")
    number = serializers.CharField(source="trip.number")
    area = serializers.CharField(source="trip.area_id")
    state = serializers.CharField(source="trip.state")
    since = serializers.DateTimeField()
    seen_place = serializers.CharField(source="seen.place")
    seen_at = serializers.DateTimeField(source="seen.at")
    due_at = serializers.DateTimeField(source="clock.due_at", default=None)
    troubles = serializers.SerializerMethodField()

    def get_troubles(self, one: Any) -> list[str]:
        return [trouble.kind for trouble in one.troubles]


class PeopleOut(APIView):
    """Everyone who is out, those due back first, first."""

    access_action = "trip.view"

    @extend_schema(parameters=[OpenApiParameter("area", str)], responses=OutOutput(many=True))
    def get(self, request: Request) -> Response:
        people = people_out(request.user, area=request.query_params.get("area", ""))
        return Response({"next": None, "previous": None, "results": OutOutput(people, many=True).data})


def _gate(request: Request, pk: int) -> Checkpoint:
    return get_visible_or_404(request.user, "checkpoint.scan", Checkpoint.objects.select_related("area"), pk=pk)
