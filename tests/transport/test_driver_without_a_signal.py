"""The driver's telephone with its network cut: steps and trouble wait, survive a reload, arrive at their time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.areas.models import Area
from portal.lifecycle.move import move
from tests.cases.day.conftest import telephone, wire
from transport.lifecycle import TRIP
from transport.models import Trouble
from transport.selectors.steps import standing_steps

__all__ = ["telephone", "wire"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def next_tap(step):
    return f".ride__next[data-act$='/{step}/']"


def test_a_trip_through_a_dead_spot(driver, assigned, telephone, screenshot):
    Area.objects.filter(pk=assigned.area_id).update(latitude=45.72, longitude=126.68)
    phone = telephone(driver).open("/driver/")
    page, cut_at = phone.page, timezone.now()
    assert page.locator(".ride__ways a").first.get_attribute("href").startswith("geo:")
    phone.cut()
    for step in ("accept", "depart"):
        phone.tap(next_tap(step))
    phone.tap("[data-form=form-trouble]")
    page.check("#dialog-form [value=not_found]")
    page.click("#dialog-form [type=submit]")
    phone.waits(3)
    page.wait_for_selector("#dialog-form", state="detached")
    phone.tap(next_tap("pick_up"))
    phone.waits(4)
    page.reload()
    phone.waits(4)
    page.wait_for_selector(next_tap("arrive"))
    screenshot(page, "driver without a signal")
    page.wait_for_timeout(1000)
    mended_at = timezone.now()
    phone.mend()
    phone.waits(0)
    assigned.refresh_from_db()
    assert assigned.state == "picked_up"
    steps = [step for step in standing_steps(assigned) if step.by == driver]
    assert [step.name for step in steps] == ["accepted", "departed", "trouble", "picked_up"]
    assert all(cut_at - timedelta(seconds=1) < step.happened_at < mended_at for step in steps)
    assert Trouble.objects.get().kind == "not_found"
    page.locator(".alarm").wait_for()
    screenshot(page, "driver in trouble")


def test_what_dispatch_did_meanwhile_stands_beside_it(driver, dispatcher, assigned, telephone):
    phone = telephone(driver).open("/driver/")
    phone.cut()
    phone.tap(next_tap("accept"))
    phone.waits(1)
    move(TRIP, assigned, "cancel", by=dispatcher, data={"reason": "病情好转"})
    phone.mend()
    refusal = phone.page.locator(".tray__refusal")
    refusal.wait_for()
    assert assigned.number in refusal.locator("[data-mine]").inner_text()
    assert str(dispatcher) in refusal.locator("[data-theirs]").inner_text()
    assigned.refresh_from_db()
    assert assigned.state == "cancelled"
