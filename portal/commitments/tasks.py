"""The first alarm clock: Celery. It may die; `manage.py watch` is the other."""

from celery import shared_task

from portal.commitments import sweep as sweeping


@shared_task(name="portal.commitments.tasks.sweep", ignore_result=True)
def sweep() -> dict[str, object]:
    return sweeping.sweep(source="celery").as_json()
