"""Which places a person finds in the rail and in a telephone's tabs."""

import pytest
from django.test import RequestFactory

from portal.access.roles import Role
from portal.console import rail
from portal.console.frame import Frame
from portal.console.rail import Count, RailItem


@pytest.fixture(autouse=True)
def only_ours(monkeypatch):
    """An empty rail, so that these tests do not change with what the apps register."""
    monkeypatch.setattr(rail, "_items", {})


def item(name, *, order=100, **fields):
    fields = {"url_name": "console:me", "action": "", **fields}
    return RailItem(name, name.title(), order=order, **fields)


def frame_of(user, path="/"):
    request = RequestFactory().get(path)
    request.user = user
    return Frame(request)


def names(user, path="/"):
    return [place.item.name for place in frame_of(user, path).places]


def test_places_stand_in_order(operator):
    rail.register(item("c", section=2, order=1), item("b", order=2), item("a", order=1))
    assert names(operator) == ["a", "b", "c"]
    assert [[place.item.name for place in section] for section in frame_of(operator).sections] == [["a", "b"], ["c"]]


def test_roles_narrow_a_place(operator, grid):
    rail.register(item("jobs", roles=frozenset({Role.GRID})), item("all"))
    assert names(operator) == ["all"]
    assert names(grid) == ["all", "jobs"]


def test_whoever_may_not_do_it_does_not_see_it(operator, admin):
    rail.register(item("staff", action="site.administer"))
    assert names(operator) == []
    assert names(admin) == ["staff"]


def test_a_place_whose_app_is_missing_is_left_out(operator):
    rail.register(item("gone", url_name="nowhere:at-all"))
    assert names(operator) == []


def test_a_name_stands_once():
    rail.register(item("queue"))
    rail.register(item("queue"))
    with pytest.raises(ValueError, match="queue"):
        rail.register(item("queue", order=5))


def test_the_place_one_stands_in_is_marked(operator):
    rail.register(item("home", url_name="console:home"), item("me", url_name="console:me"))
    assert [place.item.name for place in frame_of(operator, "/me/").places if place.is_here] == ["me"]


def test_counting_waits_until_it_is_drawn(operator):
    asked = []
    rail.register(item("queue", count=lambda user: asked.append(user) or 3))
    places = frame_of(operator).places
    assert asked == []
    assert (places[0].count, places[0].count, len(asked)) == (Count(3), Count(3), 1)


def test_a_count_may_speak():
    assert str(Count(3012)) == "3,012"
    assert str(Count(2, "near", "2 gaps")) == "2 gaps"


def test_nothing_to_count_shows_nothing():
    assert not Count(0)
    assert Count(0, "near", "no cover")


def test_a_telephone_has_four_tabs_at_most(operator):
    rail.register(*(item(f"place{n}", tab=9 - n, tab_label=f"tab {n}") for n in range(6)), item("elsewhere"))
    assert [tab.tab_label for tab in frame_of(operator).tabs] == ["tab 5", "tab 4", "tab 3", "tab 2"]
