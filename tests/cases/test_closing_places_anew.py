"""T1 for requests: whoever was bound to a closed institution is asked for elsewhere at once, listed, and never lost."""

from collections import Counter
from uuid import uuid4

import pytest
from django.utils import timezone

from cases.services.placing import subject
from hospitals.lifecycle import BOOKING
from hospitals.models import Booking, Closure
from hospitals.selectors.closing import aftermath_of, bound_to
from hospitals.services import ask_hospital, close_hospital, closing, place_crowds_anew
from portal.lifecycle.errors import MoveRefused
from portal.lifecycle.move import move
from portal.notices.models import Notice
from tests.cases.telling import COMMUNITY
from tests.cases.test_outings import _desk_of, arranged, asked, city_hospitals, clock, vehicle, wang
from transport.lifecycle import TRIP
from transport.services import assign_vehicle

__all__ = ["city_hospitals", "vehicle", "wang"]

pytestmark = pytest.mark.django_db


def close(hospital, by):
    return close_hospital(hospital, reason="infection", by=by)


def somebody(operator, number, **changes):
    return arranged(operator, name=f"居民{number}", phone=f"199{number:08d}", **changes)


def fates(closure, user):
    return {line.booking.number: line.fate for line in aftermath_of(closure, user).lines}


def test_each_is_asked_for_elsewhere_while_the_clock_runs_on(policy, operator, supervisor, city_hospitals):
    case = arranged(operator)
    first, before = asked(case), clock(case, "case.arrange")
    closure = close(first.hospital, supervisor)
    second = asked(case)
    assert second.hospital != first.hospital
    assert clock(case, "case.arrange").pk == before.pk
    assert clock(case, "case.arrange").due_at == before.due_at
    assert fates(closure, operator) == {case.number: "asked"}
    move(BOOKING, second, "accept", by=_desk_of(second))
    assert fates(closure, operator) == {case.number: "placed"}


def test_a_closing_is_no_refusal(policy, operator, supervisor, city_hospitals):
    case = arranged(operator)
    close(asked(case).hospital, supervisor)
    close(asked(case).hospital, supervisor)
    outing = case.outings.get()
    assert (outing.refusals, outing.needs_centre) == (0, False)
    assert asked(case).hop == 2, "how often they were sent on is counted all the same"


def test_where_nobody_is_left_a_person_must_place_them(policy, operator, supervisor, city_hospitals):
    case = arranged(operator)
    closures = [close(asked(case).hospital, supervisor) for _ in city_hospitals]
    assert case.outings.get().needs_centre
    assert {fates(one, operator)[case.number] for one in closures} == {"waits"}
    assert Notice.objects.filter(to="operator@230110", kind="case.needs_centre", number=case.number).exists()


def test_on_the_road_driver_fleet_and_operator_hear_of_it(
    policy, operator, supervisor, city_hospitals, vehicle, wang, driver
):
    case = arranged(operator)
    booking = move(BOOKING, asked(case), "accept", by=_desk_of(asked(case)))
    trip = assign_vehicle(case.outings.get().trip, vehicle=vehicle, driver=wang, by=operator)
    for step in ("accept", "depart", "pick_up"):
        trip = move(TRIP, trip, step, by=driver)
    assert [one.number for one in bound_to(booking.hospital, operator).on_the_road] == [case.number]
    close(booking.hospital, supervisor)
    told = set(Notice.objects.filter(number=case.number, kind="trip.refused_ahead").values_list("to", flat=True))
    assert told == {f"user:{driver.pk}", f"fleet:{trip.fleet_id}"}
    assert Notice.objects.filter(to="operator@230110", kind="booking.refused", number=case.number).exists()
    second = move(BOOKING, asked(case), "accept", by=_desk_of(asked(case)))
    trip.refresh_from_db()
    assert (trip.booking, trip.state) == (second, "picked_up")
    second.refresh_from_db()
    assert second.eta_at


def test_at_the_door_they_go_on_when_another_says_yes(
    policy, operator, supervisor, city_hospitals, vehicle, wang, driver
):
    case = arranged(operator)
    booking = move(BOOKING, asked(case), "accept", by=_desk_of(asked(case)))
    trip = assign_vehicle(case.outings.get().trip, vehicle=vehicle, driver=wang, by=operator)
    for step in ("accept", "depart", "pick_up", "arrive"):
        trip = move(TRIP, trip, step, by=driver)
    close(booking.hospital, supervisor)
    move(BOOKING, asked(case), "accept", by=_desk_of(asked(case)))
    trip.refresh_from_db()
    assert trip.state == "picked_up"


def test_inside_they_stay_and_are_listed(policy, operator, supervisor, city_hospitals):
    case = arranged(operator)
    booking = move(BOOKING, asked(case), "accept", by=_desk_of(asked(case)))
    move(BOOKING, booking, "receive", by=_desk_of(booking))
    closure = close(booking.hospital, supervisor)
    assert fates(closure, operator) == {case.number: "stays"}
    assert Notice.objects.filter(to="operator@230110", kind="booking.inside_closed", number=case.number).exists()


def test_another_district_is_counted_and_not_named(policy, operator, neighbour, supervisor, city_hospitals):
    case = arranged(operator)
    after = aftermath_of(close(asked(case).hospital, supervisor), neighbour)
    assert (after.lines, after.others, after.counts["asked"]) == ([], 1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_closings_at_once_lose_nobody(policy, operator, supervisor, city_hospitals, at_once):
    cases = [somebody(operator, number) for number in range(3)]
    first = asked(cases[0]).hospital
    second = next(one for one in city_hospitals if one != first)
    results = at_once(lambda: close(first, supervisor), lambda: close(second, supervisor))
    assert [type(one) for one in results] == [Closure, Closure]
    last = next(one for one in city_hospitals if one not in (first, second))
    assert {asked(case).hospital for case in cases} == {last}


def test_of_a_crowd_the_most_urgent_go_at_once_and_the_others_follow(
    policy, operator, supervisor, city_hospitals, monkeypatch
):
    monkeypatch.setattr(closing, "AT_ONCE", 2)
    hospital = asked(somebody(operator, 0)).hospital
    crowd = [somebody(operator, number) for number in range(1, 5)]
    urgent = somebody(operator, 5, severity="urgent")
    closure = close(hospital, supervisor)
    assert asked(urgent).hospital != hospital
    assert Counter(fates(closure, operator).values()) == {"asked": 2, "next": 4}
    with pytest.raises(MoveRefused):  # nobody sets out for it meanwhile
        ask_hospital(hospital, subject=subject(crowd[0]), need="outpatient", by=operator)
    assert place_crowds_anew() == 4
    assert place_crowds_anew() == 0
    assert Counter(fates(closure, operator).values()) == {"asked": 6}


def test_one_who_cannot_be_placed_holds_up_nobody(policy, operator, supervisor, city_hospitals, monkeypatch):
    monkeypatch.setattr(closing, "AT_ONCE", 0)
    cases = [somebody(operator, number) for number in range(3)]
    closure = close(asked(cases[0]).hospital, supervisor)
    place = closing.follow

    def fails_for_one(lifecycle, booking, *args, **kwargs):
        if booking.number == cases[1].number:
            raise RuntimeError
        return place(lifecycle, booking, *args, **kwargs)

    monkeypatch.setattr(closing, "follow", fails_for_one)
    assert place_crowds_anew() == 2
    assert fates(closure, operator)[cases[1].number] == "next"
    monkeypatch.setattr(closing, "follow", place)
    assert place_crowds_anew() == 1


def test_a_page_of_two_hundred_costs_what_one_of_two_does(
    policy, operator, supervisor, city_hospitals, django_assert_max_num_queries
):
    cases = [somebody(operator, number) for number in range(2)]
    hospital = asked(cases[0]).hospital
    Booking.objects.bulk_create(
        Booking(
            hospital=hospital, area_id=COMMUNITY, subject_kind="case", subject_id=uuid4(), number=f"20261122-{n:04d}",
            need="outpatient", severity="routine", asked_at=timezone.now(),
        )
        for n in range(9000, 9200)
    )  # fmt: skip
    with django_assert_max_num_queries(10):
        assert len(bound_to(hospital, operator).asked) == 202
    closure = close(hospital, supervisor)
    with django_assert_max_num_queries(8):
        assert sum(aftermath_of(closure, operator).counts.values()) == 202
