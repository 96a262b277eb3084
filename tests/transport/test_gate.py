"""The gate: green or red with the reason, out once and in once, everything logged, whoever waits has a clock."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from hospitals.lifecycle import BOOKING
from portal.commitments.models import Commitment
from portal.lifecycle.move import move
from portal.notices.models import Notice
from transport import codes, tokens
from transport.models import Checkpoint, GateLog, Pass, Vehicle
from transport.services import announce_waiting, renew_pass, revoke_passes, scan

pytestmark = pytest.mark.django_db


@pytest.fixture
def show(checkpoint, gate):
    """show(token, "out"): what the guard is told, as (green, result)."""

    def _show(token, direction="out", *, at=checkpoint, **more):
        told = scan(at, token=token, direction=direction, by=gate, **more)
        return told.is_green, told.log.result

    return _show


@pytest.fixture
def shown(own_car):
    return own_car().passes.get()


def release_of(shown):
    return Commitment.objects.filter(kind="pass.release", subject_id=shown.pk)


def test_out_once_and_in_once(show, shown):
    assert show(shown.code, "out") == (True, "ok")
    shown.trip.refresh_from_db()
    assert shown.trip.state == "out"
    assert show(shown.code, "out") == (False, "already_out")
    assert show(shown.code, "in") == (True, "ok")
    shown.trip.refresh_from_db()
    assert shown.trip.state == "home"
    assert show(shown.code, "in") == (False, "already_in")
    assert show(shown.code, "out") == (False, "already_in")
    assert [log.result for log in GateLog.objects.order_by("pk")] == [
        "ok", "already_out", "ok", "already_in", "already_in",
    ]  # fmt: skip


def test_the_return_is_promised_at_the_gate_and_kept_there(show, shown):
    show(shown.code, "out")
    promise = Commitment.objects.get(kind="trip.return", subject_id=shown.trip_id)
    assert promise.is_open
    show(shown.code, "in")
    promise.refresh_from_db()
    assert promise.kept_at


def test_the_qr_code_says_the_same(show, shown):
    assert show(sign(shown)) == (True, "ok")


def sign(shown):
    return tokens.sign(tokens.Claims(shown.pk, shown.valid_from, shown.valid_until, shown.checkpoint_id))


def test_a_token_carries_nothing_personal_and_is_short(shown):
    token = sign(shown)
    assert len(token) < 150
    assert shown.number not in token
    claims = tokens.read(token)
    assert (claims.pass_id, claims.checkpoint_id) == (shown.pk, None)


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-3] + "AAA", lambda t: t[:9] + "zz" + t[11:], lambda t: t[:40], lambda t: "CY1."]
)
def test_a_forged_token_is_red(show, shown, spoil):
    assert show(spoil(sign(shown))) == (False, "forged")
    assert GateLog.objects.get().shown is None


def test_a_code_is_forgiving_about_how_it_is_written(show, shown):
    written = codes.spoken(shown.code).lower().replace("0", "o").replace("1", "l")
    assert show(written) == (True, "ok")


def test_an_unknown_code_is_red_and_logged(show):
    assert show(codes.fresh_code()) == (False, "unknown")
    assert GateLog.objects.count() == 1


def test_nothing_shown_is_told_as_that(show):
    assert show(" ") == (False, "no_pass")


@pytest.mark.parametrize("typed", ["1234", "UUUUUUUU", "0000000100", "你好"])
def test_what_no_pass_can_have_is_told_as_mistyped(show, typed):
    assert show(typed) == (False, "mistyped")


def test_a_mistyped_code_is_seen_as_such():
    code = codes.fresh_code()
    assert codes.is_well_typed(code)
    for place in range(codes.LENGTH):
        other = next(c for c in codes.ALPHABET if c != code[place])
        assert not codes.is_well_typed(code[:place] + other + code[place + 1 :])


# validity


def test_too_early_is_red_and_the_wait_has_a_clock(show, own_car):
    trip = own_car(planned_at=timezone.now() + timedelta(hours=9))
    shown = trip.passes.get()
    assert show(shown.code) == (False, "not_yet")
    assert release_of(shown).get().is_open
    assert Notice.objects.filter(to="operator@230110", kind="pass.stopped", number=trip.number).count() == 1


def test_shown_again_it_is_the_same_wait(show, own_car):
    shown = own_car(planned_at=timezone.now() + timedelta(hours=9)).passes.get()
    show(shown.code)
    show(shown.code)
    assert release_of(shown).count() == 1
    assert Notice.objects.filter(kind="pass.stopped").count() == 1


def test_green_ends_the_wait(show, own_car):
    shown = own_car(planned_at=timezone.now() + timedelta(hours=9)).passes.get()
    show(shown.code)
    Pass.objects.update(valid_from=timezone.now() - timedelta(minutes=1))
    assert show(shown.code) == (True, "ok")
    assert release_of(shown).get().kept_at


def test_too_late_is_red(show, shown):
    Pass.objects.update(valid_from=timezone.now() - timedelta(hours=3), valid_until=timezone.now())
    assert show(shown.code) == (False, "expired")


def test_the_way_home_is_never_closed(show, shown):
    show(shown.code, "out")
    Pass.objects.update(valid_until=shown.valid_from + timedelta(seconds=1), revoked_at=timezone.now())
    assert show(shown.code, "in") == (True, "ok")


def test_whoever_never_went_out_does_not_come_in(show, shown):
    assert show(shown.code, "in") == (False, "never_out")


def test_a_revoked_pass_is_red_at_once_and_its_successor_green(show, shown, operator):
    fresh = renew_pass(shown.trip, by=operator)
    assert show(shown.code) == (False, "revoked")
    assert show(fresh.code) == (True, "ok")


def test_revoking_ends_the_wait(show, own_car, operator):
    trip = own_car(planned_at=timezone.now() + timedelta(hours=9))
    shown = trip.passes.get()
    show(shown.code)
    revoke_passes(trip, by=operator)
    assert release_of(shown).get().released_at


def test_a_pass_for_one_gate_opens_no_other(show, own_car, checkpoint, areas):
    other = Checkpoint.objects.create(name="和平社区卡口", area=areas["230110003002"])
    shown = own_car(checkpoint=other).passes.get()
    assert show(shown.code) == (False, "other_gate")
    assert show(shown.code, at=other) == (True, "ok")


def test_nobody_is_let_out_before_a_hospital_has_said_yes(show, own_car, ask, desk):
    booking = ask()
    shown = own_car(booking=booking).passes.get()
    assert show(shown.code) == (False, "no_hospital")
    move(BOOKING, booking, "accept", by=desk)
    assert show(shown.code) == (True, "ok")


def test_somebody_announced_at_the_gate_has_a_clock(checkpoint, shown, gate, show):
    announce_waiting(checkpoint, shown, by=gate)
    assert release_of(shown).get().is_open
    show(shown.code)
    assert release_of(shown).get().kept_at


# a telephone without network


def test_what_a_gate_saw_without_network_counts_when_it_happened(show, shown):
    before = timezone.now() - timedelta(minutes=8)
    Pass.objects.update(valid_from=before - timedelta(minutes=1), revoked_at=timezone.now())
    assert show(sign(shown), happened_at=before) == (True, "ok")
    assert GateLog.objects.get().happened_at == before


def test_the_same_showing_sent_twice_is_one(show, shown):
    when = timezone.now() - timedelta(seconds=20)
    Pass.objects.update(valid_from=when - timedelta(minutes=1))
    assert show(shown.code, happened_at=when) == show(shown.code, happened_at=when) == (True, "ok")
    assert GateLog.objects.count() == 1


# vehicles at the gate


def test_a_vehicle_seen_at_the_gate_has_departed_and_picked_up(show, assigned):
    assert show(assigned.passes.get(revoked_at=None).code) == (True, "ok")
    assigned.refresh_from_db()
    assert assigned.state == "picked_up"


def test_an_unfit_vehicle_is_not_let_out(show, assigned):
    Vehicle.objects.update(kits=0)
    assert show(assigned.passes.get(revoked_at=None).code) == (False, "not_ready")
    assigned.refresh_from_db()
    assert assigned.state == "assigned"
    assert GateLog.objects.count() == 1


# the log


@pytest.mark.parametrize("sql", ["UPDATE transport_gatelog SET result = 'ok'", "DELETE FROM transport_gatelog"])
def test_the_log_is_not_rewritten(show, shown, sql):
    show(shown.code)
    with pytest.raises(DatabaseError, match="keeps what happened"), transaction.atomic():
        connection.cursor().execute(sql)


def test_sql_lets_nobody_out_twice_either(show, shown, checkpoint):
    show(shown.code)
    now = timezone.now()
    with pytest.raises(IntegrityError, match="gate_each_way_once"), transaction.atomic():
        GateLog.objects.create(
            shown=shown,
            checkpoint=checkpoint,
            area_id="230110",
            direction="out",
            result="ok",
            happened_at=now,
            recorded_at=now,
        )
