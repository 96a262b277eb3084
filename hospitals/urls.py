"""Addresses of the hospital desk."""

from django.urls import path

from hospitals.views import desk, finding, institution

app_name = "hospitals"
urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("bookings/<str:number>/", finding.find, name="find"),
    path("desk/bookings/<uuid:pk>/move/<slug:name>/", desk.move, name="move"),
    path("desk/bookings/<uuid:pk>/contact/", desk.contact, name="contact"),
    path("desk/<int:pk>/places/<slug:room>/", institution.places, name="places"),
    path("desk/<int:pk>/close/", institution.close, name="close"),
    path("desk/closures/<uuid:pk>/reopen/", institution.reopen, name="reopen"),
]
