"""Firing what is overdue: one set-based statement for any number of locked rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from portal.commitments.kinds import TOLD_TOGETHER
from portal.notices import live
from portal.notices import services as notices

# From the narrowest place to the widest: a post that does not exist where the rule wants it is looked for further on.
LEVELS = ["grid", "community", "street", "district", "city"]

# When a promise must next be looked at: at its due instant while unbroken, then at each rung; while paused, at its cap,
# which nothing silences. LEAST() passes over a cap that is not there.
REARM = """
UPDATE commitments_commitment c
SET next_due_at = CASE
    WHEN c.kept_at IS NOT NULL OR c.released_at IS NOT NULL THEN NULL
    WHEN c.broken_at IS NOT NULL AND next.after IS NULL THEN NULL
    WHEN c.paused_at IS NOT NULL THEN c.cap_at
    WHEN c.broken_at IS NULL THEN c.due_at
    ELSE LEAST(c.due_at + next.after, c.cap_at)
END
FROM commitments_commitment mine
LEFT JOIN commitments_ladderstep next ON next.ladder_id = mine.ladder_id AND next.level = mine.level + 1
WHERE mine.id = c.id AND c.id = ANY(%(ids)s)
"""

# The planner believes that hardly anything is ever due. So the rows are taken by their ids alone, and no two steps
# are joined row by row to each other: for five hundred rows that would cost ten times as much as all the writing.
# 1. given: the rows.
# 2. rungs: those that the late ones have not climbed, with the instant of each.
# 3. rules: who must hear of a place, each said once however many rows say it.
# 4. posts: for each rule the places at and above the level that it names.  5. held: who holds each post.
# 6. told: the place of the rule, and the nearest where somebody is at the post.  7. fired: the escalations.
# 8. reached, moved: the rows move on, also one that the unique key says was fired before. `released_at` stays what it
#    is: PostgreSQL parses the expression of `runs_out_at` anew for each row when an update names none of its columns.
FIRE = """
given AS MATERIALIZED (
    SELECT id, cycle, level, ladder_id, area_id, due_at, cap_at, next_due_at, paused_at IS NOT NULL AS is_paused
    FROM commitments_commitment WHERE id = ANY(%(ids)s)
),
rungs AS MATERIALIZED (
    SELECT given.*, s.level AS rung, s.to_role, s.at_level,
           CASE WHEN is_paused THEN cap_at ELSE LEAST(due_at + s.after, cap_at) END AS rung_at
    FROM given LEFT JOIN commitments_ladderstep s ON s.ladder_id = given.ladder_id AND s.level > given.level
    WHERE given.next_due_at <= %(now)s
),
rules AS (
    SELECT DISTINCT area_id AS home_id, to_role, at_level FROM rungs WHERE rung_at <= %(now)s
),
posts AS (
    SELECT rules.home_id, rules.to_role, rules.at_level, place.rank,
           COALESCE(home.lineage ->> place.level, rules.home_id) AS area_id
    FROM rules
    JOIN areas_area home ON home.code = rules.home_id
    CROSS JOIN unnest(%(levels)s::text[]) WITH ORDINALITY AS place (level, rank)
    WHERE place.rank >= array_position(%(levels)s::text[], rules.at_level::text)
      AND (home.lineage ->> place.level IS NOT NULL OR place.rank = cardinality(%(levels)s::text[]))
),
held AS (
    SELECT post.area_id, post.to_role AS role, jsonb_agg(held_by.user_id ORDER BY held_by.user_id) AS users
    FROM (SELECT DISTINCT area_id, to_role FROM posts) post
    JOIN auth_permission permission ON permission.codename = 'as_' || post.to_role
    JOIN access_areauserobjectpermission held_by
      ON held_by.permission_id = permission.id AND held_by.content_object_id = post.area_id
    JOIN accounts_user person ON person.id = held_by.user_id AND person.is_active
    GROUP BY post.area_id, post.to_role
),
told AS (
    SELECT posts.home_id, posts.to_role, posts.at_level,
           (array_agg(posts.area_id ORDER BY posts.rank))[1] AS area_id,
           (array_agg(posts.area_id ORDER BY held.users IS NULL, posts.rank))[1] AS told_area_id,
           (array_agg(held.users ORDER BY held.users IS NULL, posts.rank))[1] AS users
    FROM posts LEFT JOIN held ON held.area_id = posts.area_id AND held.role = posts.to_role
    GROUP BY posts.home_id, posts.to_role, posts.at_level
),
fired AS (
    INSERT INTO commitments_escalation
        (commitment_id, cycle, level, area_id, to_role, at_level, to_post, due_at, fired_at, told, told_post)
    SELECT rungs.id, cycle, rung, told.area_id, to_role, at_level, to_role || '@' || told.area_id, rung_at, %(now)s,
           COALESCE(users, '[]'), to_role || '@' || told_area_id
    FROM rungs JOIN told USING (to_role, at_level)
    WHERE rungs.area_id = told.home_id AND rung_at <= %(now)s
    ORDER BY rung_at, rungs.id, rung
    ON CONFLICT (commitment_id, cycle, level) DO NOTHING
    RETURNING id, commitment_id, cycle, level, area_id, to_post, told_post, due_at, fired_at
),
reached AS (
    SELECT id, COALESCE(max(rung) FILTER (WHERE rung_at <= %(now)s), level) AS level,
           CASE WHEN is_paused THEN cap_at ELSE due_at END AS broken_at,
           min(rung_at) FILTER (WHERE rung_at > %(now)s) AS next_due_at
    FROM rungs GROUP BY id, level, is_paused, cap_at, due_at
),
moved AS (
    UPDATE commitments_commitment c
    SET level = reached.level, broken_at = COALESCE(c.broken_at, reached.broken_at), next_due_at = reached.next_due_at,
        fault = '', fault_count = 0, fault_retry_at = NULL, released_at = c.released_at
    FROM reached WHERE c.id = reached.id
    RETURNING c.id
)
"""

# Both posts of a rung hear of it. Of the kinds that are told together there is one notice a day for each post and rung,
# whose number is the code of its place. The cause is Escalation.cause.
NOTICES = """
SELECT post AS "to", 'commitment.escalated' AS kind, c.subject_kind, c.subject_id, c.number, c.area_id, e.level,
       jsonb_build_object('commitment', c.id, 'kind', c.kind, 'cycle', e.cycle, 'escalation', e.id,
                          'due_at', e.due_at, 'fired_at', e.fired_at) AS params,
       'escalation:' || e.id AS cause
FROM fired e
JOIN commitments_commitment c ON c.id = e.commitment_id
CROSS JOIN LATERAL (VALUES (e.to_post), (NULLIF(e.told_post, e.to_post))) AS posts (post)
WHERE post IS NOT NULL AND c.kind <> ALL(%(together)s)
UNION ALL
(SELECT DISTINCT ON (post, cause) post, 'commitment.overdue_together', c.subject_kind, c.subject_id,
       e.area_id, e.area_id, e.level, jsonb_build_object('kind', c.kind, 'level', e.level),
       c.kind || ':' || e.level || ':' || (e.fired_at AT TIME ZONE %(timezone)s)::date || ':' || e.area_id AS cause
FROM fired e
JOIN commitments_commitment c ON c.id = e.commitment_id
CROSS JOIN LATERAL (VALUES (e.to_post), (NULLIF(e.told_post, e.to_post))) AS posts (post)
WHERE post IS NOT NULL AND c.kind = ANY(%(together)s)
ORDER BY post, cause, e.id)
"""

SCREENS = """
SELECT topic, c.area_id AS area, c.number
FROM commitments_commitment c CROSS JOIN LATERAL (VALUES (c.subject_kind::text), ('escalation')) AS topics (topic)
WHERE c.id = ANY(%(ids)s)
"""


def fire(ids: Sequence[int], *, now: datetime) -> int:
    """Fires every passed rung of these rows, tells the posts, marks the broken; returns how many rungs were fired.

    The caller holds the rows' locks and read `now` after taking them. A constant number of statements.
    """
    params: dict[str, Any] = {"ids": list(ids), "now": now, "levels": LEVELS}
    told = {**params, "together": TOLD_TOGETHER, "timezone": settings.TIME_ZONE}
    fired, moved = notices.tell_after(FIRE, NOTICES, told, count=("fired", "moved"))
    if moved:
        live.publish_from(SCREENS, params)
    return fired


def rearm(ids: Sequence[int]) -> None:
    """Sets the instant at which the sweep must next look at these rows, after something else about them was written."""
    with connection.cursor() as cursor:
        cursor.execute(REARM, {"ids": list(ids)})
