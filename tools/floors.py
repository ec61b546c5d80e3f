"""A contract for import-linter: forbidden imports, for rooms that are already built.

import-linter's own `forbidden` refuses a room that does not exist yet. The house is
linted from the first day, so a missing room is passed over until it is there.
"""

from grimp import ImportGraph
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.domain.contract import ContractCheck
from importlinter.domain.imports import ModuleExpression


class ForbiddenWhenBuilt(ForbiddenContract):
    """`forbidden`, less the rooms of the house that are still missing."""

    type_name = "forbidden_when_built"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        for name in ("source_modules", "forbidden_modules"):
            rooms: set[ModuleExpression] = getattr(self, name)
            setattr(self, name, {room for room in rooms if room.expression in graph.modules})
        return super().check(graph, verbose)
