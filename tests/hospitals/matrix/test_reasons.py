"""Whoever is left out is told by what: hours, age, dates, for whom, from where; each in words, in both languages."""

from datetime import datetime, time, timedelta
from functools import partial

import pytest
from django.utils import timezone
from django.utils.translation import override

from hospitals.matching import Query, match
from hospitals.models import Hospital

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
NOON = timezone.make_aware(datetime.combine(TODAY, time(12)))
COMMUNITY = "230110003001"


@pytest.fixture
def designate(designate):
    """In force since the day of these tests, which may be yesterday by the time they run."""
    return partial(designate, since=TODAY)


@pytest.fixture
def yellow(areas):
    """Takes those alone whom a line names."""
    return Hospital.objects.create(name="黄码医院", kind="yellow_code", area=areas["230110"])


def answer(hospital, **query):
    found = match(Query(**{"area_id": COMMUNITY, "need": "outpatient", "at": NOON, "age": 40, **query}))
    return next(candidate for candidate in found if candidate.hospital == hospital)


def why_not(hospital, language="en", **query):
    found = answer(hospital, **query).why_not
    with override(language):
        return found and found.text


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"hours_from": time(20), "hours_to": time(8)}, "designated for this need, but from 20:00 to 08:00 only"),
        ({"age_to": 14}, "designated for people up to 14 years only"),
        ({"age_from": 60}, "designated for people from 60 years on only"),
        ({"age_from": 3, "age_to": 14}, "designated for people of 3 to 14 years only"),
        ({"since": TODAY + timedelta(days=2)}, f"designated only from {TODAY + timedelta(days=2)} on"),
        (
            {"since": TODAY - timedelta(days=9), "until": TODAY - timedelta(days=1)},
            f"its designation ended on {TODAY - timedelta(days=1)}",
        ),
        ({"controls": ["sealed", "controlled"]}, "designated for sealed area, controlled area only"),
        ({"needs": ["emergency"]}, "designated for emergency only"),
        ({"groups": ["oncology"]}, "designated for oncology only"),
        ({"severities": ["critical"]}, "designated for critical only"),
        ({"serves": ["230103"]}, "designated for 南岗区 only"),
    ],
)
def test_each_miss_has_its_own_words(yellow, designate, columns, reason):
    designate(yellow, **columns)
    assert why_not(yellow) == reason
    assert why_not(yellow, "zh-hans")


def test_a_line_that_was_ended_at_once_says_since_when(yellow, designate):
    designate(yellow, ended_at=NOON - timedelta(hours=1))
    assert why_not(yellow) == f"its designation ended on {TODAY}"
    assert why_not(yellow, at=NOON - timedelta(hours=2)) is None


def test_of_several_lines_the_nearest_miss_is_told(yellow, designate):
    designate(yellow, controls=["sealed"], needs=["emergency"], groups=["child"])
    designate(yellow, age_to=14)
    assert why_not(yellow) == "designated for people up to 14 years only"


def test_an_ordinary_hospital_limited_to_nights_is_not_sent_anybody_by_day(hospital, designate):
    designate(hospital, hours_from=time(20), hours_to=time(8))
    assert "from 20:00 to 08:00 only" in why_not(hospital)
    assert why_not(hospital, at=NOON - timedelta(hours=9)) is None


def test_the_limit_of_one_line_counts_only_where_no_other_fits(hospital, designate):
    designate(hospital, age_to=14)
    assert why_not(hospital)
    designate(hospital, age_from=14)
    assert answer(hospital).designation


def test_whoever_is_not_meant_by_a_limited_line_is_received_as_before(hospital, designate):
    designate(hospital, controls=["abnormal_code"], hours_from=time(20), hours_to=time(8))
    assert why_not(hospital) is None


def test_the_night_of_the_last_day_ends_the_morning_after(yellow, designate):
    yesterday = TODAY - timedelta(days=1)
    designate(yellow, since=yesterday, until=yesterday, hours_from=time(20), hours_to=time(8))
    assert why_not(yellow, at=NOON - timedelta(hours=6)) is None
    assert "ended on" in why_not(yellow, at=NOON + timedelta(hours=10))


def test_t2b_a_line_from_outside_is_told_as_such(elsewhere, designate):
    designate(elsewhere, controls=["sealed"])
    (reason,) = answer(elsewhere, control="sealed").reasons
    assert reason.clause == "T2b"
    with override("en"):
        assert reason.text == "designated for this need, from outside the area"


def test_a_closing_counts_at_once_without_reading_the_directory_again(hospital, django_assert_num_queries):
    answer(hospital)
    Hospital.objects.update(is_open=False)
    with django_assert_num_queries(2):  # the version of the directory, and who is closed
        assert answer(hospital).why_not.clause == "T1"
    assert not answer(hospital).hospital.is_open


def test_what_an_answer_holds_is_nobody_elses(hospital):
    answer(hospital).hospital.name = "涂改"
    assert answer(hospital).hospital.name == "香坊区人民医院"
