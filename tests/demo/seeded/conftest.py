"""The demo as `make run` seeds it: made once for the tests of this folder, and gone after them."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from cases.demo.seeding import seed


@pytest.fixture(scope="package")
def seeded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SimpleNamespace]:
    """What it said, and the instant that it counts back from."""
    said: list[str] = []
    now = timezone.now()
    with django_db_blocker.unblock(), transaction.atomic():
        assert connection.settings_dict["NAME"].startswith("test_")
        seed(say=said.append, force=True, now=now)
        yield SimpleNamespace(said=said, now=now)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def demo(seeded: SimpleNamespace, db: None) -> SimpleNamespace:
    """The same, for one test: what the test writes is taken back by `db`."""
    return seeded
