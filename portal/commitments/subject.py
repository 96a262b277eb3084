"""What a promise is about: the same thing that a notice is about."""

from portal.notices.subject import Subject

__all__ = ["Subject"]
