"""Institutions, their designations, places and slots as tables that an administrator edits."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.http import HttpRequest

from hospitals.models import Designation, Hospital, OnlineClinic, Places, Slot, Squad
from portal.access.admin import ScopedAdmin
from portal.access.api import visible
from portal.audit.services import record


class KeptAdmin(ScopedAdmin):
    """A table of this app: columns of codes are ticked, institutions are one's own, every change is journalled."""

    sees = changes = "hospital.keep"

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, ArrayField) and db_field.base_field.choices:
            return forms.MultipleChoiceField(
                choices=db_field.base_field.choices,
                label=db_field.verbose_name,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.related_model is Hospital:
            kwargs["queryset"] = visible(request.user, self.changes, Hospital.objects.all())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        detail = {"model": self.opts.model_name, "pk": obj.pk, "changed": ",".join(form.changed_data)[:60]}
        area = getattr(obj, "area_id", None) or obj.hospital.area_id
        record("hospital.keep", by=request.user, area_id=area, detail=detail)


@admin.register(Hospital)
class HospitalAdmin(KeptAdmin):
    list_display = ["name", "kind", "grade", "area", "is_open", "phone"]
    list_filter = ["kind", "is_open"]
    list_select_related = ["area"]
    search_fields = ["name"]
    autocomplete_fields = ["area"]


@admin.register(Designation)
class DesignationAdmin(KeptAdmin):
    """A line ends by its last day; it is never deleted, so that yesterday's choice can still be explained."""

    list_display = ["hospital", "cite", "needs", "groups", "controls", "severities", "since", "until"]
    list_filter = ["cite"]
    list_select_related = ["hospital"]
    search_fields = ["hospital__name"]
    autocomplete_fields = ["hospital", "serves"]


@admin.register(Places)
class PlacesAdmin(KeptAdmin):
    list_display = ["hospital", "room", "total", "used", "reported_at"]
    list_filter = ["room"]
    list_select_related = ["hospital"]


@admin.register(Slot)
class SlotAdmin(KeptAdmin):
    list_display = ["hospital", "department", "need", "starts_at", "ends_at", "capacity", "taken"]
    list_filter = ["need", "starts_at"]
    list_select_related = ["hospital"]


@admin.register(Squad)
class SquadAdmin(KeptAdmin):
    list_display = ["name", "area", "base", "phone", "is_active"]
    list_select_related = ["area", "base"]
    autocomplete_fields = ["area"]


@admin.register(OnlineClinic)
class OnlineClinicAdmin(KeptAdmin):
    list_display = ["name", "kind", "area", "phone", "hours"]
    list_filter = ["kind"]
    list_select_related = ["area"]
    autocomplete_fields = ["area"]
