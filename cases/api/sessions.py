"""The treatment list over HTTP: a day's sessions, submitting and confirming them in one call, single sessions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action as extra
from rest_framework.request import Request
from rest_framework.response import Response

from cases.models import PlannedSession
from cases.models.sessions import SessionState, SkipReason
from cases.models.vocabulary import Group
from cases.services.listing import Exclusion, Listed, confirm_list, submit_list
from cases.sessions.lifecycle import SESSION
from portal.access.api import visible
from portal.api.idempotency import Idempotent
from portal.api.moves import MoveView, move_views
from portal.api.pagination import LatestFirst
from portal.lifecycle.move import allowed
from portal.privacy import masking

SESSIONS = PlannedSession.objects.select_related("entry__person", "area", "hospital", "case")


class SessionFilter(django_filters.FilterSet):
    on = django_filters.DateFilter()
    since = django_filters.DateFilter(field_name="on", lookup_expr="gte")
    until = django_filters.DateFilter(field_name="on", lookup_expr="lte")
    area = django_filters.CharFilter(field_name="area", lookup_expr="pk__startswith")
    group = django_filters.ChoiceFilter(choices=Group.choices)
    state = django_filters.ChoiceFilter(choices=SessionState.choices)

    class Meta:
        model = PlannedSession
        fields = ("on", "since", "until", "area", "group", "state")


class SessionOutput(serializers.ModelSerializer):
    """One planned session, masked. `case` is the number of its request, once it is listed."""

    area = serializers.CharField(source="area_id")
    hospital = serializers.CharField(source="hospital.name", default=None)
    entry = serializers.UUIDField(source="entry_id")
    case = serializers.CharField(source="case.number", default=None)
    patient = serializers.SerializerMethodField()
    allowed = serializers.SerializerMethodField()

    class Meta:
        model = PlannedSession
        fields = (
            "id", "number", "entry", "patient", "area", "group", "origin", "on", "shift", "starts_at", "hospital",
            "is_closed_day", "state", "reason", "case", "listed_at", "allowed",
        )  # fmt: skip

    def get_patient(self, session: PlannedSession) -> dict[str, Any]:
        person = session.entry.person
        name, phone = masking.mask_name(person.name), masking.mask_phone(person.phone or "")
        return {"name": name, "phone": phone, "age": person.age, "control": person.control}

    def get_allowed(self, session: PlannedSession) -> list[str]:
        rows = allowed(SESSION, session, self.context["request"].user)
        return [row.name for row in rows if row.offered]


class ExceptionInput(serializers.Serializer):
    session = serializers.UUIDField()
    reason = serializers.ChoiceField(choices=SkipReason.choices)
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["reason"] == SkipReason.OTHER and not attrs["note"]:
            raise serializers.ValidationError({"note": [_("Say which reason.")]})
        return attrs


class ListInput(serializers.Serializer):
    """The list of a day: of `area` and below, or of all the caller's places; `sessions` narrows it to some.

    Those of `except` are left out, each for its reason.
    """

    on = serializers.DateField()
    area = serializers.CharField(required=False, allow_blank=True, default="")
    sessions = serializers.ListField(child=serializers.UUIDField(), required=False)

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "except": ExceptionInput(many=True, required=False)}


class ConfirmInput(serializers.Serializer):
    on = serializers.DateField()
    area = serializers.CharField(required=False, allow_blank=True, default="")
    sessions = serializers.ListField(child=serializers.UUIDField(), required=False)


class RefusedOutput(serializers.Serializer):
    session = serializers.UUIDField()
    why = serializers.CharField()


class ListOutput(serializers.Serializer):
    """`done`: taken in, or confirmed. `already`: somebody else was quicker, and theirs stands."""

    done = SessionOutput(many=True)
    left_out = SessionOutput(many=True)
    already = serializers.ListField(child=serializers.UUIDField())
    refused = RefusedOutput(many=True)


class ByDay(LatestFirst):
    ordering = ("on", "starts_at", "id")


@extend_schema_view(list=extend_schema(responses=SessionOutput(many=True)))
class SessionViewSet(Idempotent, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Planned treatment sessions of residents under control (T3b)."""

    action_map = {
        "list": "session.view", "retrieve": "session.view", "submit": "session.submit", "confirm": "session.confirm",
    }  # fmt: skip
    serializer_class = SessionOutput
    filterset_class = SessionFilter
    pagination_class = ByDay
    queryset = PlannedSession.objects.none()

    def get_queryset(self) -> QuerySet[PlannedSession]:
        rows = SESSIONS.exclude(state=SessionState.WITHDRAWN)
        return visible(self.request.user, "session.view", rows)

    @extend_schema(request=ListInput, responses=ListOutput)
    @extra(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def submit(self, request: Request) -> Response:
        """Submits a day's list in one act: every session becomes a request with a planned outing."""
        told = self._told(ListInput, request)
        left_out = {row["session"]: Exclusion(row["reason"], row["note"]) for row in told.get("except", [])}
        rows = self._rows(told, "session.submit", left_out)
        return self._answer(submit_list(rows, by=request.user, left_out=left_out))

    @extend_schema(request=ConfirmInput, responses=ListOutput)
    @extra(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def confirm(self, request: Request) -> Response:
        """The command centre confirms what was listed: hospitals are asked, vehicles wanted."""
        told = self._told(ConfirmInput, request)
        return self._answer(confirm_list(self._rows(told, "session.confirm"), by=request.user))

    def _told(self, make: type[serializers.Serializer], request: Request) -> dict[str, Any]:
        told = make(data=request.data)
        told.is_valid(raise_exception=True)
        return dict(told.validated_data)

    def _rows(self, told: dict[str, Any], name: str, left_out: Any = ()) -> list[PlannedSession]:
        """The day's sessions in the caller's places. Named ones that are none of them are refused by field."""
        rows = visible(self.request.user, name, SESSIONS.filter(on=told["on"], area__pk__startswith=told["area"]))
        found = {row.pk: row for row in rows}
        wanted: set[UUID] = {*told["sessions"], *left_out} if "sessions" in told else set(found)
        if unknown := {*wanted, *left_out} - set(found):
            message = _("There is no such session on this day: %s") % ", ".join(sorted(map(str, unknown)))
            raise serializers.ValidationError({"sessions": [message]})
        state = SessionState.PLANNED if name == "session.submit" else SessionState.SUBMITTED
        is_named = "sessions" in told
        return [row for pk, row in found.items() if pk in wanted and (is_named or row.state == state)]

    def _answer(self, told: Listed) -> Response:
        body = {
            "done": told.done,
            "left_out": told.left_out,
            "already": [row.pk for row in told.already],
            "refused": [{"session": row.pk, "why": why} for row, why in told.refused],
        }
        return Response(ListOutput(body, context={"request": self.request}).data)


class SessionMove(MoveView):
    """One move of a session: list it, leave it out, another day or shift, take it in again, send it back."""

    access_action = "session.view"

    def queryset(self) -> QuerySet[PlannedSession]:
        return SESSIONS

    def answer(self, thing: PlannedSession) -> Any:
        return SessionOutput(thing, context={"request": self.request}).data


SESSION_MOVES = {
    name: view
    for name, view in move_views(SessionMove, SESSION, SessionOutput).items()
    if SESSION.by_name[name].offered
}
