from django.db import migrations

import portal.privacy.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_stage_imports_of_registers"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="building_index",
            field=portal.privacy.fields.BlindIndexField(domain="building", source="address"),
        ),
    ]
