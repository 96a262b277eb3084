"""POST /api/v1/token/: name and password against a token."""

from typing import Any

from django.contrib.auth import authenticate
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.access.decorators import public
from portal.accounts.api.serializers import TokenAnswer, TokenRequest
from portal.accounts.api.throttling import TokenThrottle
from portal.accounts.selectors.factors import has_second_factor, must_have_second_factor
from portal.accounts.services.factors import verify
from portal.accounts.services.tokens import issue_token


@public("the way in for programs")
@method_decorator(sensitive_post_parameters("password", "code"), name="dispatch")
class TokenView(APIView):
    authentication_classes = ()
    throttle_classes = (TokenThrottle,)

    def get_authenticate_header(self, request: Request) -> str:
        return "Token"  # so that a wrong password is 401, as everywhere, and not 403

    @extend_schema(request=TokenRequest, responses=TokenAnswer, auth=[])
    def post(self, request: Request) -> Response:
        """A token for the header `Authorization: Token …`, for thirty days."""
        form = TokenRequest(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        user = authenticate(request._request, username=given["username"], password=given["password"])
        if user is None:
            raise AuthenticationFailed(_("Name or password is wrong."))
        _check_second_factor(user, given.get("code", ""))
        return Response({"token": issue_token(user)})


def _check_second_factor(user: Any, code: str) -> None:
    if has_second_factor(user):
        if not verify(user, code=code):
            raise AuthenticationFailed(_("The code of the second factor is missing or wrong."), code="second_factor")
    elif must_have_second_factor(user):
        raise AuthenticationFailed(_("Set up your second factor on the site first."), code="second_factor")
