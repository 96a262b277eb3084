"""Insurance cards and medicines that staff keep for residents: whose, with whom, since when, given back when."""

import pytest
from django.urls import reverse

from cases.models import KeptThing
from cases.services.intake import receive
from cases.services.jobs import assign_job
from cases.services.things import give_back, take_thing
from portal.access.services import revoke
from portal.audit.models import Entry
from portal.lifecycle.errors import MoveRefused
from tests.cases.telling import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(policy, operator):
    return receive(told(), by=operator)


def test_at_a_job_the_card_is_taken_along_and_given_back(client, grid, operator, case):
    job = assign_job(case, kind="medicine_delivery", by=operator, assignee=grid)
    client.force_login(grid)
    page = client.get(reverse("cases:job", args=[job.pk])).content.decode()
    take = reverse("cases:thing_take")
    assert take in page
    said = {"kind": "insurance_card", "what": "尾号 0452", "next": reverse("cases:grid")}
    assert client.post(f"{take}?job={job.pk}", said).url == reverse("cases:grid")
    thing = KeptThing.objects.get()
    assert (thing.person, thing.holder, thing.what) == (case.person, grid, "尾号 0452")
    assert "尾号 0452" in client.get(reverse("cases:things")).content.decode()
    client.post(reverse("cases:thing_return", args=[thing.pk]))
    thing.refresh_from_db()
    assert thing.returned_by == grid
    assert list(Entry.objects.filter(action__startswith="thing").order_by("at").values_list("action", flat=True)) == [
        "thing.take", "thing.return",
    ]  # fmt: skip


def test_it_is_given_back_once(grid, case):
    thing = take_thing(case.person, kind="key", by=grid)
    give_back(thing, by=grid)
    with pytest.raises(MoveRefused):
        give_back(thing, by=grid)


def test_whoever_has_it_may_give_it_back_from_another_place(client, areas, grid, case):
    thing = take_thing(case.person, kind="key", by=grid)
    revoke(grid, "grid", case.area)
    client.force_login(grid)
    assert client.post(reverse("cases:thing_return", args=[thing.pk])).status_code == 302


def test_strangers_see_and_take_nothing(client, neighbour, grid, case):
    thing = take_thing(case.person, kind="key", by=grid)
    client.force_login(neighbour)
    assert client.post(reverse("cases:thing_return", args=[thing.pk])).status_code == 404
    for query in (f"person={case.person_id}", "person=nonsense", "job=", ""):
        assert client.get(f"{reverse('cases:thing_take')}?{query}").status_code == 404


def test_bad_input_is_named(client, grid, case):
    client.force_login(grid)
    page = client.post(f"{reverse('cases:thing_take')}?person={case.person_id}", {"kind": "elephant"})
    assert page.status_code == 422
    assert "kind" in page.context["form"].errors
