"""Addresses of dispatchers, drivers and guards."""

from django.urls import path

from transport.views import board, driving, finding, gate, passes, plans

app_name = "transport"
urlpatterns = [
    path("dispatch/", board.board, name="board"),
    path("dispatch/<uuid:pk>/vehicle/<int:vehicle_pk>/", board.assign, name="assign"),
    path("dispatch/plans/", plans.plans, name="plans"),
    path("dispatch/plans/<uuid:pk>/", plans.plan, name="plan"),
    path("dispatch/plans/<uuid:pk>/accept/", plans.accept, name="accept_plan"),
    path("dispatch/plans/<uuid:pk>/again/", plans.again, name="plan_again"),
    path("dispatch/plans/<uuid:pk>/runs/<int:run_pk>/", plans.change, name="change_run"),
    path("outside/", board.outside, name="outside"),
    path("driver/", driving.driver, name="driver"),
    path("driver/<uuid:pk>/step/<slug:name>/", driving.step, name="step"),
    path("driver/<uuid:pk>/contact/", driving.contact, name="contact"),
    path("gate/", gate.gate, name="gate"),
    path("gate/show/", gate.show_pass, name="show_pass"),
    path("trips/<str:number>/", finding.find, name="find"),
    path("trips/<uuid:pk>/move/<slug:name>/", board.move, name="move"),
    path("trips/<uuid:pk>/pass/", passes.show, name="pass"),
    path("passes/<uuid:pk>/qr.svg", passes.qr, name="pass_qr"),
    path("passes/<uuid:pk>/renew/", passes.renew, name="renew_pass"),
]
