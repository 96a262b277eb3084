"""The fixtures of these tests."""

from tests.hospitals.asking import ask, buffer, slot, subject

__all__ = ["ask", "buffer", "slot", "subject"]
