"""Asking an institution: slots, the booking that asks for one person, and the violations that a refusal can be."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hospitals.models.institutions import Hospital, Places
from hospitals.vocabulary import FORBIDDEN_REFUSALS, Aid, Control, Group, HandOver, Need, Refusal, Severity
from portal.areas.models import Area
from portal.lifecycle.fields import StateField, Stateful
from portal.privacy.fields import SealedTextField

PENDING = ("asked", "accepted", "arrived")  # not yet inside: only one such question may stand for a person
INSIDE = ("received", "leaving")
HOLDS_SLOT = (*PENDING, *INSIDE, "closed")  # a refused or withdrawn booking gives its slot back
HOLDS_BUFFER = ("accepted", "arrived", "received")


class SlotQuerySet(models.QuerySet["Slot"]):
    def free(self) -> "SlotQuerySet":
        """Open, and not full."""
        return self.filter(is_closed=False, taken__lt=F("capacity"))

    def for_need(self, need: str) -> "SlotQuerySet":
        """Those for this need, and those for any."""
        return self.filter(need__in=["", need])


class Slot(models.Model):
    """A stretch of time in which an institution receives `capacity` people (P1).

    `taken` is counted by a database trigger from the bookings that hold the slot; nothing else writes it. A closed slot
    takes nobody any more; whoever has it keeps it.
    """

    hospital = models.ForeignKey(Hospital, models.CASCADE, verbose_name=_("hospital"), related_name="slots")
    need = models.CharField(_("need"), max_length=20, choices=Need, blank=True)
    department = models.CharField(_("department"), max_length=60, blank=True)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    capacity = models.PositiveSmallIntegerField(_("capacity"))
    taken = models.PositiveSmallIntegerField(_("taken"), default=0, editable=False)
    is_closed = models.BooleanField(pgettext_lazy("slot", "closed"), default=False, editable=False)

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        ordering = ["starts_at", "hospital"]
        indexes = [models.Index(fields=["hospital", "starts_at"], name="slot_by_hospital_and_time")]
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="slot_not_oversold"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["hospital", "department", "need", "starts_at"],
                name="slot_once_at_a_time",
                violation_error_message=_("There is a slot of this department at this time already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hospital} · {self.starts_at:%m-%d %H:%M}"

    @property
    def free(self) -> int:
        """How many it still takes; a closed one takes nobody."""
        return 0 if self.is_closed else self.capacity - self.taken


class Booking(Stateful):
    """One question to one institution about one person, from asking until the person has left it again."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("booking", "asked")
        ACCEPTED = "accepted", pgettext_lazy("booking", "expected")
        REFUSED = "refused", pgettext_lazy("booking", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("booking", "withdrawn")
        ARRIVED = "arrived", pgettext_lazy("booking", "arrived")
        RECEIVED = "received", pgettext_lazy("booking", "received")
        LEAVING = "leaving", pgettext_lazy("booking", "leaving")
        CLOSED = "closed", pgettext_lazy("booking", "closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hospital = models.ForeignKey(Hospital, models.PROTECT, verbose_name=_("hospital"), related_name="bookings")
    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"), related_name="+")
    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField(db_index=True)
    number = models.CharField(_("number"), max_length=20, db_index=True)
    state = StateField(_("state"), choices=State, default=State.ASKED)

    need = models.CharField(_("need"), max_length=20, choices=Need)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity)
    control = models.CharField(_("control status"), max_length=20, choices=Control, default=Control.NONE)
    groups = ArrayField(
        models.CharField(max_length=20, choices=Group), verbose_name=_("groups"), default=list, blank=True
    )
    is_result_known = models.BooleanField(_("test result is known"), default=True)
    # What the desk must have ready at the door.
    aids = ArrayField(models.CharField(max_length=12, choices=Aid), verbose_name=_("aids"), default=list, blank=True)
    note = SealedTextField(_("note"), null=True, blank=True)

    slot = models.ForeignKey(
        Slot, models.PROTECT, verbose_name=_("slot"), null=True, blank=True, related_name="bookings"
    )
    buffer = models.ForeignKey(
        Places, models.PROTECT, verbose_name=_("buffer place"), null=True, blank=True, related_name="bookings"
    )
    entrance = models.CharField(_("entrance"), max_length=100, blank=True)
    expected_at = models.DateTimeField(_("expected at"), null=True, blank=True)
    # Estimated while somebody is on the way with them; empty until they have set out.
    eta_at = models.DateTimeField(_("arrives about"), null=True, blank=True)
    # The member of staff who brings the person, so that one tap in the vehicle is also the arrival here.
    carrier = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("brought by"), null=True, blank=True, related_name="+"
    )
    # The version of the policy by which the person was judged; opaque here, its clocks are meant.
    policy_ref = models.CharField(max_length=40, blank=True, editable=False)
    is_assigned = models.BooleanField(_("assigned by the command centre"), default=False)
    hop = models.PositiveSmallIntegerField(_("refused before"), default=0)
    refusal_code = models.CharField(_("reason for refusal"), max_length=20, choices=Refusal, blank=True)
    refusal_note = SealedTextField(_("note on the refusal"), null=True, blank=True)

    # N4: asked by the institution that has received the person, which stays responsible until this one has.
    takes_over = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("takes over from"), null=True, blank=True, related_name="hand_overs"
    )
    hand_over_reason = models.CharField(_("handed over because"), max_length=12, choices=HandOver, blank=True)
    # The closing of the institution that found this booking there, and where it then stood (T1).
    closure = models.ForeignKey(
        "hospitals.Closure", models.PROTECT, verbose_name=_("closure"), null=True, blank=True, related_name="bookings"
    )
    state_at_closure = models.CharField(_("state at the closing"), max_length=20, choices=State, blank=True)

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("asked by"), null=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("arrived at"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    leaving_at = models.DateTimeField(_("leaving at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        ordering = ["asked_at"]
        indexes = [
            models.Index(fields=["hospital", "state", "asked_at"], name="booking_desk"),
            models.Index(fields=["area", "state"], name="booking_area"),
            models.Index(fields=["asked_at"], name="booking_asked_at"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"],
                condition=Q(state__in=PENDING),
                name="booking_one_pending_per_subject",
                violation_error_message=_("A hospital has already been asked for this person and has not refused."),
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refusal_code=""), name="booking_refusal_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(takes_over=None, hand_over_reason="")
                | (Q(takes_over__isnull=False) & ~Q(hand_over_reason="")),
                name="booking_hand_over_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} → {self.hospital}"

    @property
    def is_violation(self) -> bool:
        """A forbidden reason, or any reason of its own once the command centre has assigned the person (N1, B3d)."""
        if self.is_assigned and self.refusal_code:
            return self.refusal_code != Refusal.CLOSED
        return self.refusal_code in FORBIDDEN_REFUSALS


class Violation(models.Model):
    """A refusal for a reason that no institution may give (N1, P2), or of somebody who was assigned to it (B3d).

    It stays, however the case is placed afterwards.
    """

    hospital = models.ForeignKey(Hospital, models.PROTECT, verbose_name=_("hospital"), related_name="violations")
    booking = models.OneToOneField(Booking, models.PROTECT, verbose_name=_("booking"), related_name="violation")
    area = models.ForeignKey(Area, models.PROTECT, verbose_name=_("area"), related_name="+")
    number = models.CharField(_("number"), max_length=20)
    code = models.CharField(_("reason given"), max_length=20, choices=[(c.value, c.label) for c in Refusal])
    was_assigned = models.BooleanField(_("had been assigned"), default=False)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("recorded by"), null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("violation")
        verbose_name_plural = _("violations")
        ordering = ["-recorded_at"]
        indexes = [models.Index(fields=["hospital", "-recorded_at"], name="violation_by_hospital")]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__in=sorted(code.value for code in FORBIDDEN_REFUSALS)) | Q(was_assigned=True),
                name="violation_is_forbidden",
            )
        ]

    def __str__(self) -> str:
        return f"{self.hospital} · {self.get_code_display()}"
