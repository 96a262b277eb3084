"""Fleets, vehicles, drivers and gates as tables that an administrator edits."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from portal.access.admin import ScopedAdmin
from portal.access.api import visible
from portal.audit.services import record
from portal.notices.enqueueing import enqueue
from transport.models import Checkpoint, Driver, Fleet, Vehicle
from transport.services.failing import lock_driver_with_trips, lock_with_trips, replan_driverless, replan_unfit
from transport.tasks import compute_plans


class KeptAdmin(ScopedAdmin):
    """A table of this app: fleets are one's own, every change is journalled."""

    sees = changes = "fleet.keep"

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.related_model is Fleet:
            kwargs["queryset"] = visible(request.user, self.changes, Fleet.objects.all())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        detail = {"model": self.opts.model_name, "pk": obj.pk, "changed": ",".join(form.changed_data)[:60]}
        area = getattr(obj, "area_id", None) or obj.fleet.area_id
        record("fleet.keep", by=request.user, area_id=area, detail=detail)


@admin.register(Fleet)
class FleetAdmin(KeptAdmin):
    list_display = ["name", "area", "phone"]
    list_select_related = ["area"]
    search_fields = ["name"]
    autocomplete_fields = ["area"]


@admin.register(Vehicle)
class VehicleAdmin(KeptAdmin):
    list_display = [
        "plate", "kind", "fleet", "seats", "has_partition", "kits", "has_oxygen", "last_disinfected_at",
        "out_of_service",
    ]  # fmt: skip
    list_filter = ["kind", "fleet", "has_partition"]
    list_select_related = ["fleet"]
    search_fields = ["plate"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """What makes a vehicle unfit here gives its outings to others, as on the keeper's own page."""
        if change:
            lock_with_trips(obj)
        super().save_model(request, obj, form, change)
        if change and replan_unfit(obj, by=request.user):
            enqueue(compute_plans)


@admin.register(Driver)
class DriverAdmin(KeptAdmin):
    list_display = ["name", "fleet", "phone", "user", "is_active"]
    list_filter = ["fleet", "is_active"]
    list_select_related = ["fleet", "user"]
    search_fields = ["name"]
    autocomplete_fields = ["user"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Whoever falls out here gives what they were to drive to others, as on the keeper's own page."""
        if change:
            lock_driver_with_trips(obj)
        super().save_model(request, obj, form, change)
        if change and replan_driverless(obj, by=request.user):
            enqueue(compute_plans)


@admin.register(Checkpoint)
class CheckpointAdmin(KeptAdmin):
    list_display = ["name", "area"]
    list_select_related = ["area"]
    search_fields = ["name"]
    autocomplete_fields = ["area"]
