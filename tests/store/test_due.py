"""Due days: each reminder once, by the patient's own calendar, however the clock jumps."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from uuid import UUID, uuid4

from django.db import connection, connections

from corrin import store


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_due_day_is_claimed_once(patient: UUID) -> None:
    store.set_due(patient, date(2026, 11, 22))
    now = at("2026-11-22T08:00:00")
    assert store.claim_due(now) == (store.Claim(patient, date(2026, 11, 22)),)
    assert store.claim_due(now) == ()


def test_of_many_who_claim_at_once_one_gets_each_reminder(patient: UUID) -> None:
    on, now = date(2026, 11, 22), at("2026-11-22T08:00:00")
    others = [uuid4() for _ in range(5)]
    for id_ in others:
        store.new_patient(id_, zone="UTC")
    for id_ in (patient, *others):
        store.set_due(id_, on)
    place, together = dict(connection.settings_dict), Barrier(4)

    def claimed(_: int) -> tuple[store.Claim, ...]:
        connections.settings["default"] = place
        together.wait()
        try:
            return store.claim_due(now)
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(4) as pool:
        won = [claim for claims in pool.map(claimed, range(4)) for claim in claims]
    assert sorted(claim.patient_id for claim in won) == sorted((patient, *others))


def test_a_day_that_moves_away_and_back_is_not_claimed_again(patient: UUID) -> None:
    now = at("2026-11-22T08:00:00")
    store.set_due(patient, date(2026, 11, 22))
    assert len(store.claim_due(now)) == 1
    store.set_due(patient, date(2026, 11, 20))
    assert len(store.claim_due(now)) == 1
    store.set_due(patient, date(2026, 11, 22))
    assert store.claim_due(now) == ()


def test_the_day_begins_where_the_patient_is(patient: UUID) -> None:
    far = uuid4()
    store.new_patient(far, zone="Pacific/Auckland")
    for id_ in (patient, far):
        store.set_due(id_, date(2026, 3, 29))
    assert store.claim_due(at("2026-03-28T12:00:00")) == (store.Claim(far, date(2026, 3, 29)),)
    assert store.claim_due(at("2026-03-28T22:59:00")) == ()
    assert store.claim_due(at("2026-03-28T23:00:00")) == (store.Claim(patient, date(2026, 3, 29)),)


def test_a_clock_that_jumps_neither_loses_nor_doubles_a_reminder(patient: UUID) -> None:
    on = date(2028, 2, 29)
    store.set_due(patient, on)
    now = at("2028-02-29T09:00:00")
    assert store.claim_due(now + timedelta(days=400)) == ()
    assert store.claim_due(now - timedelta(days=400)) == ()
    assert store.claim_due(now) == (store.Claim(patient, on),)
    assert store.claim_due(now + timedelta(days=1)) == ()


def test_a_claim_that_was_never_sent_can_be_found(patient: UUID) -> None:
    store.set_due(patient, date(2026, 11, 22))
    now = at("2026-11-22T08:00:00")
    (claim,) = store.claim_due(now)
    assert store.unsent() == (claim,)
    store.reminder_sent(claim, now)
    assert store.unsent() == ()


def test_without_a_due_day_nobody_is_reminded(patient: UUID) -> None:
    store.set_due(patient, date(2026, 11, 22))
    store.set_due(patient, None)
    assert store.due_on(patient) is None
    assert store.claim_due(at("2026-11-22T08:00:00")) == ()
