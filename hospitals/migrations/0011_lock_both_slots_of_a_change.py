"""Who changes to another slot locks both in one order: two who change places at once wait, and neither is broken off."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION hospitals_lock_slots() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM hospitals_slot WHERE id IN (OLD.slot_id, NEW.slot_id) ORDER BY id FOR NO KEY UPDATE;
    RETURN NEW;
END $$;
CREATE TRIGGER booking_locks_slots BEFORE UPDATE OF slot_id ON hospitals_booking
    FOR EACH ROW WHEN (OLD.slot_id IS DISTINCT FROM NEW.slot_id) EXECUTE FUNCTION hospitals_lock_slots();
"""

BACKWARD = """
DROP TRIGGER booking_locks_slots ON hospitals_booking;
DROP FUNCTION hospitals_lock_slots();
"""


class Migration(migrations.Migration):
    dependencies = [("hospitals", "0010_keep_hand_overs_and_closings")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
