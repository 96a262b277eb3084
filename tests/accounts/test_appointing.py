"""The command that appoints the first people of a new system."""

import pytest
from django.core.management import CommandError, call_command

from portal.access.api import can
from portal.accounts.management.commands import appoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(monkeypatch):
    def type_in(password: str) -> None:
        monkeypatch.setattr(appoint, "getpass", lambda prompt: password)

    return type_in


def test_it_makes_an_account_that_may_administer(areas, typed, django_user_model):
    typed("Long-enough-2026")
    call_command("appoint", "first", "admin", "2301")
    user = django_user_model.objects.get(username="first")
    assert user.is_staff
    assert user.check_password("Long-enough-2026")
    assert can(user, "site.administer")


def test_it_gives_a_role_to_somebody_who_is_there(nobody, areas):
    call_command("appoint", "nobody", "operator", "230110")
    assert can(nobody, "case.list", areas["230110"]) or can(nobody, "case.list")


def test_a_weak_password_makes_nobody(areas, typed, django_user_model):
    typed("123")
    with pytest.raises(CommandError):
        call_command("appoint", "first", "admin", "2301")
    assert not django_user_model.objects.filter(username="first").exists()


def test_an_unknown_area_is_named(areas):
    with pytest.raises(CommandError, match="999"):
        call_command("appoint", "first", "admin", "999")
