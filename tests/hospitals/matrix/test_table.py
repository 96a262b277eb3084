"""The matrix as a table: read by who arranges, kept by administrators of the place, line by line, nothing deleted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hospitals.models import Designation
from portal.audit.models import Entry

pytestmark = pytest.mark.django_db

FULL = {
    "hospital": "", "needs": ["emergency"], "groups": ["oncology"], "controls": ["sealed"], "severities": [],
    "age_from": "18", "age_to": "60", "serves": ["230110"], "places": "", "since": "2026-01-01", "until": "",
    "hours_from": "20:00", "hours_to": "08:00", "cite": "H2", "note": "夜间急诊",
}  # fmt: skip


@pytest.fixture
def keep(client, admin):
    client.force_login(admin)
    return client


def journalled(line):
    return list(Entry.objects.filter(subject_kind="designation", subject_id=line.pk).values_list("action", flat=True))


def test_a_line_is_added(keep, hospital):
    answer = keep.post("/hospitals/matrix/add/", {**FULL, "hospital": hospital.pk})
    line = Designation.objects.get()
    assert answer["Location"].endswith(f"#line-{line.pk}")
    assert (line.needs, line.hours_from.hour, line.hours_to.hour, line.age_to) == (["emergency"], 20, 8, 60)
    assert [area.pk for area in line.serves.all()] == ["230110"]
    assert journalled(line) == ["designation.add"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"hospital": ""}, "hospital"),
        ({"needs": ["surgery"]}, "needs"),
        ({"age_from": "70"}, "age_to"),
        ({"age_to": "300"}, "age_to"),
        ({"serves": []}, "serves"),
        ({"places": "999999"}, "places"),
        ({"since": "soon"}, "since"),
        ({"until": "2025-12-31"}, "until"),
        ({"hours_to": ""}, "hours_to"),
        ({"hours_to": "20:00"}, "hours_to"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_typed_is_lost(keep, hospital, wrong, field):
    answer = keep.post("/hospitals/matrix/add/", {**FULL, "hospital": hospital.pk, **wrong})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "夜间急诊" in answer.content.decode()
    assert not Designation.objects.exists()


def test_a_line_is_changed_in_its_row(keep, line):
    path = f"/hospitals/matrix/{line.pk}/change/"
    opened = keep.get(path, headers={"HX-Request": "true"})
    assert f'id="line-{line.pk}"' in opened.content.decode()
    typed = {**FULL, "places": "230110003, 230110003001", "seen": line.changed_at.isoformat()}
    saved = keep.post(path, typed, headers={"HX-Request": "true"})
    assert saved.status_code == 200
    assert "<form" not in saved.content.decode()
    line.refresh_from_db()
    assert (line.needs, line.note) == (["emergency"], "夜间急诊")
    assert {area.pk for area in line.serves.all()} == {"230110", "230110003", "230110003001"}
    entry = Entry.objects.get(action="designation.change")
    assert entry.detail["changed"] == ["age_from", "age_to", "needs", "note", "serves_areas", "since"]
    assert entry.detail["before"]["needs"] == []


def test_who_was_slower_is_told_and_keeps_what_was_typed(keep, line):
    Designation.objects.get(pk=line.pk).save()
    answer = keep.post(f"/hospitals/matrix/{line.pk}/change/", {**FULL, "seen": line.changed_at.isoformat()})
    assert answer.status_code == 422
    assert "夜间急诊" in answer.content.decode()
    seen = answer.context["form"]["seen"].value()
    assert keep.post(f"/hospitals/matrix/{line.pk}/change/", {**FULL, "seen": seen}).status_code == 302


def test_a_line_ends_and_stays_to_be_read(keep, line):
    keep.post(f"/hospitals/matrix/{line.pk}/end/", {})
    line.refresh_from_db()
    assert line.is_over
    assert journalled(line) == ["designation.end"]
    assert f"line-{line.pk}" not in keep.get("/hospitals/matrix/").content.decode()
    assert f"line-{line.pk}" in keep.get("/hospitals/matrix/?state=over").content.decode()


def test_a_line_may_end_with_a_day_to_come_but_not_with_one_that_is_over(keep, line):
    today = timezone.localdate()
    assert keep.post(f"/hospitals/matrix/{line.pk}/end/", {"last_day": today - timedelta(days=1)}).status_code == 422
    keep.post(f"/hospitals/matrix/{line.pk}/end/", {"last_day": today + timedelta(days=3)})
    line.refresh_from_db()
    assert (line.until, line.is_over) == (today + timedelta(days=3), False)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("need=emergency", True), ("group=oncology", True), ("group=dialysis", False), ("control=none", False),
        ("area=230110003001", True), ("area=230103", False), ("q=香坊", True), ("q=南岗", False), ("need=circus", True),
    ],
)  # fmt: skip
def test_the_table_is_narrowed(keep, line, query, shown):
    assert (f"line-{line.pk}" in keep.get(f"/hospitals/matrix/?{query}").content.decode()) == shown


def test_the_table_costs_the_same_queries(keep, hospital, designate, django_assert_max_num_queries):
    for _ in range(30):
        designate(hospital)
    with django_assert_max_num_queries(22):
        keep.get("/hospitals/matrix/")


def test_a_hole_fills_the_form_in(keep, hospital):
    form = keep.get("/hospitals/matrix/add/?needs=emergency&serves=230110&hours_from=20:00&hours_to=08:00").context[
        "form"
    ]
    assert (form["needs"].value(), form["serves"].value(), form["hours_from"].value()) == (
        ["emergency"],
        ["230110"],
        "20:00",
    )


@pytest.mark.parametrize("path", ["change/", "end/"])
def test_another_districts_administrator_meets_nothing(client, other_admin, line, path):
    client.force_login(other_admin)
    assert client.get(f"/hospitals/matrix/{line.pk}/{path}").status_code == 404
    assert client.post(f"/hospitals/matrix/{line.pk}/{path}", FULL).status_code == 404


def test_another_districts_administrator_cannot_name_our_institution(client, other_admin, hospital):
    client.force_login(other_admin)
    answer = client.post("/hospitals/matrix/add/", {**FULL, "hospital": hospital.pk, "serves": ["230103"]})
    assert list(answer.context["form"].errors) == ["hospital"]


def test_a_supervisor_reads_and_does_not_write(client, supervisor, line):
    client.force_login(supervisor)
    page = client.get("/hospitals/matrix/").content.decode()
    assert f"line-{line.pk}" in page
    assert "/change/" not in page
    assert client.get(f"/hospitals/matrix/{line.pk}/change/").status_code == 403


def test_who_is_served_from_outside_reads_by_whom(client, operator, elsewhere, designate):
    ours, theirs = designate(elsewhere), designate(elsewhere, serves=["230103"])
    client.force_login(operator)
    page = client.get("/hospitals/matrix/").content.decode()
    assert f"line-{ours.pk}" in page
    assert f"line-{theirs.pk}" not in page
