"""Telling open screens to read again: PostgreSQL NOTIFY, sent inside the transaction and heard when it commits."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection

CHANNEL = "changyi_live"


def publish(topic: str, *, area_id: str, number: str = "", **extra: Any) -> None:
    """Says that something of `topic` changed there: ids and codes only, never what.

    `extra` may name a hospital, fleet, checkpoint or user whose people hear of it besides those of the area.
    Needs neither Redis nor a listener; a screen that hears nothing finds out by its slow poll.
    """
    message = {"topic": topic, "area": area_id, "number": number, **extra}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps({k: v for k, v in message.items() if v})])


def publish_from(select: str, params: Mapping[str, Any]) -> None:
    """The same for every row of a SELECT giving topic, area and number: one statement however many rows."""
    message = "json_strip_nulls(json_build_object('topic', s.topic, 'area', s.area, 'number', NULLIF(s.number, '')))"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(pg_notify(%(channel)s, {message}::text)) FROM ({select}) s", {**params, "channel": CHANNEL}
        )
