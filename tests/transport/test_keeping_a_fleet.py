"""A keeper's pages: what is lacking and what will be, papers, stock, service, owners, tests and shifts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.audit.erasing import erase_what_is_over
from portal.audit.models import Entry
from tests.transport.fit import fit_driver
from transport.models import Driver, DriverShift, Enlistment, Vehicle
from transport.services.keeping import add_shifts

pytestmark = pytest.mark.django_db
OWNER, PHONE = "赵钱孙", "13912340000"


def day(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


@pytest.fixture
def keeper(client, dispatcher):
    client.force_login(dispatcher)
    return client


def page(client, name, *args):
    return client.get(reverse(f"transport:{name}", args=args)).content.decode()


def filled(form, **changes):
    """What a browser sends of a form that nobody touched, but for these."""
    shown = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in {**shown, **changes}.items() if value is not None and value is not False}


def test_what_is_wrong_comes_first_and_what_will_be_is_shown(keeper, make_vehicle):
    make_vehicle("黑A1"), make_vehicle("黑A2", kits=0)
    make_vehicle("黑A3", insured_until=timezone.localdate() + timedelta(days=3))
    text = page(keeper, "vehicles")
    assert text.index("黑A2") < text.index("黑A3") < text.index("黑A1")
    assert "chip--near" in text


def test_a_keeper_edits_papers_and_is_told_of_mistakes_at_the_field(keeper, vehicle):
    address = reverse("transport:vehicle", args=[vehicle.pk])
    form = keeper.get(address).context["form"]
    wrong = keeper.post(address, filled(form, oxygen_percent=140, shift_from="07:00"))
    assert wrong.status_code == 422
    assert {"oxygen_percent", "shift_until"} <= wrong.context["form"].errors.keys()
    assert 'value="140"' in wrong.content.decode()
    assert keeper.post(address, filled(form, kits=12, insured_until=day(400))).status_code == 302
    vehicle.refresh_from_db()
    assert (vehicle.kits, vehicle.insured_until.isoformat()) == (12, day(400))
    assert Entry.objects.get(action="vehicle.keep").detail["changed"] == ["kits", "insured_until"]


def test_a_vehicle_is_withdrawn_with_a_reason_restocked_and_put_back(keeper, vehicle):
    def serve(act, **told):
        return keeper.post(reverse("transport:serve_vehicle", args=[vehicle.pk, act]), told)

    assert serve("withdraw").status_code == 422
    serve("withdraw", reason="送修"), serve("restock", sets=5)
    vehicle.refresh_from_db()
    assert (vehicle.out_of_service, vehicle.kits) == ("送修", 14)
    serve("return", reason="修好")
    vehicle.refresh_from_db()
    assert vehicle.lacks() == []
    assert serve("sell").status_code == 404


class TestSocialVehicles:
    @pytest.fixture
    def told(self, fleet):
        return {
            "fleet": fleet.pk, "plate": "黑b·88", "seats": 4, "owner_name": OWNER, "owner_phone": PHONE,
            "until": day(20), "inspected_until": day(99), "insured_until": day(99), "has_partition": "on", "kits": 3,
        }  # fmt: skip

    def test_one_is_enlisted_and_its_owner_is_sealed(self, keeper, told):
        assert keeper.post(reverse("transport:enlist"), told).status_code == 302
        vehicle = Vehicle.objects.get(kind="social")
        assert vehicle.plate == "黑B·88"
        with connection.cursor() as cursor:
            cursor.execute("SELECT owner_name::text || owner_phone::text FROM transport_enlistment")
            assert OWNER not in cursor.fetchone()[0]
        assert OWNER not in page(keeper, "vehicle", vehicle.pk)
        address = reverse("transport:owner", args=[vehicle.pk])
        assert keeper.post(address).status_code == 422
        assert PHONE in keeper.post(address, {"reason": "车辆归还"}).content.decode()
        assert Entry.objects.filter(action="privacy.reveal", subject_kind="enlistment").count() == 2

    def test_twice_is_refused_and_nothing_typed_is_lost(self, keeper, told):
        keeper.post(reverse("transport:enlist"), told)
        again = keeper.post(reverse("transport:enlist"), told)
        assert again.status_code == 422
        assert "plate" in again.context["form"].errors
        assert OWNER in again.content.decode()

    def test_given_back_it_is_dispatched_no_more_and_may_help_again(self, keeper, told):
        keeper.post(reverse("transport:enlist"), told)
        vehicle = Vehicle.objects.get(kind="social")
        keeper.post(reverse("transport:serve_vehicle", args=[vehicle.pk, "give_back"]))
        vehicle.refresh_from_db()
        assert vehicle.lacks()
        assert keeper.post(reverse("transport:enlist"), told).status_code == 302
        assert Enlistment.objects.filter(vehicle=vehicle, ended_at=None).count() == 1


class TestDrivers:
    def test_a_test_counts_from_when_it_was_taken(self, keeper, at_wheel, settings):
        settings.DRIVER_TEST_HOURS = 24
        address = reverse("transport:driver_page", args=[at_wheel.pk])
        taken = timezone.localtime() - timedelta(hours=2)
        form = keeper.get(address).context["form"]
        keeper.post(address, filled(form, last_tested_at=taken.strftime("%Y-%m-%dT%H:%M")))
        at_wheel.refresh_from_db()
        assert abs(at_wheel.tested_until - taken - timedelta(hours=24)) < timedelta(minutes=1)
        later = (taken + timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M")
        assert keeper.post(address, filled(form, last_tested_at=later)).status_code == 422

    def test_shifts_are_added_in_a_row_refused_where_they_overlap_and_removed(self, keeper, at_wheel):
        address = reverse("transport:add_shift", args=[at_wheel.pk])
        night = {"day": day(1), "starts": "20:00", "ends": "08:00", "days": 3}
        keeper.post(address, night)
        assert DriverShift.objects.count() == 3
        overlapping = keeper.post(address, {**night, "starts": "07:00", "ends": "09:00", "day": day(2)})
        assert overlapping.status_code == 422
        assert "day" in overlapping.context["shift_form"].errors
        shift = DriverShift.objects.first()
        keeper.post(reverse("transport:remove_shift", args=[at_wheel.pk, shift.pk]))
        assert DriverShift.objects.count() == 2

    def test_the_list_says_who_lacks_what(self, keeper, fleet, at_wheel):
        Driver.objects.create(**fit_driver(fleet=fleet, name="钱师傅", tested_until=None))
        text = page(keeper, "drivers")
        assert text.index("钱师傅") < text.index(at_wheel.name)


def test_lists_ask_the_same_few_questions_however_long(keeper, make_vehicle, fleet):
    def asked():
        with CaptureQueriesContext(connection) as found:
            page(keeper, "vehicles"), page(keeper, "drivers")
        return len(found)

    make_vehicle("黑A1"), Driver.objects.create(**fit_driver(fleet=fleet, name="一"))
    few = asked()
    for number in range(2, 6):
        make_vehicle(f"黑A{number}"), Driver.objects.create(**fit_driver(fleet=fleet, name=str(number)))
    assert asked() == few


def test_another_district_keeps_nothing_here(client, neighbour, area_dispatcher, vehicle, at_wheel, areas, person):
    from portal.access.roles import Role
    from portal.access.services import grant

    stranger = person("dispatch-nangang")
    grant(stranger, Role.DISPATCHER, areas["230103"])
    client.force_login(stranger)
    assert vehicle.plate not in page(client, "vehicles")
    assert client.get(reverse("transport:vehicle", args=[vehicle.pk])).status_code == 404
    assert (
        client.post(reverse("transport:serve_vehicle", args=[vehicle.pk, "withdraw"]), {"reason": "x"}).status_code
        == 404
    )
    assert client.get(reverse("transport:driver_page", args=[at_wheel.pk])).status_code == 404
    client.force_login(neighbour)
    assert client.get(reverse("transport:vehicles")).status_code == 403


def test_an_owner_is_forgotten_ninety_days_after_the_car_was_given_back(make_vehicle, dispatcher):
    long_ago, vehicle = timezone.now() - timedelta(days=91), make_vehicle("黑A8", kind="social")
    for ended_at in (long_ago, None):
        Enlistment.objects.create(
            vehicle=vehicle, owner_name=OWNER, owner_phone=PHONE, since=long_ago.date(), until=timezone.localdate(),
            enlisted_at=long_ago, ended_at=ended_at,
        )  # fmt: skip
    erase_what_is_over()
    assert Enlistment.objects.get().ended_at is None


@pytest.mark.django_db(transaction=True)
def test_keepers_at_once_write_a_driver_s_shifts_once_and_none_waits_for_another_s_row(at_wheel, dispatcher, at_once):
    at = timezone.now() + timedelta(days=1)
    week = {"starts_at": at, "ends_at": at + timedelta(hours=8), "days": 7, "by": dispatcher}
    results = at_once(*[lambda: add_shifts(at_wheel, **week)] * 4)
    assert sorted(type(result).__name__ for result in results) == ["Impossible"] * 3 + ["list"]
