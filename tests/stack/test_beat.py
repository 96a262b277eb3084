"""Beat finds a place for its schedule on a host where nothing of the portal has run before."""

from celery.signals import beat_init

import portal.celery  # noqa: F401 (it listens)


def test_the_folder_of_the_schedule_is_made(tmp_path, settings):
    settings.CELERY_BEAT_SCHEDULE_FILENAME = str(tmp_path / "run" / "beat-schedule")
    beat_init.send(sender=None)
    assert (tmp_path / "run").is_dir()
