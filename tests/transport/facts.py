"""What must never be in the tables, whatever happens: each a query that finds the breach, by plain SQL."""

from __future__ import annotations

from django.db import connection

# Steps that no later row corrects, the only ones that count.
STANDING = """
    standing AS (
        SELECT step.* FROM transport_tripstep step
        WHERE step.corrects_id IS NULL
          AND NOT EXISTS (SELECT FROM transport_tripstep undo WHERE undo.corrects_id = step.id)
    )
"""
HOLDS = "('assigned', 'accepted', 'departed', 'picked_up', 'at_hospital', 'leaving', 'home')"
OCCUPIES = "('departed', 'picked_up', 'at_hospital', 'leaving', 'home')"
OUTSIDE = "('picked_up', 'out', 'at_hospital', 'leaving')"
# The last word of the gates about a trip, theirs only: what a hand entered afterwards is asked of the steps.
LAST_SEEN = """
    seen AS (
        SELECT DISTINCT ON (pass.trip_id) pass.trip_id, log.direction, log.happened_at
        FROM transport_gatelog log JOIN transport_pass pass ON pass.id = log.shown_id
        WHERE log.result IN ('ok', 'told', 'emergency') OR log.decided IN ('ok', 'told', 'emergency')
        ORDER BY pass.trip_id, log.happened_at DESC, log.id DESC
    )
"""
# Whom a gate let out by its own decision, when the portal would have stopped them: it has happened, and is told.
LET_OUT_ALONE = """
    EXISTS (
        SELECT FROM transport_gatelog log JOIN transport_pass pass ON pass.id = log.shown_id
        WHERE pass.trip_id = {trip}.id AND log.direction = 'out' AND log.decided <> '' AND log.result <> 'ok'
    )
"""
# Somebody sat in a vehicle and left it otherwise than by coming home: taken over by another one, or handed over.
LEFT = """
    left_behind AS (SELECT trip_id, vehicle_id, happened_at FROM standing WHERE vehicle_id IS NOT NULL)
"""
# Every time a vehicle was disinfected: at the end of a trip, or between two by whoever keeps it.
CLEANED = """
    cleaned AS (
        SELECT trip.vehicle_id, standing.happened_at
        FROM standing JOIN transport_trip trip ON trip.id = standing.trip_id
        WHERE standing.name = 'disinfected'
        UNION ALL
        SELECT (detail ->> 'vehicle')::bigint, at FROM audit_entry WHERE action = 'vehicle.disinfect'
    )
"""

BREACHES = {
    "a vehicle or a driver is booked twice": f"""
        SELECT one.number, other.number FROM transport_trip one
        JOIN transport_trip other ON one.id < other.id AND one.pool <> other.pool
            AND (one.vehicle_id = other.vehicle_id OR one.driver_id = other.driver_id)
        WHERE one.state IN {HOLDS} AND other.state IN {HOLDS}
          AND (one.during && other.during OR one.state IN {OCCUPIES} AND other.state IN {OCCUPIES})
    """,
    "more ride than there are seats": f"""
        SELECT trip.pool, sum(1 + trip.companions), min(vehicle.seats) FROM transport_trip trip
        JOIN transport_vehicle vehicle ON vehicle.id = trip.vehicle_id
        WHERE trip.state IN {HOLDS} GROUP BY trip.pool HAVING sum(1 + trip.companions) > min(vehicle.seats)
    """,
    "two share a ride of whom one may not": """
        SELECT pool FROM transport_trip WHERE state <> 'cancelled'
        GROUP BY pool HAVING count(*) > 1 AND NOT bool_and(may_pool)
    """,
    "a slot is oversold, or its count is not what bookings hold": """
        SELECT slot.id, slot.capacity, slot.taken, count(booking.id) FROM hospitals_slot slot
        LEFT JOIN hospitals_booking booking ON booking.slot_id = slot.id
            AND booking.state NOT IN ('refused', 'withdrawn')
        GROUP BY slot.id HAVING count(booking.id) > slot.capacity OR count(booking.id) <> slot.taken
    """,
    "more places are used than there are": "SELECT id, total, used FROM hospitals_places WHERE used > total",
    "somebody went out and is on nobody's list": f"""
        WITH {STANDING}
        SELECT trip.number, trip.state FROM transport_trip trip
        WHERE trip.state NOT IN {OUTSIDE} AND trip.out_since IS NULL
          AND EXISTS (SELECT FROM standing WHERE trip_id = trip.id AND name IN ('picked_up', 'out'))
          AND NOT EXISTS (SELECT FROM standing WHERE trip_id = trip.id AND name IN ('home', 'handed_over'))
    """,
    "somebody went through the gate, has not come back, and is on nobody's list": f"""
        WITH {STANDING}, {LAST_SEEN}
        SELECT trip.number, trip.state FROM transport_trip trip
        JOIN seen ON seen.trip_id = trip.id AND seen.direction = 'out'
        WHERE trip.state NOT IN {OUTSIDE} AND trip.out_since IS NULL
          AND NOT EXISTS (
              SELECT FROM standing WHERE trip_id = trip.id AND name IN ('home', 'is_back', 'handed_over')
                AND happened_at >= seen.happened_at
          )
    """,
    "a trip was called off while a gate had seen the person go out": f"""
        WITH {STANDING}
        SELECT trip.number FROM transport_trip trip
        JOIN standing cancelled ON cancelled.trip_id = trip.id AND cancelled.name = 'cancelled'
        JOIN transport_pass pass ON pass.trip_id = trip.id
        JOIN transport_gatelog went ON went.shown_id = pass.id AND went.direction = 'out'
            AND (went.result IN ('ok', 'told', 'emergency') OR went.decided IN ('ok', 'told', 'emergency'))
            AND went.recorded_at < cancelled.recorded_at
        WHERE NOT EXISTS (
            SELECT FROM transport_gatelog came JOIN transport_pass shown ON shown.id = came.shown_id
            WHERE shown.trip_id = trip.id AND came.direction = 'in' AND came.happened_at >= went.happened_at
              AND (came.result IN ('ok', 'told', 'emergency') OR came.decided IN ('ok', 'told', 'emergency'))
        ) AND NOT EXISTS (
            SELECT FROM standing WHERE trip_id = trip.id AND name IN ('home', 'is_back')
              AND happened_at >= went.happened_at
        )
    """,
    "somebody is out and nobody waits for their return": f"""
        SELECT trip.number, trip.state FROM transport_trip trip
        WHERE (trip.state IN {OUTSIDE} OR trip.out_since IS NOT NULL)
          AND NOT EXISTS (
              SELECT FROM commitments_commitment clock
              WHERE clock.subject_id = trip.id AND clock.kind = 'trip.return'
                AND clock.kept_at IS NULL AND clock.released_at IS NULL
          )
    """,
    "somebody was handed over to nobody": """
        SELECT number FROM transport_trip WHERE state = 'handed_over' AND (handed_to = '' OR handed_note IS NULL)
    """,
    "a trip is over and nobody saw them home": f"""
        WITH {STANDING}
        SELECT trip.number, trip.state FROM transport_trip trip
        WHERE trip.state IN ('home', 'disinfected')
          AND NOT EXISTS (SELECT FROM standing WHERE trip_id = trip.id AND name = 'home')
    """,
    "one person has two outings at once": """
        SELECT subject_id FROM transport_trip
        WHERE state IN ('waiting', 'issued', 'assigned', 'accepted', 'departed', 'picked_up', 'out', 'at_hospital',
                        'leaving')
        GROUP BY subject_id HAVING count(*) > 1
    """,
    "a vehicle drives that was not disinfected after whom it brought home": f"""
        WITH {STANDING}
        SELECT before.number, after.number FROM transport_trip before
        JOIN standing home ON home.trip_id = before.id AND home.name = 'home'
        JOIN transport_trip after ON after.vehicle_id = before.vehicle_id AND after.pool <> before.pool
            AND after.state IN {OCCUPIES}
        JOIN standing departed ON departed.trip_id = after.id AND departed.name = 'departed'
            AND departed.happened_at > home.happened_at
        WHERE NOT EXISTS (
            SELECT FROM standing done WHERE done.trip_id = before.id AND done.name = 'disinfected'
              AND done.happened_at <= departed.happened_at
        ) AND NOT {LET_OUT_ALONE.format(trip="after")}
    """,
    "a vehicle is free before it is disinfected": f"""
        WITH {STANDING}
        SELECT trip.number FROM transport_trip trip
        JOIN standing done ON done.trip_id = trip.id AND done.name = 'disinfected'
        JOIN transport_trip mate ON mate.pool = trip.pool AND mate.id <> trip.id AND mate.vehicle_id = trip.vehicle_id
        WHERE trip.state = 'disinfected' AND mate.state IN {OUTSIDE} AND EXISTS (
            SELECT FROM standing aboard WHERE aboard.trip_id = mate.id AND aboard.name = 'picked_up'
              AND aboard.happened_at <= done.happened_at
        ) AND NOT EXISTS (
            SELECT FROM standing moved WHERE moved.trip_id = mate.id AND moved.name = 'relieved'
              AND moved.happened_at > done.happened_at
        )
    """,
    "a vehicle drives that was not disinfected after whom another one took over": f"""
        WITH {STANDING}, {LEFT}, {CLEANED}
        SELECT left_behind.trip_id, after.number FROM left_behind
        JOIN transport_trip after ON after.vehicle_id = left_behind.vehicle_id AND after.state IN {OCCUPIES}
        JOIN standing began ON began.trip_id = after.id AND began.happened_at > left_behind.happened_at
            AND began.name IN ('departed', 'relieved')
        WHERE NOT EXISTS (
            SELECT FROM cleaned WHERE cleaned.vehicle_id = left_behind.vehicle_id
              AND cleaned.happened_at BETWEEN left_behind.happened_at AND began.happened_at
        ) AND NOT {LET_OUT_ALONE.format(trip="after")}
          AND NOT EXISTS (  -- of two mates one is taken over; the other is aboard still, and was so before
              SELECT FROM standing aboard WHERE aboard.trip_id = after.id AND aboard.name = 'departed'
                AND aboard.happened_at < left_behind.happened_at
                AND NOT EXISTS (
                    SELECT FROM standing moved WHERE moved.trip_id = after.id AND moved.name = 'relieved'
                      AND moved.happened_at > left_behind.happened_at
                )
          )
    """,
    "a vehicle is free that nobody has disinfected since somebody left it": f"""
        WITH {STANDING}, {LEFT}, {CLEANED}
        SELECT vehicle.plate FROM left_behind JOIN transport_vehicle vehicle ON vehicle.id = left_behind.vehicle_id
        WHERE vehicle.last_disinfected_at IS NOT NULL AND NOT EXISTS (
            SELECT FROM cleaned WHERE cleaned.vehicle_id = vehicle.id AND cleaned.happened_at >= left_behind.happened_at
        )
    """,
    "two hospitals are asked for one person at once": """
        SELECT subject_id FROM hospitals_booking WHERE state IN ('asked', 'accepted', 'arrived')
        GROUP BY subject_id HAVING count(*) > 1
    """,
    "two passes of one outing are valid": """
        SELECT trip_id FROM transport_pass WHERE revoked_at IS NULL GROUP BY trip_id HAVING count(*) > 1
    """,
}


def breaches() -> dict[str, list[tuple]]:
    """What is true now and must not be, by its sentence."""
    found = {}
    with connection.cursor() as cursor:
        for sentence, query in BREACHES.items():
            cursor.execute(query)
            if rows := cursor.fetchall():
                found[sentence] = rows
    return found
