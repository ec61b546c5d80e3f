"""How a command ends."""

from collections.abc import Sequence

DONE = 0
FAILED = 1
USAGE = 2
REFUSED = 3
MOST_TOLD = 20_000
"""Of so many faults each is told on a line; of the rest how many more they are."""


class Usage(Exception):
    """The command was called wrongly; the message says how to call it."""


class Failed(Exception):
    """It could not be done, for a reason outside corrin; the message says what to do."""


class Refused(Exception):
    """The input cannot be used; one line a fault: place, met, expected, what to do."""

    def __init__(self, faults: Sequence[object]) -> None:
        super().__init__(*faults)
        self.faults = tuple(faults)
