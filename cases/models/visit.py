"""The record of a squad's visit (H3): who went, when they set out, stood at the door and left, what they found."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.vocabulary import Pathway
from portal.privacy.fields import SealedTextField


class Visit(models.Model):
    """One visit of one squad. Begun when the squad sets out; times are when it really happened."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job = models.OneToOneField("cases.Job", models.CASCADE, related_name="visit", verbose_name=_("job"))
    squad = models.ForeignKey(
        "hospitals.Squad", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("squad")
    )
    members = models.ManyToManyField("hospitals.SquadMember", blank=True, related_name="+", verbose_name=_("who went"))
    set_out_at = models.DateTimeField(_("set off"))
    arrived_at = models.DateTimeField(_("at the door"), null=True, blank=True)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    found = SealedTextField(_("Findings"), blank=True, default="")
    done = SealedTextField(_("What was done"), blank=True, default="")
    medicines = SealedTextField(_("Medicines given"), blank=True, default="")
    advice = SealedTextField(_("Advice"), blank=True, default="")
    referred_to = models.CharField(_("referred to"), max_length=20, choices=Pathway, blank=True)
    written_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("written by")
    )

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")

    def __str__(self) -> str:
        return str(self.pk)
