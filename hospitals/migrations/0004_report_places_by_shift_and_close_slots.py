"""Reports of places as they were made, stations by shift, how long a figure holds, and slots that are closed."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import hospitals.models.institutions

ROOMS = [
    ("buffer_rescue", "buffer, rescue room"),
    ("buffer_operating", "buffer, operating room"),
    ("buffer_ward", "buffer, ward"),
    ("dialysis_station", "dialysis station"),
    ("bed", "bed"),
    ("isolation_bed", "isolation bed"),
]
SHIFTS = [("morning", "morning shift"), ("afternoon", "afternoon shift"), ("evening", "evening shift")]


class Migration(migrations.Migration):
    dependencies = [
        ("hospitals", "0003_remember_policy_of_bookings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("hospital", "key", models.UUIDField(default=uuid.uuid4, editable=False, null=True)),
        migrations.AddField(
            "places",
            "shift",
            models.CharField(blank=True, choices=SHIFTS, default="", max_length=10, verbose_name="shift"),
            preserve_default=False,
        ),
        migrations.AddField(
            "places",
            "valid_until",
            models.DateTimeField(default=hospitals.models.institutions.twelve_hours_on, verbose_name="holds until"),
        ),
        migrations.AlterModelOptions(
            "places",
            {"ordering": ["hospital", "room", "shift"], "verbose_name": "places", "verbose_name_plural": "places"},
        ),
        migrations.AddField(
            "slot", "is_closed", models.BooleanField(default=False, editable=False, verbose_name="closed")
        ),
        migrations.CreateModel(
            "PlacesReport",
            [
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("reported_at", models.DateTimeField(verbose_name="reported at")),
                ("is_unchanged", models.BooleanField(default=False, verbose_name="unchanged")),
                (
                    "hospital",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="hospitals.hospital",
                        verbose_name="hospital",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reported by",
                    ),
                ),
            ],
            {
                "verbose_name": "report of places",
                "verbose_name_plural": "reports of places",
                "ordering": ["-reported_at"],
            },
        ),
        migrations.CreateModel(
            "PlacesLine",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("room", models.CharField(choices=ROOMS, max_length=20, verbose_name="room")),
                ("shift", models.CharField(blank=True, choices=SHIFTS, max_length=10, verbose_name="shift")),
                ("total", models.PositiveSmallIntegerField(verbose_name="total")),
                ("used", models.PositiveSmallIntegerField(verbose_name="used")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="hospitals.placesreport",
                        verbose_name="report of places",
                    ),
                ),
            ],
            {
                "verbose_name": "figure of a report",
                "verbose_name_plural": "figures of reports",
                "ordering": ["report", "room", "shift"],
            },
        ),
        migrations.RemoveConstraint("places", "places_one_row_per_room"),
        migrations.AddIndex(
            "placesreport", models.Index(fields=["hospital", "-reported_at"], name="report_by_hospital")
        ),
        migrations.AddIndex("booking", models.Index(fields=["asked_at"], name="booking_asked_at")),
    ]
