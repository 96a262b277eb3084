"""The journal: what was done, by whom, to what, and who read personal data. The database refuses to change it."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func
from django.utils.translation import gettext_lazy as _

from portal.areas.models import Area
from portal.privacy.fields import SealedTextField


class ClockTimestamp(Func):
    """The database's clock at this very row: now() would give all rows of a transaction one instant, and no order."""

    function = "clock_timestamp"
    output_field = models.DateTimeField()


class Entry(models.Model):
    """One line of the journal. Ids and codes in clear, the words of a reason sealed. Never updated, never deleted."""

    is_append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(_("time"), db_default=ClockTimestamp(), editable=False)
    action = models.CharField(_("action"), max_length=60)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="journal", verbose_name=_("done by")
    )
    subject_kind = models.CharField(_("kind of subject"), max_length=40, blank=True)
    subject_id = models.CharField(_("subject"), max_length=40, blank=True)
    number = models.CharField(_("number"), max_length=20, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("area"))
    detail = models.JSONField(_("detail"), default=dict)
    reason = SealedTextField(_("reason"), null=True)

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "at"], name="audit_entry_about"),
            models.Index(fields=["by", "at"], name="audit_entry_by"),
            models.Index(fields=["number", "at"], name="audit_entry_number"),
            models.Index(fields=["area", "at"], name="audit_entry_area"),
            models.Index(fields=["at"], name="audit_entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.number or self.subject_id}".strip()


class Unsealed(models.Model):
    """Entries that wait for the next seal. A trigger fills it, so that none is forgotten however late it commits."""

    entry = models.OneToOneField(Entry, models.DO_NOTHING, primary_key=True, related_name="+", db_constraint=False)

    class Meta:
        verbose_name = _("unsealed entry")
        verbose_name_plural = _("unsealed entries")

    def __str__(self) -> str:
        return str(self.pk)


class Seal(models.Model):
    """A batch of entries under one digest, chained to the batch before: whoever alters the past breaks the chain."""

    id = models.BigAutoField(primary_key=True)
    made_at = models.DateTimeField(_("sealed at"), db_default=ClockTimestamp(), editable=False)
    entries = ArrayField(models.UUIDField(), verbose_name=_("entries"))
    previous = models.CharField(_("digest of the seal before"), max_length=64, blank=True, unique=True)
    digest = models.CharField(_("digest"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.pk} {self.digest[:12]}"
