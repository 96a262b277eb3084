"""An uploaded register on its way in, and out again: what was sent, what was read, and what stood there before."""

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
# For so long an import can be undone: within a week somebody has seen that it was the wrong file.
UNDOABLE = timedelta(days=7)


class ImportBatch(models.Model):
    """One upload. `body` (errors, differences) and the portions are sealed, and go in their time.

    The states RECEIVED, CONFIRMED and UNDOING wait for work in the background, which looks for them here; what is small
    is done in the request itself and never seen in them.
    """

    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("import", "is being read")
        STAGED = "staged", _("waits to be confirmed")
        REFUSED = "refused", pgettext_lazy("import", "refused")
        CONFIRMED = "confirmed", pgettext_lazy("import", "is being written")
        DONE = "done", pgettext_lazy("import", "written")
        DROPPED = "dropped", pgettext_lazy("import", "given up")
        UNDOING = "undoing", pgettext_lazy("import", "is being undone")
        UNDONE = "undone", pgettext_lazy("import", "undone")

    WORKING = (State.RECEIVED, State.CONFIRMED, State.UNDOING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("sent by"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.STAGED)
    # Reasons are worded when the file is read, which may be far from whoever sent it.
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    name = SealedTextField(_("name of the file"), null=True, blank=True)
    counts = models.JSONField(_("counts"), default=dict)
    body = SealedTextField(_("rows"), null=True, blank=True)
    # How often somebody began to work on it. A file that takes its reader down is not tried for ever.
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("import of a register")
        verbose_name_plural = _("imports of registers")
        indexes = [
            models.Index(fields=["created_at"], condition=models.Q(settled_at=None), name="import_waiting"),
            models.Index(fields=["by", "-created_at"], name="import_recent"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_waiting(self) -> bool:
        """For the word of whoever sent it."""
        return self.state == self.State.STAGED and timezone.now() - self.created_at < WAITS

    @property
    def is_working(self) -> bool:
        return self.state in self.WORKING

    @property
    def can_be_undone(self) -> bool:
        is_recent = self.settled_at is not None and timezone.now() - self.settled_at < UNDOABLE
        return self.state == self.State.DONE and is_recent


class PortionKind(models.TextChoices):
    FILE = "file", _("the file as it was sent")
    ROWS = "rows", _("rows as they were read")
    BEFORE = "before", _("what stood there before")


class ImportPortion(models.Model):
    """A piece of what an import carries, so that nothing has to hold the whole: sealed like everything of residents."""

    Kind = PortionKind

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="portions", verbose_name=_("import"))
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    number = models.PositiveIntegerField(_("number"))
    body = SealedTextField(_("rows"))

    class Meta:
        verbose_name = _("portion of an import")
        verbose_name_plural = _("portions of imports")
        constraints = [models.UniqueConstraint(fields=["batch", "kind", "number"], name="import_portions_in_order")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.kind} {self.number}"


class ImportProgress(models.Model):
    """How far the work on an import is. A row of its own, written past the transaction that holds the import's row."""

    class Phase(models.TextChoices):
        WAITING = "waiting", _("Waiting for its turn")
        READING = "reading", _("Reading and comparing")
        WRITING = "writing", _("Writing")
        UNDOING = "undoing", _("Undoing")

    batch = models.OneToOneField(ImportBatch, models.CASCADE, primary_key=True, related_name="progress")
    phase = models.CharField(_("phase"), max_length=10, choices=Phase, default=Phase.WAITING)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    at = models.DateTimeField(_("at"), auto_now=True)

    class Meta:
        verbose_name = _("progress of an import")
        verbose_name_plural = _("progress of imports")

    def __str__(self) -> str:
        return f"{self.phase} {self.done}/{self.total}"

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0
