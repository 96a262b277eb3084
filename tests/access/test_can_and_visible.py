"""The permission question: what a role reaches, and that a list and a single answer never differ."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404
from django.utils import timezone

from portal.access.api import can, get_visible_or_404, posts_of, scopes_of, visible
from portal.access.models import AreaUserObjectPermission, Share
from portal.access.registry import Rule, UnknownAction, register
from portal.access.roles import Role
from portal.access.selectors import area_codes_of
from portal.access.services import NotGrantable, grant, revoke
from portal.areas.models import Area
from portal.audit.selectors import entries_about
from tests.cast import CITY, COMMUNITY, DISTRICT

from .agreement import prove_agreement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules_of_test")]


def codes(user, action="place.view"):
    return set(visible(user, action, Area.objects.all()).values_list("code", flat=True))


def test_a_role_reaches_its_area_and_all_below(operator, areas):
    assert codes(operator) == {code for code in areas if code.startswith(DISTRICT)}
    assert can(operator, "place.view", areas[COMMUNITY])


def test_it_reaches_neither_above_nor_beside(operator, areas):
    assert not can(operator, "place.view", areas[CITY])
    assert not can(operator, "place.view", areas["230103001"])


def test_a_role_allows_only_what_its_rules_say(operator, supervisor, areas):
    assert not can(operator, "place.change", areas[DISTRICT])
    assert can(supervisor, "place.change", areas[DISTRICT])


def test_without_a_thing_it_asks_whether_anywhere_at_all(operator, nobody):
    assert can(operator, "place.view")
    assert not can(operator, "place.change")
    assert not can(nobody, "place.view")


@pytest.mark.parametrize("who", ["anonymous", "none", "inactive", "superuser"])
def test_nobody_gets_anything_for_free(who, areas, person):
    user = {
        "anonymous": AnonymousUser,
        "none": lambda: None,
        "inactive": lambda: person("gone", Role.SUPERVISOR, on=areas[CITY], is_active=False),
        "superuser": lambda: person("root", is_superuser=True),
    }[who]()
    assert not can(user, "place.view")
    assert not can(user, "place.view", areas[CITY])
    assert codes(user) == set()


def test_can_and_visible_agree_for_every_role_and_area(areas):
    reached = prove_agreement("place.", list(areas.values()), held_on=areas.values())
    assert reached[f"supervisor on area {CITY} place.change"] == set(areas)


def test_they_agree_for_the_person_named_in_a_thing(operator, nobody, areas):
    def shared_with(user):
        until = timezone.now() + timedelta(hours=1)
        return Share.objects.create(
            user=user, subject_kind="other", subject_id=uuid4(), actions=[], reason="会诊", until=until, by=operator
        )

    shares = [shared_with(user) for user in (operator, nobody, operator)]
    named = [("operator", operator), ("nobody", nobody)]
    reached = prove_agreement("share.", shares, held_on=[areas[DISTRICT]], also=named)
    assert len(reached["operator share.end"]) == 2
    assert reached["nobody share.end"] == set()  # named, but not in the role that the rule asks for
    assert len(reached["nobody share.view"]) == 1


def test_out_of_sight_is_404_and_in_sight_but_not_allowed_is_403(operator, supervisor, areas):
    everywhere = Area.objects.all()
    assert get_visible_or_404(operator, "place.view", everywhere, code=COMMUNITY) == areas[COMMUNITY]
    with pytest.raises(Http404):
        get_visible_or_404(operator, "place.change", everywhere, code="230103")
    with pytest.raises(PermissionDenied):
        get_visible_or_404(operator, "place.change", everywhere, code=COMMUNITY)
    assert get_visible_or_404(supervisor, "place.change", everywhere, code=COMMUNITY)


def test_an_action_that_nobody_registered_is_an_error_not_a_refusal(operator, areas):
    with pytest.raises(UnknownAction):
        can(operator, "place.veiw", areas[CITY])
    with pytest.raises(UnknownAction):
        visible(operator, "place.veiw", Area.objects.all())


def test_a_rule_is_written_once():
    with pytest.raises(ImproperlyConfigured):
        register(rules=[Rule("place.view", {"area": {Role.AUDITOR}})])
    with pytest.raises(ImproperlyConfigured):
        register(rules=[Rule("place", {})])


def test_a_model_without_scope_is_an_error(operator):
    with pytest.raises(ImproperlyConfigured):
        can(operator, "place.view", Permission.objects.first())


def test_grants_are_given_once_and_taken_back(nobody, areas):
    grant(nobody, Role.GRID, areas[COMMUNITY])
    grant(nobody, Role.GRID, areas[COMMUNITY])
    assert scopes_of(nobody) == {"grid": {"area": [COMMUNITY]}}
    revoke(nobody, Role.GRID, areas[COMMUNITY])
    assert scopes_of(nobody) == {}
    assert codes(nobody) == set()


def test_a_role_is_held_only_where_it_makes_sense(nobody, areas):
    with pytest.raises(NotGrantable):
        grant(nobody, Role.DESK, areas[CITY])
    with pytest.raises(NotGrantable):
        grant(nobody, Role.OPERATOR, nobody)


def test_a_grant_inside_another_is_another_post(operator, areas):
    """It allows nothing more, but what is said to the smaller post must have its reader."""
    grant(operator, Role.OPERATOR, areas[COMMUNITY])
    assert scopes_of(operator)["operator"]["area"] == [DISTRICT, COMMUNITY]
    assert f"operator@{COMMUNITY}" in posts_of(operator)


def test_posts_name_role_and_place(operator, areas):
    grant(operator, Role.GRID, areas[COMMUNITY])
    assert posts_of(operator) == [f"grid@{COMMUNITY}", f"operator@{DISTRICT}", f"user:{operator.pk}"]
    assert posts_of(AnonymousUser()) == []


def test_area_codes_of_a_role(operator, areas):
    grant(operator, Role.GRID, areas["230103001"])
    assert area_codes_of(operator) == [DISTRICT, "230103001"]
    assert area_codes_of(operator, Role.GRID) == ["230103001"]


def test_many_questions_cost_one_query(operator, areas, django_assert_num_queries):
    with django_assert_num_queries(1):
        for area in areas.values():
            can(operator, "place.view", area)
            can(operator, "place.change", area)
    with django_assert_num_queries(1):
        codes(operator)


def test_a_list_is_one_condition_without_joins(operator):
    scopes_of(operator)
    register(rules=[Rule("grant.view", {"area": {Role.OPERATOR}})])
    sql = str(visible(operator, "grant.view", AreaUserObjectPermission.objects.all()).query)
    assert "JOIN" not in sql
    assert f"LIKE {DISTRICT}%" in sql


def test_giving_and_taking_a_role_is_journalled(admin, nobody, areas):
    grant(nobody, Role.GRID, areas[COMMUNITY], by=admin)
    revoke(nobody, Role.GRID, areas[COMMUNITY], by=admin)
    taken, given = entries_about("user", nobody.pk)
    assert (given.action, taken.action) == ("access.grant", "access.revoke")
    assert (given.by, given.area_id, given.detail) == (admin, COMMUNITY, {"role": "grid", "area_id": COMMUNITY})
