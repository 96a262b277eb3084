"""The demo shows every state, every pathway and every way a day can go wrong."""

from datetime import timedelta

import pytest
from django.db.models import F

from cases.models import Case, Job, Outing, Person, RegisterEntry, Suspicion
from cases.models.vocabulary import Channel, Group, JobKind, JobState, Pathway, State
from hospitals.models import Booking, Closure, Designation, Hospital, OnlineClinic, Slot, Squad, Violation
from portal.accounts.models import DutyShift
from portal.accounts.selectors.roster import gaps_below
from portal.areas.models import Area
from portal.commitments.models import Commitment, Escalation, Urge
from transport.models import GateLog, Trip, Vehicle

pytestmark = pytest.mark.slow


def every(model, field: str = "state") -> set:
    return set(model.objects.values_list(field, flat=True))


def test_the_size_that_was_promised():
    assert Area.objects.count() == 3505
    assert Person.objects.exclude(id_number_index=None).count() == 3000
    assert Suspicion.objects.count() >= 6  # residents who were entered twice, without their ID number
    assert 290 <= Case.objects.count() <= 330
    assert OnlineClinic.objects.filter(kind="clinic").count() == 13
    assert OnlineClinic.objects.filter(kind="psychological", opens_24h=True).exists()
    assert OnlineClinic.objects.filter(kind="youth").exists()


def test_every_state_and_pathway_of_requests():
    assert every(Case) == set(State.values)
    assert every(Case, "pathway") == set(Pathway.values)
    assert every(Case, "channel") == set(Channel.values)
    assert every(Case, "outcome") >= {"settled", "advised", "handed_over", "declined", "unreachable"}
    assert every(Case, "satisfaction") >= {"satisfied", "acceptable"}


def test_every_kind_of_job_is_done_and_some_wait():
    assert set(Job.objects.filter(state=JobState.DONE).values_list("kind", flat=True)) == set(JobKind.values)
    assert every(Job) >= {JobState.ASSIGNED, JobState.DONE, JobState.DECLINED, JobState.CANCELLED}


def test_outings_are_everywhere_on_their_way():
    assert every(Booking) >= {"asked", "accepted", "refused", "received", "closed"}
    by_vehicle = Trip.objects.filter(mode="vehicle")
    assert set(by_vehicle.values_list("state", flat=True)) >= {"waiting", "assigned", "at_hospital", "disinfected"}
    assert Trip.objects.filter(mode="self_drive", state="home").exists()
    assert set(GateLog.objects.values_list("direction", "result")) >= {("out", "ok"), ("in", "ok")}
    assert Outing.objects.filter(closed_at=None, needs_centre=True).exists()
    assert Trip.objects.filter(planned_at__gt=F("created_at") + timedelta(hours=1)).exists()


def test_some_are_late_and_were_escalated():
    broken = set(Commitment.objects.filter(broken_at__isnull=False).values_list("kind", flat=True))
    assert broken >= {"case.answer", "case.judge", "case.arrange", "booking.accept", "trip.return", "hospital.reopen"}
    assert Commitment.objects.filter(broken_at__isnull=False, kept_at__isnull=False).exists()
    assert Commitment.objects.open().filter(kind="case.answer", broken_at__isnull=False, level__gte=2).exists()
    assert Escalation.objects.filter(acknowledged_at=None).exists()
    assert Escalation.objects.exclude(acknowledged_at=None).exists()
    assert Urge.objects.exists()


def test_ways_aside():
    assert Case.objects.open().exclude(paused_at=None).exists()
    assert Case.objects.filter(state=State.MERGED).exclude(merged_into=None).exists()
    assert Case.objects.filter(bounces=2).exists()
    assert Case.objects.filter(area__pk__startswith="230103").exists()
    departed = Case.objects.filter(judgements__isnull=False).exclude(judgements__pathway=F("judgements__proposed"))
    assert departed.exists()


def test_hospitals_refuse_and_close():
    assert Violation.objects.count() >= 3
    assert Booking.objects.filter(state="refused", refusal_code="no_capacity").exists()
    assert Booking.objects.filter(is_assigned=True).exists() or Booking.objects.filter(hop__gte=2).exists()
    assert Closure.objects.filter(state="closed").count() == 2
    assert Closure.objects.filter(state="reopened").exists()


def test_a_hand_over_is_under_way_in_both_directions():
    asked = Booking.objects.filter(state="asked").exclude(takes_over=None)
    own = "哈尔滨市香坊区人民医院"
    assert asked.filter(takes_over__hospital__name=own).exists()
    assert asked.filter(hospital__name=own).exists()
    assert not Commitment.objects.filter(subject_id__in=asked.values("pk"), broken_at__isnull=False).exists()


def test_lines_for_nights_and_for_ages():
    lines = Designation.objects.standing()
    assert lines.filter(hours_from__gt=F("hours_to")).exists()
    assert lines.filter(age_to__isnull=False).exists()
    assert lines.filter(age_from__isnull=False).exists()


def test_institutions_fleets_and_rosters():
    assert every(Hospital, "kind") >= {"ordinary", "fever", "yellow_code", "isolation", "dialysis", "psychological"}
    assert Hospital.objects.filter(name="哈尔滨市第五医院", kind="fever").exists()
    assert Slot.objects.filter(need="treatment_session").exists()
    districts = Area.objects.filter(level="district").count()
    assert Squad.objects.values("area").distinct().count() == districts + 1
    unfit = [vehicle for vehicle in Vehicle.objects.all() if vehicle.lacks()]
    assert {"has_partition", "has_kit"} <= {
        name for v in unfit for name in ("has_partition", "has_kit") if not getattr(v, name)
    }
    assert DutyShift.objects.exists()
    assert gaps_below("230110011002") != {}


def test_registers_hold_every_group():
    assert every(RegisterEntry, "group") == set(Group.values)
    plan = RegisterEntry.objects.filter(group="dialysis").first().plan
    assert plan["days"] in ([1, 3, 5], [2, 4, 6])
    assert plan["shift"] in (1, 2, 3)
