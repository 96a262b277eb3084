"""P4: how each institution answered in a period, for whom, and what stands behind each figure."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hospitals.lifecycle import BOOKING
from hospitals.models import Booking, Closure, Hospital, Places
from hospitals.selectors.supervision import Period, behind, institutions
from portal.audit.models import Entry
from portal.commitments.models import Commitment
from portal.commitments.sweep import sweep
from portal.lifecycle.move import move

pytestmark = pytest.mark.django_db


@pytest.fixture
def period():
    now = timezone.now()
    return Period(now - timedelta(days=1), now + timedelta(hours=1))


@pytest.fixture
def elsewhere(areas):
    return Hospital.objects.create(name="南岗医院", area=areas["230103"])


def answered_after(booking, minutes):
    """As if the first answer had taken so long."""
    kept = booking.asked_at + timedelta(minutes=minutes)
    Commitment.objects.filter(subject_id=booking.pk, kind="booking.accept").update(kept_at=kept)


@pytest.fixture
def answers(ask, desk):
    """Ten were asked: eight accepted after 1 to 8 minutes, one refused lawfully, one not."""
    for minutes in range(1, 9):
        answered_after(move(BOOKING, ask(), "accept", by=desk), minutes)
    answered_after(move(BOOKING, ask(), "refuse", by=desk, data={"code": "no_capacity"}), 9)
    answered_after(move(BOOKING, ask(), "refuse", by=desk, data={"code": "fever"}), 20)


def line(user, period, name="香坊区人民医院"):
    return next(row for row in institutions(user, period) if row.hospital.name == name)


def test_what_was_asked_and_answered(answers, ask, supervisor, period):
    ask()
    row = line(supervisor, period)
    assert (row.asked, row.accepted, row.refused, row.waiting, row.violations) == (11, 8, 2, 1, 1)
    assert row.refusals == {"no_capacity": 1, "fever": 1}
    assert (row.timed, row.median) == (10, pytest.approx(5.5))
    assert row.p90 == pytest.approx(10.1)


def test_each_figure_counts_the_bookings_behind_it(answers, ask, supervisor, period):
    ask()
    row = line(supervisor, period)
    for which in ("asked", "accepted", "refused", "waiting", "silent", "timed", "violations"):
        assert behind(supervisor, period, which=which, hospital=row.hospital.pk).count() == getattr(row, which), which
    assert behind(supervisor, period, which="refused", code="fever").get().refusal_code == "fever"


def test_silence_counts_when_it_escalated(ask, supervisor, period):
    booking = ask()
    assert line(supervisor, period).silent == 0
    past = timezone.now() - timedelta(hours=2)
    Commitment.objects.filter(subject_id=booking.pk).update(started_at=past, due_at=past, next_due_at=past)
    sweep()
    assert line(supervisor, period).silent == 1
    assert behind(supervisor, period, which="silent").get() == booking


def test_what_the_centre_assigned_was_not_accepted(ask, operator, supervisor, period):
    move(BOOKING, ask(hop=2), "assign", by=operator)
    row = line(supervisor, period)
    assert (row.assigned, row.accepted, row.median) == (1, 0, None)


def test_a_refusal_at_the_door_is_no_late_answer(ask, desk, supervisor, period):
    booking = move(BOOKING, ask(), "accept", by=desk)
    answered_after(booking, 3)
    move(BOOKING, booking, "refuse", by=desk, data={"code": "equipment_down"})
    row = line(supervisor, period)
    assert (row.refused, row.accepted, round(row.median)) == (1, 0, 3)


def test_only_the_hours_of_the_period_count_as_closed(hospital, supervisor, period):
    closed = {"hospital": hospital, "area": hospital.area, "reason": "infection"}
    begins, ends = period.since - timedelta(hours=10), period.since + timedelta(hours=4)
    Closure.objects.create(**closed, state="reopened", closed_at=begins, reopened_at=ends)
    Closure.objects.create(**closed, state="reopened", closed_at=begins, reopened_at=begins + timedelta(hours=1))
    Closure.objects.create(**closed, closed_at=timezone.now() - timedelta(hours=2))
    row = line(supervisor, period)
    assert (row.closures, round(row.hours_closed, 1)) == (2, 6.0)


def test_stale_figures_and_late_reports(hospital, buffer, supervisor, period):
    assert (line(supervisor, period).stale, line(supervisor, period).figures) == (0, 1)
    Places.objects.update(valid_until=timezone.now())
    assert line(supervisor, period).stale == 1


def test_another_district_sees_only_its_own(ask, subject, areas, person, elsewhere, hospital, supervisor, city, period):
    ask(subject=subject("230103001001"), hospital=hospital)
    ask(hospital=elsewhere)
    theirs = person("other_supervisor", "supervisor", on=areas["230103"])
    seen = {row.hospital.name: row.asked for row in institutions(theirs, period)}
    assert seen == {"香坊区人民医院": 1, "南岗医院": 0}
    assert line(supervisor, period).asked == 0
    assert sum(row.asked for row in institutions(city, period)) == 2


def test_a_desk_reads_of_itself_and_of_nobody_else(ask, elsewhere, desk, period):
    ask()
    ask(hospital=elsewhere)
    (row,) = institutions(desk, period)
    assert (row.hospital.name, row.asked) == ("香坊区人民医院", 1)


def test_it_costs_the_same_queries(answers, areas, supervisor, period, django_assert_max_num_queries):
    for number in range(8):
        Hospital.objects.create(name=f"院{number}", area=areas["230110"])
    list(institutions(supervisor, period))
    with django_assert_max_num_queries(8):
        assert len(institutions(supervisor, period)) == 9


def test_the_page_says_what_its_figures_mean(client, answers, supervisor):
    client.force_login(supervisor)
    page = client.get("/institutions/supervision/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "香坊区人民医院" in text
    assert len(page.context["figures"]) + len(page.context["facts"]) == 10
    (line,) = (row for row in page.context["rows"] if row["row"].refused)
    behind = client.get(line["links"]["refused"])
    assert behind.context["page"].paginator.count == 2


def test_a_period_that_makes_no_sense_is_said(client, supervisor):
    client.force_login(supervisor)
    page = client.get("/institutions/supervision/", {"since": "2026-05-02", "until": "2026-05-01"})
    assert "until" in page.context["form"].errors
    assert client.get("/institutions/supervision/behind/", {"which": "everything"}).status_code == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_as_a_file_that_runs_nothing(client, hospital, supervisor, kind):
    Hospital.objects.filter(pk=hospital.pk).update(name="=1+1")
    client.force_login(supervisor)
    answer = client.post("/institutions/supervision/export/", {"format": kind})
    assert f".{kind}" in answer["Content-Disposition"]
    if kind == "csv":
        assert "'=1+1" in answer.content.decode("utf-8-sig")
    assert Entry.objects.get(action="hospital.export").detail["format"] == kind


def test_its_own_page_tells_its_supervisor_more(client, answers, hospital, supervisor, operator, desk):
    told = {}
    for user in (supervisor, desk, operator):
        client.force_login(user)
        page = client.get(f"/institutions/{hospital.pk}/")
        told[user.username] = (page.status_code, "violations" in page.context)
    assert told == {"supervisor": (200, True), "desk": (200, True), "operator": (200, False)}


def test_over_http(client, answers, supervisor, operator):
    client.force_login(supervisor)
    (row,) = client.get("/api/v1/hospitals/supervision/").json()["institutions"]
    assert (row["asked"], row["refusals"], row["violations"]) == (10, {"no_capacity": 1, "fever": 1}, 1)
    assert client.get("/api/v1/hospitals/supervision/", {"since": "nonsense"}).status_code == 400
    client.force_login(operator)
    assert client.get("/api/v1/hospitals/supervision/").status_code == 403
    assert client.get("/institutions/supervision/").status_code == 403
    assert Booking.objects.count() == 10
