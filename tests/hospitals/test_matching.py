"""Which hospital: ranked as policy prefers, each with its reasons, each excluded one with why."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from hospitals.matching import Query, match
from hospitals.models import Designation, Hospital, Slot
from portal.areas.models import Area
from tests.cast import COMMUNITY, DISTRICT, NEIGHBOUR_DISTRICT

pytestmark = pytest.mark.django_db

NEAREST_FEVER = {"kinds": ("fever",), "prefer": ("nearest",)}


@pytest.fixture
def make(areas):
    """make("name", kind="fever", area=…): an institution, in Xiangfang unless said otherwise."""

    def _make(name, *, area=DISTRICT, **fields):
        return Hospital.objects.create(name=name, area=areas[area], **fields)

    return _make


def designate(hospital, *, serves=(DISTRICT,), **columns):
    line = Designation.objects.create(hospital=hospital, **columns)
    line.serves.set(serves)
    return line


def ranked(**query):
    found = match(Query(**{"area_id": COMMUNITY, "need": "outpatient", **query}))
    return [candidate.hospital.name for candidate in found if not candidate.excluded]


def why_not(name, **query):
    found = match(Query(**{"area_id": COMMUNITY, "need": "outpatient", **query}))
    return next(candidate.why_not.clause for candidate in found if candidate.hospital.name == name)


def reasons(name, **query):
    found = match(Query(**{"area_id": COMMUNITY, "need": "outpatient", **query}))
    return [reason.clause for candidate in found if candidate.hospital.name == name for reason in candidate.reasons]


# H2: designation


def test_the_designated_hospital_comes_first_with_its_clause(make):
    make("甲")
    designate(make("乙"), controls=["sealed"], groups=["chronic"], cite="H2")
    assert ranked(control="sealed", groups=("chronic",)) == ["乙", "甲"]
    assert "H2" in reasons("乙", control="sealed", groups=("chronic",))


def test_the_most_exact_line_wins(make):
    designate(make("甲"), controls=["sealed"])
    designate(make("乙"), controls=["sealed"], severities=["critical"])
    assert ranked(control="sealed", severity="critical") == ["乙", "甲"]


def test_between_equals_the_smaller_area_served_wins(make):
    designate(make("甲"), controls=["sealed"], serves=["2301"])
    designate(make("乙"), controls=["sealed"], serves=["230110003"])
    assert ranked(control="sealed") == ["乙", "甲"]


@pytest.mark.parametrize(
    "columns",
    [
        {"needs": ["emergency"]},
        {"groups": ["oncology"]},
        {"controls": ["high_risk"]},
        {"severities": ["critical"]},
        {"age_to": 14},
        {"serves": [NEIGHBOUR_DISTRICT]},
        {"until": timezone.localdate() - timedelta(days=1), "since": timezone.localdate() - timedelta(days=9)},
        {"since": timezone.localdate() + timedelta(days=1)},
    ],
)
def test_a_line_for_others_designates_nobody_else(make, columns):
    designate(make("甲", kind="yellow_code"), **columns)
    assert ranked(control="sealed", age=40) == []


def test_an_age_that_is_not_known_fits_no_line_about_age(make):
    designate(make("甲", kind="yellow_code"), age_from=60)
    assert ranked(age=None) == []
    assert ranked(age=67) == ["甲"]


def test_hours_run_over_midnight(make):
    designate(make("夜", kind="yellow_code"), hours_from=time(20), hours_to=time(6))
    night = timezone.make_aware(datetime(2022, 11, 15, 2, 0))
    day = timezone.make_aware(datetime(2022, 11, 15, 12, 0))
    Designation.objects.update(since=night.date())
    assert ranked(at=night) == ["夜"]
    assert ranked(at=day) == []
    assert why_not("夜", at=day) == "H2"


def test_a_fever_clinic_takes_nobody_whom_no_rule_sends(make):
    make("五院", kind="fever")
    assert why_not("五院") == "N7"


def test_a_general_hospital_with_a_fever_clinic_is_both(make):
    make("总院", also_kinds=["fever"])
    assert ranked() == ["总院"]
    assert ranked(**NEAREST_FEVER) == ["总院"]


# T2a, T2b: nearest, and served from outside


def test_the_nearest_fever_clinic_by_distance(make):
    Area.objects.filter(code=COMMUNITY).update(latitude=45.71, longitude=126.68)
    make("远", kind="fever", latitude=45.90, longitude=126.60)
    make("近", kind="fever", area=NEIGHBOUR_DISTRICT, latitude=45.72, longitude=126.69)
    make("更近", latitude=45.711, longitude=126.681)
    assert ranked(control="central_isolation", **NEAREST_FEVER) == ["近", "远"]
    assert why_not("更近", **NEAREST_FEVER) == "T2a"
    nearest = match(Query(area_id=COMMUNITY, need="outpatient", **NEAREST_FEVER))[0]
    assert nearest.distance_km == pytest.approx(1.4, abs=0.1)
    assert "T2a" in [reason.clause for reason in nearest.reasons]


def test_a_place_without_coordinates_lies_where_the_area_above_it_does(make):
    Area.objects.filter(code=DISTRICT).update(latitude=45.71, longitude=126.68)
    Area.objects.filter(code=NEIGHBOUR_DISTRICT).update(latitude=45.76, longitude=126.64)
    make("近", kind="fever")
    make("远", kind="fever", area=NEIGHBOUR_DISTRICT)
    assert ranked(**NEAREST_FEVER) == ["近", "远"]


def test_an_area_is_served_by_another_when_policy_says_so(make):
    make("本区", kind="fever")
    make("主城", kind="fever", area=NEIGHBOUR_DISTRICT)
    assert ranked(areas=(NEIGHBOUR_DISTRICT,), **NEAREST_FEVER) == ["主城"]
    assert why_not("本区", areas=(NEIGHBOUR_DISTRICT,), **NEAREST_FEVER) == "T2b"


def test_a_designation_serves_from_another_city(make, areas):
    city = Area.objects.create(code="1505", name="通辽市", level="city", lineage={"city": "1505"})
    far = Hospital.objects.create(name="外市", area=city)
    assert "外市" not in ranked()
    designate(far, controls=["sealed"])
    assert ranked(control="sealed") == ["外市"]


# T3b: the hospital that treats


def test_a_session_goes_to_the_hospital_that_treats(make):
    make("甲", also_kinds=["dialysis"])
    treating = make("乙", area=NEIGHBOUR_DISTRICT)
    query = {"need": "treatment_session", "groups": ("dialysis",), "treating_hospital_id": treating.pk}
    assert ranked(**query)[0] == "乙"
    assert reasons("乙", **query)[0] == "T3b"
    assert ranked(**query, kinds=("dialysis",)) == ["乙", "甲"]


def test_where_the_treating_hospital_is_closed_the_next_one_serves(make):
    make("甲")
    treating = make("乙", is_open=False)
    assert ranked(need="treatment_session", treating_hospital_id=treating.pk) == ["甲"]
    assert why_not("乙", need="treatment_session", treating_hospital_id=treating.pk) == "T1"


# N3, P1: places and slots


def test_an_unknown_result_prefers_a_free_buffer_place(make, hospital, buffer):
    make("无缓冲")
    assert ranked(result_unknown=True) == [hospital.name, "无缓冲"]
    assert "N3" in reasons(hospital.name, result_unknown=True)


def test_full_buffers_exclude_except_for_the_critical(hospital, buffer):
    type(buffer).objects.update(used=1)
    assert why_not(hospital.name, result_unknown=True) == "N3"
    assert ranked(result_unknown=True, severity="critical") == [hospital.name]
    assert ranked() == [hospital.name]


def test_taken_slots_exclude(hospital, slot):
    assert ranked() == [hospital.name]
    Slot.objects.update(taken=1)
    assert why_not(hospital.name) == "P1"
    assert ranked(severity="critical") == [hospital.name]


def test_closed_hours_exclude(make):
    make("门诊部", opens_24h=False, opens_at=time(8), closes_at=time(17))
    assert ranked(at=timezone.make_aware(datetime(2022, 11, 15, 9))) == ["门诊部"]
    assert ranked(at=timezone.make_aware(datetime(2022, 11, 15, 19))) == []


# how it answers


def test_every_candidate_says_why_in_the_language_of_the_reader(make):
    make("甲")
    make("五院", kind="fever")
    for candidate in match(Query(area_id=COMMUNITY, need="outpatient")):
        for reason in [candidate.why_not] if candidate.excluded else candidate.reasons:
            with override("en"):
                assert reason.text.isascii()
            with override("zh-hans"):
                assert reason.text


def test_it_costs_the_same_queries_however_many_there_are(make, django_assert_num_queries):
    for number in range(20):
        designate(make(f"医院{number}"), controls=["sealed"])
    with django_assert_num_queries(7):
        assert len(ranked(control="sealed")) == 20
    with django_assert_num_queries(3):  # the version of the directory, who is closed, which slots are free
        assert len(ranked(control="sealed")) == 20
