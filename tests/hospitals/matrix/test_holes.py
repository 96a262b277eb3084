"""Holes of the matrix: who covers what, which hours, by closed institutions nobody; told in few words."""

import json
from datetime import time, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import override

from hospitals.holes import Asked, condensed, holes_in
from hospitals.models import Hospital
from portal.areas.models import Area

pytestmark = pytest.mark.django_db

NIGHT = {"hours_from": time(22), "hours_to": time(6)}


def holes(area="2301", **asked):
    question = Asked(**{"needs": ("outpatient",), "groups": ("oncology",), "controls": ("sealed",), **asked})
    places, cells = holes_in(Area.objects.get(pk=area), question)
    return condensed(cells, places, question)


def parts(**asked):
    return {part for hole in holes(**asked) for part in hole.parts}


def test_nobody_at_all_is_one_hole(areas):
    (hole,) = holes(needs=Asked().needs, groups=Asked().groups, controls=Asked().controls)[:1]
    assert len(hole.places) == 2
    with override("en"):
        assert holes()[0].text == "outpatient visit, oncology, sealed area, day and night"


def test_a_line_for_the_whole_city_leaves_none(hospital, designate):
    designate(hospital, serves=["2301"])
    assert holes() == []


def test_only_the_districts_where_nobody_is_are_named(hospital, designate):
    designate(hospital, serves=["230110"])
    (hole,) = holes()
    assert [place.pk for place in hole.places] == ["230103"]


@pytest.mark.parametrize(
    "columns",
    [
        {"groups": ["dialysis"]},
        {"controls": ["none"]},
        {"needs": ["emergency"]},
        {"severities": ["critical"]},
        {"age_to": 14},
        {"since": timezone.localdate() + timedelta(days=1)},
        {"ended_at": timezone.now() - timedelta(hours=12)},
    ],
)
def test_a_line_for_others_covers_nothing(hospital, designate, columns):
    designate(hospital, serves=["2301"], **columns)
    assert parts() == {"day", "night"}


def test_a_closed_institution_counts_as_nobody(hospital, designate):
    designate(hospital, serves=["2301"])
    Hospital.objects.update(is_open=False)
    assert parts() == {"day", "night"}


def test_a_night_line_covers_nights(hospital, designate):
    designate(hospital, serves=["2301"], **NIGHT)
    assert parts() == {"day"}


def test_two_lines_may_share_a_night(hospital, designate):
    designate(hospital, serves=["2301"], hours_from=time(22), hours_to=time(2))
    assert "night" in parts()
    designate(hospital, serves=["2301"], hours_from=time(2), hours_to=time(7))
    assert parts() == {"day"}


def test_an_institution_that_closes_in_the_evening_covers_no_night(areas, designate):
    by_day = Hospital.objects.create(
        name="门诊部", area=areas["230110"], opens_24h=False, opens_at=time(8), closes_at=time(18)
    )
    designate(by_day, serves=["2301"])
    assert parts() == {"night"}


def test_a_place_served_in_parts_is_told_so(hospital, designate):
    designate(hospital, serves=["230110003", "230103"])
    (hole,) = holes()
    assert hole.partly == {"230110"}


def test_it_looks_at_the_day_that_is_asked(hospital, designate):
    tomorrow = timezone.localdate() + timedelta(days=1)
    designate(hospital, serves=["2301"], since=tomorrow)
    assert holes(on=tomorrow) == []
    assert holes()


def test_holes_add_up_to_what_is_not_covered(hospital, elsewhere, designate):
    designate(hospital, controls=["sealed"], **NIGHT)
    designate(elsewhere, serves=["230103"], groups=["oncology", "child"])
    asked = Asked()
    places, cells = holes_in(Area.objects.get(pk="2301"), asked)
    whole = {(c.need, c.group, c.control, c.part, place) for c in cells for place in c.places}
    told = {
        (need, group, control, part, place.pk)
        for hole in condensed(cells, places, asked)
        for need in hole.needs
        for group in hole.groups
        for control in hole.controls
        for part in hole.parts
        for place in hole.places
    }
    assert told == whole
    assert len(condensed(cells, places, asked)) < 12


def test_a_hole_leads_to_a_line_that_closes_it(client, admin, hospital):
    client.force_login(admin)
    (hole,) = holes()
    initial = client.get(f"/hospitals/matrix/add/?{hole.query}").context["form"].initial
    typed = {
        **{name: initial.get(name, []) for name in ("needs", "groups", "controls", "serves")},
        "since": "2026-01-01",
    }
    client.post("/hospitals/matrix/add/", {**typed, "hospital": hospital.pk})
    assert holes() == []


def test_the_page_tells_and_opens_the_districts(client, supervisor, admin, hospital, designate):
    designate(hospital, serves=["230110"])
    client.force_login(admin)
    page = client.get("/hospitals/holes/?area=2301").content.decode()
    assert "南岗区" in page
    assert "/hospitals/matrix/add/?" in page
    client.force_login(supervisor)
    assert "/hospitals/matrix/add/?" not in client.get("/hospitals/holes/").content.decode()
    assert client.get("/hospitals/holes/?area=230103").status_code == 422


def test_the_command(areas, capsys):
    call_command("designation_holes", "2301", "--json")
    first = json.loads(capsys.readouterr().out)[0]
    assert first["areas"] == ["230103", "230110"]
    call_command("designation_holes", "2301")
    assert "2/2" in capsys.readouterr().out
