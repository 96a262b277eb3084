"""The directory of online clinics and lines (H4): found by everybody, open now or not, kept by administrators."""

from datetime import datetime, time

import pytest
from django.utils import timezone

from hospitals.models import OnlineClinic

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(areas):
    return OnlineClinic.objects.create(
        area=areas["2301"], name="心理热线", kind="psychological", phone="0451-12355", opens_24h=True
    )


def at(hour: int) -> datetime:
    return timezone.make_aware(datetime(2022, 4, 20, hour, 30))


@pytest.mark.parametrize(
    ("opens", "closes", "hour", "is_open"),
    [(8, 20, 9, True), (8, 20, 20, False), (20, 8, 23, True), (20, 8, 7, True), (20, 8, 12, False)],
)
def test_open_by_the_clock_on_its_wall_over_midnight_too(opens, closes, hour, is_open):
    assert OnlineClinic(opens_at=time(opens), closes_at=time(closes)).is_open(at(hour)) is is_open


def test_around_the_clock_or_not_known():
    assert OnlineClinic(opens_24h=True).is_open(at(3)) is True
    assert OnlineClinic().is_open(at(3)) is None


def test_everybody_with_a_role_finds_it(client, line, operator, grid, medic, desk, driver):
    for user in (operator, grid, medic, desk, driver):
        client.force_login(user)
        assert line.phone in client.get("/online/").content.decode(), user


def test_it_narrows(client, line, operator, areas):
    OnlineClinic.objects.create(area=areas["2301"], name="网上医院", url="https://a.example.org/")
    client.force_login(operator)
    for query, found in (
        ("kind=clinic", False),
        ("kind=psychological", True),
        ("open=on", True),
        ("whole_day=on", True),
    ):
        assert (line.phone in client.get(f"/online/?{query}").content.decode()) is found, query
    assert "网上医院" not in client.get("/online/?open=on").content.decode()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "clinic", "url": "javascript:alert(1)"}, "url"),
        ({"kind": "clinic", "url": "ftp://a.example.org/"}, "url"),
        ({"kind": "clinic"}, "url"),
        ({"kind": "psychological", "url": "https://a.example.org/"}, "phone"),
        ({"kind": "psychological", "phone": "请拨总机"}, "phone"),
        ({"kind": "clinic", "url": "https://a.example.org/", "opens_at": "08:00"}, "closes_at"),
    ],
)
def test_what_is_wrong_is_named(client, admin, areas, said, field):
    client.force_login(admin)
    answer = client.post("/online/new/", {"name": "新条目", "area": "2301", **said})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "新条目" in answer.content.decode()


def test_an_administrator_keeps_it(client, admin, line):
    client.force_login(admin)
    said = {"name": "心理热线", "kind": "psychological", "area": "2301", "phone": "0451-12399", "is_active": "on"}
    assert client.post(f"/online/{line.pk}/", said).status_code == 302
    line.refresh_from_db()
    assert (line.phone, line.opens_24h) == ("0451-12399", False)
    made = client.post("/online/new/", said | {"name": "青少年热线", "kind": "youth", "opens_24h": "on"})
    assert made.status_code == 302
    assert OnlineClinic.objects.filter(kind="youth").exists()


def test_nobody_else_keeps_it(client, line, operator, supervisor, grid, auditor):
    for user in (operator, supervisor, grid, auditor):
        client.force_login(user)
        assert client.get("/online/new/").status_code == 403, user
        assert client.post(f"/online/{line.pk}/", {}).status_code == 403, user


def test_out_of_use_is_offered_to_nobody(client, line, operator):
    OnlineClinic.objects.update(is_active=False)
    client.force_login(operator)
    assert line.phone not in client.get("/online/").content.decode()


def test_over_http(client, admin, operator, line):
    client.force_login(operator)
    (row,) = client.get("/api/v1/online-clinics/", {"kind": "psychological"}).json()["results"]
    assert row["open_now"] is True
    address, json = f"/api/v1/online-clinics/{line.pk}/", "application/json"
    assert client.patch(address, {"phone": "1"}, content_type=json).status_code == 403
    client.force_login(admin)
    said = {"name": "互联网医院", "kind": "clinic", "area": "2301", "url": "https://a.example.org/", "opens_24h": True}
    made = client.post("/api/v1/online-clinics/", said, content_type="application/json")
    assert made.status_code == 201, made.content
    wrong = client.patch(f"/api/v1/online-clinics/{made.json()['id']}/", {"url": "no"}, content_type="application/json")
    assert (wrong.status_code, list(wrong.json()["fields"])) == (400, ["url"])
