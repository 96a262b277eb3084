"""Acts of control over HTTP: drafted with a preview of whom they change, then put in force, ended or undone."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from cases.control.forms import ControlForm
from cases.control.lifecycle import CONTROL
from cases.models import ControlAct
from cases.models.control import ActState, Reach
from cases.models.vocabulary import Control
from cases.selectors.control import place_in_words, preview, residents_under
from cases.services.control import draft_act
from portal.access.api import visible
from portal.api.idempotency import Idempotent
from portal.api.moves import MoveView, move_views
from portal.api.pagination import LatestFirst
from portal.lifecycle.errors import InvalidInput
from portal.lifecycle.move import allowed

ACTS = ControlAct.objects.select_related("area", "person")


class ControlFilter(django_filters.FilterSet):
    area = django_filters.CharFilter(field_name="area", lookup_expr="pk__startswith")
    state = django_filters.ChoiceFilter(choices=ActState.choices)
    control = django_filters.ChoiceFilter(choices=Control.choices)

    class Meta:
        model = ControlAct
        fields = ("area", "state", "control")


class ControlInput(serializers.Serializer):
    """`address`: of a household with its door, of a building up to its number. `person`: the key of a resident."""

    reach = serializers.ChoiceField(choices=Reach.choices)
    area = serializers.CharField(required=False)
    person = serializers.UUIDField(required=False)
    address = serializers.CharField(required=False, max_length=200)
    control = serializers.ChoiceField(choices=Control.choices)
    lowers = serializers.BooleanField(default=False)
    basis = serializers.CharField(required=False, max_length=80)
    until = serializers.DateTimeField(required=False, allow_null=True)
    note = serializers.CharField(required=False, max_length=2000)


class PreviewOutput(serializers.Serializer):
    """How many residents live there, how many would change, and how many stay although they are not free."""

    total = serializers.IntegerField()
    changed = serializers.IntegerField()
    without_address = serializers.IntegerField()


class ControlOutput(serializers.ModelSerializer):
    """An act. `preview` while it is a draft, `held` (whom it holds now) when it is in force."""

    area = serializers.CharField(source="area_id")
    place = serializers.SerializerMethodField()
    preview = serializers.SerializerMethodField()
    held = serializers.SerializerMethodField()
    allowed = serializers.SerializerMethodField()

    class Meta:
        model = ControlAct
        fields = (
            "id", "number", "area", "reach", "place", "control", "lowers", "basis", "until", "state", "changed",
            "created_at", "confirmed_at", "closed_at", "preview", "held", "allowed",
        )  # fmt: skip

    def get_place(self, act: ControlAct) -> str:
        return place_in_words(act)

    def get_preview(self, act: ControlAct) -> dict[str, Any] | None:
        return dict(PreviewOutput(preview(act)).data) if act.state == ActState.DRAFTED else None

    def get_held(self, act: ControlAct) -> int | None:
        return residents_under(act).count() if act.state == ActState.IN_FORCE else None

    def get_allowed(self, act: ControlAct) -> list[str]:
        return [row.name for row in allowed(CONTROL, act, self.context["request"].user)]


class ByDraft(LatestFirst):
    ordering = "-created_at"


@extend_schema_view(
    list=extend_schema(responses=ControlOutput(many=True)),
    create=extend_schema(request=ControlInput, responses={201: ControlOutput}),
)
class ControlViewSet(Idempotent, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Acts that put residents, households, buildings or places under control."""

    action_map = {"list": "control.view", "retrieve": "control.view", "create": "control.set"}
    serializer_class = ControlOutput
    filterset_class = ControlFilter
    pagination_class = ByDraft
    queryset = ControlAct.objects.none()

    def get_queryset(self) -> QuerySet[ControlAct]:
        return visible(self.request.user, "control.view", ACTS)

    def create(self, request: Request) -> Response:
        """Drafts an act and tells whom it would change. Nothing changes before `confirm`."""
        told = ControlInput(data=request.data)
        told.is_valid(raise_exception=True)
        form = ControlForm({name: value for name, value in told.validated_data.items() if value}, by=request.user)
        if not form.is_valid():
            message = _("Please correct the marked fields.")
            raise InvalidInput(message, fields={name: [str(e) for e in errors] for name, errors in form.errors.items()})
        act = draft_act(by=request.user, **form.told())
        return Response(ControlOutput(act, context={"request": request}).data, status=status.HTTP_201_CREATED)


class ControlMove(MoveView):
    """One move of an act: confirm, include those who came later, change the end, end, undo, drop."""

    access_action = "control.view"

    def queryset(self) -> QuerySet[ControlAct]:
        return ACTS

    def answer(self, thing: ControlAct) -> Any:
        return ControlOutput(thing, context={"request": self.request}).data


CONTROL_MOVES = move_views(ControlMove, CONTROL, ControlOutput)
