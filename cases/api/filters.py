"""What lists of requests and escalations can be narrowed by."""

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from cases.models import Case
from cases.models.vocabulary import Group, Need, Severity, State
from cases.selectors.queue import matches
from portal.commitments.models import Commitment, Escalation


class CaseFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=State.choices)
    area = django_filters.CharFilter(field_name="area", lookup_expr="pk__startswith")
    group = django_filters.ChoiceFilter(choices=Group.choices, method="in_group")
    severity = django_filters.ChoiceFilter(choices=Severity.choices)
    need = django_filters.ChoiceFilter(choices=Need.choices)
    overdue = django_filters.BooleanFilter(method="is_overdue")
    number = django_filters.CharFilter()
    q = django_filters.CharFilter(method="search", label="number, telephone, name, pinyin, initials, address")

    class Meta:
        model = Case
        fields = ("state", "area", "group", "severity", "need", "overdue", "number", "q")

    def in_group(self, rows: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        return rows.filter(groups__contains=[value])

    def is_overdue(self, rows: QuerySet[Case], name: str, value: bool) -> QuerySet[Case]:
        late = Commitment.objects.open().filter(number=OuterRef("number"), paused_at=None, due_at__lte=Now())
        return rows.filter(Exists(late)) if value else rows.exclude(Exists(late))

    def search(self, rows: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        return rows.filter(matches(value, user=self.request.user))


class EscalationFilter(django_filters.FilterSet):
    case = django_filters.CharFilter(field_name="commitment__number")
    level = django_filters.NumberFilter()
    area = django_filters.CharFilter(field_name="commitment__area", lookup_expr="pk__startswith")
    since = django_filters.IsoDateTimeFilter(field_name="fired_at", lookup_expr="gte")
    acknowledged = django_filters.BooleanFilter(field_name="acknowledged_at", lookup_expr="isnull", exclude=True)

    class Meta:
        model = Escalation
        fields = ("case", "level", "area", "since", "acknowledged")
