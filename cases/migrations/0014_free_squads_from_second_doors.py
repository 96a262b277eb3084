"""A squad that stood at several doors at once on paper keeps the latest: the next migration forbids the rest."""

from django.db import migrations

UNDER_WAY = ("on_the_way", "arrived")


def free(apps, schema_editor):
    jobs, kept = apps.get_model("cases", "Job").objects, set()
    for job in jobs.filter(state__in=UNDER_WAY, squad__isnull=False).order_by("-created_at").only("pk", "squad_id"):
        if job.squad_id in kept:
            jobs.filter(pk=job.pk).update(squad=None)
        kept.add(job.squad_id)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0013_remember_what_was_erased"),
        ("hospitals", "0007_give_squads_members_and_clinics_hours"),
    ]
    operations = [migrations.RunPython(free, migrations.RunPython.noop)]
