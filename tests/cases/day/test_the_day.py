"""今日: what waits, building by building, masked; nobody beside the community sees it, and its queries do not grow."""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.jobs.lifecycle import JOB
from portal.audit.models import Entry
from portal.lifecycle.move import move
from tests.cases.day.conftest import BESIDE, HERE

pytestmark = pytest.mark.django_db


def test_buildings_stand_in_the_order_of_the_walk(grid, client, errand, due):
    errand("李秀兰", address=HERE)
    due("王国庆", address=BESIDE)
    due("赵桂芳", address=HERE, phone="13900000010")
    client.force_login(grid)
    buildings = client.get("/work/").context["buildings"]
    assert [one["label"] for one in buildings] == ["安埠街1号", "安埠街9号"], "first where something is to be done"
    assert [one["cards"].count('id="job-') for one in buildings] == [1, 0]
    assert [one["cards"].count('<li class="door"') for one in buildings] == [1, 1]


def test_the_building_stands_in_clear_and_nobody_in_it(grid, client, errand, due):
    errand("李秀兰")
    due("王国庆")
    client.force_login(grid)
    page = client.get("/work/").content.decode()
    assert "安埠街9号" in page
    assert not any(secret in page for secret in ("王国庆", "李秀兰", "单元", "13900000009"))
    assert "王**" in page


def test_a_call_shows_the_number_and_is_journalled(grid, client, due):
    entry = due("王国庆")
    client.force_login(grid)
    answer = client.post(f"/work/entries/{entry.pk}/call/", headers={"HX-Request": "true"})
    assert 'href="tel:13900000009"' in answer.content.decode()
    revealed = Entry.objects.filter(action="privacy.reveal", subject_kind="register", subject_id=str(entry.pk))
    assert {row.detail["field"] for row in revealed} == {"name", "phone", "address"}


def test_neighbours_see_nothing_of_it(neighbour, nobody, client, errand, due):
    errand("李秀兰")
    entry = due("王国庆")
    client.force_login(neighbour)
    assert client.get("/work/").context["buildings"] == []
    for path in ("call", "contact"):
        assert client.post(f"/work/entries/{entry.pk}/{path}/").status_code == 404
    client.force_login(nobody)
    assert client.get("/work/").status_code == 403


def test_more_work_asks_no_more_queries(grid, client, errand, due):
    client.force_login(grid)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/work/")
        return len(queries)

    errand("李秀兰")
    due("王国庆")
    few = asked()
    for number in range(3):
        errand(f"刘{number}", phone=f"1390000002{number}")
        due(f"陈{number}", phone=f"1390000003{number}")
    assert asked() <= few


def test_every_step_ahead_comes_with_the_card(grid, client, errand):
    job = errand("李秀兰")
    client.force_login(grid)
    card = client.get("/work/").context["buildings"][0]["cards"]
    ahead = dict(re.findall(r'<template data-when="(\w+)"[^>]*>(.*?)</template>', card, re.DOTALL))
    assert f'data-act="/jobs/{job.pk}/move/prescribe/"' in ahead["accepted"]
    assert f'data-act="/jobs/{job.pk}/move/deliver/"' in ahead["picked_up"]
    assert ahead["done"] == ""


def test_without_scripts_a_tap_is_a_form_and_inputs_are_a_page(grid, client, errand):
    job = errand("李秀兰")
    client.force_login(grid)
    client.post(f"/jobs/{job.pk}/move/accept/", {"seen_state": "assigned"})
    job.refresh_from_db()
    assert job.state == "accepted"
    page = client.get(f"/jobs/{job.pk}/move/prescribe/").content.decode()
    assert all(words in page for words in ("<html", 'name="prescription"'))
    client.post(f"/jobs/{job.pk}/move/prescribe/", {"prescription": "氨氯地平 5mg"})
    job.refresh_from_db()
    assert job.state == "prescribed"


def test_a_report_about_somebody_begins_with_what_is_known_of_them(grid, neighbour, client, due):
    entry = due("王国庆")
    client.force_login(grid)
    page = client.get(f"/calls/report/?person={entry.person_id}")
    assert page.context["form"].chosen == entry.person
    assert "王**" in page.content.decode()
    client.force_login(neighbour)
    assert client.get(f"/calls/report/?person={entry.person_id}").context["form"].chosen is None
    assert client.get("/calls/report/?person=nobody").status_code == 200


def test_a_card_that_stands_tells_what_has_changed(grid, client, errand):
    job = errand("李秀兰")
    client.force_login(grid)
    assert "降压药两盒" in listed(client)
    job.brief = "胰岛素一支"
    job.save()
    assert "胰岛素一支" in listed(client)
    move(JOB, job, "accept", by=grid)
    assert "data-state-word>已签收" in listed(client)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "data-state-word>signed for" in listed(client)


def test_each_is_given_what_they_may_do(grid, operator, client, errand):
    """The same card is drawn for all who may do the same, and for nobody else."""
    job = errand("李秀兰")
    for user, names in ((grid, {"accept", "decline"}), (operator, set())):
        client.force_login(user)
        assert set(re.findall(rf'data-act="/jobs/{job.pk}/move/(accept|decline)/"', listed(client))) == names


def test_an_open_list_asks_three_questions(grid, client, errand, due, django_assert_max_num_queries):
    errand("李秀兰")
    due("王国庆")
    client.force_login(grid)
    listed(client)
    with django_assert_max_num_queries(7):  # four of them about who asks
        listed(client)


def test_a_job_is_read_again_without_its_frame(grid, client, errand, django_assert_max_num_queries):
    path = f"/jobs/{errand().pk}/"
    client.force_login(grid)
    whole = client.get(path).content.decode()
    with django_assert_max_num_queries(5):  # four of them about who asks
        part = client.get(path, headers={"HX-Request": "true", "HX-Target": "work"}).content.decode()
    assert part.strip().startswith('<div id="work"')
    assert "<html" in whole
    assert "/move/accept/" in part


def listed(client):
    return client.get("/work/", headers={"HX-Request": "true", "HX-Target": "work"}).content.decode()
