"""派车单: numbered, printed with a signed code, void once something on it has changed; every print is journalled."""

import pytest
from django.urls import reverse

from portal.audit.models import Entry
from transport.models import DispatchOrder
from transport.selectors.orders import order_of, stands, token_of
from transport.services import assign_vehicle
from transport.services.orders import issue_order

pytestmark = pytest.mark.django_db


def test_it_is_numbered_once_and_printed_often(assigned, dispatcher):
    first, _riders = issue_order(assigned, by=dispatcher)
    again, _riders = issue_order(assigned, by=dispatcher)
    assert (again, again.serial) == (first, 1)
    assert Entry.objects.filter(action="order.print", number=assigned.number).count() == 2


def test_another_vehicle_makes_it_void_and_asks_for_a_new_one(assigned, make_vehicle, dispatcher):
    first, _riders = issue_order(assigned, by=dispatcher)
    changed = assign_vehicle(assigned, vehicle=make_vehicle("黑A2"), by=dispatcher)
    assert not stands(first)
    second, _riders = issue_order(changed, by=dispatcher)
    assert second.serial == 2
    assert stands(second)


def test_whoever_rides_along_is_on_it(wait, vehicle, at_wheel, dispatcher):
    one = assign_vehicle(wait(may_pool=True), vehicle=vehicle, by=dispatcher)
    alone, _riders = issue_order(one, by=dispatcher)
    other = assign_vehicle(wait(may_pool=True), vehicle=vehicle, share_with=one, by=dispatcher)
    both, riders = issue_order(other, by=dispatcher)
    assert not stands(alone)
    assert {rider.trip for rider in riders} == {one, other}
    assert both.passengers == 2


def test_its_token_is_short_signed_and_says_nothing(assigned, dispatcher):
    order, _riders = issue_order(assigned, by=dispatcher)
    token = token_of(order)
    assert order_of(token) == order.pk
    assert len(token) < 40
    assert order_of(token[:-1] + ("0" if token[-1] != "0" else "1")) is None
    assert order_of("") is None
    assert order_of("é" * 30) is None


class TestScreen:
    def test_a_dispatcher_issues_it_and_the_code_leads_back(self, client, assigned, dispatcher, driver):
        client.force_login(dispatcher)
        address = reverse("transport:order", args=[assigned.pk])
        assert "order--draft" in client.get(address).content.decode()
        sheet = client.post(address).content.decode()
        order = DispatchOrder.objects.get()
        assert order.number in sheet
        assert "B4b" in sheet
        image = client.get(reverse("transport:order_qr", args=[order.pk]))
        assert image["Content-Type"] == "image/svg+xml"
        client.force_login(driver)
        seen = client.get(reverse("transport:order_seen", args=[token_of(order)]))
        assert order.number in seen.content.decode()

    def test_without_a_vehicle_there_is_none(self, client, wait, dispatcher):
        client.force_login(dispatcher)
        assert client.post(reverse("transport:order", args=[wait().pk])).status_code == 302
        assert not DispatchOrder.objects.exists()

    def test_strangers_see_neither_sheet_nor_code(self, client, assigned, dispatcher, neighbour):
        order, _riders = issue_order(assigned, by=dispatcher)
        client.force_login(neighbour)
        assert client.get(reverse("transport:order", args=[assigned.pk])).status_code == 404
        assert client.get(reverse("transport:order_seen", args=[token_of(order)])).status_code == 404
        assert client.get(reverse("transport:order_seen", args=["nonsense"])).status_code == 404
