"""Work that somebody does for a request: one row per 120 hand-over, consultation, delivery, visit or call."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.vocabulary import JobKind, JobState, Proof
from portal.lifecycle.fields import StateField, Stateful
from portal.privacy.fields import SealedTextField


class Executor(models.TextChoices):
    """The role that does a job, in the area of the request."""

    OPERATOR = "operator", _("operator")
    MEDIC = "medic", _("medical team")
    GRID = "grid", _("grid worker")


EXECUTORS = {
    JobKind.HANDOVER_120: Executor.OPERATOR,
    JobKind.CONSULTATION: Executor.MEDIC,
    JobKind.MEDICINE_DELIVERY: Executor.GRID,
    JobKind.SQUAD_VISIT: Executor.MEDIC,
    JobKind.PSYCHOLOGICAL_LINE: Executor.MEDIC,
}


class Job(Stateful):
    """One errand of a request. The steps it goes through depend on its kind: see cases.jobs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="jobs", verbose_name=_("request"))
    number = models.CharField(_("number"), max_length=16)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("area"))
    kind = models.CharField(_("kind"), max_length=20, choices=JobKind)
    executor = models.CharField(_("done by"), max_length=10, choices=Executor)
    state = StateField(_("state"), choices=JobState, default=JobState.ASSIGNED)
    assignee = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("assigned to")
    )
    squad = models.ForeignKey(
        "hospitals.Squad", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("squad")
    )
    # The online clinic or line that the caller was sent to (H4).
    clinic = models.ForeignKey(
        "hospitals.OnlineClinic", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("clinic")
    )
    brief = SealedTextField(_("what to do"), blank=True, default="")
    prescription = SealedTextField(_("prescription"), blank=True, default="")
    result = SealedTextField(_("result"), blank=True, default="")
    proof = models.CharField(_("proof"), max_length=20, choices=Proof, blank=True)
    # The other side's own number: the 120 dispatch number, the online clinic's order number.
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [models.Index(fields=["area", "state"], name="job_area_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=~models.Q(state__in=[JobState.DONE, JobState.DECLINED, JobState.CANCELLED]),
                name="job_one_open_per_case_and_kind",
            ),
            # A squad is at one door at a time.
            models.UniqueConstraint(
                fields=["squad"],
                condition=models.Q(state__in=[JobState.ON_THE_WAY, JobState.ARRIVED]),
                name="job_squad_one_visit_at_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"
