"""Which entries stand: the one rule for corrections, withdrawals and what they bring back.

A correction stands in the place of an entry, a withdrawal takes one away. A correction that was
corrected itself still holds the place, for its own correction does; one that was withdrawn gives
the place back. A withdrawal that was withdrawn takes nothing away any more.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter


@dataclass(frozen=True, slots=True)
class Link:
    """That the entry `id` replaces another; `withdraws` where it says nothing in its place."""

    id: str
    replaces: str
    withdraws: bool = False


def fallen(links: Iterable[Link]) -> frozenset[str]:
    """The ids that do not stand any more. Entries that replace each other in a ring all stay.

    An entry without an id replaces, and is never replaced.
    """
    later: dict[str, list[Link]] = {}
    for link in links:
        if link.replaces and link.id != link.replaces:
            later.setdefault(link.replaces, []).append(link)
    sorter = TopologicalSorter({id_: [link.id for link in said] for id_, said in later.items()})
    with suppress(CycleError):
        sorter.prepare()
    held: dict[str, bool] = {}  # whether what an id says is in force, by itself or by a correction
    gone: set[str] = set()
    while sorter.is_active():
        for id_ in sorter.get_ready():
            over = [link for link in later.get(id_, ()) if held[link.id]]
            if over:
                gone.add(id_)
            held[id_] = not over or not all(link.withdraws for link in over)
            sorter.done(id_)
    in_rings = later.keys() - held.keys()
    gone |= {id_ for id_ in in_rings if any(held.get(link.id) for link in later[id_])}
    return frozenset(gone)
