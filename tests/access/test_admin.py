"""The administration: for administrators by role, inside their area, through services, without personal data."""

import pytest
from django.contrib import admin as django_admin
from django.contrib.auth.models import Permission
from django.urls import reverse

from portal.access.models import AreaUserObjectPermission
from portal.access.registry import permission_models
from portal.access.roles import Role
from portal.access.selectors import forget, scopes_of
from portal.accounts.models import SecondFactor, User
from portal.accounts.services.factors import begin
from portal.areas.models import Area
from portal.audit.selectors import last_about
from portal.privacy.fates import fate_of
from tests.cast import CITY, COMMUNITY, DISTRICT

pytestmark = pytest.mark.django_db
GRANTS = "admin:access_areauserobjectpermission"


def permission(role):
    return Permission.objects.get(codename=f"as_{role}", content_type__app_label="areas")


@pytest.fixture
def district_admin(areas, person):
    """Administers Xiangfang alone."""
    return person("district-admin", Role.ADMIN, on=areas[DISTRICT])


@pytest.mark.parametrize("who", ["operator", "supervisor", "auditor", "nobody"])
def test_other_roles_stay_outside(client, request, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("admin:index")).status_code == 403


def test_djangos_own_flags_open_nothing(client, person):
    client.force_login(person("root", is_staff=True, is_superuser=True))
    assert client.get(reverse("admin:index")).status_code == 403


def test_strangers_come_in_by_the_one_log_in(client):
    assert client.get(reverse("admin:index")).url.startswith("/login/")
    assert client.get(reverse("admin:login")).url.startswith("/login/")


def test_an_administrator_sees_their_own_area(client, district_admin, areas):
    client.force_login(district_admin)
    page = client.get(reverse("admin:areas_area_changelist"))
    codes = {area.code for area in page.context["cl"].queryset}
    assert codes == {code for code in areas if code.startswith(DISTRICT)}
    assert client.get(reverse("admin:areas_area_change", args=["230103"])).status_code == 302
    assert client.get(reverse("admin:areas_area_delete", args=[DISTRICT])).status_code == 403


def test_a_role_is_given_through_the_service(client, admin, nobody, areas):
    client.force_login(admin)
    given = {"user": nobody.pk, "content_object": COMMUNITY, "permission": permission("grid").pk}
    assert client.post(reverse(f"{GRANTS}_add"), given).status_code == 302
    forget(nobody)
    assert scopes_of(nobody) == {"grid": {"area": [COMMUNITY]}}
    assert (last_about("user", nobody.pk).action, last_about("user", nobody.pk).by) == ("access.grant", admin)


def test_a_role_is_taken_through_the_service(client, admin, grid):
    client.force_login(admin)
    row = AreaUserObjectPermission.objects.get(user=grid)
    assert client.post(reverse(f"{GRANTS}_delete", args=[row.pk]), {"post": "yes"}).status_code == 302
    forget(grid)
    assert scopes_of(grid) == {}
    assert last_about("user", grid.pk).action == "access.revoke"


def test_nobody_staffs_another_district(client, district_admin, nobody, areas):
    client.force_login(district_admin)
    for place in ("230103", CITY):
        given = {"user": nobody.pk, "content_object": place, "permission": permission("operator").pk}
        assert client.post(reverse(f"{GRANTS}_add"), given).status_code == 200  # the form again, with its error
    forget(nobody)
    assert scopes_of(nobody) == {}


def test_only_roles_can_be_chosen(client, admin, nobody, areas):
    client.force_login(admin)
    other = Permission.objects.exclude(codename__startswith="as_").first()
    given = {"user": nobody.pk, "content_object": COMMUNITY, "permission": other.pk}
    assert client.post(reverse(f"{GRANTS}_add"), given).status_code == 200
    assert not AreaUserObjectPermission.objects.filter(user=nobody).exists()


def test_an_account_is_made_and_closed(client, admin, areas):
    client.force_login(admin)
    new = {"username": "li", "display_name": "李", "area": DISTRICT, "usable_password": "true"}
    passwords = {"password1": "long-enough-3", "password2": "long-enough-3"}
    assert client.post(reverse("admin:accounts_user_add"), {**new, **passwords}).status_code == 302
    user = User.objects.get(username="li")
    assert user.check_password("long-enough-3")
    assert last_about("user", user.pk).action == "account.create"
    change = {"username": "li", "display_name": "李", "area": DISTRICT, "language": "en"}  # is_active unticked
    assert client.post(reverse("admin:accounts_user_change", args=[user.pk]), change).status_code == 302
    user.refresh_from_db()
    assert not user.is_active


def test_a_lost_telephone_is_forgiven(client, admin, operator, areas):
    operator.area = areas[DISTRICT]
    operator.save()
    begin(operator)
    client.force_login(admin)
    chosen = {"action": "forgive_second_factor", "_selected_action": [operator.pk]}
    assert client.post(reverse("admin:accounts_user_changelist"), chosen).status_code == 302
    assert not SecondFactor.objects.exists()


def test_no_masked_field_is_shown(rf, admin):
    request = rf.get("/")
    request.user = admin
    for model, model_admin in django_admin.site._registry.items():
        shown = {name for name in model_admin.get_list_display(request) if isinstance(name, str)}
        hidden = {f.name for f in model._meta.local_concrete_fields if fate_of(f).mask != "none"}
        assert not shown & hidden, f"{model._meta.label} shows {shown & hidden} in its list"
        if getattr(model_admin, "sees", ""):
            assert hidden <= set(model_admin.get_exclude(request)), f"{model._meta.label} shows {hidden} in its form"


def test_grants_of_every_kind_are_there():
    assert set(permission_models().values()) <= set(django_admin.site._registry)


def test_names_of_areas_can_be_corrected(client, admin, areas):
    client.force_login(admin)
    address = reverse("admin:areas_area_change", args=[DISTRICT])
    assert client.post(address, {"name": "香坊", "latitude": "45.7", "longitude": "126.7"}).status_code == 302
    assert Area.objects.get(code=DISTRICT).name == "香坊"
