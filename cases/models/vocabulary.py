"""The values of the contract that belong to requests; those a hospital is asked with are hospitals.vocabulary's."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hospitals.vocabulary import Control, Group, Need, Severity

__all__ = [
    "OPEN_JOB_STATES",
    "OPEN_STATES",
    "OUTINGS",
    "Channel",
    "Control",
    "EndReason",
    "Group",
    "JobKind",
    "JobState",
    "Language",
    "Need",
    "Outcome",
    "Pathway",
    "Satisfaction",
    "Severity",
    "Sex",
    "State",
]  # fmt: skip


class Channel(models.TextChoices):
    HOTLINE = "hotline", _("hotline")
    GRID = "grid", _("grid worker")
    ISOLATION_SITE = "isolation_site", _("isolation site")
    WALK_IN = "walk_in", _("walk-in")
    API = "api", _("another system")


class Pathway(models.TextChoices):
    CALL_120 = "call_120", _("hand-over to 120")
    CONSULTATION = "consultation", _("online consultation")
    MEDICINE_DELIVERY = "medicine_delivery", _("medicine to the door")
    SQUAD_VISIT = "squad_visit", _("squad visit")
    OUTING_VEHICLE = "outing_vehicle", _("outing by vehicle")
    OUTING_SELF_DRIVE = "outing_self_drive", _("outing by private car")
    PSYCHOLOGICAL_LINE = "psychological_line", _("psychological line")


OUTINGS = (Pathway.OUTING_VEHICLE, Pathway.OUTING_SELF_DRIVE)


class Sex(models.TextChoices):
    FEMALE = "female", _("female")
    MALE = "male", _("male")
    UNKNOWN = "unknown", _("not stated")


class Language(models.TextChoices):
    """What whoever calls a resident speaks with them. Nothing said: Mandarin does."""

    MANDARIN = "mandarin", _("Mandarin")
    DIALECT = "dialect", _("dialect only")
    KOREAN = "korean", _("Korean")
    MONGOLIAN = "mongolian", _("Mongolian")
    RUSSIAN = "russian", _("Russian")
    ENGLISH = "english", _("English")
    SIGNS = "signs", _("sign language or writing")
    OTHER = "other", pgettext_lazy("language", "another")


class EndReason(models.TextChoices):
    """Why an entry of a register is closed. People say the first four; then the calendar does, and a merge the last."""

    MOVED_AWAY = "moved_away", _("moved away")
    DIED = "died", _("died")
    RECOVERED = "recovered", _("recovered")
    NOT_IN_GROUP = "not_in_group", _("does not belong to the group")
    OUTGROWN = "outgrown", _("past the age or the time of the group")
    DELIVERED = "delivered", _("the child is born")
    DUPLICATE = "duplicate", _("stood in it twice")


class State(models.TextChoices):
    RECEIVED = "received", _("received")
    ANSWERED = "answered", _("answered")
    JUDGED = "judged", _("judged")
    ARRANGED = "arranged", _("arranged")
    UNDER_WAY = "under_way", _("under way")
    FINISHED = "finished", _("finished")
    FOLLOWED_UP = "followed_up", _("followed up")
    ARCHIVED = "archived", _("archived")
    CANCELLED = "cancelled", _("cancelled")
    MERGED = "merged", _("merged")


# A request that is still somebody's duty. After the call-back it is settled and only waits to be filed.
OPEN_STATES = (State.RECEIVED, State.ANSWERED, State.JUDGED, State.ARRANGED, State.UNDER_WAY, State.FINISHED)


class JobKind(models.TextChoices):
    HANDOVER_120 = "handover_120", _("hand-over to 120")
    CONSULTATION = "consultation", _("online consultation")
    MEDICINE_DELIVERY = "medicine_delivery", _("medicine to the door")
    SQUAD_VISIT = "squad_visit", _("squad visit")
    PSYCHOLOGICAL_LINE = "psychological_line", _("psychological line")


class JobState(models.TextChoices):
    ASSIGNED = "assigned", pgettext_lazy("job", "assigned")
    ACCEPTED = "accepted", _("signed for")
    CALLED = "called", _("120 called")
    PRESCRIBED = "prescribed", _("prescription noted")
    PICKED_UP = "picked_up", _("medicine collected")
    ON_THE_WAY = "on_the_way", _("on the way")
    ARRIVED = "arrived", _("at the door")
    CONNECTED = "connected", _("in conversation")
    DONE = "done", _("done")
    DECLINED = "declined", _("declined")
    CANCELLED = "cancelled", _("cancelled")


OPEN_JOB_STATES = tuple(s for s in JobState if s not in (JobState.DONE, JobState.DECLINED, JobState.CANCELLED))


class Outcome(models.TextChoices):
    SETTLED = "settled", _("need met")
    ADVISED = "advised", _("settled by advice")
    ADMITTED = "admitted", _("admitted to hospital")
    HANDED_OVER = "handed_over", _("handed over to 120")
    DECLINED = "declined", _("resident declined")
    UNREACHABLE = "unreachable", _("could not be reached")


class Satisfaction(models.TextChoices):
    SATISFIED = "satisfied", _("satisfied")
    ACCEPTABLE = "acceptable", _("acceptable")
    DISSATISFIED = "dissatisfied", _("dissatisfied")
    NOT_REACHED = "not_reached", _("not reached")


class CaseReason(models.TextChoices):
    """Why a request is paused, returned, cancelled or passed on: a code for the figures, beside words for people."""

    WAITING_FAMILY = "waiting_family", _("waiting for the family to call back")
    WAITING_RESULT = "waiting_result", _("waiting for a result")
    RESIDENT_ASKS = "resident_asks", _("at the resident's wish")
    WRONG_PLACE = "wrong_place", _("belongs to another place")
    NOT_COMPETENT = "not_competent", _("outside our competence")
    MORE_TO_KNOW = "more_to_know", _("more must be known first")
    NO_LONGER_NEEDED = "no_longer_needed", _("no longer needed")
    ENTERED_BY_MISTAKE = "entered_by_mistake", _("entered by mistake")
    DISSATISFIED = "dissatisfied", _("resident dissatisfied")
    NEED_AGAIN = "need_again", _("the need came back")
    OTHER = "other", _("other (say which)")


class Proof(models.TextChoices):
    """How a delivery is known to have arrived."""

    IN_HAND = "in_hand", _("handed to the resident")
    TO_FAMILY = "to_family", _("handed to the family")
    AT_THE_DOOR = "at_the_door", _("left at the door, resident told by telephone")
