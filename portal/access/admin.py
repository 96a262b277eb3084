"""The administration asks the one permission question too, shows no personal data, and writes through services."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.access.api import can, visible
from portal.access.registry import permission_models, roles_held_on
from portal.access.roles import Role, codename, role_of
from portal.access.services import grant, revoke
from portal.areas.models import Area
from portal.privacy.fates import fate_of


class ScopedAdmin(admin.ModelAdmin):
    """An admin whose permissions are those of portal.access: `sees` and `changes` name actions, "" nothing at all."""

    sees = ""
    changes = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return visible(request.user, self.sees, super().get_queryset(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return can(request.user, self.sees)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can(request.user, self.sees, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.changes) and can(request.user, self.changes, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(self.changes) and can(request.user, self.changes)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # nothing that the journal speaks of disappears

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What is masked on screens is not shown here either."""
        masked = [field.name for field in self.opts.local_concrete_fields if fate_of(field).mask != "none"]
        return [*(super().get_exclude(request, obj) or []), *masked]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only one's own places can be chosen."""
        if db_field.related_model is Area:
            kwargs["queryset"] = visible(request.user, self.changes or self.sees, Area.objects.all())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class RoleField(forms.ModelChoiceField):
    """A choice among permissions that shows roles: how they are stored is nobody's concern."""

    def label_from_instance(self, obj: Any) -> str:
        return str(Role(role_of(obj.codename)).label)


class GrantAdmin(ScopedAdmin):
    """Who holds which role on what. Granting and revoking go through the services, and so into the journal."""

    sees, changes = "access.view", "access.grant"
    list_display = ["person", "role", "content_object"]
    list_select_related = ["user", "permission", "content_object"]
    search_fields = ["user__username", "user__display_name"]
    fields = ["user", "content_object", "permission"]

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        """A city has thousands of areas: they are typed, not listed."""
        held_on = self.opts.get_field("content_object").related_model
        return ["user", "content_object"] if held_on is Area else ["user"]

    @admin.display(description=_("role"), ordering="permission__codename")
    def role(self, row: Any) -> str:
        return Role(role_of(row.permission.codename)).label

    @admin.display(description=_("user"), ordering="user__username")
    def person(self, row: Any) -> str:
        return f"{row.user} ({row.user.get_username()})"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request)  # a grant is given or taken, not altered

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can(request.user, self.changes, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        held_on = self.opts.get_field("content_object").related_model
        if db_field.name == "user":
            kwargs["label"] = _("User")
        if db_field.name == "content_object":
            kwargs["queryset"] = visible(request.user, self.changes, held_on._default_manager.all())
        if db_field.name == "permission":
            names = [codename(role) for role in roles_held_on(held_on)]
            permissions = db_field.related_model.objects.filter(content_type__app_label=held_on._meta.app_label)
            kwargs |= {"queryset": permissions.filter(codename__in=names), "form_class": RoleField, "label": _("Role")}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        grant(obj.user, role_of(obj.permission.codename), obj.content_object, by=request.user)
        obj.pk = type(obj).objects.get(user=obj.user, permission=obj.permission, content_object=obj.content_object).pk

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        revoke(obj.user, role_of(obj.permission.codename), obj.content_object, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            self.delete_model(request, row)


@admin.register(Area)
class AreaAdmin(ScopedAdmin):
    """Names and coordinates. The tree itself comes from a file, whole (manage.py load_areas)."""

    sees, changes = "area.view", "area.change"
    list_display = ["code", "name", "level", "latitude", "longitude", "population"]
    list_filter = ["level"]
    search_fields = ["code", "name"]
    fields = ["code", "name", "level", "latitude", "longitude", "population"]
    readonly_fields = ["code", "level"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


def register_grants() -> None:
    """The grants of every app: areas here, hospitals, fleets and checkpoints above."""
    for model in permission_models().values():
        if not admin.site.is_registered(model):
            admin.site.register(model, GrantAdmin)


register_grants()
