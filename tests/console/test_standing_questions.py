"""A standing question gives what its queryset would give, and refuses to be made of what changes by itself."""

import gc
import weakref
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.models import CharField, F, Value
from django.db.models.functions import Concat, Now
from django.utils import timezone

from portal.areas.models import Area
from portal.audit.models import Entry
from portal.audit.services import record
from portal.standing import Standing, StandingBy

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(operator):
    for number in ("1", "1", "2"):
        record("case.view", subject_kind="case", subject_id="x", number=number, by=operator, detail={"seen": number})
    return Entry.objects.filter(action="case.view").order_by("at")


def test_gives_the_rows_of_its_queryset(entries):
    asked = Standing(lambda number: entries.filter(number=number), number=str)
    for number in ("1", "2", "3", "1"):
        assert asked(number=number) == list(entries.filter(number=number))
    assert asked.first(number="2").detail == {"seen": "2"}
    assert asked.first(number="3") is None


def test_brings_relations_and_annotations_with_one_query(entries, django_assert_num_queries):
    told = Concat(F("number"), Value("!"), output_field=CharField())
    asked = Standing(
        lambda number: entries.filter(number=number, at__lte=Now()).select_related("by", "area").annotate(told=told),
        number=str,
    )
    with django_assert_num_queries(1):
        (row,) = asked(number="2")
        assert (row.told, row.by.username, row.area) == ("2!", "operator", None)


def test_leaves_out_what_only_leaves_out(entries, django_assert_num_queries):
    asked = Standing(lambda pk: entries.filter(pk=pk).only("number"), pk=UUID)
    row = asked.first(pk=entries.last().pk)
    assert row.get_deferred_fields() >= {"action", "detail"}
    with django_assert_num_queries(1):
        assert row.action == "case.view"


def test_gives_tuples_where_values_are_asked(entries):
    columns = ("number", "detail", "by__username")
    asked = Standing(lambda number: entries.filter(number=number).values_list(*columns), number=str)
    assert (
        asked(number="2")
        == [("2", {"seen": "2"}, "operator")]
        == list(entries.filter(number="2").values_list(*columns))
    )


def test_stands_once_for_each_key(entries):
    builds = []
    asked = StandingBy(lambda prefix, number: builds.append(prefix) or entries.filter(
        action__startswith=prefix, number=number), number=str)  # fmt: skip
    for prefix, found in (("case", 2), ("job", 0), ("case", 2)):
        assert len(asked(prefix)(number="1")) == found
    assert builds == ["case", "case", "job", "job"], "once each, and once more to see that it says the same"


def test_holds_nobody_for_whom_it_was_compiled(entries):
    class Reader:
        number = "1"

    asked, reader = StandingBy(lambda reader, number: entries.filter(number=number), number=str), Reader()
    gone = weakref.ref(reader)
    assert len(asked(reader.number, reader)(number="1")) == 2
    del reader
    gc.collect()
    assert gone() is None


def test_asks_nothing_where_nothing_can_be_found(entries, django_assert_num_queries):
    asked = Standing(lambda number: entries.none().filter(number=number), number=str)
    with django_assert_num_queries(0):
        assert asked(number="1") == []


def test_is_compiled_once(entries):
    builds = []
    asked = Standing(lambda number: builds.append(number) or entries.filter(number=number), number=str)
    for number in ("1", "2", "1"):
        asked(number=number)
    assert len(builds) == 2, "once, and once more to see that it says the same"


@pytest.mark.parametrize(
    "build",
    [
        lambda number: Entry.objects.filter(number=number, at__lte=timezone.now()),
        lambda number: Entry.objects.filter(number__startswith=number),
        lambda number: Entry.objects.all(),
        lambda number: Entry.objects.filter(number=number).values("number"),
        lambda number: Area.objects.filter(code=number).prefetch_related("duty_shifts"),
    ],
)
def test_refuses_what_does_not_stand(build):
    with pytest.raises(ImproperlyConfigured):
        Standing(build, number=str)(number="1")
