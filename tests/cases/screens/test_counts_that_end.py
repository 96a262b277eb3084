"""Counts go as far as a person can use the number, and end there; all of them are one question."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from cases.selectors import counting
from cases.selectors.counting import counts_by_owner, counts_of, said
from cases.selectors.queue import TABS, Filters
from portal.access.counting import STATEMENTS
from portal.commitments.models import Commitment
from tests.cases.telling import request_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def five(policy, operator):
    for number in range(5):
        request_of(operator, name=f"王{number}", phone=f"1390000000{number}")


@pytest.fixture
def limit(monkeypatch):
    """Counts end elsewhere, and the statements that were put together for that are forgotten."""

    def at(number):
        STATEMENTS.clear()
        monkeypatch.setattr(counting, "AT_MOST", number)

    return at


def late(user):
    return counts_of(user, {"late": Filters(light="overdue")})["late"]


def test_beyond_the_limit_the_screen_says_so(five, operator, at_screen, limit):
    limit(3)
    assert counts_of(operator, TABS)["all"] == 4
    assert at_screen(operator).get("/queue/").context["tabs"][0]["count"] == "3+"


def test_up_to_the_limit_a_count_is_exact(five, operator, limit):
    limit(5)
    assert said(counts_of(operator, TABS)["all"]) == 5


def test_any_number_of_filters_is_one_query(five, operator):
    counts_of(operator, TABS)
    with CaptureQueriesContext(connection) as asked:
        counts_of(operator, {**TABS, "medicine": Filters(need="medicine"), "late": Filters(light="overdue")})
    assert len(asked) == 1


def test_a_clock_that_ran_out_counts_its_request_once(five, operator):
    assert late(operator) == 0
    number = Commitment.objects.filter(kind="case.answer").first().number
    Commitment.objects.filter(number=number).update(due_at="2022-04-01T00:00Z", started_at="2022-03-31T00:00Z")
    assert late(operator) == 1


def test_who_sees_nothing_counts_nothing(five, desk):
    assert set(counts_of(desk, TABS).values()) == {0}


class TestByOwner:
    """One reading for everybody at once says what each would count for themselves."""

    @pytest.fixture
    def owned(self, five, operator, supervisor):
        """Two of the five are the operator's, one the supervisor's, the others nobody's."""
        for case, owner in zip(Case.objects.order_by("pk"), (operator, operator, supervisor), strict=False):
            Case.objects.filter(pk=case.pk).update(owner=owner)

    def test_each_has_what_the_tab_would_count(self, owned, operator, supervisor):
        found = counts_by_owner(operator)
        assert found == {operator.pk: 2, supervisor.pk: 1}
        assert found[operator.pk] == counts_of(operator, {"mine": Filters(mine=True)})["mine"]

    def test_it_ends_where_counts_end(self, owned, operator, supervisor, limit):
        limit(0)
        assert counts_by_owner(operator) == {operator.pk: 1, supervisor.pk: 1}

    def test_what_is_closed_or_elsewhere_is_nobody_s(self, owned, operator, supervisor, desk):
        Case.objects.filter(owner=supervisor).update(state="archived")
        assert counts_by_owner(operator) == {operator.pk: 2}
        assert counts_by_owner(desk) == {}

    def test_it_is_one_query_however_many_own(self, owned, operator, django_assert_num_queries):
        counts_by_owner(operator)
        with django_assert_num_queries(1):
            counts_by_owner(operator)
