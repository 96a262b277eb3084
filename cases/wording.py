"""What notices about requests and work say, in the reader's language."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.vocabulary import JobKind
from portal.notices.models import Notice
from portal.notices.wording import Sentence, register


def job_assigned(notice: Notice) -> str:
    return gettext("%(number)s: %(work)s is yours to sign for") % {"number": notice.number, "work": _work(notice)}


def work_done(notice: Notice) -> str:
    return gettext("%(number)s: %(work)s is done; the request can be finished") % {
        "number": notice.number,
        "work": _work(notice),
    }


def absence_taken_over(notice: Notice) -> str:
    words = {"place": notice.area.name, **{name: notice.params.get(name, 0) for name in ("posts", "jobs", "things")}}
    return (
        gettext(
            "You stand in for a colleague of %(place)s: %(posts)s places, %(jobs)s open jobs, %(things)s things kept"
        )
        % words
    )


def policy_activated(notice: Notice) -> str:
    return gettext("%(pack)s is the policy in %(place)s from now on") % {
        "pack": notice.number,
        "place": notice.area.name,
    }


def _work(notice: Notice) -> str:
    kind = notice.params.get("kind", "")
    return str(JobKind(kind).label) if kind in JobKind.values else gettext("the outing")


SENTENCES: dict[str, Sentence] = {
    "job.assigned": job_assigned,
    "case.work_done": work_done,
    "case.needs_centre": _("%(number)s: no hospital is left that may be asked by itself; assign one"),
    "case.referred": _("%(number)s: the squad refers the patient onward; it is being arranged"),
    "case.handed_over": _("%(number)s: handed over on the way; somebody else answers for the resident"),
    "case.trip_called_off": _("%(number)s: the trip was called off"),
    "case.control": _("%(number)s: the control status of the resident has changed; it stays as it was judged"),
    "absence.begun": _(
        "You are away: your places, open jobs and things kept are with somebody else until you are back"
    ),
    "absence.stand_in": absence_taken_over,
    "absence.back": _("You are back: your places, open jobs and things kept are yours again"),
    "absence.over": _("The colleague for whom you stood in is back: what you had of theirs went back"),
    "session.listed": _("%(number)s: treatment sessions are listed and wait to be confirmed"),
    "session.sent_back": _("%(number)s: a treatment session was sent back to be put right"),
    "policy.activated": policy_activated,
    "case.taken_over": _("%(number)s: a supervisor has taken this request over"),
}


def register_wording() -> None:
    register(SENTENCES)
