"""管控状态: the acts that put places under control, and the history of each resident's status."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models.vocabulary import Control
from portal.lifecycle.fields import StateField, Stateful
from portal.privacy.fields import BlindIndexField, SealedTextField


class Reach(models.TextChoices):
    """How far an act goes from the resident or the address that it names."""

    PERSON = "person", _("one resident")
    HOUSEHOLD = "household", _("one household")
    BUILDING = "building", _("one building")
    COMMUNITY = "community", _("the whole place")


class ActState(models.TextChoices):
    DRAFTED = "drafted", pgettext_lazy("control", "to be confirmed")
    IN_FORCE = "in_force", pgettext_lazy("control", "in force")
    ENDED = "ended", pgettext_lazy("control", "ended")
    UNDONE = "undone", pgettext_lazy("control", "undone")
    DROPPED = "dropped", pgettext_lazy("control", "given up")


class ControlAct(Stateful):
    """封控、解封: one decision about everybody in a place. Its state is written by cases.control alone.

    Who lives behind the door or under the roof of `place` is found by its blind indexes: nobody's address is opened.
    An act is drafted, shown to whoever makes it, and only then in force.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("area"))
    reach = models.CharField(_("reach"), max_length=12, choices=Reach)
    person = models.ForeignKey(
        "cases.Person", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("resident")
    )
    place = SealedTextField(_("address"), null=True, blank=True)
    address_index = BlindIndexField(source="place", domain="address")
    building_index = BlindIndexField(source="place", domain="building")
    control = models.CharField(_("control status"), max_length=20, choices=Control)
    # Stricter statuses of place come down as well, unless another act in force holds them.
    lowers = models.BooleanField(_("lower stricter ones too"), default=False)
    basis = models.CharField(_("ordered by"), max_length=80, blank=True)
    note = SealedTextField(_("note"), null=True, blank=True)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    state = StateField(_("state"), choices=ActState, default=ActState.DRAFTED)
    changed = models.PositiveIntegerField(_("residents changed"), default=0)
    created_at = models.DateTimeField(_("drafted"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("drafted by")
    )
    confirmed_at = models.DateTimeField(_("in force since"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("confirmed by")
    )
    closed_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("act of control")
        verbose_name_plural = _("acts of control")
        indexes = [
            models.Index(
                fields=["area"],
                opclasses=["varchar_pattern_ops"],
                condition=models.Q(state=ActState.IN_FORCE),
                name="control_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.control}"

    @property
    def is_over(self) -> bool:
        """Its planned end has passed, whether or not a clock has already ended it."""
        return self.until is not None and self.until <= timezone.now()


class ControlSpell(models.Model):
    """From when until when a resident had a status, by which act. Written by the database at every change of
    Person.control, through whichever door it came (see the migration of this table), and by nobody else.

    `act` is null for what a register, a request or a correction said.
    """

    person = models.ForeignKey("cases.Person", models.CASCADE, related_name="spells", verbose_name=_("resident"))
    control = models.CharField(_("control status"), max_length=20, choices=Control)
    before = models.CharField(_("before"), max_length=20, choices=Control)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    act = models.ForeignKey(ControlAct, models.PROTECT, null=True, related_name="spells", verbose_name=_("act"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("set by")
    )

    class Meta:
        verbose_name = _("spell of control")
        verbose_name_plural = _("spells of control")
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(until=None), name="control_one_spell_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.control} {self.since:%Y-%m-%d}"
