"""manage.py seed_demo fills only an empty database that was said to be a demo, and only once."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cases.demo import seeding, staff
from portal.accounts.models import User
from portal.areas.models import Area

pytestmark = pytest.mark.django_db


@pytest.fixture
def runs(monkeypatch) -> list[str]:
    """Stands in for the long run itself."""
    done: list[str] = []
    monkeypatch.setattr(seeding._Seeding, "run", lambda self: done.append("ran"))
    return done


def test_it_refuses_without_demo(settings, runs):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO is not set"):
        call_command("seed_demo")
    assert runs == []


def test_force_goes_without_demo(settings, runs):
    settings.DEMO = False
    call_command("seed_demo", "--force", stdout=StringIO())
    assert runs == ["ran"]


@pytest.mark.parametrize("arguments", [[], ["--force"]])
def test_it_never_works_among_people(settings, runs, person, arguments):
    """Its passwords are known to everybody: forced or not, it opens no database that is in use."""
    settings.DEMO = True
    person("somebody")
    with pytest.raises(CommandError, match="people work here"):
        call_command("seed_demo", *arguments)
    assert runs == []


def test_the_second_time_nothing_happens(settings, runs):
    settings.DEMO = True
    User.objects.bulk_create(User(username=name) for name in staff.log_in_names())
    said = StringIO()
    call_command("seed_demo", stdout=said)
    assert "already" in said.getvalue()
    assert runs == []


def test_a_failure_leaves_nothing(settings, monkeypatch):
    settings.DEMO = True

    def break_down():
        assert Area.objects.exists()
        raise RuntimeError("in the middle")

    monkeypatch.setattr(seeding.institutions, "load_institutions", break_down)
    with pytest.raises(RuntimeError):
        call_command("seed_demo", stdout=StringIO())
    assert not Area.objects.exists()
