"""The world as a fixture: built once, in one transaction that never commits; every test gives back what it changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.backends.base.creation import TEST_DATABASE_PREFIX
from django.test.utils import setup_databases, teardown_databases

from tests.whole.world import World, build


@pytest.fixture(scope="session")
def _test_database(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    """pytest-django makes a test database only if some test is marked for it. Tests of the world are not."""
    if connection.settings_dict["NAME"].startswith(TEST_DATABASE_PREFIX):
        yield
        return
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        yield
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def _built_world(_test_database: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            # Between two tests of the world others may run that take longer than a request may.
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def world(_built_world: World) -> Iterator[World]:
    """tests.whole.world.World. A test that uses it needs no django_db mark: it runs inside the world's transaction."""
    with transaction.atomic():
        yield _built_world
        transaction.set_rollback(True)
