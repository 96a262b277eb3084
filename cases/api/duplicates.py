"""Residents entered twice over HTTP: the pairs, merging two, taking it back; and the search that finds people."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases.duplicates.choosing import GONE, KEPT, choices_between
from cases.models import Merge, Person, Suspicion
from cases.selectors.duplicates import MERGE, PAIRS, open_suspicions
from cases.selectors.finding import FoundPerson, found_people
from cases.services.merging import merge_people
from cases.services.suspecting import dismiss_suspicion
from cases.services.unmerging import undo_merge, why_not_undo
from portal.access.api import get_visible_or_404, visible
from portal.api.idempotency import Idempotent
from portal.api.pagination import LatestFirst
from portal.privacy import masking


def masked(person: Person) -> dict[str, Any]:
    return {
        "id": person.pk,
        "area": person.area_id,
        "name": masking.mask_name(person.name),
        "phone": masking.mask_phone(person.phone),
        "address": masking.mask_address(person.address),
        "age": person.age,
        "sex": person.sex,
    }


class PersonOutput(serializers.Serializer):
    """Masked."""

    id = serializers.UUIDField()
    area = serializers.CharField()
    name = serializers.CharField()
    phone = serializers.CharField(allow_blank=True)
    address = serializers.CharField(allow_blank=True)
    age = serializers.IntegerField(allow_null=True)
    sex = serializers.CharField()


class SuspicionOutput(serializers.ModelSerializer):
    """Two rows that may be one resident. `score`: how much speaks for it; `reasons`: what."""

    people = serializers.SerializerMethodField()

    class Meta:
        model = Suspicion
        fields = ("id", "area", "score", "reasons", "state", "found_at", "people")

    @extend_schema(responses=PersonOutput(many=True))
    def get_people(self, row: Suspicion) -> list[dict[str, Any]]:
        return [masked(row.first), masked(row.second)]


class MergeInput(serializers.Serializer):
    """`kept` stays, `gone` becomes part of it. `take` says of a field whose word stands: {"phone": "gone"}."""

    kept = serializers.PrimaryKeyRelatedField(queryset=Person.objects.none())
    gone = serializers.PrimaryKeyRelatedField(queryset=Person.objects.none())
    take = serializers.DictField(child=serializers.ChoiceField(choices=[KEPT, GONE]), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if request := self.context.get("request"):
            for name in ("kept", "gone"):
                self.fields[name].queryset = visible(request.user, MERGE, Person.objects.all())

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        known = {choice.name for choice in choices_between(attrs["kept"], attrs["gone"])}
        if strangers := sorted(attrs.get("take", {}).keys() - known):
            raise serializers.ValidationError({"take": [f"{', '.join(strangers)}: {', '.join(sorted(known))}"]})
        return attrs


class MergeOutput(serializers.ModelSerializer):
    """`why_not_undo`: empty while it can be undone."""

    why_not_undo = serializers.SerializerMethodField()

    class Meta:
        model = Merge
        fields = ("id", "area", "kept", "gone_id", "merged_at", "undone_at", "why_not_undo")

    def get_why_not_undo(self, merge: Merge) -> str:
        return why_not_undo(merge)


class SurestFirst(LatestFirst):
    ordering = ("-score", "id")


class LastMergedFirst(LatestFirst):
    ordering = "-merged_at"


class DuplicateViewSet(Idempotent, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Pairs of the caller's places that nobody has decided on."""

    action_map = {"list": MERGE, "apart": MERGE}
    serializer_class = SuspicionOutput
    pagination_class = SurestFirst
    queryset = Suspicion.objects.none()

    def get_queryset(self) -> QuerySet[Suspicion]:
        return open_suspicions(self.request.user)

    @extend_schema(request=None, responses=SuspicionOutput)
    @action(detail=True, methods=["post"])
    def apart(self, request: Request, pk: str) -> Response:
        """These are two residents: remembered, and not suggested again."""
        suspicion = get_visible_or_404(request.user, MERGE, PAIRS, pk=pk)
        dismiss_suspicion(suspicion, by=request.user)
        suspicion.refresh_from_db()
        return Response(SuspicionOutput(suspicion).data)


@extend_schema_view(create=extend_schema(request=MergeInput, responses={201: MergeOutput}))
class MergeViewSet(Idempotent, mixins.ListModelMixin, viewsets.GenericViewSet):
    """What was merged; two residents made one; and that taken back. Refused with 409 and the reason."""

    action_map = {"list": MERGE, "create": MERGE, "undo": MERGE}
    serializer_class = MergeOutput
    pagination_class = LastMergedFirst
    queryset = Merge.objects.none()

    def get_queryset(self) -> QuerySet[Merge]:
        return visible(self.request.user, MERGE, Merge.objects.all())

    def create(self, request: Request) -> Response:
        told = MergeInput(data=request.data, context={"request": request})
        told.is_valid(raise_exception=True)
        data = told.validated_data
        merge = merge_people(data["kept"], gone=data["gone"], chosen=data.get("take", {}), by=request.user)
        return Response(MergeOutput(merge).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=MergeOutput)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        merge = get_visible_or_404(request.user, MERGE, Merge.objects.all(), pk=pk)
        undo_merge(merge, by=request.user)
        merge.refresh_from_db()
        return Response(MergeOutput(merge).data)


class PeopleQuestion(serializers.Serializer):
    """A name or part of it, pinyin, initials, a number or its last four, part of an address; several narrow."""

    q = serializers.CharField(max_length=60)


class FoundOutput(PersonOutput):
    cases = serializers.ListField(child=serializers.CharField(), help_text="Numbers of the latest requests.")


class FoundPeopleOutput(serializers.Serializer):
    """`is_cut`: more fit than are told."""

    results = FoundOutput(many=True)
    is_cut = serializers.BooleanField()


class PeopleSearch(APIView):
    """Residents of the caller's places, masked. By POST: what is searched for stays out of addresses."""

    access_action = "person.view"

    @extend_schema(request=PeopleQuestion, responses=FoundPeopleOutput)
    def post(self, request: Request) -> Response:
        asked = PeopleQuestion(data=request.data)
        asked.is_valid(raise_exception=True)
        found = found_people(request.user, asked.validated_data["q"])
        return Response({"results": [_found(row) for row in found.rows], "is_cut": found.is_cut})


def _found(row: FoundPerson) -> dict[str, Any]:
    return {**masked(row.person), "cases": [case.number for case in row.cases]}
