"""Coverage: expected by census, registered, in time and overdue, by place; for the reader's own places."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from cases.models import RegisterEntry
from cases.registers.expected import per_thousand
from cases.selectors.coverage import coverage, total
from portal.areas.models import Area
from portal.audit.models import Entry
from tests.cases.registers.entries import COMMUNITY, days_ago, entered

pytestmark = pytest.mark.django_db
URL = "/register/coverage/"


@pytest.fixture
def peopled(areas):
    """香坊区 has 12,000 people, 安埠社区 4,000 of them; what 和平社区 has, nobody has counted."""
    Area.objects.filter(pk="230110").update(population=12_000)
    Area.objects.filter(pk=COMMUNITY).update(population=4_000)


def test_expected_is_the_rate_of_the_nearest_place_by_its_people(peopled, supervisor):
    here, beside = coverage(supervisor, group="elderly")
    assert per_thousand("elderly", COMMUNITY) == 203  # of Harbin, not of the nation
    assert (here.code, here.population, here.expected) == (COMMUNITY, 4_000, 812)
    assert (beside.population, beside.expected) == (8_000, 1_624)
    assert total([here, beside]).expected == 2_436


def test_nobody_expects_what_nobody_has_counted(areas, supervisor):
    assert {row.expected for row in coverage(supervisor)} == {None}


def test_in_time_and_overdue_are_counted_apart(peopled, supervisor, grid):
    late, _fresh = entered(grid), entered(grid)
    days_ago(8, late)
    entered(grid, "elderly")
    row = coverage(supervisor, group="dialysis")[0]
    assert (row.registered, row.in_time, row.stale) == (2, 1, 1)
    assert coverage(supervisor)[0].registered == 3


def test_it_is_one_s_own_places_only(peopled, grid, neighbour):
    entered(grid)
    assert [row.code for row in coverage(grid)] == [COMMUNITY]
    assert [row.code for row in coverage(neighbour)] == ["230103001001"]


def test_streets_are_the_sum_of_their_communities(peopled, supervisor, grid):
    entered(grid)
    (street,) = coverage(supervisor, level="street", group="dialysis")
    assert (street.code, street.population, street.registered) == ("230110003", 12_000, 1)


def test_figures_open_the_entries_behind_them(peopled, supervisor, grid, at_screen):
    entry = entered(grid)
    days_ago(8, entry)
    page = at_screen(supervisor).get(URL, {"group": "dialysis", "order": "-stale"})
    line = page.context["rows"][0]
    assert line["row"].stale == 1
    opened = at_screen(supervisor).get(line["stale_url"])
    assert [row.pk for row in opened.context["page"].object_list] == [entry.pk]
    street = at_screen(supervisor).get("/register/", {"area": "230110003", "fresh": "stale"})
    assert [row.pk for row in street.context["page"].object_list] == [entry.pk]


def test_it_leaves_as_a_file_and_the_journal_says_so(peopled, supervisor, at_screen):
    file = at_screen(supervisor).post(f"{URL}export/", {"group": "elderly", "format": "csv"})
    assert "安埠社区" in file.content.decode("utf-8-sig")
    assert Entry.objects.get(action="coverage.export").detail["rows"] == 2


def test_programs_read_it_too(peopled, grid):
    client = APIClient()
    client.force_authenticate(grid)
    (row,) = client.get("/api/v1/register/coverage/", {"group": "elderly"}).json()
    assert (row["area"], row["expected"], row["registered"]) == (COMMUNITY, 812, 0)


def test_more_entries_cost_no_more_questions(peopled, supervisor, grid):
    def asked():
        with CaptureQueriesContext(connection) as found:
            coverage(supervisor)
        return len(found)

    before = asked()
    RegisterEntry.objects.bulk_create(
        RegisterEntry(person=entered(grid).person, group="chronic", area_id=COMMUNITY) for _ in range(3)
    )
    assert asked() <= before <= 8  # who one is was asked the first time
