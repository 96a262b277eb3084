"""B2a: every community shows who answers for it, which hospital for which need, and the hours nobody covers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Contact
from cases.services.covering import watch_lines
from portal.accounts.models import DutyShift
from portal.audit.models import Entry
from tests.cast import COMMUNITY, DISTRICT

pytestmark = pytest.mark.django_db
OTHER = "230110003002"
HOUR = timedelta(hours=1)


@pytest.fixture
def line(areas, medic):
    """Somebody answers until ten hours from now, and nobody after that."""
    now = timezone.now()
    DutyShift.objects.create(
        area=areas[COMMUNITY], person=medic, phone="0451-9999", starts_at=now - HOUR, ends_at=now + 10 * HOUR
    )
    watch_lines()


def body(client, name, *args, **query):
    answer = client.get(reverse(f"cases:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_one_page_shows_line_services_hospitals_and_gates(client, grid, services, line, hospital, checkpoint, gate):
    client.force_login(grid)
    page = body(client, "chain", COMMUNITY)
    for said in ("0451-9999", "安埠医疗队", "0451-1111", "香坊卫生服务中心", "香坊区人民医院", "安埠社区卡口", "gate"):
        assert said in page
    assert "chip--late" in page


def test_a_service_of_a_place_above_answers_where_none_is_named(client, operator, services):
    client.force_login(operator)
    page = body(client, "chain", OTHER)
    assert "香坊卫生服务中心" in page
    assert "安埠医疗队" not in page


def test_the_list_is_found_by_name_code_or_street_and_narrowed_to_gaps(client, operator, neighbour, services, line):
    client.force_login(operator)
    for text in ("安埠社区", COMMUNITY, "安埠街道 安埠社区"):
        assert [row.area.pk for row in client.get(reverse("cases:chains"), {"q": text}).context["rows"]] == [COMMUNITY]
    assert len(client.get(reverse("cases:chains")).context["rows"]) == 2
    assert [row.area.pk for row in client.get(reverse("cases:chains"), {"gaps": "on"}).context["rows"]] == [COMMUNITY]
    client.force_login(neighbour)
    assert [row.area.pk for row in client.get(reverse("cases:chains")).context["rows"]] == ["230103001001"]


def test_the_list_costs_the_same_however_long_it_is(client, operator, services, line, django_assert_max_num_queries):
    client.force_login(operator)
    client.get(reverse("cases:chains"))
    with django_assert_max_num_queries(30):
        client.get(reverse("cases:chains"))


def test_uncovered_hours_are_listed_with_their_clock_for_whoever_fills_them(client, supervisor, neighbour, line):
    client.force_login(supervisor)
    page = client.get(reverse("cases:chain_gaps"))
    [row] = page.context["rows"]
    assert row.clock.kind == "roster.cover"
    assert reverse("accounts:roster_fill", args=[COMMUNITY]) in page.content.decode()
    client.force_login(neighbour)
    assert client.get(reverse("cases:chain_gaps")).context["rows"] == []


def test_the_command_centre_names_changes_and_removes_a_service(client, operator):
    client.force_login(operator)
    said = {"role": "medical_team", "name": "安埠医疗队", "phone": "0451-1", "is_public": "on"}
    client.post(reverse("cases:chain_add", args=[COMMUNITY]), said)
    contact = Contact.objects.get()
    twice = client.post(reverse("cases:chain_add", args=[COMMUNITY]), said)
    assert (twice.status_code, list(twice.context["form"].errors)) == (422, ["name"])
    client.post(reverse("cases:chain_change", args=[contact.pk]), {**said, "phone": "0451-7"})
    contact.refresh_from_db()
    assert (contact.phone, contact.changed_by) == ("0451-7", operator)
    client.post(reverse("cases:chain_drop", args=[contact.pk]))
    assert not Contact.objects.exists()
    journal = Entry.objects.filter(action__startswith="chain").order_by("at").values_list("action", flat=True)
    assert list(journal) == ["chain.add", "chain.change", "chain.drop"]


def test_a_gate_gets_its_telephone(client, operator, grid, checkpoint):
    address = reverse("cases:chain_gate", args=[checkpoint.pk])
    client.force_login(grid)
    assert client.post(address, {"phone": "1"}).status_code == 403
    client.force_login(operator)
    client.post(address, {"phone": "0451-5"})
    checkpoint.refresh_from_db()
    assert checkpoint.phone == "0451-5"


def test_everybody_sees_the_public_part(client, services):
    page = client.get(reverse("cases:public"), {"area": COMMUNITY}).content.decode()
    assert "安埠医疗队" in page
    assert "香坊卫生服务中心" not in page


def test_programs_read_lines_and_whole_chains(client, grid, services, line, hospital):
    client.force_login(grid)
    [place] = client.get("/api/v1/chain/roster/").json()["results"]
    assert (place["area"], place["on_duty"][0]["phone"], place["answered_above"]) == (COMMUNITY, "0451-9999", False)
    assert place["gaps"][0]["due_at"]
    assert place["gaps"][0]["ends_at"] is None
    [row] = client.get("/api/v1/chain/").json()["results"]
    assert [contact["role"] for contact in row["contacts"]] == ["medical_team", "health_service"]
    whole = client.get(f"/api/v1/chain/{COMMUNITY}/").json()
    assert whole["needs"][0]["hospitals"][0]["name"] == "香坊区人民医院"
    assert client.get(f"/api/v1/chain/{DISTRICT}/").status_code == 404
