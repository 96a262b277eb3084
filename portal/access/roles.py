"""The roles that people hold, and on what each may be held."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A post of work. It means nothing by itself: it is always held on an area, a hospital, a fleet or a checkpoint."""

    OPERATOR = "operator", _("operator")
    GRID = "grid", _("grid worker")
    MEDIC = "medic", _("medical team")
    DESK = "desk", _("hospital desk")
    DISPATCHER = "dispatcher", _("dispatcher")
    DRIVER = "driver", _("driver")
    GATE = "gate", _("gate guard")
    SUPERVISOR = "supervisor", _("supervisor")
    AUDITOR = "auditor", _("auditor")
    ADMIN = "admin", _("administrator")


def codename(role: str) -> str:
    """The permission by which guardian stores that a role is held on a thing."""
    return f"as_{role}"


def role_of(permission_codename: str) -> str:
    return permission_codename.removeprefix("as_")
