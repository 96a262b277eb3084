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
        WHERE trip.state NOT IN {OUTSIDE}
          AND EXISTS (SELECT FROM standing WHERE trip_id = trip.id AND name IN ('picked_up', 'out'))
          AND NOT EXISTS (SELECT FROM standing WHERE trip_id = trip.id AND name = 'home')
    """,
    "somebody went through the gate, has not come back, and is on nobody's list": f"""
        SELECT trip.number, trip.state FROM transport_trip trip
        JOIN transport_pass pass ON pass.trip_id = trip.id
        JOIN transport_gatelog went ON went.shown_id = pass.id AND went.direction = 'out' AND went.result = 'ok'
        WHERE trip.state NOT IN {OUTSIDE} AND trip.state NOT IN ('home', 'disinfected')
          AND NOT EXISTS (
              SELECT FROM transport_gatelog came JOIN transport_pass shown ON shown.id = came.shown_id
              WHERE shown.trip_id = trip.id AND came.direction = 'in' AND came.result = 'ok' AND came.id > went.id
          )
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
        )
    """,
    "a vehicle is free before it is disinfected": f"""
        SELECT trip.number FROM transport_trip trip
        WHERE trip.state = 'disinfected' AND EXISTS (
            SELECT FROM transport_trip mate
            WHERE mate.pool = trip.pool AND mate.id <> trip.id AND mate.vehicle_id = trip.vehicle_id
              AND mate.state IN {OUTSIDE}
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
