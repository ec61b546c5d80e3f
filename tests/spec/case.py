"""What a specification test is handed: it asserts in a test, and is written down in the manual."""

from typing import Protocol


class Case(Protocol):
    """A diary in notation, the day, the country and question, and what is said or never said."""

    def __call__(
        self,
        diary: str,
        *,
        on: str,
        country: str = "uk",
        ask: str = "assess",
        says: str = "",
        never: str = "",
        dates: str = "",
        waits_for: str = "",
    ) -> None: ...
