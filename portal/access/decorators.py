"""The decorators by which views declare who may open them; a short name for portal.access.declarations."""

from portal.access.declarations import action, public, signed_in

__all__ = ["action", "public", "signed_in"]
