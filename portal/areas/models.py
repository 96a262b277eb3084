"""The tree of places: city > district > street > community > grid, by codes whose prefix is containment."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(models.TextChoices):
    CITY = "city", _("city")
    DISTRICT = "district", _("district")
    STREET = "street", _("street")
    COMMUNITY = "community", _("community")
    GRID = "grid", _("grid")


class AreaQuerySet(models.QuerySet["Area"]):
    def within(self, code: str) -> "AreaQuerySet":
        """The area `code` and all below it: one indexed prefix match."""
        return self.filter(code__startswith=code)


class Area(models.Model):
    """A place whose code begins with the code of the place that holds it (2301 > 230110 > 230110003)."""

    code = models.CharField(_("code"), max_length=20, primary_key=True)
    name = models.CharField(pgettext_lazy("of a place", "name"), max_length=100)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    # {"city": "2301", "district": "230110", ...}: itself and all above, so that "the district of …" is one key.
    lineage = models.JSONField(default=dict, editable=False)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["code"]
        constraints = [
            # Containment is a prefix match everywhere; the database vouches for it.
            models.CheckConstraint(condition=Q(code__startswith=F("parent")), name="area_code_begins_with_its_parent")
        ]
        # The roles that are held on areas; portal.access gives them their meaning.
        permissions = [
            ("as_operator", _("operator of the area")),
            ("as_grid", _("grid worker of the area")),
            ("as_medic", _("medical team of the area")),
            ("as_dispatcher", _("dispatcher of the area")),
            ("as_supervisor", _("supervisor of the area")),
            ("as_auditor", _("auditor of the area")),
            ("as_admin", _("administrator of the area")),
        ]

    def __str__(self) -> str:
        return self.name

    def contains(self, code: str) -> bool:
        return code.startswith(self.code)
