"""Invented patients come and go; of a real one nothing is ever removed with them."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from corrin import store
from corrin.store.models import Entry, Patient
from corrin.store.room import among_all
from corrin.store.verifying import verify
from tests.store.test_entries import WRITTEN, felt

TODAY = date(2026, 11, 22)


@given(st.dates(), st.dates())
def test_every_day_has_an_invented_id_of_its_own_that_no_uuid4_can_be(on: date, day: date) -> None:
    assert (store.invented_id(on) == store.invented_id(day)) == (on == day)
    assert store.invented_id(on).version == 8


def test_those_of_past_days_go_and_nothing_of_a_real_patient_does(patient: UUID) -> None:
    others = [uuid4() for _ in range(20)]
    for id_ in others:
        store.new_patient(id_)
        store.append(id_, [felt(3)], **WRITTEN)
    store.append(patient, [felt(7)], **WRITTEN)
    store.set_due(patient, TODAY)
    days = [TODAY - timedelta(days=n) for n in (400, 2, 1, 0, -400)]
    for on in days:
        store.new_patient(store.invented_id(on))
        store.append(store.invented_id(on), [felt(5)], **WRITTEN)
        store.set_due(store.invented_id(on), on)
    near = timedelta(days=1)
    assert store.discard_invented(TODAY - near, TODAY + near) == 3
    assert store.discard_invented(TODAY - near, TODAY + near) == 0
    with among_all():
        left = set(Patient.objects.values_list("pk", flat=True))
    assert left == {patient, *others, store.invented_id(TODAY), store.invented_id(TODAY - near)}
    for id_ in left:
        assert len(store.read(id_).entries) == 1
    assert store.due_on(patient) == TODAY
    assert verify().faults == []


def test_a_day_that_comes_again_begins_anew(patient: UUID) -> None:
    id_ = store.invented_id(TODAY)
    for score in (5, 6):  # as after a clock that had jumped
        store.new_patient(id_)
        store.append(id_, [felt(score)], **WRITTEN)
        assert [s.score for s in store.read(id_).of(type(felt(1)))] == [score]
        store.discard_invented(TODAY + timedelta(days=400), TODAY + timedelta(days=400))
    assert not Entry.objects.filter(patient_id=id_).exists()
