"""Closed by default: every address says who may open it, and that is what happens."""

import pytest
from django.core.checks import Error
from django.http import HttpResponse
from django.urls import include, path
from django.views.generic import TemplateView, View
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSet

from portal.access.checks import every_address_declares_who_may_open_it
from portal.access.decorators import action, public, signed_in
from portal.access.rest import DeclaredAction

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules_of_test"), pytest.mark.urls(__name__)]


def undeclared(request):
    return HttpResponse("secret")


@public("tests need an open page")
def open_page(request):
    return HttpResponse("open")


@signed_in("a page about oneself")
def own_page(request):
    return HttpResponse("own")


@action("place.view", post="place.change")
def places(request):
    return HttpResponse("places")


@action("place.view")
async def live(request):
    return HttpResponse("live")


class ChangePlace(View):
    action = "place.change"

    def get(self, request):
        return HttpResponse("change")


class Undeclared(TemplateView):
    pass


class PlacesApi(ViewSet):
    action_map = {"list": "place.view", "create": "place.change"}

    def list(self, request):
        return Response(["places"])

    def create(self, request):
        return Response(["changed"])


class Leaky(ViewSet):
    action_map = {"list": "place.view"}

    def list(self, request):
        return Response(["places"])

    def destroy(self, request):
        return Response(["gone"])


class OneAction(APIView):
    access_action = "place.change"

    def get(self, request):
        return Response(["changed"])


class Careless(APIView):
    access_action = "place.change"
    permission_classes = (AllowAny,)


api = [
    path("places/", PlacesApi.as_view({"get": "list", "post": "create"})),
    path("one/", OneAction.as_view()),
    path("leaky/", Leaky.as_view({"get": "list", "delete": "destroy"})),
]
urlpatterns = [
    path("undeclared/", undeclared),
    path("open/", open_page),
    path("own/", own_page),
    path("places/", places),
    path("live/", live),
    path("change/", ChangePlace.as_view()),
    path("api/", include((api, "api"))),
]


def status(client, user, address, method="get", **extra):
    if user is not None:
        client.force_login(user, backend="portal.accounts.backend.PortalBackend")
    return getattr(client, method)(address, **extra).status_code


def test_what_declares_nothing_is_closed_to_everybody(client, city):
    assert status(client, None, "/undeclared/") == 403
    assert status(client, city, "/undeclared/") == 403


def test_a_public_page_is_open(client):
    assert status(client, None, "/open/") == 200


@pytest.mark.parametrize("address", ["/own/", "/places/", "/live/", "/change/"])
def test_strangers_are_sent_to_the_log_in_and_back(client, address, settings):
    settings.LOGIN_URL = "/in/"
    response = client.get(f"{address}?a=1")
    assert (response.status_code, response.url) == (302, f"/in/?next={address}%3Fa%3D1")


def test_a_form_sent_into_a_lost_session_goes_back_to_its_page(client, settings):
    settings.LOGIN_URL = "/in/"
    response = client.post("/places/", HTTP_REFERER="http://testserver/own/?draft=7")
    assert response.url == "/in/?next=/own/%3Fdraft%3D7"
    assert client.post("/places/", HTTP_REFERER="https://elsewhere.example/own/").url == "/in/?next=/"


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Accept": "text/event-stream"}])
def test_a_script_is_told_401_and_where_to_sign_in(client, headers, settings):
    settings.LOGIN_URL = "/in/"
    response = client.get("/places/", headers=headers)
    assert (response.status_code, response["X-Sign-In"]) == (401, "/in/")


def test_every_role_gets_its_own(client, operator, supervisor, nobody):
    assert status(client, nobody, "/own/") == 200
    assert status(client, nobody, "/places/") == 403
    assert status(client, operator, "/places/") == 200
    assert status(client, operator, "/live/") == 200
    assert status(client, operator, "/places/", "post") == 403
    assert status(client, operator, "/change/") == 403
    assert status(client, supervisor, "/places/", "post") == 200
    assert status(client, supervisor, "/change/") == 200


def test_the_api_asks_by_the_same_table(client, operator, supervisor, nobody):
    assert status(client, None, "/api/places/") == 401
    assert status(client, nobody, "/api/places/") == 403
    assert status(client, operator, "/api/places/") == 200
    assert status(client, operator, "/api/places/", "post") == 403
    assert status(client, operator, "/api/one/") == 403
    assert status(client, supervisor, "/api/places/", "post") == 200
    assert status(client, supervisor, "/api/one/") == 200


def test_what_an_api_forgot_to_declare_is_closed(client, city):
    assert status(client, city, "/api/leaky/", "get") == 200
    assert status(client, city, "/api/leaky/", "delete") == 403
    assert status(client, city, "/api/leaky/", "put") == 405
    assert status(client, city, "/api/leaky/", "options") == 200


class Urls:
    """A URL configuration of one address, for the check."""

    def __init__(self, view):
        self.urlpatterns = [path("x/", view)]


@pytest.mark.parametrize(
    ("view", "error"),
    [
        (undeclared, "access.E001"),
        (Undeclared.as_view(), "access.E001"),
        (action("place.veiw")(lambda request: None), "access.E002"),
        (Careless.as_view(), "access.E004"),
        (Leaky.as_view({"get": "list", "delete": "destroy"}), "access.E005"),
        (open_page, None),
        (ChangePlace.as_view(), None),
        (OneAction.as_view(), None),
    ],
)
def test_the_check_stops_the_start(view, error, settings):
    settings.ROOT_URLCONF = Urls(view)
    found = [message.id for message in every_address_declares_who_may_open_it() if isinstance(message, Error)]
    assert found == ([error] if error else [])


def test_the_check_misses_the_middleware(settings):
    settings.ROOT_URLCONF = Urls(open_page)
    settings.MIDDLEWARE = []
    assert [error.id for error in every_address_declares_who_may_open_it()] == ["access.E003"]


def test_an_open_page_says_why():
    with pytest.raises(ValueError, match="why"):
        public(" ")


def test_the_api_is_closed_where_nothing_is_declared(rf):
    assert not DeclaredAction().has_permission(rf.get("/"), APIView())
