"""A trip needs a vehicle with kit, papers and what this person needs, and a driver with licence, training, test, shift."""

from importlib import import_module

from django.db import migrations

# As in 0002, and besides: papers must outlast the trip, by the calendar of its end; licence, test and shift must hold
# when it begins. Hours of duty are asked on entering only: who is late must still be able to depart. Dates and hours
# are Beijing's, whatever the zone of the session.
TRIP_CAN_BE_MADE = """
DROP TRIGGER trip_vehicle_is_fit ON transport_trip;
DROP FUNCTION transport_vehicle_is_fit();

CREATE FUNCTION transport_vehicle_is_equipped(vehicle transport_vehicle, last_day date) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF vehicle.out_of_service <> '' THEN PERFORM transport_refuse('vehicle_in_service'); END IF;
    IF NOT vehicle.has_partition THEN PERFORM transport_refuse('vehicle_has_partition'); END IF;
    IF vehicle.kits < greatest(1, vehicle.kits_a_trip) THEN PERFORM transport_refuse('vehicle_has_kit'); END IF;
    IF vehicle.inspected_until IS NULL OR vehicle.inspected_until < last_day THEN
        PERFORM transport_refuse('vehicle_is_inspected');
    END IF;
    IF vehicle.insured_until IS NULL OR vehicle.insured_until < last_day THEN
        PERFORM transport_refuse('vehicle_is_insured');
    END IF;
    IF vehicle.kind = 'social' AND (vehicle.enlisted_until IS NULL OR vehicle.enlisted_until < last_day) THEN
        PERFORM transport_refuse('vehicle_is_enlisted');
    END IF;
END $$;

CREATE FUNCTION transport_vehicle_is_at_work(vehicle transport_vehicle, starts timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    hour CONSTANT time := (starts AT TIME ZONE 'Asia/Shanghai')::time;
    is_at_work boolean;
BEGIN
    is_at_work := CASE
        WHEN vehicle.shift_from IS NULL THEN true
        WHEN vehicle.shift_from < vehicle.shift_until THEN hour >= vehicle.shift_from AND hour < vehicle.shift_until
        ELSE hour >= vehicle.shift_from OR hour < vehicle.shift_until
    END;
    IF NOT is_at_work THEN PERFORM transport_refuse('vehicle_is_at_work'); END IF;
END $$;

CREATE FUNCTION transport_driver_is_ready(driver transport_driver, starts timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT driver.is_active THEN PERFORM transport_refuse('driver_is_on_duty'); END IF;
    IF driver.licence_until IS NULL OR driver.licence_until < (starts AT TIME ZONE 'Asia/Shanghai')::date THEN
        PERFORM transport_refuse('driver_has_licence');
    END IF;
    IF driver.protection = 0 THEN PERFORM transport_refuse('driver_is_protected'); END IF;
    IF driver.tested_until IS NULL OR driver.tested_until < starts THEN
        PERFORM transport_refuse('driver_is_tested');
    END IF;
END $$;

CREATE FUNCTION transport_driver_is_at_work(driver transport_driver, starts timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM transport_drivershift shift JOIN transport_driver mate ON mate.id = shift.driver_id
        WHERE mate.fleet_id = driver.fleet_id
            AND (lower(shift.during) AT TIME ZONE 'Asia/Shanghai')::date = (starts AT TIME ZONE 'Asia/Shanghai')::date
    ) AND NOT EXISTS (
        SELECT FROM transport_drivershift shift WHERE shift.driver_id = driver.id AND shift.during @> starts
    ) THEN PERFORM transport_refuse('driver_is_at_work'); END IF;
END $$;

CREATE FUNCTION transport_vehicle_has_room(vehicle transport_vehicle, trip transport_trip) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    holds CONSTANT text[] := ARRAY['assigned', 'accepted', 'departed', 'picked_up', 'at_hospital', 'leaving', 'home'];
    last_day CONSTANT date := ((upper(trip.during) - interval '1 second') AT TIME ZONE 'Asia/Shanghai')::date;
    people integer; wheelchairs integer; stretchers integer;
BEGIN
    SELECT coalesce(sum(1 + other.companions), 0), count(*) FILTER (WHERE other.mobility = 'wheelchair'),
            count(*) FILTER (WHERE other.mobility = 'stretcher')
        INTO people, wheelchairs, stretchers FROM transport_trip other
        WHERE other.pool = trip.pool AND other.id <> trip.id AND other.state = ANY(holds);
    IF people + 1 + trip.companions > vehicle.seats THEN PERFORM transport_refuse('vehicle_has_seats'); END IF;
    IF trip.mobility = 'wheelchair' AND wheelchairs + 1 > vehicle.wheelchair THEN
        PERFORM transport_refuse('vehicle_has_wheelchair_place');
    END IF;
    IF trip.mobility = 'stretcher' AND stretchers + 1 > vehicle.stretcher THEN
        PERFORM transport_refuse('vehicle_has_stretcher');
    END IF;
    IF trip.needs_oxygen AND NOT (
        vehicle.has_oxygen AND coalesce(vehicle.oxygen_percent, 0) >= 20
        AND coalesce(vehicle.oxygen_until >= last_day, false)
    ) THEN PERFORM transport_refuse('vehicle_has_oxygen'); END IF;
END $$;

CREATE FUNCTION transport_trip_can_be_made() RETURNS trigger LANGUAGE plpgsql AS $$
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

    SELECT * INTO vehicle FROM transport_vehicle WHERE id = NEW.vehicle_id FOR NO KEY UPDATE;
    SELECT * INTO driver FROM transport_driver WHERE id = NEW.driver_id FOR NO KEY UPDATE;
    PERFORM transport_vehicle_is_equipped(
        vehicle, ((upper(NEW.during) - interval '1 second') AT TIME ZONE 'Asia/Shanghai')::date
    );
    IF vehicle.last_disinfected_at IS NULL AND NOT EXISTS (
        SELECT FROM transport_trip other
        WHERE other.vehicle_id = NEW.vehicle_id AND other.pool <> NEW.pool AND other.state = ANY(occupies)
    ) THEN PERFORM transport_refuse('vehicle_is_disinfected'); END IF;
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
CREATE TRIGGER trip_can_be_made BEFORE INSERT OR UPDATE OF vehicle_id, driver_id, state, during ON transport_trip
    FOR EACH ROW EXECUTE FUNCTION transport_trip_can_be_made();
"""

BACKWARD = """
DROP TRIGGER trip_can_be_made ON transport_trip;
DROP FUNCTION transport_trip_can_be_made();
DROP FUNCTION transport_vehicle_has_room(transport_vehicle, transport_trip);
DROP FUNCTION transport_driver_is_at_work(transport_driver, timestamptz);
DROP FUNCTION transport_driver_is_ready(transport_driver, timestamptz);
DROP FUNCTION transport_vehicle_is_at_work(transport_vehicle, timestamptz);
DROP FUNCTION transport_vehicle_is_equipped(transport_vehicle, date);
DROP FUNCTION transport_refuse(text);
"""
BEFORE = import_module("transport.migrations.0002_refuse_impossible_trips").VEHICLE_IS_FIT


class Migration(migrations.Migration):
    dependencies = [("transport", "0010_let_go_on_what_drives_today")]
    operations = [
        migrations.RunSQL(TRIP_CAN_BE_MADE, BACKWARD + BEFORE),
        migrations.RemoveField("vehicle", "has_kit"),
    ]
