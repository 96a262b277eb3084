"""What a vehicle and a driver need to be dispatched today and in the days after."""

from datetime import timedelta
from typing import Any

from django.utils import timezone


def fit_vehicle(**fields: Any) -> dict[str, Any]:
    """Columns of a vehicle that lacks nothing, unless said otherwise."""
    later = timezone.localdate() + timedelta(days=90)
    return {
        "has_partition": True,
        "kits": 9,
        "seats": 3,
        "oxygen_percent": 100,
        "oxygen_until": later,
        "inspected_until": later,
        "insured_until": later,
        "enlisted_until": later,
        "last_disinfected_at": timezone.now() - timedelta(hours=5),
        **fields,
    }


def fit_driver(**fields: Any) -> dict[str, Any]:
    """Columns of a driver who lacks nothing, unless said otherwise."""
    now = timezone.now()
    return {
        "licence_until": timezone.localdate() + timedelta(days=90),
        "protection": 2,
        "last_tested_at": now,
        "tested_until": now + timedelta(days=20),
        **fields,
    }
