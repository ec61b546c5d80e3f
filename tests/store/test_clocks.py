"""Zones, summer time, leap days and clocks that jump: each reminder once, on its own day.

A plain dictionary of day counts is the judge; it knows zones from a table of offsets, not from
the code that is tested.
"""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from corrin import store
from corrin.store import due

# Hours east of Greenwich in the northern winter and summer, or the southern.
OFFSETS = {
    "UTC": (0, 0),
    "Europe/Copenhagen": (1, 2),
    "Europe/London": (0, 1),
    "America/New_York": (-5, -4),
    "Pacific/Auckland": (13, 12),
    "Asia/Kolkata": (5.5, 5.5),
}
# Summer time as it was set for 2028, in UTC: when the northern summer's hours begin and end.
SUMMERS = {
    "Europe/Copenhagen": ("2028-03-26T01:00", "2028-10-29T01:00"),
    "Europe/London": ("2028-03-26T01:00", "2028-10-29T01:00"),
    "America/New_York": ("2028-03-12T07:00", "2028-11-05T06:00"),
    "Pacific/Auckland": ("2028-04-01T14:00", "2028-09-23T14:00"),
}
# Around the leap day and around each change of the clocks, to the minute.
EDGES = [
    "2028-02-29T00:00",
    "2028-03-01T00:00",
    *(edge for pair in SUMMERS.values() for edge in pair),
]
NEAR = st.builds(
    lambda edge, minutes: at(edge) + timedelta(minutes=minutes),
    st.sampled_from(EDGES),
    st.integers(-3 * 24 * 60, 3 * 24 * 60),
)
JUMPED = st.builds(lambda now, days: now + timedelta(days=days), NEAR, st.integers(-400, 400))
CLOCK = st.lists(st.one_of(NEAR, NEAR, JUMPED), min_size=1, max_size=8)
DUE = st.builds(lambda now, days: now.date() + timedelta(days=days), NEAR, st.integers(-2, 2))
PATIENTS = st.lists(st.tuples(st.sampled_from(sorted(OFFSETS)), DUE), min_size=1, max_size=5)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local_day(zone: str, now: datetime) -> date | None:
    """The day there, in 2028; None in other years, of which the table says nothing."""
    if now.year != 2028:
        return None
    begins, ends = SUMMERS.get(zone, ("2028-01-01T00:00", "2028-01-01T00:00"))
    summer = at(begins) <= now < at(ends)
    return (now + timedelta(hours=OFFSETS[zone][summer])).date()


@settings(
    max_examples=20,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(PATIENTS, CLOCK)
def test_each_reminder_comes_once_on_its_own_day_however_the_clock_goes(
    kept: str, told: list[tuple[str, date]], clock: list[datetime]
) -> None:
    waiting: dict[UUID, tuple[str, date]] = {uuid4(): pair for pair in told}
    mine = set(waiting)
    for id_, (zone, on) in waiting.items():
        store.new_patient(id_, zone=zone)
        store.set_due(id_, on)
    for now in clock:
        days = {id_: local_day(zone, now) for id_, (zone, _) in waiting.items()}
        late = timedelta(days=due.LATEST_DAYS)
        expected = {
            id_
            for id_, day in days.items()
            if day and waiting[id_][1] <= day < waiting[id_][1] + late
        }
        claims = [claim for claim in store.claim_due(now) if claim.patient_id in mine]
        if now.year == 2028:
            assert {claim.patient_id for claim in claims} == expected
        for claim in claims:
            assert claim.on == waiting.pop(claim.patient_id)[1]
            assert abs((claim.on - now.date()).days) <= due.LATEST_DAYS + 1
