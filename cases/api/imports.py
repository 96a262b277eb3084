"""A spreadsheet into the registers over HTTP: the same import as on the screen, in one call."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases.services.importing import import_register
from portal.api.idempotency import Idempotent
from portal.sheets.problems import FileRefused


class ImportInput(serializers.Serializer):
    """`dry_run`: says what would change, and changes nothing."""

    file = serializers.FileField()
    dry_run = serializers.BooleanField(default=False)


class ImportProblem(serializers.Serializer):
    row = serializers.IntegerField()
    column = serializers.CharField()
    cell = serializers.CharField()
    message = serializers.CharField()


class ImportOutput(serializers.Serializer):
    """Rows by what becomes of them. With any error nothing was written, whatever the counts say."""

    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    errors = ImportProblem(many=True)
    extra_columns = serializers.ListField(child=serializers.CharField())
    written = serializers.BooleanField()


class RegisterImports(Idempotent, APIView):
    """All or nothing: 201 when it was written; 200 for a dry run; 422 with every error and its cell otherwise."""

    access_action = "register.edit"
    parser_classes = (MultiPartParser,)

    @extend_schema(request=ImportInput, responses={200: ImportOutput, 201: ImportOutput, 422: ImportOutput})
    def post(self, request: Request) -> Response:
        told = ImportInput(data=request.data)
        told.is_valid(raise_exception=True)
        dry_run = told.validated_data["dry_run"]
        try:
            report = import_register(told.validated_data["file"], by=request.user, dry_run=dry_run)
        except FileRefused as refused:
            raise serializers.ValidationError({"file": [str(refused)]}) from refused
        return Response(report.as_dict(), status=_status(dry_run=dry_run, is_written=report.is_written))


def _status(*, dry_run: bool, is_written: bool) -> int:
    if dry_run:
        return status.HTTP_200_OK
    return status.HTTP_201_CREATED if is_written else status.HTTP_422_UNPROCESSABLE_ENTITY
