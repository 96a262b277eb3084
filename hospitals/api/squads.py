"""Squads over HTTP: forming and changing them, their members, their hours."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hospitals.forms.squads import DutyForm, MemberForm, SquadForm
from hospitals.models import Squad, SquadMember, SquadShift
from hospitals.selectors.squads import crews_at, squads_near
from hospitals.services.squads import keep_member, keep_squad, put_on_duty, take_off_duty
from portal.access.api import get_visible_or_404
from portal.access.selectors import area_codes_of
from portal.api.idempotency import Idempotent
from portal.api.pagination import LatestFirst


class ByArea(LatestFirst):
    ordering = ("area_id", "name")


class SquadOutput(serializers.ModelSerializer):
    """`on_duty` by role and skill: names and telephones are for who keeps the squad."""

    area = serializers.CharField(source="area_id")
    serves = serializers.SlugRelatedField(slug_field="code", many=True, read_only=True)
    on_duty = serializers.SerializerMethodField()

    class Meta:
        model = Squad
        fields = ("id", "name", "area", "base", "phone", "serves", "skills", "is_active", "on_duty")

    def get_on_duty(self, squad: Squad) -> list[dict[str, str]]:
        crew = self.context.get("crews", {}).get(squad.pk) or crews_at([squad], timezone.now())[squad.pk]
        return [{"role": member.role, "skill": member.skill} for member in crew.members]


class SquadInput(serializers.Serializer):
    """Checked by the form of the page: the same words where something is wrong."""

    name = serializers.CharField(max_length=80)
    area = serializers.CharField()
    base = serializers.IntegerField(required=False, allow_null=True)
    phone = serializers.CharField(required=False, allow_blank=True)
    serves = serializers.ListField(child=serializers.CharField(), required=False)
    skills = serializers.ListField(child=serializers.CharField(), required=False)
    is_active = serializers.BooleanField(default=True)


class MemberOutput(serializers.ModelSerializer):
    user = serializers.CharField(source="user.username", default=None)

    class Meta:
        model = SquadMember
        fields = ("id", "role", "skill", "user", "is_active")


class MemberInput(serializers.Serializer):
    name = serializers.CharField(max_length=40)
    phone = serializers.CharField(required=False, allow_blank=True)
    role = serializers.CharField()
    skill = serializers.CharField()
    user = serializers.IntegerField(required=False, allow_null=True)
    is_active = serializers.BooleanField(default=True)


class SquadShiftOutput(serializers.ModelSerializer):
    class Meta:
        model = SquadShift
        fields = ("id", "member", "starts_at", "ends_at")


class SquadShiftInput(serializers.Serializer):
    member = serializers.UUIDField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    repeat_days = serializers.IntegerField(default=1)


def checked(form: Any) -> Any:
    """The form, when it is right; else its words as the API tells them."""
    if not form.is_valid():
        raise ValidationError({name: [str(error) for error in told] for name, told in form.errors.items()})
    return form


@extend_schema_view(
    create=extend_schema(request=SquadInput, responses={201: SquadOutput}),
    partial_update=extend_schema(request=SquadInput, responses=SquadOutput),
)
class SquadViewSet(Idempotent, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Consultation squads that serve the caller's places, and keeping them."""

    action_map = {
        "list": "squad.list",
        "create": "squad.keep",
        "partial_update": "squad.keep",
        "members": "squad.keep",
        "shifts": "squad.keep",
    }
    serializer_class = SquadOutput
    pagination_class = ByArea
    lookup_value_regex = r"\d+"
    queryset = Squad.objects.none()

    def get_queryset(self) -> QuerySet[Squad]:
        return squads_near(area_codes_of(self.request.user)).prefetch_related("serves")

    def create(self, request: Request) -> Response:
        form = SquadForm({"is_active": True} | dict(request.data.items()), by=request.user)
        return self._written(form, status=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, pk: Any) -> Response:
        """What is not said stays."""
        squad = self._kept(request, pk)
        known = {
            "name": squad.name, "area": squad.area_id, "base": squad.base_id, "phone": squad.phone,
            "serves": [area.pk for area in squad.serves.all()], "skills": squad.skills, "is_active": squad.is_active,
        }  # fmt: skip
        return self._written(SquadForm(known | dict(request.data.items()), instance=squad, by=request.user))

    @extend_schema(request=MemberInput, responses={200: MemberOutput(many=True), 201: MemberOutput})
    @action(detail=True, methods=["get", "post"])
    def members(self, request: Request, pk: Any) -> Response:
        squad = self._kept(request, pk)
        if request.method == "GET":
            return Response(MemberOutput(squad.members.select_related("user"), many=True).data)
        form = checked(MemberForm({"is_active": True} | dict(request.data.items()), by=request.user))
        member = keep_member(squad, by=request.user, **form.cleaned_data)
        return Response(MemberOutput(member).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        request=SquadShiftInput, responses={200: SquadShiftOutput(many=True), 201: SquadShiftOutput(many=True)}
    )
    @action(detail=True, methods=["get", "post"])
    def shifts(self, request: Request, pk: Any) -> Response:
        """Hours on duty from now on; 409 where the member is on duty in that time already."""
        squad = self._kept(request, pk)
        if request.method == "GET":
            coming = SquadShift.objects.filter(member__squad=squad, ends_at__gt=timezone.now())
            return Response(SquadShiftOutput(coming, many=True).data)
        said = dict(checked(DutyForm(request.data, squad=squad)).cleaned_data)
        shifts = put_on_duty(said.pop("member"), by=request.user, **said)
        return Response(SquadShiftOutput(shifts, many=True).data, status=status.HTTP_201_CREATED)

    def _kept(self, request: Request, pk: Any) -> Squad:
        return get_visible_or_404(request.user, "squad.keep", Squad.objects.prefetch_related("serves"), pk=pk)

    def _written(self, form: SquadForm, *, status: int = 200) -> Response:
        serves = checked(form).cleaned_data["serves"]
        squad = keep_squad(form.save(commit=False), serves=serves, by=self.request.user)
        return Response(SquadOutput(squad).data, status=status)


class SquadShiftViewSet(viewsets.GenericViewSet):
    """Taking a member off duty."""

    action_map = {"destroy": "squad.keep"}
    serializer_class = SquadShiftOutput
    lookup_value_regex = r"\d+"
    queryset = SquadShift.objects.select_related("member__squad")

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: Any) -> Response:
        take_off_duty(get_visible_or_404(request.user, "squad.keep", self.queryset, pk=pk), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
