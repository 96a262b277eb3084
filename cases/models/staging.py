"""An uploaded register on its way in: read and compared, waiting for the word of whoever sent it."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.privacy.fields import SealedTextField

# Residents' data that nobody confirmed is not kept longer than it takes to look at it.
WAITS = timedelta(days=1)


class ImportBatch(models.Model):
    """One upload. `body` (rows, errors, differences) is sealed, and gone as soon as it is written or given up."""

    class State(models.TextChoices):
        STAGED = "staged", _("waits to be confirmed")
        REFUSED = "refused", pgettext_lazy("import", "refused")
        DONE = "done", pgettext_lazy("import", "written")
        DROPPED = "dropped", pgettext_lazy("import", "given up")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("sent by"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.STAGED)
    counts = models.JSONField(_("counts"), default=dict)
    body = SealedTextField(_("rows"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("import of a register")
        verbose_name_plural = _("imports of registers")
        indexes = [models.Index(fields=["created_at"], condition=models.Q(settled_at=None), name="import_waiting")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.STAGED and timezone.now() - self.created_at < WAITS
