"""Counts of what people of one sight see: one statement, put together once, and never an old answer."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import IntegerField, Value
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.access import counting
from portal.access.counting import counts
from portal.kept import Kept

pytestmark = pytest.mark.django_db
User = get_user_model()
SOMEBODY = User(pk=1)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(counting, "STATEMENTS", Kept(most=10_000))


def named(name, made=None):
    """What gives the people of this name; `made` notes that it was asked."""

    def make(_user):
        if made is not None:
            made.append(name)
        return User.objects.filter(username__startswith=name)

    return make


def test_many_are_one_question_in_the_order_asked(django_assert_num_queries):
    User.objects.create(username="a1")
    User.objects.create(username="a2")
    User.objects.create(username="b1")
    asked = [("a", named("a")), ("none", lambda _user: User.objects.none()), ("b", named("b"))]
    counts(SOMEBODY, asked)
    with django_assert_num_queries(1):
        assert counts(SOMEBODY, asked) == [2, 0, 1]


def test_nothing_asked_is_no_question(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert counts(SOMEBODY, []) == []


def test_a_statement_is_put_together_once_and_answers_anew():
    made = []
    assert counts(SOMEBODY, [("a", named("a", made))]) == [0]
    User.objects.create(username="a1")
    assert counts(SOMEBODY, [("a", named("a", made))]) == [1]
    assert made == ["a"]


def test_without_a_key_nothing_is_kept():
    assert counts(SOMEBODY, [(None, named("a"))]) == [0]
    User.objects.create(username="b1")
    assert counts(SOMEBODY, [(None, named("b"))]) == [1]


def test_an_instant_is_of_its_own_time_only():
    User.objects.create(username="early", date_joined=timezone.now() - timedelta(hours=1))
    for seconds, expected in ((-7200, 0), (0, 1)):
        instant = timezone.now() + timedelta(seconds=seconds)
        assert counts(SOMEBODY, [("joined", lambda _user: User.objects.filter(date_joined__lt=instant))]) == [expected]  # noqa: B023


def test_the_time_of_the_database_goes_on():
    def joined(_user):
        return User.objects.filter(date_joined__lte=Now())

    person = User.objects.create(username="late", date_joined=timezone.now() + timedelta(hours=1))
    before = counts(SOMEBODY, [("joined", joined)])[0]
    User.objects.filter(pk=person.pk).update(date_joined=timezone.now() - timedelta(hours=1))
    assert counts(SOMEBODY, [("joined", joined)]) == [before + 1]


def test_what_is_cut_off_is_counted_so_far():
    for number in range(3):
        User.objects.create(username=f"a{number}")
    assert counts(SOMEBODY, [("some", lambda _user: named("a")(None)[:2])]) == [2]


def test_an_order_costs_nothing():
    with CaptureQueriesContext(connection) as asked:
        counts(SOMEBODY, [("ordered", lambda _user: User.objects.order_by("username"))])
    assert "ORDER BY" not in asked[0]["sql"]


def test_who_asks_is_put_in_at_each_asking(monkeypatch):
    """One statement for all who hold the same; each is answered for themselves."""
    people = [User.objects.create(username=name) for name in ("anna", "bela")]
    made = []

    def oneself(user):
        made.append(user.pk)
        return User.objects.filter(pk=user.pk, username="anna")

    assert [counts(person, [("me", oneself)]) for person in people] == [[1], [0]]
    assert made == [counting.NOBODY]


def test_an_id_within_words_is_put_in_as_well(django_assert_num_queries):
    anna, bela = (User.objects.create(username=name) for name in ("anna", "bela"))
    User.objects.create(username=f"user:{bela.pk}")
    asked = [("post", lambda user: User.objects.filter(username__in=["nobody", f"user:{user.pk}"]))]
    assert [counts(person, asked) for person in (anna, bela, anna)] == [[0], [1], [0]]


def test_an_id_hidden_in_a_list_is_asked_anew_for_everybody():
    anna, bela = (User.objects.create(username=name) for name in ("anna", "bela"))
    asked = [
        (
            "list",
            lambda user: User.objects.annotate(ids=Value([user.pk], ArrayField(IntegerField()))).filter(
                ids__contains=[anna.pk]
            ),
        )
    ]
    assert [counts(person, asked)[0] > 0 for person in (bela, anna, bela)] == [False, True, False]
    assert not counting.STATEMENTS
