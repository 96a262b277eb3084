"""Addresses of the hospital desk."""

from django.urls import path

from hospitals.views import clinics, desk, finding, institution, places, squads

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
    path("institutions/<int:pk>/places/", places.report, name="report"),
    path("institutions/<int:pk>/places/unchanged/", places.unchanged, name="report_unchanged"),
    path("desk/<int:pk>/close/", institution.close, name="close"),
    path("desk/closures/<uuid:pk>/reopen/", institution.reopen, name="reopen"),
]
