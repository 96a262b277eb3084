"""Everyone who is out: since when, where last seen, due back; whoever does not come home in time escalates."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.audit.models import Entry
from portal.commitments.models import Commitment, Escalation
from portal.commitments.sweep import sweep
from transport.models import Pass
from transport.selectors.outside import people_out
from transport.services import scan

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def out(own_car, checkpoint, gate):
    """out(minutes=30): somebody whom the gate let out so long ago."""

    def go(minutes=5, **wishes):
        trip, at = own_car(**wishes), timezone.now() - timedelta(minutes=minutes)
        Pass.objects.filter(trip=trip).update(valid_from=at - timedelta(minutes=1))
        scan(checkpoint, token=trip.passes.get().code, direction="out", by=gate, happened_at=at)
        trip.refresh_from_db()
        return trip

    return go


def overdue(kind, subject_id):
    promise = Commitment.objects.get(kind=kind, subject_id=subject_id)
    past = timezone.now() - timedelta(minutes=1)
    Commitment.objects.filter(pk=promise.pk).update(due_at=past, next_due_at=past)
    return promise


def test_it_says_where_they_were_last_seen_and_when(operator, out, checkpoint, assigned, go):
    trip = out(minutes=20)
    go(assigned, "accept", "depart", "pick_up", "arrive")
    people = {one.trip.pk: one for one in people_out(operator)}
    assert people[trip.pk].seen.place == checkpoint.name
    assert abs(people[trip.pk].since - (timezone.now() - timedelta(minutes=20))) < timedelta(seconds=10)
    assert people[trip.pk].clock.kind == "trip.return"
    assert str(people[assigned.pk].seen.step) == str(people[assigned.pk].trip.get_state_display())


def test_who_is_late_stands_first(operator, out):
    early, late = out(), out()
    overdue("trip.return", late.pk)
    assert [one.trip for one in people_out(operator)] == [late, early]


def test_it_can_be_narrowed_to_a_place(client, operator, out, subject):
    here, there = out(), out(subject=subject("230110003002"))
    client.force_login(operator)
    page = client.get("/outside/", {"area": there.area_id})
    assert [one.trip for one in page.context["outside"]] == [there]
    assert [one.trip for one in client.get("/outside/", {"area": "nonsense"}).context["outside"]] == [here, there]


@pytest.mark.parametrize("who", ["operator", "supervisor", "dispatcher", "city"])
def test_everybody_who_watches_over_it_sees_it(request, client, who, out, assigned, go):
    go(assigned, "accept", "depart", "pick_up")
    client.force_login(request.getfixturevalue(who))
    assert assigned.pk in [one.trip.pk for one in client.get("/outside/").context["outside"]]


def test_it_can_be_taken_along_masked_and_journalled(client, operator, out):
    trip = out()
    client.force_login(operator)
    told = client.post("/outside/export/", {"format": "csv"})
    assert trip.number in told.content.decode("utf-8-sig")
    assert Entry.objects.get(action="outside.export").detail["rows"] == 1


def test_the_same_few_queries_however_many(operator, out, django_assert_max_num_queries):
    for _ in range(4):
        out()
    with django_assert_max_num_queries(8):
        people_out(operator)


def test_by_the_api(client, operator, out, neighbour):
    trip = out()
    client.force_login(operator)
    (row,) = client.get("/api/v1/trips/outside/").json()["results"]
    assert (row["number"], row["state"], row["troubles"]) == (trip.number, "out", [])
    assert row["due_at"]
    client.force_login(neighbour)
    assert client.get("/api/v1/trips/outside/").json()["results"] == []


# clocks


def test_who_is_not_home_in_time_escalates(out):
    promise = overdue("trip.return", out().pk)
    sweep()
    assert Escalation.objects.filter(commitment=promise).exists()


def test_who_waits_at_the_gate_too_long_escalates(own_car, checkpoint, gate):
    shown = own_car(planned_at=timezone.now() + timedelta(hours=9)).passes.get()
    since = timezone.now() - timedelta(minutes=20)
    assert not scan(checkpoint, token=shown.code, direction="out", by=gate, happened_at=since).is_green
    promise = Commitment.objects.get(kind="pass.release", subject_id=shown.pk)
    sweep()
    assert Escalation.objects.filter(commitment=promise).exists()


# the gate log, and a gate's own calls


def test_a_supervisor_sees_where_gate_and_portal_differ(client, supervisor, neighbour, own_car, checkpoint, gate):
    good, odd = own_car().passes.get(), own_car(planned_at=timezone.now() + timedelta(hours=9)).passes.get()
    scan(checkpoint, token=good.code, direction="out", by=gate)
    scan(checkpoint, token=odd.code, direction="out", by=gate, decided="told")
    client.force_login(supervisor)
    assert [entry.shown for entry in client.get("/gate/log/").context["page"]] == [odd]
    assert len(client.get("/gate/log/", {"kind": "all"}).context["page"].object_list) == 2
    client.force_login(neighbour)
    assert len(client.get("/gate/log/", {"kind": "all"}).context["page"].object_list) == 0


def test_a_gate_program_tells_what_it_decided_in_any_order(client, gate, checkpoint, own_car):
    trip = own_car()
    code = trip.passes.get().code
    Pass.objects.update(valid_from=timezone.now() - timedelta(hours=1))
    client.force_login(gate)
    path = f"/api/v1/checkpoints/{checkpoint.pk}"
    kept = client.get(f"{path}/bundle/").json()
    assert kept["codes"][code][0] == trip.passes.get().pk.hex
    at = {"in": timezone.now() - timedelta(minutes=2), "out": timezone.now() - timedelta(minutes=8)}
    told = [{"token": code, "direction": way, "decided": "ok", "happened_at": at[way].isoformat()} for way in at]
    results = client.post(f"{path}/reconcile/", {"decisions": told}, content_type="application/json").json()["results"]
    assert [(row["direction"], row["result"], row["conflict"]) for row in results] == [
        ("in", "ok", False),
        ("out", "ok", False),
    ]
    trip.refresh_from_db()
    assert trip.state == "home"


def test_a_decision_without_a_pass_must_be_by_hand(client, gate, checkpoint):
    client.force_login(gate)
    told = {"token": "", "direction": "out", "decided": "ok", "happened_at": timezone.now().isoformat()}
    path = f"/api/v1/checkpoints/{checkpoint.pk}/reconcile/"
    assert client.post(path, {"decisions": [told]}, content_type="application/json").status_code == 400
    told["decided"] = "emergency"
    assert client.post(path, {"decisions": [told]}, content_type="application/json").json()["results"][0]["conflict"]
