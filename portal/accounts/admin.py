"""Accounts in the administration: names, places, closing an account, a lost telephone."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.access.admin import ScopedAdmin
from portal.access.api import can
from portal.accounts.models import User
from portal.accounts.services.factors import remove
from portal.accounts.services.tokens import withdraw_tokens
from portal.audit.services import record

# Roles are held on places; Django's groups would be a second, unseen table of permissions.
if admin.site.is_registered(Group):
    admin.site.unregister(Group)


class NewUserForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("username", "display_name", "area")


@admin.register(User)
class UserAdmin(ScopedAdmin):
    sees, changes = "account.view", "account.change"
    list_display = ["username", "display_name", "area", "is_active", "last_login"]
    list_select_related = ["area"]
    list_filter = ["is_active"]
    search_fields = ["username", "display_name"]
    fields = ["username", "display_name", "area", "language", "is_active"]
    autocomplete_fields = ["area"]
    actions = ["forgive_second_factor"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = NewUserForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else [*NewUserForm.Meta.fields, "usable_password", "password1", "password2"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not obj.is_active:
            withdraw_tokens(obj, by=request.user)
        action = "account.change" if change else "account.create"
        # "password" is a masked name: that it was changed is told by the key, never what it is.
        record(action, by=request.user, subject_kind="user", subject_id=obj.pk, area_id=obj.area_id)

    @admin.action(description=_("Forget the second factor (telephone lost)"), permissions=["change"])
    def forgive_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        allowed = [user for user in queryset if can(request.user, self.changes, user)]
        for user in allowed:
            remove(user, by=request.user)
        messages.success(request, _("The next log-in asks to set up a new one."))
