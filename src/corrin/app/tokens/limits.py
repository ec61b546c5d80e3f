"""How often somebody may try: a count for each caller, begun anew every minute, in memory."""

import threading
from collections import Counter

MINUTE = 60.0
MOST_CALLERS = 10_000


class Limit:
    """At most so many in a minute by one caller; safe to share among threads.

    It forgets at a restart, and another process counts for itself.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._begun = 0.0
        self._counted: Counter[str] = Counter()

    def reached(self, caller: str, now: float) -> bool:
        """Whether this caller has had all of this minute's tries; in a crowd a new one has."""
        with self._lock:
            self._turn(now)
            crowded = caller not in self._counted and len(self._counted) >= MOST_CALLERS
            return crowded or self._counted[caller] >= self.most

    def count(self, caller: str, now: float) -> None:
        """One more try."""
        with self._lock:
            self._turn(now)
            self._counted[caller] += 1

    def wait(self, now: float) -> int:
        """Whole seconds until the count begins anew, at least one."""
        with self._lock:
            return max(1, int(self._begun + MINUTE - now) + 1)

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._counted.clear()

    def _turn(self, now: float) -> None:
        if not 0 <= now - self._begun < MINUTE:
            self._begun = now
            self._counted.clear()
