"""Alarm clocks as processes of their own, against the database of the tests."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
NO_BROKER = "redis://127.0.0.1:1/0"  # nothing listens there


def environment(**more: str) -> dict[str, str]:
    """That of the tests, pointing at their database instead of the one it is named after."""
    parts = connection.settings_dict
    secret = f":{quote(parts['PASSWORD'])}" if parts["PASSWORD"] else ""
    where = f"{quote(str(parts['HOST']), safe='')}:{parts['PORT']}" if parts["PORT"] else quote(parts["HOST"], safe="")
    url = f"postgres://{quote(parts['USER'])}{secret}@{where}/{parts['NAME']}"
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PYTHONUNBUFFERED": "1",
        **more,
    }


def running(*command: str, **more: str) -> AbstractContextManager[subprocess.Popen[str]]:
    """`python manage.py …` until the block ends, if it has not ended before."""
    return _running([sys.executable, "manage.py", *command], more)


def running_celery(*command: str, **more: str) -> AbstractContextManager[subprocess.Popen[str]]:
    """The same for `celery --app portal …`."""
    return _running([sys.executable, "-m", "celery", "--app", "portal", *command, "--loglevel", "WARNING"], more)


@contextmanager
def _running(command: list[str], more: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(**more),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        kill(process)
        process.communicate()


def kill(process: subprocess.Popen[str]) -> None:
    """SIGKILL to the process and to all that it started, as when the machine's memory runs out."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def eventually(is_so: Callable[[], Any], *, within: float = 120.0) -> Any:
    """Waits until something is so, and returns it; asks ten times a second. The limit is for what never comes."""
    until = time.monotonic() + within
    while not (found := is_so()):
        assert time.monotonic() < until, "it never came to be so"
        time.sleep(0.1)
    return found
