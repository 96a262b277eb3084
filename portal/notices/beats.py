"""Signs of life: every alarm clock leaves one at each round, and everybody can ask how old they are."""

import os
import socket

from django.db import connection, transaction

BEAT = """
INSERT INTO notices_heartbeat (name, at, detail) VALUES (%(name)s, clock_timestamp(), %(detail)s)
ON CONFLICT (name) DO UPDATE SET at = GREATEST(notices_heartbeat.at, EXCLUDED.at), detail = EXCLUDED.detail
"""

AGES = "SELECT name, EXTRACT(epoch FROM clock_timestamp() - at)::float FROM notices_heartbeat ORDER BY name"


def beat(name: str, **detail: int) -> None:
    """`name` is the work and the clock that does it: "sweep:watch". `detail` holds counts.

    Not waited for on disk: a beat lost in a crash of the database is replaced a second later.
    """
    where = {"host": socket.gethostname(), "pid": os.getpid(), **detail}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute(BEAT, {"name": name, "detail": connection.ops.adapt_json_value(where, None)})


def ages() -> dict[str, float]:
    """Seconds since each clock's last beat, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(AGES)
        return dict(cursor.fetchall())


def age_of(work: str) -> float | None:
    """Seconds since anybody last did `work` ("sweep", "outbox"); None when nobody ever has."""
    return min((age for name, age in ages().items() if name.startswith(f"{work}:")), default=None)
