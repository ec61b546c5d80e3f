"""Which entries stand, in any net of corrections and withdrawals."""

from hypothesis import given
from hypothesis import strategies as st

from corrin.record import Link, Record, Score, fallen, read_notation
from corrin.record.entries import Retraction

# Each entry replaces one before it, or nothing; that is how they are written in life.
REPLACED = st.lists(st.tuples(st.integers(0, 99), st.booleans()), min_size=1, max_size=12)


def chained(drawn: list[tuple[int, bool]]) -> list[Link]:
    return [Link(str(n), str(old % n), gone) for n, (old, gone) in enumerate(drawn, start=1)]


def slowly(links: list[Link]) -> frozenset[str]:
    """The rule as it is told, entry by entry."""

    def over(id_: str) -> list[Link]:
        return [link for link in links if link.replaces == id_]

    def stands(id_: str) -> bool:
        return not any(holds(link.id) for link in over(id_))

    def holds(id_: str) -> bool:
        return stands(id_) or any(holds(link.id) for link in over(id_) if not link.withdraws)

    return frozenset(link.replaces for link in links if not stands(link.replaces))


@given(REPLACED)
def test_the_rule_is_the_same_told_slowly(drawn: list[tuple[int, bool]]) -> None:
    links = chained(drawn)
    assert fallen(links) == slowly(links)


@given(REPLACED, st.randoms())
def test_the_order_of_entries_carries_no_meaning(
    drawn: list[tuple[int, bool]], random: st.DataObject
) -> None:
    links = chained(drawn)
    mixed = list(links)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert fallen(mixed) == fallen(links)


def test_of_a_corrected_correction_only_the_last_stands() -> None:
    diary = (
        "2026-02-20 felt fatigue 7 id a\n"
        "2026-02-20 felt fatigue 6 id b replaces a\n"
        "2026-02-20 felt fatigue 5 id c replaces b\n"
    )
    assert scores(diary) == [5]
    assert scores(diary + "2026-02-21 withdraw c id d\n") == [6]
    assert scores(diary + "2026-02-21 withdraw b\n") == [5]
    assert scores(diary + "2026-02-21 withdraw c id d\n2026-02-21 withdraw d\n") == [5]


def scores(diary: str) -> list[float]:
    return [entry.score for entry in read_notation(diary).current().of(Score)]


def test_five_thousand_corrections_of_one_entry_leave_one() -> None:
    chain = [Score(id="0", item="fatigue", score=1)]
    chain += [
        Score(id=str(n), replaces=str(n - 1), item="fatigue", score=2) for n in range(1, 5000)
    ]
    assert Record(tuple(chain)).current().entries == (chain[-1],)


def test_entries_in_a_ring_stay_until_something_outside_it_withdraws_them() -> None:
    ring = [Score(id=a, replaces=b, item="fatigue", score=1) for a, b in ("ab", "bc", "ca")]
    assert Record(tuple(ring)).current().entries == tuple(ring)
    outside = Retraction(id="x", replaces="a")
    assert Record((*ring, outside)).current().entries == tuple(ring[1:])
