"""The words in which a need is put to a hospital: codes of the contract, with their names for people."""

from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _


class Need(models.TextChoices):
    EMERGENCY = "emergency", _("emergency")
    OUTPATIENT = "outpatient", _("outpatient visit")
    TREATMENT_SESSION = "treatment_session", _("treatment session")
    MEDICINE = "medicine", _("medicine")
    CONSULTATION = "consultation", _("consultation")
    PSYCHOLOGICAL = "psychological", _("psychological help")


class Group(models.TextChoices):
    CHILD = "child", _("child")
    NEWBORN = "newborn", _("newborn")
    PREGNANT = "pregnant", _("pregnant")
    POSTPARTUM = "postpartum", _("postpartum")
    DIALYSIS = "dialysis", _("dialysis")
    ONCOLOGY = "oncology", _("oncology")
    CRITICAL = "critical", _("critically ill")
    ELDERLY = "elderly", _("elderly")
    CHRONIC = "chronic", _("chronic illness")


class Specialty(models.TextChoices):
    """What departments call the groups. A call asks which group somebody belongs to and never which department, so a
    line of the matrix keeps groups; whoever types "obstetrics" means those below."""

    ONCOLOGY = "oncology", _("oncology")
    OBSTETRICS = "obstetrics", _("obstetrics")
    PAEDIATRICS = "paediatrics", _("paediatrics")
    NEPHROLOGY = "nephrology", _("nephrology (dialysis)")
    CRITICAL_CARE = "critical_care", _("critical care")
    GERIATRICS = "geriatrics", _("geriatrics")
    INTERNAL_MEDICINE = "internal_medicine", _("internal medicine")


GROUPS_OF: dict[str, tuple[Group, ...]] = {
    Specialty.ONCOLOGY: (Group.ONCOLOGY,),
    Specialty.OBSTETRICS: (Group.PREGNANT, Group.POSTPARTUM),
    Specialty.PAEDIATRICS: (Group.CHILD, Group.NEWBORN),
    Specialty.NEPHROLOGY: (Group.DIALYSIS,),
    Specialty.CRITICAL_CARE: (Group.CRITICAL,),
    Specialty.GERIATRICS: (Group.ELDERLY,),
    Specialty.INTERNAL_MEDICINE: (Group.CHRONIC,),
}


class Control(models.TextChoices):
    NONE = "none", _("no control")
    SEALED = "sealed", _("sealed area")
    CONTROLLED = "controlled", _("controlled area")
    HOME_ISOLATION = "home_isolation", _("home isolation")
    CENTRAL_ISOLATION = "central_isolation", _("central isolation")
    HOME_MONITORING = "home_monitoring", _("home monitoring")
    HIGH_RISK = "high_risk", _("high-risk area")
    ABNORMAL_CODE = "abnormal_code", _("abnormal health code")


class Severity(models.TextChoices):
    CRITICAL = "critical", _("critical")
    URGENT = "urgent", _("urgent")
    ROUTINE = "routine", _("routine")


class Kind(models.TextChoices):
    """What an institution is for (N7: yellow-code hospitals and cloud clinics are kinds of their own)."""

    ORDINARY = "ordinary", _("ordinary hospital")
    FEVER = "fever", _("fever clinic")
    YELLOW_CODE = "yellow_code", _("yellow-code hospital")
    ISOLATION = "isolation", _("central-isolation hospital")
    DIALYSIS = "dialysis", _("dialysis centre")
    ONLINE = "online", _("online hospital")
    PSYCHOLOGICAL = "psychological", _("psychological service")


class Room(models.TextChoices):
    """Places that are counted. Those named buffer are kept for people whose result is not known (N3)."""

    BUFFER_RESCUE = "buffer_rescue", _("buffer, rescue room")
    BUFFER_OPERATING = "buffer_operating", _("buffer, operating room")
    BUFFER_WARD = "buffer_ward", _("buffer, ward")
    DIALYSIS_STATION = "dialysis_station", _("dialysis station")
    BED = "bed", _("bed")
    ISOLATION_BED = "isolation_bed", _("isolation bed")


BUFFER_ROOMS = (Room.BUFFER_RESCUE, Room.BUFFER_WARD, Room.BUFFER_OPERATING)


class Shift(models.TextChoices):
    """When in the day a dialysis station is used: it serves one person a shift, so it is counted by shift."""

    MORNING = "morning", _("morning shift")
    AFTERNOON = "afternoon", _("afternoon shift")
    EVENING = "evening", _("evening shift")


ROOMS_BY_SHIFT = (Room.DIALYSIS_STATION,)
# The shift of whoever is expected before that hour; whoever comes later belongs to the last one.
SHIFT_ENDS = {Shift.MORNING: time(11), Shift.AFTERNOON: time(16)}


def shift_at(hour: time) -> Shift:
    """The shift in which somebody is treated who is expected at this hour of the day."""
    return next((shift for shift, end in SHIFT_ENDS.items() if hour < end), Shift.EVENING)


class Aid(models.TextChoices):
    """What a person needs between the vehicle and the bed."""

    WHEELCHAIR = "wheelchair", _("wheelchair")
    STRETCHER = "stretcher", _("stretcher")
    OXYGEN = "oxygen", _("oxygen")
    COMPANION = "companion", _("companion")


class HandOver(models.TextChoices):
    """Why the institution that has received a person asks another one to go on (N4)."""

    SPECIALTY = "specialty", _("needs a specialty that is not here")
    HIGHER = "higher", _("needs a higher level of care")
    CAPACITY = "capacity", _("no place to go on treating")
    DESIGNATED = "designated", _("result has come: another institution is designated")
    CLOSING = "closing", _("this institution is closed")
    OTHER = "other", _("other reason (say which)")


class Refusal(models.TextChoices):
    """Why a hospital says no. The forbidden reasons are violations (N1, P2), the others re-place the case."""

    NO_CAPACITY = "no_capacity", _("no place free")
    NO_SPECIALTY = "no_specialty", _("no such specialty here")
    CLOSED = "closed", _("institution closed")
    EQUIPMENT_DOWN = "equipment_down", _("equipment out of order")
    OTHER = "other", _("other reason (say which)")
    NO_TEST = "no_test", _("no test result")
    EXPIRED_TEST = "expired_test", _("test result expired")
    ABNORMAL_CODE = "abnormal_code", _("abnormal health code")
    FEVER = "fever", _("fever")
    CAME_ALONE = "came_alone", _("came alone")
    RISK_AREA = "risk_area", _("lives in a risk area")


FORBIDDEN_REFUSALS = frozenset(
    {Refusal.NO_TEST, Refusal.EXPIRED_TEST, Refusal.ABNORMAL_CODE, Refusal.FEVER, Refusal.CAME_ALONE, Refusal.RISK_AREA}
)
