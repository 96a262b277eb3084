"""Refusals of this app as answers of the API."""

from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.response import Response

from cases.services.intake import AlreadyOpen
from portal.api.errors import problem


def already_open(exc: Exception) -> Response | None:
    """A second open request for the same need of the same resident, as a 409 that names the first."""
    if not isinstance(exc, AlreadyOpen):
        return None
    message = _("The same need of this resident is open as %s.") % exc.case.number
    return problem("already_open", message, status.HTTP_409_CONFLICT, open_case=exc.case.number)
