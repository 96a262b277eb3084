"""The second factor: set up, asked for, not to be guessed or used twice, and required of some roles."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import SecondFactor
from portal.accounts.selectors.factors import has_second_factor
from portal.accounts.services import factors
from portal.accounts.totp import STEP, code_at
from portal.audit.models import Entry

pytestmark = pytest.mark.django_db


def code_of(factor, ahead=0):
    return code_at(factor.secret, int(timezone.now().timestamp()) // STEP + ahead)


@pytest.fixture
def factor(operator):
    """The operator's, in force. Its code of this step is used up; the next one counts already."""
    made = factors.begin(operator)
    made.paper = factors.confirm(made, code=code_of(made))
    return made


def password(client, **more):
    return client.post("/login/", {"username": "operator", "password": "demo-operator", **more})


def is_inside(client):
    return "_auth_user_id" in client.session


def test_it_counts_only_after_a_first_code(operator):
    made = factors.begin(operator)
    assert not has_second_factor(operator)
    assert factors.confirm(made, code="000000") is None
    assert len(factors.confirm(made, code=code_of(made))) == factors.RECOVERY_CODES
    assert has_second_factor(operator)
    assert factors.confirm(made, code=code_of(made, 1)) is None  # once


def test_its_secret_is_sealed_and_its_codes_are_digests(factor):
    row = SecondFactor.objects.filter(pk=factor.pk).values("secret").get()
    assert factor.secret.encode() not in row["secret"]
    assert not factor.recovery_codes.filter(digest__in=factor.paper).exists()


def test_the_password_alone_leads_nowhere(client, factor):
    response = password(client, next="/me/profile/")
    assert response.url == "/login/code/?next=%2Fme%2Fprofile%2F"
    assert not is_inside(client)
    assert client.get("/me/profile/").status_code == 302


def test_the_code_leads_on_to_where_one_wanted(client, factor):
    password(client)
    response = client.post("/login/code/", {"code": code_of(factor, 1), "next": "/me/profile/"})
    assert response.url == "/me/profile/"
    assert is_inside(client)


def test_a_code_opens_once(client, factor):
    assert factors.verify(factor.user, code=code_of(factor, 1))
    assert not factors.verify(factor.user, code=code_of(factor, 1))
    assert not factors.verify(factor.user, code=code_of(factor))


def test_spaces_between_digits_do_not_matter(factor):
    code = code_of(factor, 1)
    assert factors.verify(factor.user, code=f" {code[:3]} {code[3:]}")


def test_without_the_password_the_code_is_not_asked_for(client, factor):
    assert client.get("/login/code/").url.startswith("/login/")
    assert client.post("/login/code/", {"code": code_of(factor, 1)}).url.startswith("/login/")


def test_the_wait_between_password_and_code_is_short(client, factor, monkeypatch):
    password(client)
    monkeypatch.setattr("portal.accounts.session.WAIT_SECONDS", -1)
    assert client.post("/login/code/", {"code": code_of(factor, 1)}).url.startswith("/login/")
    assert not is_inside(client)


def test_guessing_codes_ends_after_five(client, factor, monkeypatch):
    password(client)
    for _try in range(factors.TRIES):
        assert client.post("/login/code/", {"code": "000000"}).status_code == 422
    assert client.post("/login/code/", {"code": code_of(factor, 1)}).status_code == 422  # the right one neither
    later = timezone.now() + factors.LOCKED_FOR + timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert factors.verify(factor.user, code=code_of(factor, 1))


def test_a_code_on_paper_opens_once_and_is_journalled(client, factor):
    password(client)
    paper = factor.paper[0].upper().replace("-", " ")
    assert client.post("/login/code/", {"code": paper}).status_code == 302
    assert is_inside(client)
    assert not factors.verify(factor.user, code=factor.paper[0])
    assert Entry.objects.filter(action="account.recovery_code").count() == 1


def test_new_paper_makes_the_old_worthless(client, factor):
    client.force_login(factor.user)
    session = client.session
    session["second_factor"] = "verified"
    session.save()
    page = client.post(reverse("accounts:recovery_codes"), {"code": code_of(factor, 1)})
    assert len(page.context["codes"]) == factors.RECOVERY_CODES
    assert not factors.verify(factor.user, code=factor.paper[0])
    assert factors.verify(factor.user, code=page.context["codes"][0])


def test_a_lost_telephone_is_forgiven_by_an_administrator(admin, factor):
    factors.remove(factor.user, by=admin)
    assert not has_second_factor(factor.user)
    entry = Entry.objects.get(action="account.second_factor_removed")
    assert (entry.by, entry.subject_id) == (admin, str(factor.user.pk))


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_ROLES = ["operator", "supervisor", "admin", "auditor"]


def test_a_role_that_needs_one_gets_no_further_than_setting_it_up(client, operator, required):
    password(client)
    assert client.get(reverse("console:me")).url == reverse("accounts:second_factor")
    assert client.get("/api/v1/nothing/").status_code == 404
    page = client.get(reverse("accounts:second_factor"))
    assert "data:image/svg" in page.content.decode()
    made = SecondFactor.objects.get(user=operator)
    done = client.post(reverse("accounts:second_factor"), {"code": code_of(made)})
    assert len(done.context["codes"]) == factors.RECOVERY_CODES
    assert client.get(reverse("console:me")).status_code == 200


def test_a_wrong_first_code_shows_the_same_square_again(client, operator, required):
    password(client)
    before = client.get(reverse("accounts:second_factor")).context["secret"]
    page = client.post(reverse("accounts:second_factor"), {"code": "000000"})
    assert (page.status_code, page.context["secret"]) == (422, before)
    assert client.post(reverse("accounts:second_factor"), {"code": "abc"}).status_code == 422


def test_a_script_is_sent_to_the_page_too(client, operator, required):
    password(client)
    assert client.get(reverse("console:me"), headers={"HX-Request": "true"})["HX-Redirect"]


def test_other_roles_go_on_without(client, grid, required):
    client.post("/login/", {"username": "grid", "password": "demo-grid"})
    assert client.get(reverse("console:me")).status_code == 200


def test_a_session_that_came_by_another_door_is_asked(client, factor):
    client.force_login(factor.user)
    assert client.get(reverse("console:me")).url == reverse("accounts:login")
