"""The short ways to an address and to the name of a code say what the long ones say."""

from uuid import uuid4

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix
from django.utils.translation import override

from cases.models import Case
from cases.models.vocabulary import Need, Severity
from portal.console.addresses import address
from portal.console.labels import label

ADDRESSES = [
    ("cases:queue",),
    ("cases:case", "20261122-0001"),
    ("cases:move", "20261122-0001", "send_elsewhere"),
    ("cases:job_move", uuid4(), "accept"),
    ("cases:send_online", "20261122-0001", 7),
    ("cases:person", uuid4()),
]


@pytest.mark.parametrize("asked", ADDRESSES, ids=lambda asked: asked[0])
def test_an_address_is_what_reversing_gives(asked):
    name, *args = asked
    for _again in range(2):
        assert address(name, *args) == reverse(name, args=args)


def test_under_another_prefix_it_is_another():
    address("cases:queue")
    set_script_prefix("/changyi/")
    try:
        assert address("cases:queue") == reverse("cases:queue")
    finally:
        set_script_prefix("/")


def test_what_is_no_address_stays_none():
    with pytest.raises(NoReverseMatch):
        address("cases:no_such_page", "1")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_label_is_what_the_model_displays_in_the_language_of_the_reader(language):
    case = Case(need=Need.MEDICINE, severity=Severity.URGENT, channel="unheard of")
    with override(language):
        for name in ("need", "severity", "channel", "satisfaction"):
            assert label(case, name) == getattr(case, f"get_{name}_display")()
