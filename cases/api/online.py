"""Sending the caller of a request to an online clinic or a line, over HTTP."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases.api.serializers import JobOutput
from cases.api.views import CASES
from cases.models import Case
from cases.selectors.online import online_care_for
from cases.services.sending import send_online
from hospitals.api.clinics import ClinicOutput
from hospitals.models import OnlineClinic
from portal.access.api import get_visible_or_404
from portal.api.idempotency import Idempotent


class SendInput(serializers.Serializer):
    clinic = serializers.IntegerField(help_text="The id of a clinic or a line of the directory.")


class SendOnline(Idempotent, APIView):
    """GET: what there is for this request, open ones first. POST: the caller is sent there, and it is recorded."""

    access_action = "case.arrange"

    @extend_schema(responses=ClinicOutput(many=True))
    def get(self, request: Request, number: str) -> Response:
        return Response(ClinicOutput(online_care_for(self._case(request, number)), many=True).data)

    @extend_schema(request=SendInput, responses=JobOutput)
    def post(self, request: Request, number: str) -> Response:
        case = self._case(request, number)
        told = SendInput(data=request.data)
        told.is_valid(raise_exception=True)
        clinics = OnlineClinic.objects.filter(is_active=True)
        clinic = get_object_or_404(clinics, pk=told.validated_data["clinic"])
        job = send_online(case, clinic=clinic, by=request.user)
        return Response(JobOutput(job, context={"request": request}).data)

    def _case(self, request: Request, number: str) -> Case:
        return get_visible_or_404(request.user, "case.arrange", CASES, number=number)
