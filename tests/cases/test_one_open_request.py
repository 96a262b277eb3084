"""One open request per resident and need, one row per resident: whoever else is entering the same at this moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from cases.models import Case, Person
from cases.services.intake import AlreadyOpen, receive
from cases.services.people import Identity, find_or_enter_person
from portal.lifecycle.errors import InvalidInput
from tests.cases.telling import request_of, told


def together(*acts):
    """Runs the acts at the same moment, each on a connection of its own; gives each one's result or error."""
    barrier = Barrier(len(acts))

    def run(act):
        barrier.wait()
        try:
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.django_db
def test_a_second_open_request_for_the_same_need_is_refused_and_names_the_first(policy, operator):
    first = request_of(operator)
    with pytest.raises(AlreadyOpen) as refused:
        receive(told(), by=operator)
    assert refused.value.case == first
    assert Case.objects.count() == 1


@pytest.mark.django_db
def test_another_need_of_the_same_resident_stands_beside_it(policy, operator):
    request_of(operator)
    assert request_of(operator, need="consultation").person.cases.count() == 2


@pytest.mark.django_db
def test_related_to_lets_both_stand(policy, operator):
    first = request_of(operator)
    second = request_of(operator, related_to=first)
    assert second.related_to == first
    assert Case.objects.open().count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_operators_at_once_make_one_resident_and_one_request(policy, operator, supervisor):
    results = together(
        lambda: receive(told(description="甲"), by=operator), lambda: receive(told(description="乙"), by=supervisor)
    )
    made = [result for result in results if isinstance(result, Case)]
    refused = [result for result in results if isinstance(result, AlreadyOpen)]
    assert (len(made), len(refused)) == (1, 1), results
    assert refused[0].case == made[0]
    assert Person.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_calls_at_once_get_numbers_without_gaps_or_doubles(policy, operator):
    acts = [lambda i=i: receive(told(name=f"居民{i}", phone=f"1990000{i:04}"), by=operator) for i in range(8)]
    numbers = sorted(case.number for case in together(*acts))
    assert [int(number.split("-")[1]) for number in numbers] == list(range(1, 9))


@pytest.mark.django_db
def test_the_id_number_says_who_it_is_whatever_the_telephone(areas):
    entered = find_or_enter_person(
        Identity(name="李秀兰", phone="19900000001", id_number="999999195001010001"), area_id="230110003001",
        groups=[], control="none",
    )  # fmt: skip
    again = find_or_enter_person(
        Identity(name="李秀兰", phone="19900000009", id_number="999999195001010001"), area_id="230110003001",
        groups=["dialysis"], control="sealed",
    )  # fmt: skip
    assert again.pk == entered.pk
    assert again.groups == ["dialysis"]


@pytest.mark.django_db
def test_two_residents_on_one_telephone_are_two(areas):
    first = find_or_enter_person(
        Identity(name="李秀兰", phone="19900000001"), area_id="230110003001", groups=[], control="none"
    )
    second = find_or_enter_person(
        Identity(name="王建国", phone="19900000001"), area_id="230110003001", groups=[], control="none"
    )
    assert first.pk != second.pk


@pytest.mark.django_db
def test_an_id_number_that_contradicts_what_is_known_is_said_so(policy, operator):
    request_of(operator, id_number="999999195001010001")
    with pytest.raises(InvalidInput) as refused:
        request_of(operator, need="consultation", id_number="999999195001010028")
    assert "patient.id_number" in refused.value.fields
