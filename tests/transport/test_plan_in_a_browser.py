"""A dispatcher plans tomorrow in a real browser: asks, sees it come, moves one by hand, accepts."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from transport.models import Trip
from transport.services.planning import compute_plans

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_day_is_planned_moved_and_accepted(
    screen, screenshot, wait, ask, vehicle, make_vehicle, at_wheel, dispatcher, monkeypatch
):
    monkeypatch.setattr("transport.services.planning.LEAST_SECONDS", 0.2)
    make_vehicle("黑A·0099")
    tomorrow = timezone.localdate() + timedelta(days=1)  # not when the tests are collected: that may be yesterday
    for hour in (7, 8, 13):
        wait(planned_at=timezone.make_aware(datetime.combine(tomorrow, time(hour))), booking=ask())
    page = screen(dispatcher, "/dispatch/plans/")
    screenshot(page, "plans")
    page.locator("form:has([name=day]) button.btn-primary").click()
    page.locator(".plan[aria-busy=true]").wait_for()
    assert compute_plans() == 1
    page.locator(".plan:not([aria-busy]) .plan__run").first.wait_for()
    assert page.locator("#plan-left ~ .plan__run").count() == 1
    left = page.locator(".plan__run:has(.plan__why)").first
    left.locator("summary").click()
    screenshot(page, "plan")
    left.locator("select").select_option(str(vehicle.pk))
    left.locator("[type=time]").fill("19:00")
    with page.expect_navigation():
        left.locator("button").click()
    page.locator(".plan__acts .btn-primary").click()
    page.locator(".plan__acts .btn-primary").wait_for(state="detached")
    assert Trip.objects.filter(state="assigned", vehicle=vehicle).count() == 3
