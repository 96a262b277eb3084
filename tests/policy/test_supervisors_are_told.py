"""Bringing a pack into force is told to the supervisors of the place and of the districts in it, once."""

import pytest
from django.urls import reverse

from cases.policies.services import activate
from portal.notices.models import Notice
from portal.notices.selectors import inbox
from portal.notices.wording import sentence_of

pytestmark = pytest.mark.django_db


def test_supervisors_of_the_city_and_its_districts_are_told(areas, admin, supervisor, city, operator):
    activate("harbin-2022-04", area=areas["2301"], by=admin)
    activate("harbin-2022-04", area=areas["2301"], by=admin)
    for reader in (supervisor, city):
        [notice] = inbox(reader)
        assert "harbin-2022-04" in sentence_of(notice)
        assert "哈尔滨市" in sentence_of(notice)
    assert not inbox(operator)


def test_of_a_district_only_its_own(areas, supervisor, city):
    activate("tongliao-2022-11", area=areas["230103"])
    assert set(Notice.objects.values_list("to", flat=True)) == {"supervisor@230103"}
    assert not inbox(supervisor)


def test_the_inbox_leads_to_the_rules(client, areas, supervisor):
    activate("harbin-2022-04", area=areas["2301"])
    client.force_login(supervisor)
    page = client.get(reverse("notices:inbox"))
    assert [notice.url for notice in page.context["page"]] == [reverse("cases:rules")]
