"""Whether two protocols say the same to every patient, and a patient to whom they do not."""

from collections.abc import Iterator

import z3

from corrin.knowledge import Protocol
from tools.proof.background import bounds
from tools.proof.logic import Formula
from tools.proof.model import Said, any_of
from tools.proof.patient import Known, smallest


def difference(one: Said, two: Said) -> Known | None:
    """A patient with few known facts to whom the two say different things; None for nobody.

    What is said are keys with their numbers; strength and sources are left aside.
    """
    ours, theirs = dict(_said(one)), dict(_said(two))
    differs = any_of(
        z3.Xor(ours.get(what, z3.BoolVal(False)), theirs.get(what, z3.BoolVal(False)))
        for what in {**ours, **theirs}
    )
    solver = z3.Solver()
    solver.add(*bounds(), differs)
    return smallest([*bounds(), differs]) if solver.check() != z3.unsat else None


def _said(said: Said) -> Iterator[tuple[tuple[str, str], Formula]]:
    """Each key with each set of numbers, and when it is said."""
    kept = {key: z3.Not(said.withheld(key)) for key in said.keys}
    for key, params in dict.fromkeys(_shape(said.protocol)):
        fires = [
            said.fires(r.id)
            for r in said.protocol.rules
            if (r.gives, repr(sorted(r.params.items()))) == (key, params)
        ]
        yield (key, params), z3.And(any_of(fires), kept[key])


def _shape(protocol: Protocol) -> list[tuple[str, str]]:
    return [(r.gives, repr(sorted(r.params.items()))) for r in protocol.rules]
