"""Roles held on areas, and the exceptional share of a single thing."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from portal.areas.models import Area
from portal.privacy.fields import SealedTextField


class AreaUserObjectPermission(UserObjectPermissionBase):
    """A role held on an area, and so on all below it. A direct key: guardian's generic table leaves orphans behind."""

    content_object = models.ForeignKey(Area, models.CASCADE, verbose_name=_("area"))

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = _("role on an area")
        verbose_name_plural = _("roles on areas")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.permission_id} on {self.content_object_id}"


class Share(models.Model):
    """One thing opened to one person for a while, outside their areas: rare, reasoned, and it runs out by itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="shares", verbose_name=_("user"))
    subject_kind = models.CharField(_("kind of subject"), max_length=40)
    subject_id = models.UUIDField(_("subject"))
    actions = ArrayField(models.CharField(max_length=60), verbose_name=_("actions"))
    reason = SealedTextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("shared by"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    until = models.DateTimeField(_("until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["user", "until"], name="access_share_live")]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} → {self.user_id}"
