"""Gates: checkpoints, the passes shown at them, and the log of everything that was shown."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.areas.models import Area


class Checkpoint(models.Model):
    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"), related_name="checkpoints")
    name = models.CharField(pgettext_lazy("institution", "name"), max_length=80)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        ordering = ["area", "name"]
        permissions = [("as_gate", _("Gate guard"))]
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="checkpoint_name_in_area")]

    def __str__(self) -> str:
        return self.name


class Pass(models.Model):
    """The right to leave once and come back once. Its token is signed anew from these columns and stored nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    trip = models.ForeignKey("transport.Trip", models.PROTECT, verbose_name=_("trip"), related_name="passes")
    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"), related_name="+")
    number = models.CharField(_("number"), max_length=20)
    checkpoint = models.ForeignKey(
        Checkpoint, models.PROTECT, verbose_name=_("only at this gate"), null=True, blank=True, related_name="passes"
    )
    code = models.CharField(pgettext_lazy("pass", "code"), max_length=8, unique=True)
    valid_from = models.DateTimeField(_("valid from"))
    valid_until = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("issued by"), null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("pass")
        verbose_name_plural = _("passes")
        ordering = ["-issued_at"]
        indexes = [models.Index(fields=["valid_until"], name="pass_by_end")]
        constraints = [
            models.CheckConstraint(condition=Q(valid_until__gt=F("valid_from")), name="pass_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["trip"], condition=Q(revoked_at__isnull=True), name="pass_one_valid_per_trip"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.code}"


class GateLog(models.Model):
    """Everything shown at a gate, green or red. Rows are never changed (a trigger sees to it)."""

    class Direction(models.TextChoices):
        OUT = "out", _("out")
        IN = "in", _("in")

    class Result(models.TextChoices):
        OK = "ok", _("let through")
        MISTYPED = "mistyped", _("code mistyped, type it again")
        UNKNOWN = "unknown", _("no such pass")
        FORGED = "forged", _("not issued by this portal")
        REVOKED = "revoked", _("pass revoked")
        NOT_YET = "not_yet", _("not yet valid")
        EXPIRED = "expired", _("no longer valid")
        OTHER_GATE = "other_gate", _("valid at another gate")
        ALREADY_OUT = "already_out", _("already went out with this pass")
        ALREADY_IN = "already_in", _("already came back with this pass")
        NEVER_OUT = "never_out", _("never went out with this pass")
        NO_HOSPITAL = "no_hospital", _("no hospital expects this person yet")
        NOT_READY = "not_ready", _("the vehicle may not leave")
        ANNOUNCED = "announced", _("waiting at the gate")
        # Let through by a person: what a gate is told by telephone, or sees for itself.
        TOLD = "told", _("let through on the word of the command centre")
        EMERGENCY = "emergency", _("let through as an emergency")
        NO_PASS = "no_pass", _("no pass was shown")
        # Said of a gate without network.
        HELD = "held", _("stopped without network, though the pass was good")
        UNCHECKED = "unchecked", _("could not be checked without network")

    shown = models.ForeignKey(
        Pass, models.PROTECT, verbose_name=_("pass"), null=True, blank=True, related_name="gate_log"
    )
    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, verbose_name=_("checkpoint"), related_name="gate_log")
    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"), related_name="+")
    direction = models.CharField(_("direction"), max_length=3, choices=Direction)
    result = models.CharField(_("result"), max_length=12, choices=Result)
    happened_at = models.DateTimeField(_("happened at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), null=True, related_name="+")
    # What was decided at the gate itself, without network or by hand; empty where the portal was asked. `result` is
    # what the portal thinks of it.
    decided = models.CharField(_("decided at the gate"), max_length=12, choices=Result, blank=True)

    class Meta:
        verbose_name = _("gate log entry")
        verbose_name_plural = _("gate log")
        ordering = ["-happened_at", "-pk"]
        indexes = [
            models.Index(fields=["checkpoint", "-happened_at"], name="gate_log_recent"),
            models.Index(fields=["area", "-happened_at"], name="gate_log_of_area"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["shown", "direction"], condition=Q(result="ok"), name="gate_each_way_once")
        ]

    def __str__(self) -> str:
        return f"{self.checkpoint} · {self.get_direction_display()} · {self.get_result_display()}"

    @property
    def let_through(self) -> bool:
        """Did this person pass, whatever the portal thinks of it?"""
        return (self.decided or self.result) in LET_THROUGH

    @property
    def said(self) -> str:
        """What the guard acted on, in words."""
        return self.get_decided_display() if self.decided else self.get_result_display()

    @property
    def is_conflict(self) -> bool:
        """The gate alone decided otherwise than the portal would have."""
        return bool(self.decided) and (self.decided in LET_THROUGH) != (self.result in LET_THROUGH)


LET_THROUGH = frozenset({GateLog.Result.OK, GateLog.Result.TOLD, GateLog.Result.EMERGENCY})
WENT_THROUGH = Q(result__in=LET_THROUGH) | Q(decided__in=LET_THROUGH)  # of rows, what `let_through` is of one
