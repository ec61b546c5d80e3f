"""How often corrin errs, from simulated patients; shown beside what could be held against one."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from corrin.knowledge.model import KnowledgeError


@dataclass(frozen=True, slots=True)
class Said:
    """Shares of the diaries of one kind of simulated patient in which each answer was given."""

    diaries: int
    follows: float
    cannot_tell: float
    unrelated: float


@dataclass(frozen=True, slots=True)
class LinkErrors:
    """Whether symptoms follow the injections: what is said of whom, and how that was made.

    ``returning``: they follow and are back before the next dose; ``well``: they would follow, but
    the dose comes in time; ``unrelated``: they do not follow.
    """

    made_by: str
    returning: Said
    well: Said
    unrelated: Said


@cache
def link_errors() -> LinkErrors:
    """The table that comes with corrin. Raises KnowledgeError where it does not add up."""
    text = (files("corrin.knowledge") / "simulated.toml").read_text(encoding="utf-8")
    return errors_from(tomllib.loads(text)["link"])


def errors_from(table: dict[str, Any]) -> LinkErrors:
    """The table from its TOML. Raises KnowledgeError."""
    said = {group: Said(**table[group]) for group in ("return", "well", "unrelated")}
    for group, shares in said.items():
        total = shares.follows + shares.cannot_tell + shares.unrelated
        if shares.diaries < 1 or abs(total - 1) > 1e-3:
            raise KnowledgeError(f"simulated.toml, {group}: shares add up to {total}; make it anew")
    return LinkErrors(table["made_by"], said["return"], said["well"], said["unrelated"])
