"""A promise with a clock. Everything that time does to it is decided from this row, by the database's clock."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import Case, F, Q, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.areas.models import Area
from portal.commitments import kinds
from portal.commitments.models.ladder import Ladder
from portal.commitments.subject import Subject

OPEN = Q(kept_at__isnull=True, released_at__isnull=True)


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def open(self) -> "CommitmentQuerySet":
        return self.filter(OPEN)

    def about(self, subject: Subject) -> "CommitmentQuerySet":
        return self.filter(subject_kind=subject.kind, subject_id=subject.id)


class Commitment(models.Model):
    """One promise. A promise made again to the same subject is a new row with the next `cycle`.

    `due_at` moves only by a pause, and never past `cap_at`. `next_due_at` is the one instant the sweep looks for: when
    something will have to be fired; null when nothing will. `level` is the last rung fired. `broken_at` is the due
    instant that passed unkept; once set it stays, however the promise is settled later.
    """

    kind = models.CharField(_("promise"), max_length=40)
    subject_kind = models.CharField(_("about"), max_length=20)
    subject_id = models.UUIDField()
    number = models.CharField(_("number"), max_length=40, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False, verbose_name=_("area"))
    # Nobody looks promises up by their terms or by who closed them, and every index is written at every rung.
    ladder = models.ForeignKey(
        Ladder, models.PROTECT, related_name="commitments", db_index=False, verbose_name=_("terms")
    )
    cycle = models.PositiveSmallIntegerField(_("cycle"), default=1)

    started_at = models.DateTimeField(_("started"))
    due_at = models.DateTimeField(_("due"))
    cap_at = models.DateTimeField(_("latest, pauses or not"), null=True, blank=True)
    next_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    level = models.PositiveSmallIntegerField(_("level"), default=0)
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    pause_reason = models.CharField(_("reason of the pause"), max_length=200, blank=True)

    # The due instant while the clock runs, else null. The planner knows how one column is distributed, and nothing of
    # two conditions together: of a million due times hardly any lies ahead, of the running clocks nearly all do.
    runs_out_at = models.GeneratedField(
        expression=Case(When(OPEN & Q(paused_at__isnull=True), then=F("due_at"))),
        output_field=models.DateTimeField(_("runs out")),
        db_persist=True,
    )

    broken_at = models.DateTimeField(_("broken"), null=True, blank=True)
    kept_at = models.DateTimeField(_("kept"), null=True, blank=True)
    released_at = models.DateTimeField(_("released"), null=True, blank=True)
    release_reason = models.CharField(_("reason of the release"), max_length=200, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("closed by"),
    )

    # A row that cannot be fired is set aside for a while; its deadline is never pushed.
    fault = models.CharField(_("fault"), max_length=200, blank=True)
    fault_count = models.PositiveIntegerField(_("faults"), default=0)
    fault_retry_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        indexes = [
            models.Index(fields=["next_due_at"], condition=Q(next_due_at__isnull=False), name="commitment_next_due"),
            models.Index(
                fields=["fault_retry_at"], condition=Q(fault_retry_at__isnull=False), name="commitment_set_aside"
            ),
            models.Index(
                fields=["runs_out_at", "id"],
                condition=Q(runs_out_at__isnull=False) & ~Q(number=""),
                name="commitment_runs_out",
            ),
            models.Index(
                fields=["kind", "runs_out_at"], condition=Q(runs_out_at__isnull=False), name="commitment_runs_out_kind"
            ),
            models.Index(fields=["due_at"], condition=Q(paused_at__isnull=False), name="commitment_paused"),
            # A request's clocks are its own and those of all that is done for it: they share its number.
            models.Index(fields=["number", "due_at"], name="commitment_number"),
            models.Index(
                fields=["area", "started_at"],
                opclasses=["varchar_pattern_ops", "timestamptz_ops"],
                name="commitment_area",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "kind"], condition=OPEN, name="one_open_promise_of_a_kind"
            ),
            models.UniqueConstraint(
                fields=["subject_id", "kind", "subject_kind", "cycle"], name="one_promise_per_cycle"
            ),
            models.CheckConstraint(condition=Q(due_at__gte=F("started_at")), name="due_after_start"),
            models.CheckConstraint(
                condition=Q(cap_at__isnull=True) | Q(due_at__lte=F("cap_at")), name="due_within_cap"
            ),
            models.CheckConstraint(condition=~Q(kind="case.answer") | Q(cap_at__isnull=False), name="answer_is_capped"),
            models.CheckConstraint(
                condition=Q(kept_at__isnull=True) | Q(released_at__isnull=True), name="kept_or_released"
            ),
            models.CheckConstraint(
                condition=OPEN | Q(next_due_at__isnull=True, paused_at__isnull=True), name="closed_fires_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def label(self) -> str | Promise:
        return kinds.label(self.kind)

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id, self.number, self.area_id)

    @property
    def is_open(self) -> bool:
        return self.kept_at is None and self.released_at is None


def columns(table: str) -> str:
    """All columns of a promise, for a statement that returns its rows; from_row() makes them promises."""
    return ", ".join(f"{table}.{field.column}" for field in Commitment._meta.concrete_fields)


def from_row(row: Sequence[Any]) -> Commitment:
    return Commitment.from_db(DEFAULT_DB_ALIAS, [field.attname for field in Commitment._meta.concrete_fields], row)


class SegmentKind(models.TextChoices):
    RUNNING = "running", _("running")
    PAUSED = "paused", _("paused")


class Segment(models.Model):
    """A stretch of a promise's clock, running or paused: together they explain every due time without gaps."""

    Kind = SegmentKind

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="segments", verbose_name=_("commitment"))
    kind = models.CharField(_("kind"), max_length=10, choices=SegmentKind)
    started_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("clock segment")
        verbose_name_plural = _("clock segments")
        ordering = ["commitment", "started_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment"], condition=Q(ended_at__isnull=True), name="one_segment_running"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.started_at:%H:%M}"
