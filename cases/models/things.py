"""What staff keep for residents: a card to collect medicine with, the medicine itself, a key."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.privacy.fields import SealedTextField


class ThingKind(models.TextChoices):
    INSURANCE_CARD = "insurance_card", _("insurance card")
    MEDICINE = "medicine", pgettext_lazy("thing", "medicine")
    RECORD = "record", _("medical record or prescription")
    MONEY = "money", _("money for medicine")
    KEY = "key", pgettext_lazy("of a door", "key")
    OTHER = "other", pgettext_lazy("thing", "other")


class KeptThing(models.Model):
    """One thing of one resident in the hands of one member of staff, from taking it until giving it back."""

    Kind = ThingKind

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("cases.Person", models.CASCADE, related_name="kept_things", verbose_name=_("resident"))
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("area"))
    kind = models.CharField(_("kind"), max_length=20, choices=ThingKind)
    what = SealedTextField(_("what exactly"), null=True, blank=True)
    holder = models.ForeignKey("accounts.User", models.PROTECT, related_name="kept_things", verbose_name=_("kept by"))
    since = models.DateTimeField(_("taken"))
    returned_at = models.DateTimeField(_("given back"), null=True, blank=True)
    returned_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("given back by")
    )

    class Meta:
        verbose_name = _("thing kept")
        verbose_name_plural = _("things kept")
        ordering = ["since", "pk"]
        indexes = [
            models.Index(fields=["holder"], condition=Q(returned_at=None), name="thing_kept_by"),
            models.Index(fields=["person"], condition=Q(returned_at=None), name="thing_kept_of"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
