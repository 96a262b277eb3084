"""What searches read of residents: sealed blocks of one place each, and whose line in them is no longer true."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.privacy.fields import SealedTextField


class TraceBlock(models.Model):
    """Some hundred residents of one place, a line each, sealed whole: one opening serves all of them.

    Line n of each column is about the n-th id of `people`. What a line holds is written by cases.traces.lines. Nothing
    of it is a key or an index of the database: whoever has the database alone learns how many people a place has.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("area"))
    people = models.BinaryField(_("residents"))  # sixteen bytes each
    size = models.PositiveSmallIntegerField(_("how many"))
    names = SealedTextField(_("names"))
    numbers = SealedTextField(_("numbers"))
    places = SealedTextField(_("addresses"))
    packed_at = models.DateTimeField(_("packed"), auto_now=True)

    class Meta:
        verbose_name = _("block of traces")
        verbose_name_plural = _("blocks of traces")
        indexes = [models.Index(fields=["area"], opclasses=["varchar_pattern_ops"], name="trace_block_of_place")]

    def __str__(self) -> str:
        return str(self.pk)


class PersonTrace(models.Model):
    """In which block somebody's line stands, and whether it is still true.

    Triggers of cases_person keep it, whoever writes there and however. Only cases.services.tracing says otherwise. A
    row whose resident is gone stays until the line is gone as well: no constraint ties the two.
    """

    person = models.OneToOneField(
        "cases.Person", models.DO_NOTHING, primary_key=True, related_name="+", db_constraint=False
    )
    block = models.ForeignKey(TraceBlock, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    is_stale = models.BooleanField(_("has changed since"), default=True)

    class Meta:
        verbose_name = _("trace")
        verbose_name_plural = _("traces")
        indexes = [models.Index(fields=["person"], condition=models.Q(is_stale=True), name="trace_stale")]

    def __str__(self) -> str:
        return str(self.pk)
