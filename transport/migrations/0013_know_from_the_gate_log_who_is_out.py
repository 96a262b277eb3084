"""Whoever a gate has seen going out is out, whatever the trip says: never called off, and never kept from going on."""

from importlib import import_module

from django.db import migrations

# The last word of the gates: out, and no step that ended the outing since. Written to the trip with every row of the
# log, in whatever order gates without network tell it; the trip is locked first, so that each row counts the others.
SEEN_OUT = """
CREATE FUNCTION transport_seen_out(which uuid) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN last.direction = 'out' AND NOT EXISTS (
        SELECT FROM transport_tripstep step
        WHERE step.trip_id = which AND step.name IN ('home', 'is_back', 'handed_over')
            AND step.happened_at >= last.happened_at AND step.corrects_id IS NULL
            AND NOT EXISTS (SELECT FROM transport_tripstep undo WHERE undo.corrects_id = step.id)
    ) THEN last.happened_at END
    FROM (
        SELECT log.direction, log.happened_at
        FROM transport_gatelog log JOIN transport_pass pass ON pass.id = log.shown_id
        WHERE pass.trip_id = which
            AND (log.result IN ('ok', 'told', 'emergency') OR log.decided IN ('ok', 'told', 'emergency'))
        ORDER BY log.happened_at DESC, log.id DESC LIMIT 1
    ) last
$$;

CREATE FUNCTION transport_gate_tells_the_trip() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    which uuid;
BEGIN
    SELECT trip_id INTO which FROM transport_pass WHERE id = NEW.shown_id;
    PERFORM FROM transport_trip WHERE id = which FOR NO KEY UPDATE;
    UPDATE transport_trip SET out_since = transport_seen_out(which) WHERE id = which;
    RETURN NULL;
END $$;
CREATE TRIGGER gatelog_tells_the_trip AFTER INSERT ON transport_gatelog FOR EACH ROW
    WHEN (NEW.shown_id IS NOT NULL AND (
        NEW.result IN ('ok', 'told', 'emergency') OR NEW.decided IN ('ok', 'told', 'emergency')
    ))
    EXECUTE FUNCTION transport_gate_tells_the_trip();

CREATE FUNCTION transport_trip_is_not_dropped() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.out_since IS NOT NULL OR OLD.state IN ('picked_up', 'out', 'at_hospital', 'leaving') THEN
        PERFORM transport_refuse('trip_is_out');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER trip_is_not_dropped BEFORE UPDATE OF state ON transport_trip FOR EACH ROW
    WHEN (NEW.state = 'cancelled' AND OLD.state <> 'cancelled')
    EXECUTE FUNCTION transport_trip_is_not_dropped();
"""
KNOWN_ALREADY = """
UPDATE transport_trip SET out_since = transport_seen_out(id)
WHERE state NOT IN ('home', 'disinfected') AND EXISTS (
    SELECT FROM transport_pass pass JOIN transport_gatelog log ON log.shown_id = pass.id
    WHERE pass.trip_id = transport_trip.id
);
"""

# As in 0011, and besides: nobody joins a ride of which somebody is home and whose vehicle is not disinfected yet; and
# the steps of a trip whose passenger a gate has seen going out are written down, fit or not.
TRIP_CAN_BE_MADE = """
CREATE OR REPLACE FUNCTION transport_trip_can_be_made() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    holds CONSTANT text[] := ARRAY['assigned', 'accepted', 'departed', 'picked_up', 'at_hospital', 'leaving', 'home'];
    occupies CONSTANT text[] := ARRAY['departed', 'picked_up', 'at_hospital', 'leaving', 'home'];
    enters boolean; departs boolean; vehicle transport_vehicle; driver transport_driver; last_home timestamptz;
BEGIN
    IF NEW.vehicle_id IS NULL OR NOT NEW.state = ANY(holds) THEN RETURN NEW; END IF;
    enters := TG_OP = 'INSERT' OR OLD.vehicle_id IS DISTINCT FROM NEW.vehicle_id
        OR OLD.driver_id IS DISTINCT FROM NEW.driver_id OR NOT OLD.state = ANY(holds)
        OR (OLD.during IS DISTINCT FROM NEW.during AND NOT NEW.state = ANY(occupies));
    departs := NEW.state = ANY(occupies)
        AND (TG_OP = 'INSERT' OR OLD.vehicle_id IS DISTINCT FROM NEW.vehicle_id OR NOT OLD.state = ANY(occupies));
    IF NOT (enters OR departs) THEN RETURN NEW; END IF;
    -- A disinfection recorded by mistake is taken back: the trip is where it was, whatever the vehicle has.
    IF TG_OP = 'UPDATE' AND OLD.state = 'disinfected' AND OLD.vehicle_id = NEW.vehicle_id THEN RETURN NEW; END IF;
    -- They are out already: what is left to do is to know where, and to bring them home.
    IF departs AND NOT enters AND NEW.out_since IS NOT NULL THEN RETURN NEW; END IF;

    SELECT * INTO vehicle FROM transport_vehicle WHERE id = NEW.vehicle_id FOR NO KEY UPDATE;
    SELECT * INTO driver FROM transport_driver WHERE id = NEW.driver_id FOR NO KEY UPDATE;
    PERFORM transport_vehicle_is_equipped(
        vehicle, ((upper(NEW.during) - interval '1 second') AT TIME ZONE 'Asia/Shanghai')::date
    );
    IF vehicle.last_disinfected_at IS NULL AND NOT EXISTS (
        SELECT FROM transport_trip other
        WHERE other.vehicle_id = NEW.vehicle_id AND other.pool <> NEW.pool AND other.state = ANY(occupies)
    ) THEN PERFORM transport_refuse('vehicle_is_disinfected'); END IF;
    IF enters AND EXISTS (
        SELECT FROM transport_trip mate
        WHERE mate.pool = NEW.pool AND mate.id <> NEW.id AND mate.vehicle_id = NEW.vehicle_id AND mate.state = 'home'
    ) THEN PERFORM transport_refuse('trip_pool_is_over'); END IF;
    PERFORM transport_vehicle_has_room(vehicle, NEW);
    IF NEW.driver_id IS NOT NULL THEN PERFORM transport_driver_is_ready(driver, lower(NEW.during)); END IF;

    IF enters THEN
        PERFORM transport_vehicle_is_at_work(vehicle, lower(NEW.during));
        IF NEW.driver_id IS NOT NULL THEN PERFORM transport_driver_is_at_work(driver, lower(NEW.during)); END IF;
        IF EXISTS (
            SELECT FROM transport_trip other
            WHERE other.vehicle_id = NEW.vehicle_id AND other.pool <> NEW.pool AND other.state = ANY(occupies)
                AND upper(other.during) < clock_timestamp()
        ) THEN PERFORM transport_refuse('vehicle_is_back'); END IF;
    END IF;

    IF departs THEN
        SELECT max(step.happened_at) INTO last_home
            FROM transport_tripstep step JOIN transport_trip other ON other.id = step.trip_id
            WHERE other.vehicle_id = NEW.vehicle_id AND other.pool <> NEW.pool AND step.name = 'home'
                AND step.corrects_id IS NULL
                AND NOT EXISTS (SELECT FROM transport_tripstep undo WHERE undo.corrects_id = step.id);
        IF vehicle.last_disinfected_at IS NULL OR vehicle.last_disinfected_at < last_home THEN
            PERFORM transport_refuse('vehicle_is_disinfected');
        END IF;
    END IF;
    RETURN NEW;
END $$;
"""

BACKWARD = """
DROP TRIGGER trip_is_not_dropped ON transport_trip;
DROP FUNCTION transport_trip_is_not_dropped();
DROP TRIGGER gatelog_tells_the_trip ON transport_gatelog;
DROP FUNCTION transport_gate_tells_the_trip();
DROP FUNCTION transport_seen_out(uuid);
"""
BEFORE = import_module("transport.migrations.0011_refuse_what_is_missing_or_expired").TRIP_CAN_BE_MADE
FUNCTION_BEFORE = BEFORE[BEFORE.index("CREATE FUNCTION transport_trip_can_be_made") : BEFORE.index("CREATE TRIGGER")]


class Migration(migrations.Migration):
    dependencies = [("transport", "0012_lose_nobody_whom_a_gate_let_out")]
    operations = [
        migrations.RunSQL(
            SEEN_OUT + TRIP_CAN_BE_MADE,
            BACKWARD + FUNCTION_BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
        ),
        migrations.RunSQL(KNOWN_ALREADY, migrations.RunSQL.noop),
    ]
