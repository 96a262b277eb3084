"""The duty roster: who answers now, and which hours nobody covers, seen beforehand."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import DutyShift
from portal.accounts.selectors.roster import gaps, gaps_below, who_is_on_duty
from portal.accounts.services.roster import add_shift
from portal.audit.models import Entry
from tests.cast import COMMUNITY, DISTRICT

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(minute=0, second=0, microsecond=0)


def hours(n):
    return NOW + timedelta(hours=n)


@pytest.fixture
def shift(areas, medic):
    def make(start, end, code=COMMUNITY, person=medic):
        area = areas[code]
        return DutyShift.objects.create(
            area=area, person=person, phone="0451-00000000", starts_at=hours(start), ends_at=hours(end)
        )

    return make


def uncovered(area, **more):
    """The gaps of an area as pairs of hours from now."""
    hour = timedelta(hours=1)
    return [((gap.starts_at - NOW) / hour, (gap.ends_at - NOW) / hour) for gap in gaps(area, since=NOW, **more)]


def test_who_answers_now(areas, shift):
    shift(-3, 0)
    now = shift(0, 8)
    shift(8, 16)
    assert who_is_on_duty(areas[COMMUNITY], at=hours(0)) == [now]
    assert who_is_on_duty(areas[COMMUNITY], at=hours(20)) == []


def test_an_area_without_a_line_of_its_own_is_answered_above(areas, shift):
    district = shift(0, 8, code=DISTRICT)
    assert who_is_on_duty(areas[COMMUNITY], at=hours(1)) == [district]
    own = shift(2, 8)
    assert who_is_on_duty(areas[COMMUNITY], at=hours(3)) == [own]
    assert who_is_on_duty(areas["230103001001"], at=hours(3)) == []


def test_an_empty_roster_is_one_long_gap(areas):
    assert uncovered(areas[COMMUNITY], hours=72) == [(0, 72)]


def test_gaps_are_what_shifts_leave_open(areas, shift):
    for start, end in [(-2, 8), (6, 10), (12, 24), (24, 30), (70, 90)]:
        shift(start, end)
    assert uncovered(areas[COMMUNITY], hours=72) == [(10, 12), (30, 70)]


def test_a_full_roster_has_none(areas, shift):
    shift(0, 72)
    assert uncovered(areas[COMMUNITY], hours=72) == []


def test_a_shift_of_the_district_does_not_cover_the_line_of_a_community(areas, shift):
    shift(0, 72, code=DISTRICT)
    assert uncovered(areas[COMMUNITY], hours=24) == [(0, 24)]


def test_the_gaps_of_a_whole_district_are_one_query(areas, shift, django_assert_num_queries):
    shift(0, 24)
    with django_assert_num_queries(1):
        found = gaps_below(DISTRICT, hours=24, since=NOW)
    assert found.keys() == {"230110003002"}


def test_a_shift_ends_after_it_starts(shift):
    with pytest.raises(IntegrityError), transaction.atomic():
        shift(8, 8)


def test_shifts_are_repeated_for_days(areas, medic, operator):
    add_shift(
        areas[COMMUNITY],
        person=medic,
        phone="0451-00000000",
        starts_at=hours(0),
        ends_at=hours(24),
        by=operator,
        repeat_days=3,
    )
    assert uncovered(areas[COMMUNITY], hours=72) == []
    assert Entry.objects.get(action="roster.add").detail["days"] == 3


def test_the_page_shows_uncovered_lines_of_ones_own_area(client, operator, areas, shift):
    shift(0, 20)
    shift(22, 90)
    client.force_login(operator)
    page = client.get(reverse("accounts:roster"))
    [row] = page.context["rows"]
    assert (row["area"].code, len(row["gaps"])) == (COMMUNITY, 1)
    assert [area.code for area in page.context["without"]] == ["230110003002"]
    assert "和平社区" in page.content.decode()


def test_the_number_of_queries_does_not_grow(client, operator, areas, shift, django_assert_max_num_queries):
    client.force_login(operator)
    client.get(reverse("accounts:roster"))
    shift(0, 24)
    with django_assert_max_num_queries(25):
        client.get(reverse("accounts:roster"))


def form(medic, **changed):
    return {
        "person": medic.pk,
        "phone": "0451-00000000",
        "starts_at": timezone.localtime(hours(0)).strftime("%Y-%m-%dT%H:%M"),
        "ends_at": timezone.localtime(hours(12)).strftime("%Y-%m-%dT%H:%M"),
        "repeat_days": "2",
        **changed,
    }


def test_the_command_centre_fills_it(client, operator, medic, areas):
    medic.area = areas[COMMUNITY]
    medic.save()
    client.force_login(operator)
    assert client.get(reverse("accounts:roster_add", args=[COMMUNITY])).status_code == 200
    assert client.post(reverse("accounts:roster_add", args=[COMMUNITY]), form(medic)).status_code == 302
    assert DutyShift.objects.count() == 2
    one = DutyShift.objects.first()
    assert client.get(reverse("accounts:roster_of_area", args=[COMMUNITY])).status_code == 200
    assert client.post(reverse("accounts:roster_remove", args=[COMMUNITY, one.pk])).status_code == 302
    assert DutyShift.objects.count() == 1


@pytest.mark.parametrize("field", ["person", "phone", "starts_at", "ends_at", "repeat_days"])
def test_bad_input_is_named(client, operator, medic, field):
    client.force_login(operator)
    page = client.post(reverse("accounts:roster_add", args=[COMMUNITY]), form(medic, **{field: ""}))
    assert page.status_code == 422
    assert field in page.context["form"].errors


def test_a_shift_longer_than_a_day_is_refused(client, operator, medic):
    client.force_login(operator)
    far = timezone.localtime(hours(25)).strftime("%Y-%m-%dT%H:%M")
    page = client.post(reverse("accounts:roster_add", args=[COMMUNITY]), form(medic, ends_at=far))
    assert "ends_at" in page.context["form"].errors


def test_others_see_only_their_own_and_change_nothing(client, grid, neighbour, shift, areas):
    made = shift(0, 8)
    client.force_login(grid)
    assert client.get(reverse("accounts:roster_of_area", args=[COMMUNITY])).status_code == 200
    assert client.get(reverse("accounts:roster_add", args=[COMMUNITY])).status_code == 403
    assert client.get(reverse("accounts:roster_of_area", args=[DISTRICT])).status_code == 404
    client.force_login(neighbour)
    assert client.get(reverse("accounts:roster_of_area", args=[COMMUNITY])).status_code == 404
    assert client.post(reverse("accounts:roster_remove", args=[COMMUNITY, made.pk])).status_code == 404


def test_one_tap_fills_the_open_hours_as_last_week(client, operator, shift):
    shift(-7 * 24 - 1, -7 * 24 + 30)
    client.force_login(operator)
    shift(29, 80)
    answer = client.post(reverse("accounts:roster_fill", args=[COMMUNITY]), {"next": "/inbox/"})
    assert (answer.status_code, answer.url) == (302, "/inbox/")
    assert DutyShift.objects.filter(starts_at__gte=NOW, ends_at__lt=hours(30)).count() == 1
    assert Entry.objects.get(action="roster.copy").area_id == COMMUNITY


def test_where_last_week_says_nothing_somebody_is_chosen(client, operator, shift):
    client.force_login(operator)
    answer = client.post(reverse("accounts:roster_fill", args=[COMMUNITY]), {"next": "https://example.org/"})
    assert answer.url.startswith(reverse("accounts:roster_add", args=[COMMUNITY]))
    shift(-30, -20)
    form = client.get(answer.url).context["form"]
    assert form.initial["phone"] == "0451-00000000"
    assert form.initial["ends_at"] - form.initial["starts_at"] == timedelta(hours=24)


def test_every_community_of_ones_places_is_filled_at_once(client, operator, neighbour, grid, shift):
    for code in (COMMUNITY, "230110003002"):
        shift(-7 * 24 + 1, -7 * 24 + 9, code=code)
    client.force_login(neighbour)
    client.post(reverse("accounts:roster_fill_all"))
    assert DutyShift.objects.count() == 2
    client.force_login(grid)
    assert client.post(reverse("accounts:roster_fill_all")).status_code == 403
    client.force_login(operator)
    assert client.post(reverse("accounts:roster_fill_all")).url == reverse("accounts:roster")
    assert DutyShift.objects.count() == 4
