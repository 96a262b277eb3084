"""The plan of a day over HTTP: asked for, read, corrected, accepted, made again."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.access.api import get_visible_or_404, visible
from portal.api.idempotency import Idempotent
from portal.api.pagination import LatestFirst
from portal.notices.enqueueing import enqueue
from transport.forms import DayPlanForm
from transport.models import DayPlan, PlannedRun
from transport.services.planning import accept_plan, ask_plan, change_run, plan_again
from transport.tasks import compute_plans

PLANS = DayPlan.objects.select_related("fleet__area", "failed", "failed_driver")


class PlanInput(serializers.Serializer):
    fleet = serializers.IntegerField()
    day = serializers.DateField(help_text="today or one of the next 14 days")


class RunInput(serializers.Serializer):
    """`vehicle` null takes the outing out of the plan; without `starts_at` it keeps its time."""

    vehicle = serializers.IntegerField(allow_null=True)
    starts_at = serializers.DateTimeField(required=False, allow_null=True)


class RunOutput(serializers.ModelSerializer):
    """One outing: with a vehicle, a driver and times, or the `reason` why there are none, as a code and in words."""

    number = serializers.CharField(source="trip.number")
    vehicle = serializers.SerializerMethodField()
    driver = serializers.CharField(source="driver.name", default=None)
    why = serializers.CharField(source="get_reason_display")

    class Meta:
        model = PlannedRun
        fields = (
            "id", "trip", "number", "vehicle", "driver", "party", "starts_at", "arrives_at", "ends_at", "reason", "why",
            "is_by_hand", "is_assigned", "refused",
        )  # fmt: skip

    def get_vehicle(self, run: PlannedRun) -> dict[str, Any] | None:
        return {"id": run.vehicle_id, "plate": run.vehicle.plate} if run.vehicle else None


class PlanBrief(serializers.ModelSerializer):
    """`failed`, `failed_driver`: the plate of the vehicle, or the driver, whose outings this plan gives to others."""

    failed = serializers.CharField(source="failed.plate", default=None)

    class Meta:
        model = DayPlan
        fields = ("id", "fleet", "day", "state", "asked_at", "done_at", "failed", "failed_driver")


class PlanOutput(PlanBrief):
    runs = serializers.SerializerMethodField()

    class Meta(PlanBrief.Meta):
        fields = (*PlanBrief.Meta.fields, "runs")

    @extend_schema_field(RunOutput(many=True))
    def get_runs(self, plan: DayPlan) -> list[dict[str, Any]]:
        runs = plan.runs.select_related("trip", "vehicle", "driver").order_by("vehicle__plate", "starts_at", "pk")
        return RunOutput(runs, many=True).data


class LatestAsked(LatestFirst):
    ordering = ("-asked_at", "pk")


@extend_schema_view(
    list=extend_schema(responses=PlanBrief(many=True)),
    create=extend_schema(request=PlanInput, responses={201: PlanOutput}),
    retrieve=extend_schema(responses=PlanOutput),
)
class PlanViewSet(Idempotent, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Plans of days: ask, then read until `state` is ready; accept; again after something has changed."""

    action_map = {
        "list": "plan.view",
        "retrieve": "plan.view",
        "create": "plan.make",
        "accept": "plan.view",
        "again": "plan.view",
    }
    serializer_class = PlanBrief
    pagination_class = LatestAsked
    filterset_fields = ("fleet", "day", "state")
    lookup_value_regex = "[0-9a-f-]{36}"
    queryset = DayPlan.objects.none()

    def get_queryset(self) -> QuerySet[DayPlan]:
        return visible(self.request.user, "plan.view", PLANS)

    def retrieve(self, request: Request, pk: Any) -> Response:
        return Response(PlanOutput(get_visible_or_404(request.user, "plan.view", PLANS, pk=pk)).data)

    def create(self, request: Request) -> Response:
        form = DayPlanForm(request.data, user=request.user)
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        plan = ask_plan(form.cleaned_data["fleet"], day=form.cleaned_data["day"], by=request.user)
        return self._set_out(plan)

    @extend_schema(request=None, responses=PlanOutput)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: Any) -> Response:
        """Every planned outing gets its vehicle; what the database refuses says so at its run, the rest stands."""
        plan = accept_plan(self._mine(pk), by=request.user)
        return Response(PlanOutput(PLANS.get(pk=plan.pk)).data)

    @extend_schema(request=None, responses={201: PlanOutput})
    @action(detail=True, methods=["post"])
    def again(self, request: Request, pk: Any) -> Response:
        """A new plan of the same day around what has changed."""
        return self._set_out(plan_again(self._mine(pk), by=request.user))

    def _mine(self, pk: Any) -> DayPlan:
        return get_visible_or_404(self.request.user, "plan.make", PLANS, pk=pk)

    def _set_out(self, plan: DayPlan) -> Response:
        enqueue(compute_plans)
        return Response(PlanOutput(PLANS.get(pk=plan.pk)).data, status=status.HTTP_201_CREATED)


class RunChange(APIView):
    """One outing of a plan to another vehicle or time. 409 with everything that speaks against it."""

    access_action = "plan.view"

    @extend_schema(request=RunInput, responses=RunOutput)
    def patch(self, request: Request, pk: Any, run_pk: int) -> Response:
        plan = get_visible_or_404(request.user, "plan.make", PLANS, pk=pk)
        run = get_object_or_404(plan.runs.select_related("plan", "trip__booking__slot", "vehicle"), pk=run_pk)
        told = RunInput(data=request.data)
        told.is_valid(raise_exception=True)
        wanted, starts_at = told.validated_data["vehicle"], told.validated_data.get("starts_at")
        vehicle = plan.fleet.vehicles.filter(pk=wanted).first() if wanted is not None else None
        if wanted is not None and vehicle is None:
            raise serializers.ValidationError({"vehicle": [_("There is no such vehicle in this fleet.")]})
        if starts_at and timezone.localdate(starts_at) != plan.day:
            raise serializers.ValidationError({"starts_at": [_("This is not on the day of the plan.")]})
        change_run(run, vehicle=vehicle, starts_at=starts_at, by=request.user)
        return Response(RunOutput(plan.runs.select_related("trip", "vehicle", "driver").get(pk=run_pk)).data)
