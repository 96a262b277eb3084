"""A slot and a buffer place are counted by the database from the bookings that hold them: whoever writes, none is oversold."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION hospitals_count_holdings() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_slot bigint; new_slot bigint; old_buffer bigint; new_buffer bigint;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF OLD.state IN ('asked', 'accepted', 'arrived', 'received', 'leaving', 'closed') THEN old_slot := OLD.slot_id; END IF;
        IF OLD.state IN ('accepted', 'arrived', 'received') THEN old_buffer := OLD.buffer_id; END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        IF NEW.state IN ('asked', 'accepted', 'arrived', 'received', 'leaving', 'closed') THEN new_slot := NEW.slot_id; END IF;
        IF NEW.state IN ('accepted', 'arrived', 'received') THEN new_buffer := NEW.buffer_id; END IF;
    END IF;
    IF old_slot IS DISTINCT FROM new_slot THEN
        UPDATE hospitals_slot SET taken = taken - 1 WHERE id = old_slot;
        IF new_slot IS NOT NULL THEN
            UPDATE hospitals_slot SET taken = taken + 1 WHERE id = new_slot AND hospital_id = NEW.hospital_id;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'slot % belongs to another hospital', new_slot
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_slot_of_its_hospital';
            END IF;
        END IF;
    END IF;
    IF old_buffer IS DISTINCT FROM new_buffer THEN
        -- The desk also reports figures by hand; one that was set too low never keeps a person from leaving.
        UPDATE hospitals_places SET used = greatest(used - 1, 0) WHERE id = old_buffer;
        IF new_buffer IS NOT NULL THEN
            UPDATE hospitals_places SET used = used + 1 WHERE id = new_buffer AND hospital_id = NEW.hospital_id;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'places % belong to another hospital', new_buffer
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_buffer_of_its_hospital';
            END IF;
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER booking_counts_holdings AFTER INSERT OR DELETE OR UPDATE OF state, slot_id, buffer_id, hospital_id
    ON hospitals_booking FOR EACH ROW EXECUTE FUNCTION hospitals_count_holdings();
"""

BACKWARD = """
DROP TRIGGER booking_counts_holdings ON hospitals_booking;
DROP FUNCTION hospitals_count_holdings();
"""


class Migration(migrations.Migration):
    dependencies = [("hospitals", "0001_institutions_and_bookings")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
