"""Notices and what they speak of are written by one statement: both or neither."""

import pytest
from django.db import DataError, transaction

from portal.notices import services
from portal.notices.models import Delivery, Heartbeat, Notice

pytestmark = pytest.mark.django_db

# Something that is written first, and a notice for each row of it.
FIRST = """
wrote AS (
    INSERT INTO notices_heartbeat (name, at, detail)
    SELECT 'work ' || n, clock_timestamp(), '{{}}' FROM generate_series(1, %(many)s) n
    ON CONFLICT (name) DO NOTHING
    RETURNING name
),
odd AS (SELECT name FROM wrote WHERE name ~ '[13579]$')
"""
NOTICES = """
SELECT 'supervisor@230110' AS "to", 'x' AS kind, 'case' AS subject_kind, gen_random_uuid() AS subject_id,
       '' AS number, '230110' AS area_id, {level} AS level, '{{}}'::jsonb AS params, name AS cause
FROM wrote
"""


def tell(many, *, level="1", count=("wrote",)):
    return services.tell_after(FIRST.format(), NOTICES.format(level=level), {"many": many}, count=count)


def test_one_statement_writes_both_and_posts_letters(areas, endpoint, django_assert_num_queries):
    endpoint("http://127.0.0.1:1/")
    with django_assert_num_queries(1):
        assert tell(3) == (3,)
    assert set(Notice.objects.values_list("cause", flat=True)) == {"work 1", "work 2", "work 3"}
    assert Heartbeat.objects.filter(name__startswith="work ").count() == Delivery.objects.count() == 3


def test_it_counts_what_is_named_in_that_order(areas):
    assert tell(5, count=("odd", "wrote")) == (3, 5)
    assert tell(5, count=("odd", "wrote")) == (0, 0)


def test_what_was_told_before_is_written_and_not_told_again(areas):
    tell(2)
    Heartbeat.objects.all().delete()
    assert tell(3) == (3,)
    assert Notice.objects.count() == 3


def test_a_notice_that_cannot_be_said_undoes_what_it_speaks_of(areas):
    with pytest.raises(DataError), transaction.atomic():
        tell(3, level="100000::int")
    assert not Notice.objects.exists()
    assert not Heartbeat.objects.filter(name__startswith="work ").exists()
