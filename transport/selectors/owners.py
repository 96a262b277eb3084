"""Whose car an enlisted vehicle is, in plain: asked by portal.audit.reveals only, which journals first."""

from uuid import UUID

from transport.models import Enlistment


def plain(enlistment: UUID, name: str) -> str:
    return str(getattr(Enlistment.objects.get(pk=enlistment), f"owner_{name}"))
