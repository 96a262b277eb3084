"""What no constraint can say: a vehicle must be fit for the trip, and what happened on a trip or at a gate is not rewritten."""

from django.db import migrations

# 1. Entering a trip (assigned to it, or moved to it): the vehicle is fit, its seats suffice, and it is not overdue from another.
# 2. Departing: as 1, and it was disinfected after its last passenger came home.
# 3. Later steps are never refused: a passenger is aboard.
# Vehicle and driver are locked first: two trips that enter one pool at once are counted one after the other, and two that
# exclude each other meet the constraint one after the other instead of in a deadlock.
VEHICLE_IS_FIT = """
CREATE FUNCTION transport_refuse(constraint_name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'refused: %', constraint_name USING ERRCODE = 'check_violation', CONSTRAINT = constraint_name;
END $$;

CREATE FUNCTION transport_vehicle_is_fit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    holds CONSTANT text[] := ARRAY['assigned', 'accepted', 'departed', 'picked_up', 'at_hospital', 'leaving', 'home'];
    occupies CONSTANT text[] := ARRAY['departed', 'picked_up', 'at_hospital', 'leaving', 'home'];
    enters boolean; departs boolean; vehicle transport_vehicle; aboard integer; last_home timestamptz;
BEGIN
    IF NEW.vehicle_id IS NULL OR NOT NEW.state = ANY(holds) THEN RETURN NEW; END IF;
    enters := TG_OP = 'INSERT' OR OLD.vehicle_id IS DISTINCT FROM NEW.vehicle_id
        OR OLD.driver_id IS DISTINCT FROM NEW.driver_id OR NOT OLD.state = ANY(holds);
    departs := NEW.state = ANY(occupies)
        AND (TG_OP = 'INSERT' OR OLD.vehicle_id IS DISTINCT FROM NEW.vehicle_id OR NOT OLD.state = ANY(occupies));
    IF NOT (enters OR departs) THEN RETURN NEW; END IF;
    -- A disinfection recorded by mistake is taken back: the trip is where it was, whatever the vehicle has.
    IF TG_OP = 'UPDATE' AND OLD.state = 'disinfected' AND OLD.vehicle_id = NEW.vehicle_id THEN RETURN NEW; END IF;

    SELECT * INTO vehicle FROM transport_vehicle WHERE id = NEW.vehicle_id FOR NO KEY UPDATE;
    PERFORM FROM transport_driver WHERE id = NEW.driver_id FOR NO KEY UPDATE;
    IF vehicle.out_of_service <> '' THEN PERFORM transport_refuse('vehicle_in_service'); END IF;
    IF NOT vehicle.has_partition THEN PERFORM transport_refuse('vehicle_has_partition'); END IF;
    IF NOT vehicle.has_kit THEN PERFORM transport_refuse('vehicle_has_kit'); END IF;
    IF vehicle.last_disinfected_at IS NULL AND NOT EXISTS (
        SELECT FROM transport_trip other
        WHERE other.vehicle_id = NEW.vehicle_id AND other.pool <> NEW.pool AND other.state = ANY(occupies)
    ) THEN PERFORM transport_refuse('vehicle_is_disinfected'); END IF;

    SELECT coalesce(sum(1 + other.companions), 0) INTO aboard FROM transport_trip other
        WHERE other.pool = NEW.pool AND other.id <> NEW.id AND other.state = ANY(holds);
    IF aboard + 1 + NEW.companions > vehicle.seats THEN PERFORM transport_refuse('vehicle_has_seats'); END IF;

    IF enters AND EXISTS (
        SELECT FROM transport_trip other
        WHERE other.vehicle_id = NEW.vehicle_id AND other.pool <> NEW.pool AND other.state = ANY(occupies)
            AND upper(other.during) < clock_timestamp()
    ) THEN PERFORM transport_refuse('vehicle_is_back'); END IF;

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
CREATE TRIGGER trip_vehicle_is_fit BEFORE INSERT OR UPDATE OF vehicle_id, driver_id, state ON transport_trip
    FOR EACH ROW EXECUTE FUNCTION transport_vehicle_is_fit();
"""

NOT_REWRITTEN = """
CREATE FUNCTION transport_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% keeps what happened: add a correction', TG_TABLE_NAME USING ERRCODE = 'check_violation',
        CONSTRAINT = 'append_only';
END $$;
CREATE TRIGGER tripstep_append_only BEFORE UPDATE OR DELETE ON transport_tripstep
    FOR EACH ROW EXECUTE FUNCTION transport_append_only();
CREATE TRIGGER gatelog_append_only BEFORE UPDATE OR DELETE ON transport_gatelog
    FOR EACH ROW EXECUTE FUNCTION transport_append_only();
"""

BACKWARD = """
DROP TRIGGER gatelog_append_only ON transport_gatelog;
DROP TRIGGER tripstep_append_only ON transport_tripstep;
DROP FUNCTION transport_append_only();
DROP TRIGGER trip_vehicle_is_fit ON transport_trip;
DROP FUNCTION transport_vehicle_is_fit();
DROP FUNCTION transport_refuse(text);
"""


class Migration(migrations.Migration):
    dependencies = [("transport", "0001_fleets_trips_and_gates")]
    operations = [migrations.RunSQL(VEHICLE_IS_FIT + NOT_REWRITTEN, BACKWARD)]
