"""Every change of a resident's control status leaves a spell, through whichever door it came."""

from django.db import migrations

# Calls, register entries, spreadsheets and acts of control all write cases_person.control, many rows at a time. The
# database notes each change in one statement a table, so that no door can forget it and a whole community costs what
# one resident does. Who acts is told for the transaction by set_config (cases.control.attribution).
SPELLS = """
CREATE FUNCTION cases_note_control() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    act uuid := nullif(current_setting('changyi.control_act', true), '');
    who bigint := nullif(current_setting('changyi.control_by', true), '');
    at timestamptz := clock_timestamp();
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO cases_controlspell (person_id, control, before, since, act_id, set_by_id)
        SELECT id, control, 'none', coalesce(control_since, at), act, who FROM became WHERE control <> 'none';
        RETURN NULL;
    END IF;
    UPDATE cases_controlspell spell SET until = greatest(at, spell.since)
    FROM was JOIN became USING (id)
    WHERE spell.person_id = was.id AND spell.until IS NULL AND was.control <> became.control;
    INSERT INTO cases_controlspell (person_id, control, before, since, act_id, set_by_id)
    SELECT became.id, became.control, was.control, at, act, who
    FROM was JOIN became USING (id) WHERE was.control <> became.control;
    RETURN NULL;
END $$;
CREATE TRIGGER person_control_begins AFTER INSERT ON cases_person
    REFERENCING NEW TABLE AS became FOR EACH STATEMENT EXECUTE FUNCTION cases_note_control();
CREATE TRIGGER person_control_changes AFTER UPDATE ON cases_person
    REFERENCING OLD TABLE AS was NEW TABLE AS became FOR EACH STATEMENT EXECUTE FUNCTION cases_note_control();

-- Since when: kept true beside the status itself, whoever writes it and whatever they leave out.
CREATE FUNCTION cases_date_control() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.control = 'none' THEN
        NEW.control_since := NULL;
    ELSIF TG_OP = 'UPDATE' AND NEW.control = OLD.control THEN
        NEW.control_since := coalesce(NEW.control_since, OLD.control_since);
    ELSIF TG_OP = 'UPDATE' AND NEW.control_since IS NOT DISTINCT FROM OLD.control_since THEN
        NEW.control_since := clock_timestamp();
    ELSE
        NEW.control_since := coalesce(NEW.control_since, clock_timestamp());
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER person_control_since BEFORE INSERT OR UPDATE OF control, control_since ON cases_person
    FOR EACH ROW EXECUTE FUNCTION cases_date_control();

INSERT INTO cases_controlspell (person_id, control, before, since)
SELECT id, control, 'none', coalesce(control_since, updated_at) FROM cases_person WHERE control <> 'none';
"""

BACKWARD = """
DROP TRIGGER person_control_since ON cases_person;
DROP TRIGGER person_control_changes ON cases_person;
DROP TRIGGER person_control_begins ON cases_person;
DROP FUNCTION cases_date_control();
DROP FUNCTION cases_note_control();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_add_control_history_and_treatment_calendar")]
    operations = [migrations.RunSQL(SPELLS, BACKWARD)]
