"""The one place where guessing has a limit: whatever looks at a secret asks here first.

A password, a code, a key or a signed link takes a try before it is looked at, and a right one gives
it back. Wrong ones count for an hour against where they came from, for a day against whom they
were aimed at. A device that its owner has signed in from counts by itself: nobody else's guessing
locks the owner out there. Links and tokens are 256 (or 192) random bits: those that open nothing
count by where they came from alone, and the same one sent again is no other guess.

Counts are rows, so they hold across processes and restarts. Nothing in a row says who or where.
"""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from corrin.app import clock, pages
from corrin.app.accounts.devices import knows
from corrin.app.models import Guess

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST = 20  # from one place in an hour, against one account in a day, on a known device in an hour
RESET = "reset"  # the link in a mail: looked at when it is opened
SET = "set-password"  # stands in that link's place once it was looked at
SWEPT = 100  # rows between two sweepings of old ones
View = Callable[..., HttpResponse]


class TooMany(Exception):
    """No more tries for now; `wait` is how many seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Count:
    """What tries are counted by, and for how long."""

    name: str
    lasts: timedelta

    @property
    def who(self) -> str:
        """As it is kept: nobody reads an address or a person from it."""
        return salted_hmac("corrin.guesses", self.name, algorithm="sha256").hexdigest()


def place(request: HttpRequest) -> str:
    """Where a request comes from; of an IPv6 address the network, which is one customer's."""
    told = str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ipaddress.ip_address(told)
    except ValueError:
        return told
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Network(f"{address}/64", strict=False).network_address)
    return told


def _counts(kind: str, request: HttpRequest, whose: str) -> list[Count]:
    if whose and knows(request, whose):
        return [Count(f"{kind} known {whose}", HOUR)]
    counts = [Count(f"{kind} place {place(request)}", HOUR)]
    return [*counts, Count(f"{kind} whose {whose}", DAY)] if whose else counts


def take(kind: str, request: HttpRequest, whose: str) -> list[Guess]:
    """Take a try against somebody; the rows of it, to be given back. Raises TooMany."""
    counts = _counts(kind, request, whose.lower())
    for count in counts:
        _must_be_left(count)
    taken = [_kept(count) for count in counts]
    if any(_met(count) > MOST for count in counts):  # others took the last at this moment
        give_back(taken)
        raise TooMany(_wait(counts[0]))
    return taken


def give_back(taken: list[Guess]) -> None:
    """It was right: no guess."""
    Guess.objects.filter(pk__in=[row.pk for row in taken]).delete()


def must_be_left(kind: str, request: HttpRequest) -> None:
    """Raises TooMany where too many links or tokens that open nothing came from this place."""
    _must_be_left(Count(f"{kind} place {place(request)}", HOUR))


def wrong(kind: str, request: HttpRequest, secret: str) -> None:
    """One that opens nothing came from this place; again the same is no other guess."""
    count = Count(f"{kind} place {place(request)}", HOUR)
    what = Count(secret, HOUR).who[:16]
    if not _rows(count).filter(what=what).exists():
        _kept(count, what)


def _rows(count: Count) -> Any:
    return Guess.objects.filter(who=count.who, at__gt=clock.now() - count.lasts)


def _met(count: Count) -> int:
    return int(_rows(count).count())


def _must_be_left(count: Count) -> None:
    if _met(count) >= MOST:
        raise TooMany(_wait(count))


def _wait(count: Count) -> int:
    """Whole seconds until the oldest try no longer counts."""
    oldest = _rows(count).order_by("at").values_list("at", flat=True).first()
    left = oldest + count.lasts - clock.now() if oldest else timedelta()
    return max(1, int(left.total_seconds()) + 1)


def _kept(count: Count, what: str = "") -> Guess:
    row = Guess.objects.create(who=count.who, what=what, at=clock.now())
    if row.pk % SWEPT == 0:
        Guess.objects.filter(at__lt=clock.now() - DAY).delete()
    return row


def limited(kind: str, view: View, whose: Callable[..., str]) -> View:
    """A view that looks at a secret when something is sent to it, with its limit before it.

    It was right where the answer leads on, to anywhere but the sign-in.
    """

    @wraps(view)
    def guarded(request: HttpRequest, **more: Any) -> HttpResponse:
        looks = more.get("key", SET) != SET if kind == RESET else request.method == "POST"
        if not looks:
            return view(request, **more)
        try:
            taken = take(kind, request, whose(request, **more))
        except TooMany as why:
            return refused(request, why)
        answer = view(request, **more)
        to = str(answer.headers.get("Location", ""))
        if answer.status_code == 302 and not to.startswith("/account/login/"):
            give_back(taken)
        return answer

    return guarded


def refused(request: HttpRequest, why: TooMany) -> HttpResponse:
    """The page for whoever tried too often."""
    answer = pages.too_many(request)
    answer.headers["Retry-After"] = str(why.wait)
    return answer
