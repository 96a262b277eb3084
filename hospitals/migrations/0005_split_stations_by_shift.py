"""Stations that were counted without a shift have as many in each; every institution gets a key of its own."""

from django.db import migrations

FORWARD = """
UPDATE hospitals_hospital SET key = gen_random_uuid();
UPDATE hospitals_places SET valid_until = reported_at + interval '12 hours';
UPDATE hospitals_places SET shift = 'morning' WHERE room = 'dialysis_station';
INSERT INTO hospitals_places (hospital_id, room, shift, total, used, reported_at, reported_by_id, valid_until)
SELECT hospital_id, room, later.shift, total, used, reported_at, reported_by_id, valid_until
FROM hospitals_places CROSS JOIN (VALUES ('afternoon'), ('evening')) AS later (shift)
WHERE room = 'dialysis_station';
"""

BACKWARD = """
DELETE FROM hospitals_places WHERE shift IN ('afternoon', 'evening');
UPDATE hospitals_places SET shift = '';
"""


class Migration(migrations.Migration):
    dependencies = [("hospitals", "0004_report_places_by_shift_and_close_slots")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
