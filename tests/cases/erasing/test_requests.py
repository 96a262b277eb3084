"""keep: case. Words go long after a request was filed, its resident's name with the last; nothing open does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.lifecycle import CASE
from cases.models import Case, Job, Note, Person, RegisterEntry
from cases.services.intake import receive
from cases.services.jobs import assign_job
from cases.services.things import take_thing
from portal.audit.erasing import erase_what_is_over
from portal.audit.models import Entry
from portal.commitments import services as commitments
from portal.lifecycle.move import move, subject_of
from tests.cases.telling import told

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=4 * 365)


@pytest.fixture
def case(policy, operator):
    return receive(told(description="胸闷两天"), by=operator)


def file(case, by, *, ago=LONG_AGO):
    """Cancelled, and nobody has touched it since."""
    case = move(CASE, case, "cancel", by=by, data={"reason": "no_longer_needed", "note": "已自行就医"})
    Case.objects.filter(pk=case.pk).update(updated_at=timezone.now() - ago)
    return Case.objects.get(pk=case.pk)


def erased(label, **more):
    return {one.label: one.rows for one in erase_what_is_over(**more)}[label]


def test_words_go_and_figures_stay(case, operator):
    file(case, operator)
    number, state = case.number, Case.objects.get().state
    assert erased("cases.Case") == 1
    case = Case.objects.get()
    assert (case.number, case.state, case.need) == (number, state, "medicine")
    assert (case.description, case.caller_phone, case.caller_phone_index) == ("", None, None)
    assert not Note.objects.exists()
    assert case.erased_at
    assert erased("cases.Case") == 0


def test_with_the_last_request_goes_who_it_was_about(case, operator):
    file(case, operator)
    assert erased("cases.Person") == 1
    person = Person.objects.get()
    assert (person.name, person.phone, person.address, person.birth_year) == ("", None, None, None)
    assert (person.name_index, person.phone_index) == (None, None)


def test_what_was_filed_lately_stays(case, operator):
    file(case, operator, ago=timedelta(days=700))
    assert erased("cases.Case") == erased("cases.Person") == 0
    assert Case.objects.get().description


@pytest.mark.parametrize(
    "state", ["received", "answered", "judged", "arranged", "under_way", "finished", "followed_up"]
)
def test_nothing_open_is_touched_however_old_it_is(case, operator, state):
    old = timezone.now() - LONG_AGO
    Case.objects.filter(pk=case.pk).update(updated_at=old, created_at=old, occurred_at=old)
    with_state(case, state)
    assert erased("cases.Case") == 0
    assert Case.objects.get().description


def with_state(case, state):
    # Past the lifecycle on purpose: every state there is, without the way to it.
    Case.objects.filter(pk=case.pk).update(state=state)


def test_work_or_a_promise_that_still_runs_holds_it(case, operator):
    job = assign_job(case, kind="consultation", by=operator)
    file(case, operator)
    Job.objects.filter(pk=job.pk).update(state="accepted")
    commitments.release(subject_of(CASE, case), reason="test")
    assert erased("cases.Case") == 0
    Job.objects.filter(pk=job.pk).update(state="done")
    commitments.promise("case.follow_up", subject=subject_of(CASE, case), terms=terms())
    assert erased("cases.Case") == 0


def terms():
    from portal.commitments.terms import default_terms

    return default_terms("case.follow_up")


def test_whoever_stands_in_a_register_keeps_their_name(case, operator):
    file(case, operator)
    RegisterEntry.objects.create(person=case.person, group="elderly", area_id=case.area_id)
    assert erased("cases.Case") == 1
    assert Person.objects.get().name


def test_whoever_left_a_card_here_keeps_their_name(case, operator):
    file(case, operator)
    take_thing(case.person, kind="insurance_card", by=operator)
    assert erased("cases.Person") == 0


def test_another_request_that_is_open_keeps_the_name(case, operator):
    file(case, operator)
    receive(told(need="consultation"), by=operator)
    assert erased("cases.Case") == 1
    assert Person.objects.get().name


def test_a_dry_run_counts_and_erases_nothing(case, operator):
    file(case, operator)
    assert erased("cases.Case", dry_run=True) == 1
    assert Case.objects.get().description
    assert not Entry.objects.filter(action="privacy.erase").exists()


def test_the_journal_says_what_and_how_many(case, operator):
    file(case, operator)
    erase_what_is_over()
    details = [entry.detail for entry in Entry.objects.filter(action="privacy.erase").order_by("at")]
    assert {"table": "cases.Case", "rows": 1} in details


def test_the_period_is_a_setting(case, operator, settings):
    settings.KEEP_CASES_DAYS = 10
    file(case, operator, ago=timedelta(days=11))
    assert erased("cases.Case") == 1
