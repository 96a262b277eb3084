"""报表: every figure is right, and opens exactly the promises that it counts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.lifecycle import CASE
from cases.selectors.supervision import broken_by_place_and_kind, broken_promises, institutions
from hospitals.models import Hospital
from hospitals.services import ask_hospital
from portal.commitments.sweep import sweep
from portal.lifecycle.move import move
from portal.notices.subject import Subject
from tests.cases.telling import request_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def period():
    return {"since": timezone.now() - 10 * HOUR, "until": timezone.now() + HOUR}


@pytest.fixture
def three(policy, operator):
    """One answered in time, one answered late, one never answered."""
    now = timezone.now()
    in_time = request_of(operator, name="甲")
    answered_late = request_of(operator, name="乙", occurred_at=now - 3 * HOUR)
    never = request_of(operator, name="丙", occurred_at=now - 3 * HOUR)
    for case in (in_time, answered_late):
        move(CASE, case, "answer", by=operator, data={"channel": "phone"})
    sweep()
    return in_time, answered_late, never


def test_a_promise_kept_late_stays_broken(three, supervisor, period):
    table = broken_by_place_and_kind(supervisor, area="230110", **period)
    cell = dict(zip(table.kinds, table.sums, strict=True))["case.answer"]
    assert (cell.total, cell.broken, cell.open_late) == (3, 2, 1)
    assert cell.percent == 33


@pytest.mark.parametrize(("which", "count"), [("all", 3), ("broken", 2), ("open_late", 1)])
def test_every_figure_opens_what_it_counts(three, supervisor, period, which, count):
    rows = broken_promises(supervisor, kind="case.answer", which=which, area="230110", **period)
    assert rows.count() == count


def test_rows_are_the_places_one_level_down(three, supervisor, period):
    table = broken_by_place_and_kind(supervisor, area="230110", **period)
    assert [place.pk for place, _cells in table.rows] == ["230110003"]


def test_a_supervisor_of_another_district_counts_nothing_of_it(three, person, areas, period):
    other = person("nangang", "supervisor", on=areas["230103"])
    assert broken_by_place_and_kind(other, area="230110", **period).rows == []


def test_institutions_by_asked_accepted_and_refused(three, operator, supervisor, areas, period):
    one = Hospital.objects.create(name="香坊区人民医院", area=areas["230110"])
    case = three[0]
    ask_hospital(one, subject=Subject("case", case.pk, case.number, case.area_id), need="outpatient", by=operator)
    (row,) = institutions(supervisor, area="230110", **period)
    assert (row.name, row.asked, row.waiting, row.accepted) == ("香坊区人民医院", 1, 1, 0)


def test_the_page_and_the_list_behind_a_figure_open(client, three, supervisor):
    client.force_login(supervisor)
    assert client.get(reverse("cases:reports")).status_code == 200
    today = timezone.localdate()
    days = {"since": today - timedelta(days=1), "until": today}  # they waited for three hours
    page = client.get(reverse("cases:behind"), {"area": "230110", "kind": "case.answer", "which": "all", **days})
    assert three[2].number in page.content.decode()


def test_a_period_that_ends_before_it_begins_is_said_so(client, three, supervisor):
    client.force_login(supervisor)
    page = client.get(reverse("cases:reports"), {"since": "2026-02-02", "until": "2026-01-01"})
    assert page.status_code == 200
    assert page.context["form"].errors["until"]


def test_operators_have_no_reports(client, three, operator):
    client.force_login(operator)
    assert client.get(reverse("cases:reports")).status_code == 403
