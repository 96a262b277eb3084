"""特殊人群台账 on screen: who sees whom, found by what is in hand, verified by one tap."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import RegisterEntry
from cases.services.importing import import_register
from portal.audit.models import Entry
from tests.cases.registers.conftest import good, workbook

pytestmark = pytest.mark.django_db
URL = "/register/"


@pytest.fixture
def entry(grid):
    import_register(workbook(good()), by=grid, dry_run=False)
    return RegisterEntry.objects.get()


def shown(client, **query):
    return [entry.pk for entry in client.get(URL, query).context["page"].object_list]


def test_it_is_masked(entry, grid, at_screen):
    page = at_screen(grid).get(URL).content.decode()
    assert "李**" in page
    assert "139****0001" in page
    for plain in ("李秀兰", "13900000001", "安埠街1号"):
        assert plain not in page


def test_it_narrows(entry, grid, at_screen):
    client = at_screen(grid)
    assert shown(client, group="dialysis", area="230110003001") == [entry.pk]
    assert shown(client, group="child") == []
    assert shown(client, fresh="never") == []


@pytest.mark.parametrize("text", ["李秀兰", "139 0000 0001", "11010519491231002x"])
def test_it_is_searched_without_opening_a_seal(entry, grid, at_screen, text):
    answer = at_screen(grid).post(URL, {"q": text})
    assert [row.pk for row in answer.context["page"].object_list] == [entry.pk]
    assert f'value="{text}"' in answer.content.decode()


def test_another_district_sees_nothing(entry, neighbour, at_screen):
    client = at_screen(neighbour)
    assert shown(client) == []
    assert list(client.post(URL, {"q": "李秀兰"}).context["page"].object_list) == []
    assert client.post(f"{URL}{entry.pk}/verify/").status_code == 404


def test_no_change_is_one_tap(entry, grid, at_screen):
    RegisterEntry.objects.update(verified_at=None, verified_by=None)
    client = at_screen(grid)
    assert shown(client, fresh="never") == [entry.pk]
    answer = client.post(f"{URL}{entry.pk}/verify/", headers={"HX-Request": "true"})
    assert f"entry-{entry.pk}" in answer.content.decode()
    entry.refresh_from_db()
    assert entry.verified_by == grid
    assert Entry.objects.get(action="register.verify").detail["unchanged"] is True


def test_who_only_reads_verifies_nothing(entry, auditor, at_screen):
    client = at_screen(auditor)
    assert shown(client) == [entry.pk]
    assert client.post(f"{URL}{entry.pk}/verify/").status_code == 403


def test_more_rows_cost_no_more_questions(entry, grid, at_screen):
    client = at_screen(grid)
    client.get(URL)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(URL)
    rows = [good(姓名=f"居民{n}", 身份证号=None, 联系电话=f"139000001{n:02d}") for n in range(30)]
    import_register(workbook(*rows), by=grid, dry_run=False)
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(URL).context["page"].object_list) == 31
    assert len(many) == len(few)
