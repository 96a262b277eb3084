"""Lines of the matrix end and are kept; uploads of it wait for a word; the directory knows when it has changed."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

# Whether an institution is open (is_open) is no part of the directory: it is read fresh for every question, and closing
# must not wait for whoever edits the matrix.
FORWARD = """
INSERT INTO hospitals_directoryversion (id, version) VALUES (1, gen_random_uuid());
CREATE FUNCTION hospitals_directory_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO hospitals_directoryversion (id, version) VALUES (1, gen_random_uuid())
        ON CONFLICT (id) DO UPDATE SET version = excluded.version;
    RETURN NULL;
END $$;
CREATE TRIGGER directory_changed AFTER INSERT OR DELETE
    OR UPDATE OF name, grade, kind, also_kinds, area_id, address, entrance, phone, latitude, longitude, opens_24h,
                 opens_at, closes_at, source
    ON hospitals_hospital FOR EACH STATEMENT EXECUTE FUNCTION hospitals_directory_changed();
CREATE TRIGGER directory_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE
    ON hospitals_designation FOR EACH STATEMENT EXECUTE FUNCTION hospitals_directory_changed();
CREATE TRIGGER directory_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE
    ON hospitals_designation_serves FOR EACH STATEMENT EXECUTE FUNCTION hospitals_directory_changed();
CREATE TRIGGER directory_changed AFTER INSERT OR DELETE OR UPDATE OF latitude, longitude OR TRUNCATE
    ON areas_area FOR EACH STATEMENT EXECUTE FUNCTION hospitals_directory_changed();
"""

BACKWARD = """
DROP TRIGGER directory_changed ON areas_area;
DROP TRIGGER directory_changed ON hospitals_designation_serves;
DROP TRIGGER directory_changed ON hospitals_designation;
DROP TRIGGER directory_changed ON hospitals_hospital;
DROP FUNCTION hospitals_directory_changed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0001_areas"),
        ("hospitals", "0008_write_skills_as_codes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "designation",
            "changed_at",
            models.DateTimeField(auto_now=True, default=django.utils.timezone.now, verbose_name="changed"),
            preserve_default=False,
        ),
        migrations.AddField(
            "designation",
            "ended_at",
            models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ended"),
        ),
        migrations.AddConstraint(
            "designation",
            models.CheckConstraint(
                condition=Q(age_from__isnull=True) | Q(age_to__isnull=True) | Q(age_to__gte=F("age_from")),
                name="designation_ages_in_order",
                violation_error_message="The age to which it takes people lies below the age from which it does.",
            ),
        ),
        migrations.CreateModel(
            "DirectoryVersion",
            [
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("version", models.UUIDField(default=uuid.uuid4)),
            ],
            {"verbose_name": "version of the directory", "verbose_name_plural": "versions of the directory"},
        ),
        migrations.CreateModel(
            "MatrixUpload",
            [
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("staged", "waits to be confirmed"),
                            ("refused", "refused"),
                            ("done", "written"),
                            ("dropped", "given up"),
                        ],
                        default="staged",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=100, verbose_name="name of the file")),
                ("content", models.BinaryField(blank=True, null=True, verbose_name="rows")),
                ("counts", models.JSONField(default=dict, verbose_name="counts")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="digest")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sent by",
                    ),
                ),
            ],
            {
                "verbose_name": "upload of the matrix",
                "verbose_name_plural": "uploads of the matrix",
                "ordering": ["-created_at"],
                "indexes": [models.Index(fields=["by", "-created_at"], name="matrix_upload_recent")],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
