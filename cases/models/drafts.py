"""What people keep for themselves: half-typed call entries, and filters saved as tabs."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.privacy.fields import SealedTextField


class Draft(models.Model):
    """A form as it was typed so far, sealed. It survives an error, a crash of the browser and a lost session."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", verbose_name=_("user"))
    form = models.CharField(_("form"), max_length=40)
    body = SealedTextField(_("content"))
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["user", "form"], name="draft_one_per_form")]

    def __str__(self) -> str:
        return f"{self.form} {self.updated_at:%H:%M}"


class SavedTab(models.Model):
    """A filter of the queue that an operator keeps under a name."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", verbose_name=_("user"))
    name = models.CharField(_("name"), max_length=30)
    query = models.CharField(_("filter"), max_length=500)

    class Meta:
        verbose_name = _("saved tab")
        verbose_name_plural = _("saved tabs")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="tab_one_per_name")]

    def __str__(self) -> str:
        return self.name
