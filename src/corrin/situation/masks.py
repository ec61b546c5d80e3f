"""An answer for many patients: one bit a patient, bit 0 the first of them, in whole numbers."""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from corrin.situation.fact import FactValue


class Masks(NamedTuple):
    """For whom something certainly holds, and for whom it possibly does."""

    certain: int
    possible: int

    @property
    def unknown(self) -> int:
        """For whom nobody knows."""
        return self.possible ^ self.certain


class ManyFacts(Protocol):
    """The facts of many patients, `everyone` being the mask of them all."""

    everyone: int

    def value(self, name: str, patient: int) -> FactValue:
        """A fact of one of them."""

    def masks(self, name: str, holds: Callable[[Any], bool]) -> Masks:
        """For whom the value of a fact holds; unknown where the fact is."""
