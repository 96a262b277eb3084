"""The database itself marks whose trace is no longer true, whoever writes a resident: a save, a bulk insert, plain SQL.

It compares the blind indexes, which change with the values they stand for and with nothing else: sealing all rows anew
under another key marks nobody.
"""

from django.db import migrations

MARK = """
CREATE FUNCTION cases_trace_of_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cases_persontrace (person_id, is_stale) SELECT id, true FROM written
    ON CONFLICT (person_id) DO UPDATE SET is_stale = true;
    RETURN NULL;
END $$;

CREATE FUNCTION cases_trace_of_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cases_persontrace (person_id, is_stale)
    SELECT n.id, true FROM written n JOIN before b ON b.id = n.id
    WHERE (n.name_index, n.phone_index, n.id_number_index, n.address_index, n.area_id)
        IS DISTINCT FROM (b.name_index, b.phone_index, b.id_number_index, b.address_index, b.area_id)
    ORDER BY n.id
    ON CONFLICT (person_id) DO UPDATE SET is_stale = true;
    RETURN NULL;
END $$;

CREATE FUNCTION cases_trace_of_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cases_persontrace SET is_stale = true WHERE person_id IN (SELECT id FROM before);
    RETURN NULL;
END $$;

CREATE TRIGGER cases_person_trace_of_new AFTER INSERT ON cases_person
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION cases_trace_of_new();
CREATE TRIGGER cases_person_trace_of_changed AFTER UPDATE ON cases_person
    REFERENCING OLD TABLE AS before NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION cases_trace_of_changed();
CREATE TRIGGER cases_person_trace_of_gone AFTER DELETE ON cases_person
    REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION cases_trace_of_gone();

INSERT INTO cases_persontrace (person_id, is_stale) SELECT id, true FROM cases_person;

-- What is sealed does not get smaller: do not try.
ALTER TABLE cases_traceblock ALTER names SET STORAGE EXTERNAL, ALTER numbers SET STORAGE EXTERNAL,
    ALTER places SET STORAGE EXTERNAL, ALTER people SET STORAGE EXTERNAL;
"""

MARK_NO_MORE = """
DROP TRIGGER cases_person_trace_of_gone ON cases_person;
DROP TRIGGER cases_person_trace_of_changed ON cases_person;
DROP TRIGGER cases_person_trace_of_new ON cases_person;
DROP FUNCTION cases_trace_of_gone();
DROP FUNCTION cases_trace_of_changed();
DROP FUNCTION cases_trace_of_new();
DELETE FROM cases_persontrace;
DELETE FROM cases_traceblock;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_add_traces_and_duplicates")]

    operations = [migrations.RunSQL(MARK, MARK_NO_MORE)]
