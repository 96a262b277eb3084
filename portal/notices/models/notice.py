"""A notice to a post, and who has read it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.areas.models import Area
from portal.notices.subject import Subject


class Notice(models.Model):
    """Said once to a post ("supervisor@230110", "hospital:12", "user:7"); whoever holds the post reads it.

    Holds codes and ids only: the sentence is made from `kind` and `params` in the reader's language when it is shown.
    `cause` names the event it speaks of; the same event is never told to the same post twice.
    """

    to = models.CharField(_("to"), max_length=60)
    kind = models.CharField(_("kind"), max_length=60)
    subject_kind = models.CharField(_("about"), max_length=20)
    subject_id = models.UUIDField()
    number = models.CharField(_("number"), max_length=40, blank=True)
    # Not checked by the database: to check it locks the area's row, and nobody who holds that may hold up a sweep.
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="+", db_index=False, db_constraint=False, verbose_name=_("area")
    )
    level = models.PositiveSmallIntegerField(_("level"), default=0)
    params = models.JSONField(_("parameters"), default=dict)
    cause = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(_("said"))

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-pk"]
        # Every index is written for each notice of a sweep: these are read, by an inbox and by an escalation's page.
        indexes = [models.Index(fields=["to", "-created_at"], name="notice_post")]
        constraints = [
            models.UniqueConstraint(
                fields=["cause", "to"], condition=~Q(cause=""), name="one_notice_per_cause_and_post"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to}"

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id, self.number, self.area_id)


class Receipt(models.Model):
    """A person has read a notice."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="receipts", verbose_name=_("notice"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("user"))
    read_at = models.DateTimeField(_("read"))

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [models.UniqueConstraint(fields=["notice", "user"], name="one_receipt_per_reader")]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.user_id}"
