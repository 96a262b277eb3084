"""The API's side of the permission question: the same declarations, asked after the token is read."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from portal.access.api import can
from portal.access.declarations import declaration_of_class
from portal.access.selectors import is_person
from portal.access.third_party import third_party_declaration


class DeclaredAction(BasePermission):
    """The default of every API view. A view declares `access_action`, or `action_map` = {"list": "case.view", …}.

    It answers for the view as a whole; the single thing is asked for by visible() and get_visible_or_404().
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        declared = declaration_of_class(type(view)) or third_party_declaration(type(view), ())
        if declared is None:
            return False
        if declared.is_public:
            return True
        if not is_person(request.user):
            return False
        name = declared.action_for(request.method or "GET", getattr(view, "action", None))
        return name is not None and (not name or can(request.user, name))
