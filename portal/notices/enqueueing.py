"""Enqueueing that never fails a request: after the commit, with broker trouble caught and counted."""

import logging
import time
from typing import Any

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

from portal.notices import broker

log = logging.getLogger(__name__)

REST = 10.0  # seconds in which a broker that failed is not asked again: each asking may cost a request its patience


class _Broker:
    """What this process knows about the broker."""

    errors = 0
    asleep_until = 0.0


def enqueue(task: Task, *args: Any, **kwargs: Any) -> None:
    """Runs `task` soon after this transaction has committed, if the broker is there. Arguments are ids and codes only.

    What must happen for certain has a row in the database and an alarm clock that looks for it; this only hurries it.
    """
    transaction.on_commit(lambda: _send(task, args, kwargs), robust=True)


def broker_errors() -> int:
    return _Broker.errors


def _send(task: Task, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    if time.monotonic() < _Broker.asleep_until:
        _Broker.errors += 1
        return
    try:
        # Publishing itself has the patience of a worker, many seconds; a request has not.
        if not broker.is_answering():
            raise OperationalError("no answer")
        task.apply_async(args, kwargs, retry=False)
    except (OperationalError, OSError) as error:
        _Broker.errors += 1
        _Broker.asleep_until = time.monotonic() + REST
        log.warning("%s was not enqueued: %s", task.name, type(error).__name__)
