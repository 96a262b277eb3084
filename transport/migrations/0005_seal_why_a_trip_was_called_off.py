"""Why a trip was called off is words, and words name people: sealed, as every other note is.

What stood there in clear is dropped and not carried over: a migration has no key.
"""

from django.db import migrations

import portal.privacy.fields


class Migration(migrations.Migration):
    dependencies = [("transport", "0004_tell_mistyped_codes")]

    operations = [
        migrations.RemoveField("trip", "cancel_reason"),
        migrations.AddField(
            "trip",
            "cancel_reason",
            portal.privacy.fields.SealedTextField(blank=True, null=True, verbose_name="cancelled because"),
        ),
    ]
