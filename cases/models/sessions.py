"""治疗日历: sessions of treatment that somebody must be brought to, and what differs from the rhythm for a day."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models.vocabulary import Group
from portal.lifecycle.fields import StateField, Stateful
from portal.privacy.fields import SealedTextField


class SessionState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("session", "to be listed")
    SUBMITTED = "submitted", pgettext_lazy("session", "listed")
    CONFIRMED = "confirmed", pgettext_lazy("session", "confirmed")
    ARRANGED = "arranged", pgettext_lazy("session", "arranged")
    DONE = "done", pgettext_lazy("session", "treated")
    MISSED = "missed", pgettext_lazy("session", "missed")
    SKIPPED = "skipped", pgettext_lazy("session", "left out")
    WITHDRAWN = "withdrawn", pgettext_lazy("session", "not needed")


# Somebody still has to do something that the resident gets there.
OPEN_SESSIONS = (SessionState.PLANNED, SessionState.SUBMITTED, SessionState.CONFIRMED, SessionState.ARRANGED)


class SkipReason(models.TextChoices):
    """Why no vehicle is wanted for a session."""

    IN_HOSPITAL = "in_hospital", _("is in hospital")
    OWN_WAY = "own_way", _("gets there by other means")
    DECLINED = "declined", _("does not want to go")
    PLAN_CHANGED = "plan_changed", _("the hospital has changed the plan")
    CENTRE_CLOSED = "centre_closed", _("the hospital is closed that day")
    UNFIT = "unfit", _("is not fit to travel")
    OTHER = "other", _("other (say which)")


class PlannedSession(Stateful):
    """One session of one resident under control, planned before anybody calls. Its state is written by cases.sessions.

    `origin` is the day by the rhythm of the entry, `on` the day that it takes place: they differ when it was moved.
    `number` is its own until it is listed; then it is the request's, whose clocks and timeline it shares.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("number"), max_length=20, db_index=True)
    entry = models.ForeignKey(
        "cases.RegisterEntry", models.CASCADE, related_name="sessions", verbose_name=_("register entry")
    )
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("area"))
    group = models.CharField(_("group"), max_length=20, choices=Group)
    origin = models.DateField(_("day by the plan"))
    on = models.DateField(_("day"))
    shift = models.PositiveSmallIntegerField(_("shift"), null=True, blank=True)
    starts_at = models.DateTimeField(_("begins"))
    hospital = models.ForeignKey(
        "hospitals.Hospital", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("hospital")
    )
    # The hospital does not treat on that day and nobody has said when instead.
    is_closed_day = models.BooleanField(_("hospital closed that day"), default=False)
    state = StateField(_("state"), choices=SessionState, default=SessionState.PLANNED)
    reason = models.CharField(_("reason"), max_length=16, choices=SkipReason, blank=True)
    note = SealedTextField(_("note"), null=True, blank=True)
    case = models.OneToOneField(
        "cases.Case", models.SET_NULL, null=True, blank=True, related_name="session", verbose_name=_("request")
    )
    created_at = models.DateTimeField(_("planned"), auto_now_add=True)
    listed_at = models.DateTimeField(_("listed"), null=True, blank=True)
    listed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("listed by")
    )

    class Meta:
        verbose_name = _("planned session")
        verbose_name_plural = _("planned sessions")
        constraints = [models.UniqueConstraint(fields=["entry", "origin"], name="session_one_per_day_of_an_entry")]
        indexes = [
            models.Index(
                fields=["on", "area"], opclasses=["date_ops", "varchar_pattern_ops"], name="session_day_and_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.on}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_SESSIONS


class ChangeKind(models.TextChoices):
    SKIPPED = "skipped", pgettext_lazy("change of plan", "no session that day")
    MOVED = "moved", pgettext_lazy("change of plan", "on another day")
    SHIFTED = "shifted", pgettext_lazy("change of plan", "in another shift")
    EXTRA = "extra", pgettext_lazy("change of plan", "one more session")


class DayChange(models.Model):
    """A change of plan for one day of one entry: the rhythm goes on as before."""

    entry = models.ForeignKey(
        "cases.RegisterEntry", models.CASCADE, related_name="day_changes", verbose_name=_("register entry")
    )
    origin = models.DateField(_("day by the plan"))
    kind = models.CharField(_("change"), max_length=8, choices=ChangeKind)
    to_day = models.DateField(_("new day"), null=True, blank=True)
    to_shift = models.PositiveSmallIntegerField(_("new shift"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=16, choices=SkipReason, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now=True)

    class Meta:
        verbose_name = _("change of plan")
        verbose_name_plural = _("changes of plan")
        constraints = [
            models.UniqueConstraint(fields=["entry", "origin"], name="day_change_one_per_day_of_an_entry"),
            models.CheckConstraint(
                condition=~models.Q(kind=ChangeKind.MOVED) | models.Q(to_day__isnull=False),
                name="day_change_moved_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.origin}"


class ClosedDay(models.Model):
    """A day on which a hospital, or every hospital of an area, does not treat certain groups, and the day instead."""

    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("area"))
    hospital = models.ForeignKey(
        "hospitals.Hospital", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("hospital")
    )
    on = models.DateField(_("day"))
    groups = ArrayField(models.CharField(max_length=20, choices=Group), verbose_name=_("groups"))
    instead = models.DateField(_("treated instead on"), null=True, blank=True)
    name = models.CharField(_("occasion"), max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("day without treatment")
        verbose_name_plural = _("days without treatment")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "hospital", "on"], nulls_distinct=False, name="closed_day_once_per_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.on}"
