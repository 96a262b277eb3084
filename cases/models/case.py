"""A request: what a resident needs, where it stands, and by which policy it was judged."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.vocabulary import (
    OPEN_STATES,
    CaseReason,
    Channel,
    Control,
    Group,
    Need,
    Outcome,
    Pathway,
    Satisfaction,
    Severity,
    State,
)
from portal.lifecycle.fields import StateField, Stateful
from portal.privacy.fields import BlindIndexField, SealedTextField

if TYPE_CHECKING:
    from cases.models.job import Job
    from cases.models.outing import Outing


class DayCounter(models.Model):
    """The last ticket number given on a day."""

    day = models.DateField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.day}: {self.last}"


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> CaseQuerySet:
        return self.filter(state__in=OPEN_STATES)


class Case(Stateful):
    """A request. Its state is written by cases.lifecycle alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("number"), max_length=16, unique=True)
    person = models.ForeignKey("cases.Person", models.PROTECT, related_name="cases", verbose_name=_("resident"))
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("area"))
    state = StateField(_("state"), choices=State, default=State.RECEIVED)

    channel = models.CharField(_("channel"), max_length=16, choices=Channel)
    caller_phone = SealedTextField(_("caller's telephone"), null=True, blank=True)
    caller_phone_index = BlindIndexField(source="caller_phone", domain="phone")
    groups = ArrayField(
        models.CharField(max_length=20, choices=Group), default=list, blank=True, verbose_name=_("groups")
    )
    control = models.CharField(_("control status"), max_length=20, choices=Control, default=Control.NONE)
    need = models.CharField(_("need"), max_length=20, choices=Need)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity, default=Severity.ROUTINE)
    description = SealedTextField(_("what was said"), blank=True, default="")
    can_self_drive = models.BooleanField(_("has a car and can drive"), default=False)
    latest_test_at = models.DateTimeField(_("last test"), null=True, blank=True)
    occurred_at = models.DateTimeField(_("requested"))
    created_at = models.DateTimeField(_("entered"), auto_now_add=True)
    created_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )

    policy = models.ForeignKey(
        "cases.PolicyVersion", models.PROTECT, null=True, related_name="+", verbose_name=_("policy")
    )
    # What policy proposed when the request came in: the outcome as codes, with the clauses that led to it.
    proposal = models.JSONField(_("proposal"), default=dict, blank=True)
    pathway = models.CharField(_("pathway"), max_length=20, choices=Pathway)
    priority = models.PositiveSmallIntegerField(_("priority"), default=0)

    owner = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    bounces = models.PositiveSmallIntegerField(_("transfers"), default=0)
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    pause_reason = models.CharField(_("reason of the pause"), max_length=20, choices=CaseReason, blank=True)
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome, blank=True)
    satisfaction = models.CharField(_("satisfaction"), max_length=16, choices=Satisfaction, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    related_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="related", verbose_name=_("related to")
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    updated_at = models.DateTimeField(_("updated"), auto_now=True)
    # When its words were erased; its figures stay.
    erased_at = models.DateTimeField(_("words erased"), null=True, blank=True, editable=False)

    objects = CaseQuerySet.as_manager()

    # Its outings and its work, where whoever shows it has read them: what may be done next then need not be asked of
    # the database once for each button. A move reads the request anew, so none is ever decided by these.
    outings_at_hand: Sequence[Outing] | None = None
    jobs_at_hand: Sequence[Job] | None = None

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        indexes = [
            models.Index(fields=["area", "state"], name="case_area_state"),
            models.Index(fields=["person", "-created_at"], name="case_person_recent"),
            models.Index(fields=["-created_at"], name="case_recent"),
            # What is open is a small part of all, and what the queue asks about.
            models.Index(
                fields=["area", "state"],
                opclasses=["varchar_pattern_ops", "varchar_pattern_ops"],
                condition=Q(state__in=OPEN_STATES),
                name="case_open_area",
            ),
            models.Index(fields=["owner"], condition=Q(state__in=OPEN_STATES), name="case_open_owner"),
            GinIndex(fields=["groups"], condition=Q(state__in=OPEN_STATES), name="case_open_groups"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "need"],
                condition=Q(state__in=OPEN_STATES, related_to=None),
                name="case_one_open_per_person_and_need",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        self.outings_at_hand = self.jobs_at_hand = None
        super().refresh_from_db(*args, **kwargs)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class Judgement(models.Model):
    """A person's decision how a need is met (B2c): who, when, why, and what policy had proposed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="judgements", verbose_name=_("request"))
    pathway = models.CharField(_("pathway"), max_length=20, choices=Pathway)
    proposed = models.CharField(_("proposed"), max_length=20, choices=Pathway)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity)
    reason = SealedTextField(_("reason"), blank=True, default="")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.pathway} {self.at:%Y-%m-%d %H:%M}"


class Note(models.Model):
    """What somebody wrote while making a move. The journal keeps the move; the words are sealed here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="notes", verbose_name=_("request"))
    move = models.CharField(_("move"), max_length=24)
    body = SealedTextField(_("note"))
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.move} {self.at:%H:%M}"
