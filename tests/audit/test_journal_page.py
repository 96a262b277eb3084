"""The journal on screen: one's own area, searchable, and reasons only for auditors, who leave an entry too."""

from itertools import chain

import pytest
from django.urls import reverse

from portal.audit.models import Entry
from portal.audit.services import record
from tests.access.agreement import prove_agreement
from tests.cast import COMMUNITY

pytestmark = pytest.mark.django_db
PAGE = "/journal/"


@pytest.fixture
def here(operator):
    return record("case.judge", by=operator, number="20220420-0001", area_id=COMMUNITY, reason="李秀兰的家属要求")


@pytest.fixture
def there(areas):
    return record("case.judge", number="20220420-0002", area_id="230103001")


def shown(client, **filters):
    page = client.get(PAGE, filters)
    return [entry.number for entry in page.context["entries"] if entry.number]


def test_a_supervisor_sees_their_district_and_an_auditor_the_city(client, supervisor, auditor, here, there):
    client.force_login(supervisor)
    assert shown(client) == ["20220420-0001"]
    client.force_login(auditor)
    assert shown(client) == ["20220420-0002", "20220420-0001"]


@pytest.mark.parametrize("who", ["operator", "admin", "grid", "nobody"])
def test_others_see_none(client, request, who, here):
    client.force_login(request.getfixturevalue(who))
    assert client.get(PAGE).status_code == 403


def test_can_and_visible_agree(areas):
    entries = [record("case.judge", area_id=code) for code in areas] + [record("case.judge")]
    prove_agreement("journal.", entries, held_on=areas.values())


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"action": "case."}, 2),
        ({"action": "trip."}, 0),
        ({"number": "20220420-0002"}, 1),
        ({"by": "operator"}, 1),
        ({"area": "230103"}, 1),
        ({"since": "2020-01-01"}, 2),
        ({"since": "not a date"}, 2),
        ({"before": "not an instant"}, 2),
    ],
)
def test_it_is_searched(client, auditor, here, there, filters, count):
    client.force_login(auditor)
    assert len(shown(client, **filters)) == count


def test_the_list_shows_no_reason(client, auditor, here):
    client.force_login(auditor)
    assert "李秀兰" not in client.get(PAGE).content.decode()


def test_an_auditor_reads_a_reason_and_leaves_an_entry(client, auditor, here):
    client.force_login(auditor)
    assert "李秀兰" in client.get(reverse("audit:entry", args=[here.pk])).content.decode()
    assert Entry.objects.get(action="journal.open").subject_id == str(here.pk)


def test_a_supervisor_does_not(client, supervisor, here, there):
    client.force_login(supervisor)
    assert client.get(reverse("audit:entry", args=[here.pk])).status_code == 403
    assert client.get(reverse("audit:entry", args=[there.pk])).status_code == 403


def test_long_journals_come_in_pages(client, auditor, areas, django_assert_max_num_queries):
    for number in range(205):
        record("case.judge", area_id=COMMUNITY, detail={"n": number})
    client.force_login(auditor)
    client.get(PAGE)
    with django_assert_max_num_queries(20):
        first = client.get(PAGE, {"action": "case.judge"})
    second = client.get(PAGE + first.context["next"])
    third = client.get(PAGE + second.context["next"])
    pages = [[entry.detail["n"] for entry in page.context["entries"]] for page in (first, second, third)]
    assert list(chain(*pages)) == list(reversed(range(205)))
    assert third.context["next"] == ""
