"""The Celery application: two queues, `clock` for the sweep and `default` for everything else."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("changyi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
