"""A gate that decided by itself: logged as it happened, and told to those concerned where the portal differs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hospitals.lifecycle import BOOKING
from portal.commitments.models import Commitment
from portal.lifecycle.move import move
from portal.notices.models import Notice
from transport import tokens
from transport.models import Checkpoint, GateLog, Pass, Vehicle
from transport.selectors.alone import gate_bundle
from transport.services import renew_pass, revoke_passes, scan

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def minutes_ago(number):
    return timezone.now() - timedelta(minutes=number)


@pytest.fixture
def tell(checkpoint, gate):
    """tell(token, "out", "ok", at=…): what the gate decided by itself then; the log entry."""

    def _tell(token, direction="out", decided="ok", *, at=None, gate_=checkpoint):
        told = scan(gate_, token=token, direction=direction, decided=decided, by=gate, happened_at=at or minutes_ago(5))
        return told.log

    return _tell


@pytest.fixture
def shown(own_car):
    made = own_car().passes.get()
    Pass.objects.filter(pk=made.pk).update(valid_from=minutes_ago(60))
    return Pass.objects.get(pk=made.pk)


@pytest.fixture
def other_gate(areas):
    return Checkpoint.objects.create(name="和平社区卡口", area=areas["230110003002"])


def test_what_both_say_alike_is_logged_at_its_time(tell, shown):
    at = minutes_ago(7)
    log = tell(tokens.token_of(shown), at=at)
    assert (log.result, log.decided, log.is_conflict, log.happened_at) == ("ok", "ok", False, at)
    shown.trip.refresh_from_db()
    assert shown.trip.state == "out"
    assert not Notice.objects.filter(kind="gate.conflict").exists()


def test_who_went_with_a_revoked_pass_is_out_and_the_supervisor_knows(tell, shown, operator):
    renew_pass(shown.trip, by=operator)
    Pass.objects.filter(pk=shown.pk).update(revoked_at=minutes_ago(20))
    log = tell(tokens.token_of(shown))
    assert (log.result, log.decided, log.is_conflict) == ("revoked", "ok", True)
    shown.trip.refresh_from_db()
    assert shown.trip.state == "out", "the person is out, whatever the pass was worth"
    posts = Notice.objects.filter(kind="gate.conflict").values_list("to", flat=True)
    assert set(posts) == {"supervisor@230110", f"checkpoint:{log.checkpoint_id}"}


def test_the_same_decision_sent_twice_is_one(tell, shown):
    at = minutes_ago(3)
    assert tell(shown.code, at=at).pk == tell(shown.code, at=at).pk
    assert GateLog.objects.count() == 1


def test_one_pass_out_at_two_gates_is_a_conflict_of_the_second(tell, shown, other_gate):
    assert not tell(shown.code, at=minutes_ago(6)).is_conflict
    second = tell(shown.code, at=minutes_ago(8), gate_=other_gate)
    assert (second.result, second.is_conflict) == ("already_out", True)


def test_a_return_told_before_the_way_out_ends_with_everybody_home(tell, shown, other_gate):
    back = tell(shown.code, "in", at=minutes_ago(2), gate_=other_gate)
    assert back.result == "never_out"
    assert back.is_conflict
    out = tell(shown.code, "out", at=minutes_ago(9))
    assert out.result == "ok"
    shown.trip.refresh_from_db()
    assert shown.trip.state == "home"
    assert not Commitment.objects.get(kind="trip.return", subject_id=shown.trip_id).is_open


def test_who_was_stopped_with_a_good_pass_has_a_clock_from_then_on(tell, shown):
    at = minutes_ago(4)
    log = tell(shown.code, decided="unchecked", at=at)
    assert (log.result, log.is_conflict) == ("held", False)
    wait = Commitment.objects.get(kind="pass.release", subject_id=shown.pk)
    assert wait.is_open
    assert abs(wait.started_at - at) < timedelta(seconds=1)
    assert scan(log.checkpoint, token=shown.code, direction="out", by=log.by).is_green, "not used up by being stopped"


def test_a_vehicle_that_was_not_fit_has_left_all_the_same(tell, assigned):
    shown = assigned.passes.get(revoked_at=None)
    Vehicle.objects.update(out_of_service="制动故障")
    log = tell(shown.code, at=timezone.now())
    assert (log.result, log.decided, log.is_conflict) == ("not_ready", "ok", True)


def test_a_forged_pass_that_was_stopped_is_no_conflict_and_one_let_through_is(tell, shown):
    forged = tokens.token_of(shown)[:-4] + "AAAA"
    assert not tell(forged, decided="forged").is_conflict
    assert tell(forged, decided="ok", at=minutes_ago(2)).is_conflict


def test_on_the_word_of_the_centre_the_way_is_open_and_the_supervisor_knows(tell, own_car, operator):
    shown = own_car(planned_at=timezone.now() + timedelta(hours=9)).passes.get()
    log = tell(shown.code, decided="told", at=timezone.now())
    assert (log.result, log.let_through, log.is_conflict) == ("not_yet", True, True)
    shown.trip.refresh_from_db()
    assert shown.trip.state == "out"
    assert not Commitment.objects.filter(kind="pass.release", subject_id=shown.pk, kept_at=None).exists()


def test_an_emergency_needs_no_pass(tell):
    log = tell("", decided="emergency")
    assert (log.result, log.shown, log.let_through) == ("no_pass", None, True)
    assert Notice.objects.filter(kind="gate.conflict", to="supervisor@230110").exists()


# what a gate keeps


def test_a_gate_keeps_what_a_signature_cannot_say(checkpoint, own_car, ask, operator, gate):
    out, revoked, unexpected = own_car().passes.get(), own_car().passes.get(), own_car(booking=ask()).passes.get()
    scan(checkpoint, token=out.code, direction="out", by=gate)
    revoke_passes(revoked.trip, by=operator)
    kept = gate_bundle(checkpoint)
    assert kept["marks"] == {out.pk.hex: "out", revoked.pk.hex: "revoked", unexpected.pk.hex: "no_hospital"}
    assert kept["alone_for"] == 600
    assert kept["keys"][0] in tokens.public_keys()
    assert kept["codes"][out.code][0] == out.pk.hex


def test_it_knows_nobody(checkpoint, own_car, desk, ask):
    shown = own_car(booking=move(BOOKING, ask(), "accept", by=desk)).passes.get()
    assert shown.number not in str(gate_bundle(checkpoint))
    assert str(shown.trip_id) not in str(gate_bundle(checkpoint))


def test_it_costs_the_same_however_many(checkpoint, own_car, django_assert_num_queries):
    checkpoint = Checkpoint.objects.select_related("area").get(pk=checkpoint.pk)
    for _ in range(3):
        own_car()
    with django_assert_num_queries(4):
        gate_bundle(checkpoint)


def test_a_new_key_signs_and_the_old_one_still_opens(shown, settings, monkeypatch):
    old = tokens.token_of(shown)
    keys = tokens._keys()
    fresh = tokens.Ed25519PrivateKey.generate()
    monkeypatch.setattr(tokens, "_keys", lambda: (fresh, *keys))
    assert tokens.read(old).pass_id == shown.pk
    assert tokens.token_of(shown) != old
    assert tokens.read(tokens.token_of(shown)).pass_id == shown.pk


# the page's script


@pytest.fixture
def post(client, gate, checkpoint):
    client.force_login(gate)

    def _post(*, key="key-1", **fields):
        body = {"checkpoint": checkpoint.pk, "direction": "out", **fields}
        body.setdefault("happened_at", timezone.now().isoformat())
        return client.post("/gate/show/", body, headers={"Idempotency-Key": key, "X-Acting-User": str(gate.pk), **HTMX})

    return _post


def test_the_script_hears_green_with_what_to_draw(post, shown):
    told = post(token=shown.code).json()
    assert (told["green"], told["result"], told["conflict"]) == (True, "ok", False)
    assert "verdict--green" in told["html"]


def test_an_answer_that_was_lost_on_the_way_is_not_a_second_showing(post, shown):
    """The portal had said yes; the telephone heard nothing, decided the same, and sends it later under its key."""
    at = timezone.now().isoformat()
    post(token=shown.code, happened_at=at)
    again = post(token=shown.code, happened_at=at, decided="ok")
    assert again.json()["green"]
    assert list(GateLog.objects.values_list("result", flat=True)) == ["ok"]


def test_what_is_revoked_is_so_at_once_whatever_a_telephones_clock_says(post, shown, operator):
    early = (timezone.now() - timedelta(seconds=25)).isoformat()
    revoke_passes(shown.trip, by=operator)
    assert post(token=shown.code, happened_at=early).json()["result"] == "revoked"


def test_a_bundle_is_for_whoever_stands_at_that_gate(client, gate, operator, checkpoint, other_gate):
    client.force_login(gate)
    assert client.get(f"/gate/{checkpoint.pk}/bundle/").json()["gate"] == checkpoint.pk
    assert client.get(f"/gate/{other_gate.pk}/bundle/").status_code == 404
    client.force_login(operator)
    assert client.get(f"/gate/{checkpoint.pk}/bundle/").status_code == 403
