"""What a figure needs of a language; whoever draws hands the words in."""

from __future__ import annotations

from datetime import date
from typing import Protocol


class Words(Protocol):
    """The sentences of the page in one language, for one reader."""

    @property
    def lang(self) -> str:
        """The language as a BCP 47 tag."""

    def say(self, key: str, **values: object) -> str:
        """The sentence of this name, with values put in."""

    def number(self, value: float) -> str:
        """A number as the reader writes it."""

    def decimal(self, value: float) -> str:
        """A number with one decimal, always."""

    def span(self, low: float, high: float) -> str:
        """A range."""

    def day(self, on: date) -> str:
        """A date in words."""

    def item(self, code: str) -> str:
        """The word for a diary item."""

    def code(self, kind: str, code: str) -> str:
        """The word for a code of a kind: a drug, a route."""
