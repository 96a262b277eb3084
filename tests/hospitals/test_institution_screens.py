"""Pages about institutions: places on one form, a week of slots, the directory; who may do what there, by HTTP too."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hospitals.models import Hospital, Places, PlacesReport, Slot
from hospitals.models.reports import Figure
from hospitals.services import report_places

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
DIALOG = {**HTMX, "HX-Target": "dialog-body"}
JSON = {"content_type": "application/json"}


@pytest.fixture
def page(client, desk):
    client.force_login(desk)
    return client


@pytest.fixture
def reported(hospital, desk):
    return report_places(hospital, figures=[Figure(room="bed", total=10, used=4)], by=desk)


def series(**instead):
    day = (timezone.localdate() + timedelta(days=1)).isoformat()
    return {"since": day, "begins": "08:00", "ends": "10:00", "every": 30, "capacity": 3, **instead}


# --- places --------------------------------------------------------------------------------------------------------


def test_all_figures_on_one_form(page, hospital):
    said = {"used-bed": 4, "total-bed": 10, "used-dialysis_station-morning": 2, "total-dialysis_station-morning": 6}
    assert page.post(f"/institutions/{hospital.pk}/places/", said).status_code == 302
    assert {(row.room, row.shift): row.free for row in Places.objects.all()} == {
        ("bed", ""): 6, ("dialysis_station", "morning"): 4,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"used-bed": 11, "total-bed": 10}, "used-bed"),
        ({"total-bed": 10}, "used-bed"),
        ({"used-bed": 1}, "total-bed"),
        ({"used-bed": -1, "total-bed": 10}, "used-bed"),
        ({"used-bed": "many", "total-bed": 10}, "used-bed"),
        ({}, "__all__"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_typed_is_lost(page, hospital, said, field):
    answer = page.post(f"/institutions/{hospital.pk}/places/", {**said, "total-isolation_bed": ""})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    for value in said.values():
        assert f'value="{value}"' in answer.content.decode()
    assert not Places.objects.exists()


def test_what_was_counted_is_not_forgotten(page, hospital, reported):
    """An empty line is a slip when there were beds this morning."""
    answer = page.post(f"/institutions/{hospital.pk}/places/", {"used-isolation_bed": 0, "total-isolation_bed": 2})
    assert list(answer.context["form"].errors) == ["total-bed"]


def test_unchanged_is_one_tap(page, hospital, reported):
    assert page.post(f"/institutions/{hospital.pk}/places/unchanged/", headers=HTMX).status_code == 204
    assert PlacesReport.objects.filter(is_unchanged=True).count() == 1
    assert page.get("/places/")["Location"] == f"/institutions/{hospital.pk}/places/"


def test_a_stale_figure_is_shown_as_stale(page, operator, hospital, reported):
    Places.objects.update(valid_until=timezone.now())
    for path in (f"/institutions/{hospital.pk}/places/", f"/institutions/{hospital.pk}/", "/institutions/?show=stale"):
        assert "bi-clock-history" in page.get(path).content.decode(), path
    page.force_login(operator)
    assert page.get("/institutions/", {"show": "stale"}).context["page"].paginator.count == 1


def test_places_over_http(client, desk, operator, neighbour, hospital):
    client.force_login(desk)
    url = f"/api/v1/hospitals/{hospital.pk}/places/"
    stations = {"room": "dialysis_station", "shift": "evening", "total": 3, "used": 4}
    said = [{"room": "bed", "total": 5, "used": 2}, stations]
    wrong = client.post(url, {"figures": said}, **JSON)
    assert (wrong.status_code, list(wrong.json()["fields"])) == (400, ["figures.1.used"])
    assert list(client.post(url, {"figures": [said[0], said[0]]}, **JSON).json()["fields"]) == ["figures"]
    assert client.post(url, {"unchanged": True}, **JSON).status_code == 400
    assert client.post(url, {"figures": said[:1]}, **JSON).status_code == 201
    assert client.post(url, {"unchanged": True}, **JSON).json()["is_unchanged"] is True
    assert client.get(f"{url}reports/").json()["results"][1]["figures"] == [
        {"room": "bed", "shift": "", "total": 5, "used": 2}
    ]
    client.force_login(operator)
    (row,) = client.get(url).json()
    assert (row["free"], row["stale"]) == (3, False)
    assert client.post(url, {"unchanged": True}, **JSON).status_code == 404


# --- slots ---------------------------------------------------------------------------------------------------------


def test_a_series_is_opened_in_the_dialog(page, hospital):
    url = f"/institutions/{hospital.pk}/slots/open/"
    assert page.get(url, headers=DIALOG).status_code == 200
    assert page.post(url, series(), headers=DIALOG).status_code == 204
    assert Slot.objects.count() == 4
    week = page.get(f"/institutions/{hospital.pk}/slots/")
    assert [len(column["slots"]) for column in week.context["days"]][:2] == [0, 4]


@pytest.mark.parametrize(
    ("instead", "field"),
    [
        ({"ends": "08:00"}, "ends"),
        ({"ends": "08:20"}, "ends"),
        ({"since": "2020-01-01"}, "since"),
        ({"until": "2020-01-01"}, "until"),
        ({"until": "2099-01-01"}, "until"),
        ({"every": 0}, "every"),
        ({"capacity": 0}, "capacity"),
    ],
)
def test_a_series_that_cannot_be_is_named(page, hospital, instead, field):
    answer = page.post(f"/institutions/{hospital.pk}/slots/open/", series(**instead), headers=DIALOG)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Slot.objects.exists()


def test_one_slot_is_resized_closed_and_opened_again(page, hospital, ask, slot):
    ask(slot=slot)
    Slot.objects.update(capacity=3)
    ask(slot=slot)
    url = f"/institutions/slots/{slot.pk}/"
    refused = page.post(url, {"capacity": 1}, headers=DIALOG)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["capacity"])
    assert page.post(url, {"capacity": 2}, headers=DIALOG).status_code == 204
    assert page.post(f"{url}close/", headers=DIALOG).status_code == 204
    slot.refresh_from_db()
    assert (slot.capacity, slot.is_closed) == (2, True)
    assert page.post(f"{url}reopen/", headers=DIALOG).status_code == 204


def test_slots_are_the_institutions_own(client, operator, admin, areas, slot, hospital):
    client.force_login(operator)
    assert client.get(f"/institutions/{hospital.pk}/slots/").context["may_keep"] is False
    for path in (f"/institutions/{hospital.pk}/slots/open/", f"/institutions/slots/{slot.pk}/close/"):
        assert client.post(path, series()).status_code == 403
    client.force_login(admin)
    assert client.post(f"/institutions/{hospital.pk}/slots/open/", series(), headers=DIALOG).status_code == 204


def test_slots_over_http(client, desk, operator, hospital, slot, ask):
    client.force_login(desk)
    url = f"/api/v1/hospitals/{hospital.pk}/slots/"
    assert client.post(url, series(weekdays=list(range(7)), need="outpatient"), **JSON).json() == {
        "opened": 4, "standing": 0,
    }  # fmt: skip
    assert client.post(url, series(need="outpatient"), **JSON).json() == {"opened": 0, "standing": 4}
    assert list(client.post(url, series(ends="07:00"), **JSON).json()["fields"]) == ["ends"]
    client.force_login(operator)
    listed = client.get("/api/v1/slots/", {"hospital": hospital.pk, "need": "outpatient", "free": "true"}).json()
    assert client.get(f"/api/v1/slots/{slot.pk}/").json()["capacity"] == 1  # it has begun: not listed, yet there
    first, *others = listed["results"]
    assert (len(others), first["free"]) == (3, 3)
    assert client.get("/api/v1/slots/", {"need": "treatment_session"}).json()["results"] == []
    assert client.post(f"/api/v1/slots/{first['id']}/close/", **JSON).status_code == 403
    ask(slot=Slot.objects.get(pk=first["id"]))
    client.force_login(desk)
    lowered = client.post(f"/api/v1/slots/{first['id']}/resize/", {"capacity": 1}, **JSON)
    assert lowered.json()["free"] == 0
    assert client.post(f"/api/v1/slots/{first['id']}/close/", **JSON).json()["closed"] is True


# --- directory -----------------------------------------------------------------------------------------------------


def test_the_directory_narrows(client, operator, areas, hospital, reported, slot):
    Hospital.objects.create(name="五院", area=areas["230103"], kind="fever", is_open=False)
    client.force_login(operator)
    names = lambda **query: [row.hospital.name for row in client.get("/institutions/", query).context["rows"]]  # noqa: E731
    assert names() == ["香坊区人民医院", "五院"]  # one's own district first
    assert names(kind="fever") == names(show="closed") == names(q="五") == names(area="230103") == ["五院"]
    assert names(show="unreported") == ["五院"]
    assert names(show="open") == ["香坊区人民医院"]


def test_it_says_what_is_free_today(client, operator, hospital, areas):
    soon = timezone.now() + timedelta(minutes=1)
    Slot.objects.create(hospital=hospital, starts_at=soon, ends_at=soon + timedelta(hours=1), capacity=5)
    client.force_login(operator)
    (row,) = client.get("/institutions/").context["rows"]
    # A minute before midnight it is tomorrow's.
    expected = 5 if timezone.localdate(soon) == timezone.localdate() else 0
    assert row.hospital.free_today == expected


def test_the_directory_costs_the_same_queries(client, operator, areas, django_assert_max_num_queries):
    for number in range(12):
        one = Hospital.objects.create(name=f"院{number}", area=areas["230110"])
        Places.objects.create(hospital=one, room="bed", total=1, reported_at=timezone.now())
    client.force_login(operator)
    client.get("/institutions/")
    with django_assert_max_num_queries(32):
        client.get("/institutions/")


def test_a_notice_leads_to_the_institution_or_to_all_of_its_place(client, operator, hospital):
    client.force_login(operator)
    assert client.get(f"/institutions/named/{hospital.name}/")["Location"] == f"/institutions/{hospital.pk}/"
    assert client.get("/institutions/named/230110/")["Location"] == "/institutions/?area=230110&show=stale"
    assert client.get("/institutions/named/nowhere/").status_code == 404
    assert client.get("/institutions/999999/").status_code == 404


def test_it_is_not_for_strangers(client, nobody, hospital):
    client.force_login(nobody)
    for path in ("/institutions/", f"/institutions/{hospital.pk}/", f"/institutions/{hospital.pk}/slots/"):
        assert client.get(path).status_code == 403
