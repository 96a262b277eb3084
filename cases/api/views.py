"""The calls of the API about requests and escalations."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases.api.filters import CaseFilter, EscalationFilter
from cases.api.serializers import CaseDetail, CaseInput, CaseOutput, EscalationOutput, JobOutput
from cases.jobs.lifecycle import JOB
from cases.lifecycle import CASE
from cases.models import Case, Job
from cases.selectors.placing import candidates_for
from cases.services.intake import receive
from hospitals.api.serializers import CandidateOutput
from portal.access.api import get_visible_or_404, visible
from portal.api.idempotency import Idempotent
from portal.api.moves import MoveView, move_views
from portal.api.pagination import LatestFirst
from portal.commitments.models import Escalation

CASES = Case.objects.select_related("person", "area", "owner", "merged_into", "related_to")


@extend_schema_view(
    list=extend_schema(responses=CaseOutput(many=True)),
    retrieve=extend_schema(responses=CaseDetail),
    create=extend_schema(request=CaseInput, responses={201: CaseDetail}),
)
class CaseViewSet(Idempotent, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Requests: list, read, take in."""

    action_map = {"list": "case.list", "retrieve": "case.view", "create": "case.create"}
    serializer_class = CaseOutput
    filterset_class = CaseFilter
    lookup_field = "number"
    queryset = Case.objects.none()

    def get_queryset(self) -> QuerySet[Case]:
        return visible(self.request.user, "case.list", CASES)

    def retrieve(self, request: Request, number: str) -> Response:
        case = get_visible_or_404(request.user, "case.view", CASES, number=number)
        return Response(CaseDetail(case, context={"request": request}).data)

    def create(self, request: Request) -> Response:
        told = CaseInput(data=request.data, context={"request": request})
        told.is_valid(raise_exception=True)
        case = receive(told.intake(), by=request.user)
        return Response(CaseDetail(case, context={"request": request}).data, status=status.HTTP_201_CREATED)


class CaseMove(MoveView):
    """One transition of a request, by its number."""

    access_action = "case.view"
    lookup = "number"

    def queryset(self) -> QuerySet[Case]:
        return CASES

    def answer(self, thing: Case) -> Any:
        return CaseDetail(thing, context={"request": self.request}).data


CASE_MOVES = move_views(CaseMove, CASE, CaseDetail)


class EscalationOrder(LatestFirst):
    ordering = "-fired_at"


class EscalationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """What was not kept in time, and who was told."""

    action_map = {"list": "escalation.view"}
    serializer_class = EscalationOutput
    filterset_class = EscalationFilter
    pagination_class = EscalationOrder
    queryset = Escalation.objects.none()

    def get_queryset(self) -> QuerySet[Escalation]:
        rows = Escalation.objects.select_related("commitment__ladder")
        return visible(self.request.user, "escalation.view", rows)


class JobViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Work given out, in the caller's places."""

    action_map = {"list": "job.view"}
    serializer_class = JobOutput
    filterset_fields = ("state", "kind", "number")
    queryset = Job.objects.none()

    def get_queryset(self) -> QuerySet[Job]:
        return visible(self.request.user, "job.view", Job.objects.select_related("assignee", "visit"))


class JobMove(MoveView):
    """One step of a job."""

    access_action = "job.view"

    def queryset(self) -> QuerySet[Job]:
        return Job.objects.select_related("assignee", "visit")

    def answer(self, thing: Job) -> Any:
        return JobOutput(thing, context={"request": self.request}).data


JOB_MOVES = move_views(JobMove, JOB, JobOutput)


class HospitalMatch(APIView):
    """The ranked choice of hospitals for a request, each with its reasons and, if excluded, why."""

    access_action = "case.view"

    @extend_schema(
        parameters=[OpenApiParameter("case", str, required=True, description="The number of a request.")],
        responses=CandidateOutput(many=True),
    )
    def get(self, request: Request) -> Response:
        case = get_visible_or_404(request.user, "case.view", CASES, number=request.query_params.get("case", ""))
        return Response(CandidateOutput(candidates_for(case), many=True).data)
