"""Statements that a connection has prepared: migrations under their feet, and values without number."""

from uuid import uuid4

import psycopg
import pytest
from django.db import NotSupportedError, connection, transaction

from cases.models import Person
from portal.areas.models import Area
from portal.database.base import KEPT, MOST

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def table():
    """A table whose rows have been asked for so often that the question stands prepared."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE asked_often (word varchar(5))")
        cursor.execute("INSERT INTO asked_often VALUES ('old')")
    for _time in range(4):
        words()
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE asked_often")


def words():
    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM asked_often WHERE word <> %s", ["nothing"])
        return [word for (word,) in cursor.fetchall()]


def statements():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%asked_often%%'")
        return cursor.fetchone()[0]


def widen():
    """As a migration does, which has a connection of its own."""
    reach = ("host", "port", "user", "password", "dbname")
    parameters = {name: value for name, value in connection.get_connection_params().items() if name in reach}
    with psycopg.connect(**parameters, autocommit=True) as other:
        other.execute("ALTER TABLE asked_often ALTER COLUMN word TYPE varchar(50)")


def test_what_is_asked_often_is_prepared(table):
    assert statements() == 1
    assert connection.connection.prepared_max == KEPT


def test_after_a_migration_it_is_asked_anew(table):
    widen()
    assert words() == ["old"]


def test_within_a_transaction_one_request_fails_and_the_next_does_not(table):
    def asking_meanwhile():
        with transaction.atomic():
            widen()
            words()

    with pytest.raises(NotSupportedError):
        asking_meanwhile()
    with transaction.atomic():
        assert words() == ["old"]


def test_there_may_be_more_values_than_stand_beside_a_statement():
    ids = [uuid4() for _number in range(MOST + 1)]
    words = [Area(code=str(number), name="50 %", level="grid") for number in range(MOST // 4)]
    Area.objects.bulk_create(words)
    assert Area.objects.filter(name="50 %").count() == MOST // 4
    assert Person.objects.filter(pk__in=ids).count() == 0
