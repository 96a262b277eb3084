"""Which spreadsheets somebody has lately sent into the registers, and what became of them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from cases.models import ImportBatch

RECENT = 20


def recent_imports(user: Any) -> QuerySet[ImportBatch]:
    """One's own, the latest first. The file's name goes when the time of the import is up."""
    return ImportBatch.objects.filter(by=user).defer("body").order_by("-created_at")[:RECENT]
