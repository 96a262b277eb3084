"""Subjects: lower apps show masked cards by id, and plain text only for a reason that the journal keeps."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.template import Context, Template

from portal.audit.models import Entry
from portal.audit.reveals import reveal
from portal.audit.selectors import last_about
from portal.privacy import subjects
from portal.privacy.subjects import Card, NothingToReveal

KNOWN = uuid4()
CARD = Card(number="20220420-0001", name_masked="李**", phone_masked="138****0452", age=67, sex="女", groups=["透析"])


@pytest.fixture
def asked(monkeypatch):
    """The calls to a provider of the kind "resident"."""
    calls = []

    def cards(ids):
        calls.append(set(ids))
        return {KNOWN: CARD} if KNOWN in calls[-1] else {}

    monkeypatch.setattr(subjects, "_providers", {})
    plain = {"phone": "13800000452"}
    subjects.register(
        "resident", cards, plain=lambda pk, name: plain[name], fields={"phone"}, url="/residents/{}/".format
    )
    return calls


def thing(kind="resident", pk=KNOWN):
    return SimpleNamespace(subject_kind=kind, subject_id=pk, number="20220420-0001")


def test_many_cards_are_one_question(asked):
    things = subjects.attach([thing(), thing(), thing(pk=uuid4()), thing("unknown kind")])
    assert [each.card for each in things] == [CARD, CARD, None, None]
    assert len(asked) == 1


def test_nothing_is_asked_about_nothing(asked):
    assert subjects.attach([]) == []
    assert subjects.cards("resident", []) == {}
    assert asked == []


def test_the_address_of_a_subject(asked):
    assert subjects.url("resident", "20220420-0001") == "/residents/20220420-0001/"
    assert subjects.url("resident", "") == subjects.url("unknown kind", "1") == ""


def test_the_card_in_a_page(asked):
    page = Template("{% load privacy %}{% subject_card thing %}").render(Context({"thing": thing()}))
    for text in ("李**", "67", "138****0452", "透析"):
        assert text in page


def test_an_unknown_subject_shows_its_ticket(asked):
    page = Template("{% load privacy %}{% subject_card thing %}").render(Context({"thing": thing(pk=uuid4())}))
    assert "20220420-0001" in page


def test_masking_in_a_page():
    template = "{% load privacy %}{{ n|mask_name }} {{ p|mask_phone }} {{ i|mask_id }} {{ a|mask_address }}"
    context = {"n": "李秀兰", "p": "13800000452", "i": "230000194001010042", "a": "安埠街12号"}
    assert Template(template).render(Context(context)) == "李** 138****0452 23************0042 安埠街****"


@pytest.mark.django_db
def test_plain_text_leaves_an_entry_with_the_reason(asked, operator):
    assert (
        reveal("resident", KNOWN, "phone", by=operator, reason="回拨电话", may=True, area_id="230110") == "13800000452"
    )
    entry = last_about("resident", KNOWN)
    assert (entry.action, entry.by, entry.area_id) == ("privacy.reveal", operator, "230110")
    assert (entry.detail, entry.reason) == ({"field": "phone"}, "回拨电话")


@pytest.mark.django_db
def test_a_refused_attempt_leaves_an_entry_too(asked, neighbour):
    with pytest.raises(PermissionDenied):
        reveal("resident", KNOWN, "phone", by=neighbour, reason="想看看", may=False)
    assert last_about("resident", KNOWN).action == "privacy.refuse"


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", "  ", "。"])
def test_without_a_reason_nothing_is_looked_up(asked, operator, reason):
    with pytest.raises(ValidationError):
        reveal("resident", KNOWN, "phone", by=operator, reason=reason, may=True)
    assert not Entry.objects.filter(action="privacy.reveal").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "field"), [("resident", "password"), ("unknown kind", "phone")])
def test_only_declared_fields_can_be_revealed(asked, operator, kind, field):
    with pytest.raises(NothingToReveal):
        reveal(kind, KNOWN, field, by=operator, reason="回拨电话", may=True)
