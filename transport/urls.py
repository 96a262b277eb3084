"""Addresses of dispatchers, drivers and guards."""

from django.urls import path

from transport.views import board, driving, finding, fleets, gate, orders, passes, plans, sharing, troubles

app_name = "transport"
urlpatterns = [
    path("dispatch/", board.board, name="board"),
    path("dispatch/<uuid:pk>/vehicle/<int:vehicle_pk>/", board.assign, name="assign"),
    path("dispatch/plans/", plans.plans, name="plans"),
    path("dispatch/plans/<uuid:pk>/", plans.plan, name="plan"),
    path("dispatch/plans/<uuid:pk>/accept/", plans.accept, name="accept_plan"),
    path("dispatch/plans/<uuid:pk>/again/", plans.again, name="plan_again"),
    path("dispatch/plans/<uuid:pk>/runs/<int:run_pk>/", plans.change, name="change_run"),
    path("fleet/", fleets.vehicles, name="vehicles"),
    path("fleet/enlist/", fleets.enlist, name="enlist"),
    path("fleet/vehicles/<int:pk>/", fleets.vehicle, name="vehicle"),
    path("fleet/vehicles/<int:pk>/owner/", fleets.owner, name="owner"),
    path("fleet/vehicles/<int:pk>/<slug:act>/", fleets.serve, name="serve_vehicle"),
    path("fleet/drivers/", fleets.drivers, name="drivers"),
    path("fleet/drivers/<int:pk>/", fleets.driver, name="driver_page"),
    path("fleet/drivers/<int:pk>/shifts/", fleets.add_shift, name="add_shift"),
    path("fleet/drivers/<int:pk>/shifts/<int:shift_pk>/remove/", fleets.remove_shift, name="remove_shift"),
    path("dispatch/<uuid:pk>/share/", sharing.share, name="share"),
    path("trips/<uuid:pk>/order/", orders.order, name="order"),
    path("orders/<uuid:pk>/qr.svg", orders.qr, name="order_qr"),
    path("orders/<str:token>/", orders.seen, name="order_seen"),
    path("outside/", board.outside, name="outside"),
    path("driver/", driving.driver, name="driver"),
    path("driver/<uuid:pk>/step/<slug:name>/", driving.step, name="step"),
    path("driver/<uuid:pk>/contact/", driving.contact, name="contact"),
    path("driver/<uuid:pk>/trouble/", troubles.report, name="report_trouble"),
    path("dispatch/troubles/", troubles.troubles, name="troubles"),
    path("dispatch/troubles/<uuid:pk>/settle/", troubles.settle, name="settle"),
    path("gate/", gate.gate, name="gate"),
    path("gate/<int:pk>/", gate.gate, name="one_gate"),
    path("gate/<int:pk>/bundle/", gate.bundle, name="gate_bundle"),
    path("gate/show/", gate.show_pass, name="show_pass"),
    path("trips/<str:number>/", finding.find, name="find"),
    path("trips/<uuid:pk>/move/<slug:name>/", board.move, name="move"),
    path("trips/<uuid:pk>/pass/", passes.show, name="pass"),
    path("passes/<uuid:pk>/qr.svg", passes.qr, name="pass_qr"),
    path("passes/<uuid:pk>/renew/", passes.renew, name="renew_pass"),
]
