"""What dispatch does by itself in the background. A task may be lost or run twice without harm."""

from celery import shared_task

from transport.services import planning


@shared_task(ignore_result=True, soft_time_limit=280, time_limit=300)
def compute_plans() -> None:
    """Plans the days that dispatchers have asked for."""
    planning.compute_plans()
