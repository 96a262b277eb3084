"""A throw-away model with sealed fields, so that the fields are tested without any app that uses them."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models
from django.test.utils import isolate_apps

from portal.privacy.fields import BlindIndexField, SealedTextField


@contextmanager
def sample_model() -> Iterator[type[models.Model]]:
    with isolate_apps("portal.privacy"):

        class Sample(models.Model):
            id = models.UUIDField(primary_key=True, default=uuid.uuid4)
            name = SealedTextField()
            phone = SealedTextField(null=True)
            phone_index = BlindIndexField(source="phone", domain="phone")

            class Meta:
                app_label = "privacy"

            def __str__(self) -> str:
                return str(self.pk)

        with connection.schema_editor() as editor:
            editor.create_model(Sample)
        yield Sample
