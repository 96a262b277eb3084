"""Two rows that may be one resident: the suspicion with its reasons, and the merge that can be taken back."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.privacy.fields import SealedTextField


class Alike(models.TextChoices):
    """Why two residents may be one. The words are for the screen; the weights are in cases.duplicates.comparing."""

    SAME_NAME = "same_name", _("same name")
    SAME_SOUND = "same_sound", _("name sounds the same")
    NEAR_SOUND = "near_sound", _("name sounds alike")
    NEAR_NAME = "near_name", _("name differs in one character")
    SAME_BIRTH = "same_birth", _("same date of birth")
    NEAR_BIRTH = "near_birth", _("date of birth differs by a slip")
    SAME_YEAR = "same_year", _("same year of birth")
    SAME_PHONE = "same_phone", _("same telephone")
    NEAR_PHONE = "near_phone", _("telephone differs in one digit")
    SAME_DOOR = "same_door", _("same address")
    SAME_BUILDING = "same_building", _("same building")
    OTHER_BIRTH = "other_birth", _("but another date of birth")
    OTHER_SEX = "other_sex", _("but another sex")


class Suspicion(models.Model):
    """A pair that looks like one resident, in one order. `area` is the nearest place that holds both.

    "Not the same" is remembered: the row stays, dismissed, and the pair is not suggested again.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("suspicion", "to be looked at")
        DISMISSED = "dismissed", _("not the same")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    first = models.ForeignKey("cases.Person", models.CASCADE, related_name="+", verbose_name=_("one"))
    second = models.ForeignKey("cases.Person", models.CASCADE, related_name="+", verbose_name=_("the other"))
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("area"))
    score = models.PositiveSmallIntegerField(_("how alike"))
    reasons = ArrayField(models.CharField(max_length=16, choices=Alike), verbose_name=_("reasons"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    found_at = models.DateTimeField(_("found"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("suspicion")
        verbose_name_plural = _("suspicions")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="suspicion_one_per_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="suspicion_in_one_order"),
        ]
        indexes = [
            models.Index(
                fields=["area"], opclasses=["varchar_pattern_ops"], condition=Q(state="open"), name="suspicion_of_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.score}"


class Merge(models.Model):
    """Two residents made one. `record` is all that it takes to undo it: both rows as they were, and every link moved.

    The row of whoever was merged away is gone; `gone_id` was its id, and is again when the merge is undone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+", verbose_name=_("area"))
    kept = models.ForeignKey("cases.Person", models.CASCADE, related_name="merges", verbose_name=_("resident"))
    gone_id = models.UUIDField(_("merged away"))
    record = SealedTextField(_("what was before"), null=True)
    merged_at = models.DateTimeField(_("merged"))
    merged_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("merged by"))
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )

    class Meta:
        verbose_name = pgettext_lazy("residents", "merge")
        verbose_name_plural = pgettext_lazy("residents", "merges")
        ordering = ["-merged_at"]
        indexes = [models.Index(fields=["area", "-merged_at"], name="merge_of_place")]

    def __str__(self) -> str:
        return str(self.pk)
