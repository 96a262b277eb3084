"""Several acts at the same moment, each with its own connection, for tests of who wins."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

PATIENCE = 120.0  # seconds, for what hangs: a busy machine takes its time


@pytest.fixture
def at_once() -> Callable[..., list[Any]]:
    """at_once(f, g, …): runs each in a thread with its own connection, all let go together; returns their results."""

    def run(*works: Callable[[], Any]) -> list[Any]:
        gate, results = threading.Barrier(len(works)), [None] * len(works)

        def one(index: int, work: Callable[[], Any]) -> None:
            try:
                gate.wait(timeout=PATIENCE)
                results[index] = work()
            except Exception as error:
                results[index] = error
            finally:
                connection.close()

        threads = [threading.Thread(target=one, args=pair) for pair in enumerate(works)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=PATIENCE)
        assert not any(thread.is_alive() for thread in threads), "one of them never came to an end"
        return results

    return run
