"""Addresses of the hospital desk."""

from django.urls import path

from hospitals.views import clinics, closures, desk, directory, finding, places, slots, squads, supervision

app_name = "hospitals"
urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("online/", clinics.directory, name="clinics"),
    path("online/new/", clinics.new, name="clinic_new"),
    path("online/<int:pk>/", clinics.change, name="clinic"),
    path("squads/kept/", squads.listing, name="squads"),
    path("squads/new/", squads.new, name="squad_new"),
    path("squads/<int:pk>/", squads.show, name="squad"),
    path("squads/<int:pk>/edit/", squads.change, name="squad_change"),
    path("squads/<int:pk>/members/new/", squads.add_member, name="squad_member_new"),
    path("squads/members/<uuid:pk>/", squads.change_member, name="squad_member"),
    path("squads/<int:pk>/duty/", squads.add_duty, name="squad_duty"),
    path("squads/duty/<int:pk>/remove/", squads.remove_duty, name="squad_duty_remove"),
    path("bookings/<str:number>/", finding.find, name="find"),
    path("desk/bookings/<uuid:pk>/move/<slug:name>/", desk.move, name="move"),
    path("desk/bookings/<uuid:pk>/contact/", desk.contact, name="contact"),
    path("desk/<int:pk>/places/<slug:room>/", places.room, name="places"),
    path("places/", places.mine, name="report_mine"),
    path("institutions/", directory.listing, name="institutions"),
    path("institutions/named/<str:number>/", directory.named, name="institution_named"),
    path("institutions/<int:pk>/", directory.show, name="institution"),
    path("institutions/<int:pk>/slots/", slots.week, name="slots"),
    path("institutions/<int:pk>/slots/open/", slots.open_many, name="slots_open"),
    path("institutions/slots/<int:pk>/", slots.change, name="slot"),
    path("institutions/slots/<int:pk>/close/", slots.close, name="slot_close"),
    path("institutions/slots/<int:pk>/reopen/", slots.reopen, name="slot_reopen"),
    path("institutions/supervision/", supervision.table, name="supervision"),
    path("institutions/supervision/behind/", supervision.bookings, name="supervision_behind"),
    path("institutions/supervision/export/", supervision.export, name="supervision_export"),
    path("institutions/<int:pk>/places/", places.report, name="report"),
    path("institutions/<int:pk>/places/unchanged/", places.unchanged, name="report_unchanged"),
    path("desk/<int:pk>/close/", closures.close, name="close"),
    path("desk/closures/<uuid:pk>/reopen/", closures.reopen, name="reopen"),
    path("closures/", closures.listing, name="closures"),
    path("closures/<uuid:pk>/", closures.show, name="closure"),
]
