"""The gate on a real telephone: by camera within a second, and by itself while the network is cut."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from portal.notices.models import Notice
from tests.browser import TELEPHONE
from tests.cases.day.conftest import telephone, wire
from tests.screens import log_in
from tests.transport.camera import film
from transport import tokens
from transport.models import GateLog, Pass
from transport.services import revoke_passes

__all__ = ["telephone", "wire"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEPT = """async () => changyi.gateStore.isFresh() && Boolean(
  await changyi.vault.get('facts', 'gate:' + gate.dataset.checkpoint) && await caches.match(gate.dataset.decoder))"""
# What this gate keeps on the device, not only in memory, holds a mark against this pass.
KNOWN = """async id => {
  changyi.gateStore.renew();
  const row = await changyi.vault.get('facts', 'gate:' + gate.dataset.checkpoint);
  return Boolean((await changyi.vault.unseal(row.id, row.sealed)).bundle.marks[id]);
}"""
LATER = "() => { const real = Date.now; Date.now = () => real() + 11 * 60 * 1000; }"
NO_ED25519 = """() => {
  const real = crypto.subtle.importKey.bind(crypto.subtle), none = Promise.reject(new Error('unknown'));
  none.catch(() => {});
  crypto.subtle.importKey = (...how) => how[2].name === 'Ed25519' ? none : real(...how);
}"""


@pytest.fixture(scope="module")
def lens(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("camera") / "lens.y4m"
    film(path, None)
    return path


@pytest.fixture(scope="module")
def browser(chromium, lens) -> Iterator[Browser]:
    """With a film instead of a camera, which nobody has to allow."""
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    flags = ["--no-sandbox", "--disable-dev-shm-usage", "--use-fake-device-for-media-stream"]
    flags += ["--use-fake-ui-for-media-stream", f"--use-file-for-fake-video-capture={lens}"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def at_the_gate(telephone, gate, checkpoint):
    """The guard's telephone, ready for a time without network."""
    phone = telephone(gate).open("/gate/")
    phone.until(KEPT)
    return phone


def show(phone, token, direction="out"):
    """What the light says, as (green, text)."""
    phone.page.evaluate("() => { document.getElementById('verdict').innerHTML = ''; }")
    phone.page.fill("#pass-code", token)
    phone.page.click(f"button[value={direction}]")
    light = phone.page.locator(".verdict--green, .verdict--red")
    light.wait_for()
    return "verdict--green" in light.get_attribute("class"), light.inner_text()


def took(phone) -> int:
    return int(phone.page.locator(".verdict").get_attribute("data-took"))


@pytest.fixture
def online(live_server, open_page, gate, checkpoint):
    """The guard's telephone with its network, live stream included."""
    page = open_page(TELEPHONE, base_url=live_server.url)
    log_in(page, gate, live_server.url)
    page.goto("/gate/")
    page.wait_for_function("() => window.changyi && changyi.gateStore && changyi.gateStore.isFresh()")
    return page


def test_a_code_before_the_camera_is_green_within_a_second(online, own_car, lens, screenshot):
    shown = own_car().passes.get()
    film(lens, tokens.token_of(shown))
    online.click("button[value=out]")
    online.locator(".verdict--green").wait_for()
    assert int(online.locator(".verdict").get_attribute("data-took")) < 1000
    screenshot(online, "gate camera")
    online.click("[data-camera-close]")
    assert not online.evaluate("changyi.camera.isOpen()")
    # A machine too busy to answer in time hears of it afterwards.
    online.wait_for_function("() => changyi.queue.line.isRead && !changyi.queue.acts().length")
    assert GateLog.objects.get().result == "ok"


def test_without_network_it_decides_by_itself_and_tells_later(at_the_gate, own_car, operator, checkpoint, screenshot):
    phone, page = at_the_gate, at_the_gate.page
    good, known, late = (own_car().passes.get() for _ in range(3))
    revoke_passes(known.trip, by=operator)
    phone.until(KNOWN, known.pk.hex)
    phone.cut()
    revoke_passes(late.trip, by=operator)  # nobody can tell this gate

    page.reload()
    phone.until("() => Boolean(window.changyi && changyi.gateStore && changyi.gateStore.isFresh())")
    assert show(phone, tokens.token_of(good))[0]
    assert took(phone) < 1000
    screenshot(page, "gate without network")
    assert show(phone, good.code)[0] is False, "used already, at this gate"
    assert show(phone, good.code, "in")[0]
    assert show(phone, tokens.token_of(known))[0] is False
    assert show(phone, tokens.token_of(known)[:-6] + "AAAAAA")[0] is False
    page.evaluate(NO_ED25519)
    assert show(phone, tokens.token_of(late))[0], "by the library, and nothing against it is known here"
    phone.waits(6)
    assert not GateLog.objects.exists()

    phone.mend()
    phone.waits(0)
    said = list(GateLog.objects.order_by("happened_at").values_list("direction", "decided", "result"))
    assert said == [
        ("out", "ok", "ok"),
        ("out", "already_out", "already_out"),
        ("in", "ok", "ok"),
        ("out", "revoked", "revoked"),
        ("out", "forged", "forged"),
        ("out", "ok", "revoked"),
    ]
    assert all(log.recorded_at - log.happened_at > timedelta(milliseconds=50) for log in GateLog.objects.all())
    page.locator(".gate-conflict").wait_for()
    screenshot(page, "gate conflict")
    assert Notice.objects.get(kind="gate.conflict", to="supervisor@230110").number == late.number
    late.trip.refresh_from_db()
    assert late.trip.state == "out"


def test_after_ten_minutes_it_may_no_longer_decide_alone(at_the_gate, own_car, screenshot):
    phone, page = at_the_gate, at_the_gate.page
    shown = own_car().passes.get()
    Pass.objects.update(valid_until=shown.valid_until)
    phone.cut()
    page.evaluate(LATER)
    page.locator(".gate__line--over").wait_for()
    assert show(phone, tokens.token_of(shown))[0] is False
    phone.waits(0)
    screenshot(page, "gate alone too long")
    page.locator(".verdict [data-by-hand=told]").click()
    page.locator("#dialog [data-yes]").click()
    page.locator(".verdict--green").wait_for()
    phone.waits(1)
    phone.mend()
    phone.waits(0)
    assert GateLog.objects.get().decided == "told"
