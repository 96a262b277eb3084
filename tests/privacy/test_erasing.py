"""keep: so many hours, days or years. Rows go when their time is over; what is still needed stays."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.utils import timezone

from portal.accounts.models import ApiToken, DutyShift
from portal.audit.erasing import erase_what_is_over
from portal.notices.models import Delivery, Endpoint, Notice
from portal.notices.services import tell
from portal.notices.subject import Subject
from portal.privacy.erasure import Expiry, expiries

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def erased(label, **more):
    return {one.label: one.rows for one in erase_what_is_over(**more)}[label]


def test_every_table_that_expires_is_kept_for_one_time():
    for expiry in expiries():
        assert expiry.keep > timedelta(0)
        expiry.model._meta.get_field(expiry.since)


@pytest.mark.parametrize("label", ["cases.Case", "audit.Entry", "accounts.User"])
def test_a_table_without_one_time_is_refused(label):
    with pytest.raises(ImproperlyConfigured):
        Expiry(label, since="created_at").keep  # noqa: B018


def test_a_token_goes_when_its_days_are_over(operator):
    for number, age in enumerate((29, 31)):
        token = ApiToken.objects.create(user=operator, digest=str(number), expires_at=timezone.now())
        ApiToken.objects.filter(pk=token.pk).update(created_at=timezone.now() - age * DAY)
    assert erased("accounts.ApiToken", dry_run=True) == 1
    assert erased("accounts.ApiToken") == 1
    assert ApiToken.objects.get().digest == "0"


def test_a_coming_shift_and_one_of_last_year_stay(operator, areas):
    now = timezone.now()
    for days in (-4 * 365, -300, 5):
        starts_at = now + days * DAY
        DutyShift.objects.create(
            area=areas["230110"], person=operator, phone="1", starts_at=starts_at, ends_at=starts_at + DAY
        )
    assert erased("accounts.DutyShift") == 1
    assert DutyShift.objects.count() == 2


def test_a_notice_with_a_letter_on_its_way_stays(areas):
    Endpoint.objects.create(name="e", area=areas["2301"], url="https://example.org/", secret="s")
    area = areas["230110"].pk
    tell("operator@230110", "case.work_done", subject=Subject("case", "0" * 32, "1", area))
    Notice.objects.update(created_at=timezone.now() - 4 * 365 * DAY)
    assert erased("notices.Notice") == 0
    Delivery.objects.update(state="delivered", settled_at=timezone.now())
    assert erased("notices.Notice") == 1
    assert not Delivery.objects.exists()


def test_the_command_counts_first(capsys, operator):
    call_command("erase_expired", "--dry-run")
    assert "accounts.ApiToken" in capsys.readouterr().out
