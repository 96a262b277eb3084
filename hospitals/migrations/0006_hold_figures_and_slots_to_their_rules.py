"""What the database refuses from now on: stations without a shift, a second slot at a time, a closed slot, changed reports."""

import uuid

from django.db import migrations, models
from django.db.models import F, Q

SHIFTS = ["morning", "afternoon", "evening"]

FORWARD = """
CREATE FUNCTION hospitals_refuse_closed_slot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'slot % is closed', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'slot_is_closed';
END $$;
CREATE TRIGGER slot_closed_takes_nobody BEFORE UPDATE OF taken ON hospitals_slot
    FOR EACH ROW WHEN (NEW.is_closed AND NEW.taken > OLD.taken) EXECUTE FUNCTION hospitals_refuse_closed_slot();

CREATE FUNCTION hospitals_refuse_change_of_reports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'reports of places are append-only: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER places_report_append_only BEFORE UPDATE OR DELETE ON hospitals_placesreport
    FOR EACH ROW EXECUTE FUNCTION hospitals_refuse_change_of_reports();
CREATE TRIGGER places_line_append_only BEFORE UPDATE OR DELETE ON hospitals_placesline
    FOR EACH ROW EXECUTE FUNCTION hospitals_refuse_change_of_reports();
"""

BACKWARD = """
DROP TRIGGER places_line_append_only ON hospitals_placesline;
DROP TRIGGER places_report_append_only ON hospitals_placesreport;
DROP FUNCTION hospitals_refuse_change_of_reports();
DROP TRIGGER slot_closed_takes_nobody ON hospitals_slot;
DROP FUNCTION hospitals_refuse_closed_slot();
"""


class Migration(migrations.Migration):
    dependencies = [("hospitals", "0005_split_stations_by_shift")]

    operations = [
        migrations.AlterField("hospital", "key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
        migrations.AddConstraint(
            "places",
            models.UniqueConstraint(fields=("hospital", "room", "shift"), name="places_one_row_per_room_and_shift"),
        ),
        migrations.AddConstraint(
            "places",
            models.CheckConstraint(
                condition=Q(room__in=("dialysis_station",), shift__in=SHIFTS)
                | (~Q(room__in=("dialysis_station",)) & Q(shift="")),
                name="places_stations_by_shift",
                violation_error_message="Dialysis stations are counted by shift, other places without one.",
            ),
        ),
        migrations.AddConstraint(
            "slot",
            models.UniqueConstraint(
                fields=("hospital", "department", "need", "starts_at"),
                name="slot_once_at_a_time",
                violation_error_message="There is a slot of this department at this time already.",
            ),
        ),
        migrations.AddConstraint(
            "placesline",
            models.UniqueConstraint(fields=("report", "room", "shift"), name="report_one_figure_of_each"),
        ),
        migrations.AddConstraint(
            "placesline",
            models.CheckConstraint(condition=Q(used__lte=F("total")), name="report_used_within_total"),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
