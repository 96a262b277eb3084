import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.lifecycle.fields
import portal.privacy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0003_code_begins_with_its_parent"),
        ("cases", "0009_mark_whose_traces_are_stale"),
        ("hospitals", "0003_remember_policy_of_bookings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ControlAct",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                (
                    "reach",
                    models.CharField(
                        choices=[
                            ("person", "one resident"),
                            ("household", "one household"),
                            ("building", "one building"),
                            ("community", "the whole place"),
                        ],
                        max_length=12,
                        verbose_name="reach",
                    ),
                ),
                ("place", portal.privacy.fields.SealedTextField(blank=True, null=True, verbose_name="address")),
                ("address_index", portal.privacy.fields.BlindIndexField(domain="address", source="place")),
                ("building_index", portal.privacy.fields.BlindIndexField(domain="building", source="place")),
                (
                    "control",
                    models.CharField(
                        choices=[
                            ("none", "no control"),
                            ("sealed", "sealed area"),
                            ("controlled", "controlled area"),
                            ("home_isolation", "home isolation"),
                            ("central_isolation", "central isolation"),
                            ("home_monitoring", "home monitoring"),
                            ("high_risk", "high-risk area"),
                            ("abnormal_code", "abnormal health code"),
                        ],
                        max_length=20,
                        verbose_name="control status",
                    ),
                ),
                ("lowers", models.BooleanField(default=False, verbose_name="lower stricter ones too")),
                ("basis", models.CharField(blank=True, max_length=80, verbose_name="ordered by")),
                ("note", portal.privacy.fields.SealedTextField(blank=True, null=True, verbose_name="note")),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                (
                    "state",
                    portal.lifecycle.fields.StateField(
                        choices=[
                            ("drafted", "to be confirmed"),
                            ("in_force", "in force"),
                            ("ended", "ended"),
                            ("undone", "undone"),
                            ("dropped", "given up"),
                        ],
                        default="drafted",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("changed", models.PositiveIntegerField(default=0, verbose_name="residents changed")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="drafted")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="in force since")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="area",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="drafted by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="cases.person",
                        verbose_name="resident",
                    ),
                ),
            ],
            options={
                "verbose_name": "act of control",
                "verbose_name_plural": "acts of control",
            },
        ),
        migrations.CreateModel(
            name="ControlSpell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "control",
                    models.CharField(
                        choices=[
                            ("none", "no control"),
                            ("sealed", "sealed area"),
                            ("controlled", "controlled area"),
                            ("home_isolation", "home isolation"),
                            ("central_isolation", "central isolation"),
                            ("home_monitoring", "home monitoring"),
                            ("high_risk", "high-risk area"),
                            ("abnormal_code", "abnormal health code"),
                        ],
                        max_length=20,
                        verbose_name="control status",
                    ),
                ),
                (
                    "before",
                    models.CharField(
                        choices=[
                            ("none", "no control"),
                            ("sealed", "sealed area"),
                            ("controlled", "controlled area"),
                            ("home_isolation", "home isolation"),
                            ("central_isolation", "central isolation"),
                            ("home_monitoring", "home monitoring"),
                            ("high_risk", "high-risk area"),
                            ("abnormal_code", "abnormal health code"),
                        ],
                        max_length=20,
                        verbose_name="before",
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="since")),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                (
                    "act",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spells",
                        to="cases.controlact",
                        verbose_name="act",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="spells",
                        to="cases.person",
                        verbose_name="resident",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="set by",
                    ),
                ),
            ],
            options={
                "verbose_name": "spell of control",
                "verbose_name_plural": "spells of control",
                "ordering": ["-since", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="DayChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("origin", models.DateField(verbose_name="day by the plan")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("skipped", "no session that day"),
                            ("moved", "on another day"),
                            ("shifted", "in another shift"),
                            ("extra", "one more session"),
                        ],
                        max_length=8,
                        verbose_name="change",
                    ),
                ),
                ("to_day", models.DateField(blank=True, null=True, verbose_name="new day")),
                ("to_shift", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="new shift")),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("in_hospital", "is in hospital"),
                            ("own_way", "gets there by other means"),
                            ("declined", "does not want to go"),
                            ("plan_changed", "the hospital has changed the plan"),
                            ("centre_closed", "the hospital is closed that day"),
                            ("unfit", "is not fit to travel"),
                            ("other", "other (say which)"),
                        ],
                        max_length=16,
                        verbose_name="reason",
                    ),
                ),
                ("at", models.DateTimeField(auto_now=True, verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="day_changes",
                        to="cases.registerentry",
                        verbose_name="register entry",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of plan",
                "verbose_name_plural": "changes of plan",
            },
        ),
        migrations.CreateModel(
            name="PlannedSession",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.CharField(db_index=True, max_length=20, verbose_name="number")),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("child", "child"),
                            ("newborn", "newborn"),
                            ("pregnant", "pregnant"),
                            ("postpartum", "postpartum"),
                            ("dialysis", "dialysis"),
                            ("oncology", "oncology"),
                            ("critical", "critically ill"),
                            ("elderly", "elderly"),
                            ("chronic", "chronic illness"),
                        ],
                        max_length=20,
                        verbose_name="group",
                    ),
                ),
                ("origin", models.DateField(verbose_name="day by the plan")),
                ("on", models.DateField(verbose_name="day")),
                ("shift", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="shift")),
                ("starts_at", models.DateTimeField(verbose_name="begins")),
                ("is_closed_day", models.BooleanField(default=False, verbose_name="hospital closed that day")),
                (
                    "state",
                    portal.lifecycle.fields.StateField(
                        choices=[
                            ("planned", "to be listed"),
                            ("submitted", "listed"),
                            ("confirmed", "confirmed"),
                            ("arranged", "arranged"),
                            ("done", "treated"),
                            ("missed", "missed"),
                            ("skipped", "left out"),
                            ("withdrawn", "not needed"),
                        ],
                        default="planned",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("in_hospital", "is in hospital"),
                            ("own_way", "gets there by other means"),
                            ("declined", "does not want to go"),
                            ("plan_changed", "the hospital has changed the plan"),
                            ("centre_closed", "the hospital is closed that day"),
                            ("unfit", "is not fit to travel"),
                            ("other", "other (say which)"),
                        ],
                        max_length=16,
                        verbose_name="reason",
                    ),
                ),
                ("note", portal.privacy.fields.SealedTextField(blank=True, null=True, verbose_name="note")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="planned")),
                ("listed_at", models.DateTimeField(blank=True, null=True, verbose_name="listed")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="area",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="session",
                        to="cases.case",
                        verbose_name="request",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="cases.registerentry",
                        verbose_name="register entry",
                    ),
                ),
                (
                    "hospital",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="hospitals.hospital",
                        verbose_name="hospital",
                    ),
                ),
                (
                    "listed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="listed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "planned session",
                "verbose_name_plural": "planned sessions",
            },
        ),
        migrations.CreateModel(
            name="ClosedDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="day")),
                (
                    "groups",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("child", "child"),
                                ("newborn", "newborn"),
                                ("pregnant", "pregnant"),
                                ("postpartum", "postpartum"),
                                ("dialysis", "dialysis"),
                                ("oncology", "oncology"),
                                ("critical", "critically ill"),
                                ("elderly", "elderly"),
                                ("chronic", "chronic illness"),
                            ],
                            max_length=20,
                        ),
                        size=None,
                        verbose_name="groups",
                    ),
                ),
                ("instead", models.DateField(blank=True, null=True, verbose_name="treated instead on")),
                ("name", models.CharField(max_length=40, verbose_name="occasion")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="area",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "hospital",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="hospitals.hospital",
                        verbose_name="hospital",
                    ),
                ),
            ],
            options={
                "verbose_name": "day without treatment",
                "verbose_name_plural": "days without treatment",
                "ordering": ["on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("area", "hospital", "on"), name="closed_day_once_per_place", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="controlact",
            index=models.Index(
                condition=models.Q(("state", "in_force")),
                fields=["area"],
                name="control_in_force",
                opclasses=["varchar_pattern_ops"],
            ),
        ),
        migrations.AddConstraint(
            model_name="controlspell",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)), fields=("person",), name="control_one_spell_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="daychange",
            constraint=models.UniqueConstraint(fields=("entry", "origin"), name="day_change_one_per_day_of_an_entry"),
        ),
        migrations.AddConstraint(
            model_name="daychange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "moved"), _negated=True), ("to_day__isnull", False), _connector="OR"
                ),
                name="day_change_moved_has_a_day",
            ),
        ),
        migrations.AddIndex(
            model_name="plannedsession",
            index=models.Index(
                fields=["on", "area"], name="session_day_and_place", opclasses=["date_ops", "varchar_pattern_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="plannedsession",
            constraint=models.UniqueConstraint(fields=("entry", "origin"), name="session_one_per_day_of_an_entry"),
        ),
    ]
