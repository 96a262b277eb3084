"""What a request does when something below it moved: a hospital answered, a trip began or came home, a job was done."""

from typing import Any

from django.dispatch import receiver

from cases.lifecycle import CASE
from cases.models import Case, Job
from cases.models.vocabulary import JobState
from cases.services import answering, arranging
from cases.services.covering import watch_lines
from cases.services.effects import is_dissatisfied
from cases.services.placing import subject
from hospitals.models import Booking
from portal.accounts.signals import roster_changed
from portal.lifecycle.move import follow
from portal.lifecycle.signals import moved
from portal.lifecycle.table import Act
from portal.notices import services as notices
from transport.models import Trip

TRIP_BEGINS = ("departed", "out")
TRIP_ENDS = ("home",)
BEGUN = set(JobState) - {JobState.ASSIGNED, JobState.DECLINED, JobState.CANCELLED}


@receiver(roster_changed)
def see_what_the_roster_covers(areas: set[str], by: Any, **kwargs: Any) -> None:
    """A gap that was filled keeps its promise at once, one that was opened begins its clock."""
    watch_lines(areas=areas, by=by)


@receiver(moved, sender=Case)
def reopen_when_dissatisfied(act: Act, **kwargs: Any) -> None:
    """回访: a resident who is not satisfied is heard again, by the same move that recorded it."""
    if act.transition.name == "follow_up" and is_dissatisfied(act):
        follow(CASE, act.thing, "reopen", by=act.by, data={"reason": "dissatisfied"})


@receiver(moved, sender=Case)
def start_what_has_begun(act: Act, **kwargs: Any) -> None:
    """120 was called before anybody judged: arranging such a request finds its work already under way."""
    if act.transition.name == "arrange" and act.thing.jobs.filter(state__in=BEGUN).exists():
        follow(CASE, act.thing, "start", by=act.by)


@receiver(moved, sender=Job)
def follow_the_job(act: Act, before: str, **kwargs: Any) -> None:
    """The first step starts the request; handed back it is judged again, referred onward it is arranged anew."""
    job = act.thing
    if act.transition.name == "refer":
        said = {"pathway": act.data["pathway"], "severity": act.data["severity"], "reason": act.data["found"]}
        follow(CASE, job.case, "refer", by=act.by, data=said)
        notices.tell(arranging.owner_of(job.case), "case.referred", subject=subject(job.case))
    elif job.state == JobState.DONE:
        kind = {"kind": job.kind}
        notices.tell(arranging.owner_of(job.case), "case.work_done", subject=subject(job.case), params=kind)
    if job.state == JobState.DECLINED:
        follow(CASE, job.case, "return", by=act.by, data={"reason": act.data.get("reason", "")})
    elif before == JobState.ASSIGNED and job.state != JobState.CANCELLED:
        follow(CASE, job.case, "start", by=act.by)


@receiver(moved, sender=Booking)
def follow_the_booking(act: Act, **kwargs: Any) -> None:
    name, booking = act.transition.name, act.thing
    if name in ("accept", "assign"):
        answering.booking_accepted(booking, by=act.by)
    elif name == "refuse":
        answering.booking_refused(booking, by=act.by)
    elif name == "withdraw":
        answering.booking_withdrawn(booking, by=act.by)
    elif name == "hand_over":
        answering.hand_over_asked(booking)  # hospitals.receivers has asked already: apps below hear first


@receiver(moved, sender=Trip)
def follow_the_trip(act: Act, **kwargs: Any) -> None:
    trip = act.thing
    if trip.state in TRIP_BEGINS:
        arranging.trip_began(trip, by=act.by)
    elif trip.state in TRIP_ENDS:
        arranging.trip_came_home(trip, by=act.by, happened_at=act.happened_at)
    elif trip.state == "handed_over":
        arranging.trip_handed_over(trip, by=act.by, happened_at=act.happened_at)
    elif trip.state == "cancelled":
        arranging.trip_called_off(trip, by=act.by)
    else:
        arranging.trip_arranged(trip, by=act.by)
