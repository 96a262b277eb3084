"""A notice is said once to a post, carries codes only, and enters the outbox of whoever hears that place."""

import pytest
from django.db import transaction

from portal.notices import services
from portal.notices.models import Delivery, Notice
from tests.cast import DISTRICT, NEIGHBOUR_DISTRICT
from tests.notices.conftest import say

pytestmark = pytest.mark.django_db


def test_it_keeps_what_was_said(areas):
    say("case.test", params={"code": "x", "nested": {"id": 7}}, level=2)

    notice = Notice.objects.get()
    assert (notice.to, notice.kind, notice.level, notice.number) == (
        "supervisor@230110",
        "case.test",
        2,
        "20261121-0137",
    )
    assert notice.params == {"code": "x", "nested": {"id": 7}}


def test_one_event_is_told_to_a_post_once(areas):
    say(cause="escalation:1")
    say(cause="escalation:1")
    say(cause="escalation:1", to="supervisor@2301")

    assert sorted(Notice.objects.values_list("to", flat=True)) == ["supervisor@2301", "supervisor@230110"]


def test_without_a_cause_it_is_said_each_time(areas):
    say()
    say()

    assert Notice.objects.count() == 2


def test_what_is_rolled_back_was_never_said(areas, endpoint):
    endpoint("http://127.0.0.1:1/")
    with transaction.atomic():
        say()
        transaction.set_rollback(True)

    assert (Notice.objects.count(), Delivery.objects.count()) == (0, 0)


def test_webhooks_of_the_place_and_of_those_above_hear_it(areas, endpoint):
    city, district = endpoint("http://127.0.0.1:1/"), endpoint("http://127.0.0.1:2/", area=DISTRICT)
    endpoint("http://127.0.0.1:3/", area=NEIGHBOUR_DISTRICT)
    say()

    assert set(Delivery.objects.values_list("endpoint", flat=True)) == {city.pk, district.pk}
    assert Delivery.objects.values("idempotency_key").distinct().count() == 2


def test_a_webhook_may_ask_for_some_kinds_only(areas, endpoint):
    endpoint("http://127.0.0.1:1/", kinds=["commitment.escalated"])
    say("case.test")
    say("commitment.escalated")

    assert Delivery.objects.get().notice.kind == "commitment.escalated"


@pytest.mark.parametrize("fields", [{"is_active": False}, {"is_fallback_only": True}])
def test_webhooks_out_of_use_or_in_reserve_hear_nothing(areas, endpoint, fields):
    endpoint("http://127.0.0.1:1/", **fields)
    say()

    assert Delivery.objects.count() == 0


def test_many_are_told_by_one_statement(areas, endpoint, django_assert_num_queries):
    endpoint("http://127.0.0.1:1/")
    many = """
        SELECT 'supervisor@230110' AS "to", 'x' AS kind, 'case' AS subject_kind, gen_random_uuid() AS subject_id,
               '' AS number, '230110' AS area_id, 1 AS level, '{}'::jsonb AS params, 'n:' || n AS cause
        FROM generate_series(1, %(count)s) n
    """

    with django_assert_num_queries(1):
        assert services.tell_from(many, {"count": 300}) == 300
    assert Delivery.objects.count() == 300
