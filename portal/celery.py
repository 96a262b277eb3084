"""The Celery application: two queues, `clock` for the sweep and `default` for everything else."""

import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("changyi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@beat_init.connect
def make_room_for_the_schedule(**_told: Any) -> None:
    """Beat dies when the folder of its file is missing, as it is on a host where nobody has run `make run`."""
    Path(app.conf.beat_schedule_filename).parent.mkdir(parents=True, exist_ok=True)
