"""A day of the grid worker: medicine to bring, and residents to look at, in two buildings."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page

from cases.models import Job, RegisterEntry
from cases.models.vocabulary import JobKind
from cases.services.jobs import assign_job
from cases.services.people import Identity
from cases.services.registering import enter_in_register
from portal.commitments.models import Commitment
from tests.browser import TELEPHONE
from tests.cases.telling import COMMUNITY, request_of
from tests.network import Wire

HERE, BESIDE = "安埠街1号1单元101", "安埠街9号2单元202"


@pytest.fixture
def errand(policy: Any, operator: Any) -> Callable[..., Job]:
    """errand("李秀兰"): medicine to be brought to this resident."""

    def give(name: str = "李秀兰", *, address: str = HERE, phone: str = "13900000001") -> Job:
        case = request_of(operator, name=name, phone=phone, address=address)
        with transaction.atomic():
            return assign_job(case, kind=JobKind.MEDICINE_DELIVERY, by=operator, brief="降压药两盒")

    return give


@pytest.fixture
def due(policy: Any, operator: Any) -> Callable[..., RegisterEntry]:
    """due("王国庆"): an entry that has to be looked at today."""

    def enter(name: str, *, address: str = BESIDE, group: str = "elderly", phone: str = "13900000009") -> RegisterEntry:
        who = Identity(name=name, phone=phone, address=address)
        entry = enter_in_register(who, area_id=COMMUNITY, group=group, by=operator)
        RegisterEntry.objects.filter(pk=entry.pk).update(
            verified_at=None, verified_by=None, created_at=timezone.now() - timedelta(days=30)
        )
        Commitment.objects.filter(subject_kind="register", subject_id=entry.pk).update(due_at=timezone.now())
        return RegisterEntry.objects.get(pk=entry.pk)

    return enter


class Telephone:
    """Somebody's telephone at /work/, with a network that can be cut."""

    def __init__(self, page: Page, wire: Wire) -> None:
        self.page, self.wire = page, wire

    def open(self, path: str = "/work/") -> "Telephone":
        """Opens a page and waits until the telephone could do without a network."""
        self.page.goto(path)
        self.until(READY, path)
        return self

    def until(self, question: str, arg: Any = None) -> None:
        """Asks until the answer is yes; unlike Playwright's own, it waits for promises."""
        for _ in range(300):
            if self.page.evaluate(question, arg):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(question)

    def cut(self) -> None:
        """Both what the browser knows and what it does not: set_offline alone lets a request of a new page through."""
        self.wire.cut()
        self.page.context.set_offline(True)
        self.page.wait_for_function("() => changyi.queue.line.isLost")

    def mend(self) -> None:
        self.wire.mend()
        self.page.context.set_offline(False)

    def tap(self, selector: str) -> None:
        self.page.locator(selector).first.click()

    def waits(self, count: int) -> None:
        """Until so many acts wait. A page that has just been opened does not know it before it has read the device."""
        self.page.wait_for_function(WAIT, arg=count)

    def kept(self) -> dict[str, Any]:
        """What lies on this device: rows of every store, caches, and what localStorage holds."""
        return self.page.evaluate(KEPT)


WAIT = """count => {
  const queue = window.changyi && changyi.queue;
  return queue && queue.line.isRead && queue.acts().length === count;
}"""
READY = """async path => {
  const shell = document.createElement('html');
  const kept = await changyi.vault.get('pages', path) && await caches.match('/offline/');
  if (!kept || !navigator.serviceWorker.controller) return false;
  shell.innerHTML = await kept.text();
  const files = [...document.scripts, ...shell.querySelectorAll('script')].map(one => one.getAttribute('src'));
  return (await Promise.all(files.map(file => caches.match(file)))).every(Boolean);
}"""
KEPT = """async () => {
  const rows = {};
  for (const one of await indexedDB.databases()) {
    const answered = asked => new Promise(done => { asked.onsuccess = () => done(asked.result); });
    const database = await answered(indexedDB.open(one.name));
    for (const store of database.objectStoreNames)
      rows[store] = await answered(database.transaction(store).objectStore(store).count());
    database.close();
  }
  const words = Object.keys(sessionStorage).filter(name => !name.startsWith('htmx'));
  return {rows, caches: await caches.keys(), marks: Object.keys(localStorage), words};
}"""


@pytest.fixture
def wire(live_server: Any) -> Iterator[Wire]:
    made = Wire(live_server.thread.port)
    yield made
    made.close()


@pytest.fixture
def telephone(wire: Wire, open_page: Callable[..., Page], client: Any) -> Callable[..., Telephone]:
    """telephone(grid): logged in. The live stream is another test's: here it stays silent."""

    def take(user: Any, page: Page | None = None) -> Telephone:
        expects = ("Failed to load resource", "fetching the script", "htmx:")
        page = page or open_page(TELEPHONE, base_url=wire.url, expects=expects)
        page.add_init_script("delete window.EventSource")  # a route would stand in the way of the service worker
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": wire.url}])
        return Telephone(page, wire)

    return take
