"""Saying that something changed: PostgreSQL NOTIFY, sent inside the transaction and heard when it commits."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection

CHANNEL = "changyi_live"

CROWD = 50  # numbers of one place, beyond which screens are told that much has changed there, and not what

# Every message is read by every web process, and judged for each of its screens.
MANY = """
SELECT count(pg_notify(%(channel)s, json_strip_nulls(json_build_object(
    'topic', said.topic, 'area', said.area, 'number', said.number))::text))
FROM (
    SELECT DISTINCT topic, area,
           CASE WHEN count(*) OVER (PARTITION BY topic, area) <= %(crowd)s THEN NULLIF(number, '') END AS number
    FROM ({select}) source
) said
"""


def publish(topic: str, *, area_id: str, number: str = "", **extra: Any) -> None:
    """Says that something of `topic` changed there: ids and codes only, never what.

    `extra` may name a hospital, fleet, checkpoint or user (by id) whose people hear of it besides those of the area.
    Needs neither Redis nor a listener; a screen that hears nothing finds out by its slow poll.
    """
    message = {"topic": topic, "area": area_id, "number": number, **extra}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps({k: v for k, v in message.items() if v})])


def publish_from(select: str, params: Mapping[str, Any]) -> None:
    """The same for every row of a SELECT giving topic, area and number: one statement however many rows."""
    with connection.cursor() as cursor:
        cursor.execute(MANY.format(select=select), {**params, "channel": CHANNEL, "crowd": CROWD})
