"""Whether the installation keeps its promises: what /healthz answers and what Prometheus reads."""

import logging
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, InterfaceError, connection

from portal.commitments import selectors
from portal.notices import beats, broker
from portal.notices.selectors import outbox_state

log = logging.getLogger(__name__)

SWEEP_IS_STALE = 10.0  # seconds; each of two clocks sweeps every second


@dataclass(frozen=True, slots=True)
class Health:
    """`parts` may be shown to anybody: states, counts and ages, no names, addresses or versions."""

    is_well: bool
    parts: dict[str, Any]


def health() -> Health:
    """Database, broker and sweep decide; the outbox is reported, since a receiver's trouble is not ours."""
    try:
        parts = {"database": {"ok": _database_answers()}, "broker": {"ok": broker.is_answering()}, **_of_the_clocks()}
    except (DatabaseError, InterfaceError) as error:
        log.warning("health: the database is away: %s", type(error).__name__)
        parts = {
            "database": {"ok": False},
            "broker": {"ok": broker.is_answering()},
            "sweep": {"ok": False, "age": None},
        }
    return Health(all(parts[name]["ok"] for name in ("database", "broker", "sweep")), parts)


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _of_the_clocks() -> dict[str, Any]:
    ages = beats.ages()
    sweep_age = min((age for name, age in ages.items() if name.startswith("sweep:")), default=None)
    outbox = outbox_state()
    return {
        "sweep": {
            "ok": sweep_age is not None and sweep_age <= SWEEP_IS_STALE,
            "age": None if sweep_age is None else round(sweep_age, 1),
            **selectors.backlog(),
        },
        "clocks": {name: round(age, 1) for name, age in ages.items()},
        "outbox": {
            "waiting": outbox["waiting"],
            "oldest_seconds": round(outbox["oldest_seconds"], 1),
            "dead": outbox["dead"],
        },
    }
