"""What is checked of a resident's data wherever it is entered: by a screen, by the API, by a spreadsheet."""

import re
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.id_numbers import SHAPE, birth_date_in, check_character
from portal.privacy.normalise import normalise_id_number, normalise_phone

OLDEST_REQUEST = timedelta(days=30)
CLOCK_DIFFERENCE = timedelta(minutes=5)  # a telephone's own clock may run a little ahead of ours
OLDEST_PERSON = 130  # years

_PHONE = re.compile(r"\d{3,12}")


def check_phone(value: str) -> None:
    """Digits of a telephone number once separators are gone: 3 (a service line) to 12 (area code and number)."""
    if value and not _PHONE.fullmatch(normalise_phone(value)):
        raise ValidationError(_("This is not a telephone number."), code="phone")


def check_id_number(value: str) -> None:
    """An 18-digit resident ID: its form, the date of birth within it and its check character."""
    if not value:
        return
    number = normalise_id_number(value)
    if not SHAPE.fullmatch(number):
        raise ValidationError(_("A resident ID has 18 digits; the last may be X."), code="id_form")
    if birth_date_in(number) is None:
        raise ValidationError(_("The date of birth inside this ID does not exist."), code="id_date")
    if check_character(number) != number[17]:
        raise ValidationError(_("The check digit of this ID is wrong: one digit was mistyped."), code="id_check")


def check_birth_date(value: date | None) -> None:
    if value is None:
        return
    today = timezone.localdate()
    if value > today:
        raise ValidationError(_("A date of birth cannot lie in the future."), code="future")
    if today.year - value.year > OLDEST_PERSON:
        raise ValidationError(_("Nobody is that old: check the year."), code="too_old")


def check_occurred_at(value: datetime | None) -> None:
    if value is None:
        return
    now = timezone.now()
    if value > now + CLOCK_DIFFERENCE:
        raise ValidationError(_("A request cannot have been made in the future."), code="future")
    if value < now - OLDEST_REQUEST:
        raise ValidationError(_("This is more than 30 days ago."), code="too_old")
