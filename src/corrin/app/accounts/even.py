"""Answers of even length in time: how long one took does not tell who has an account here.

An account that is there and one that is not take different steps, after as much hashing. So the
answer to a form that names an address waits for the end of a step of time. The little that differs
shows only where one of the two just misses its step: the rarer, the longer a step is.
"""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

STEP = 1.0  # seconds
NAMING = ("account_login", "account_signup", "account_reset_password")


def even(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Django middleware; the outermost, so that nothing is done after it."""

    def with_wait(request: HttpRequest) -> HttpResponse:
        begun = time.monotonic()
        response = answer(request)
        met = request.resolver_match
        if request.method == "POST" and met and met.url_name in NAMING:
            time.sleep(left(time.monotonic() - begun))
        return response

    return with_wait


def left(took: float) -> float:
    """Seconds until the next step ends; none where steps are switched off, in tests."""
    return STEP - took % STEP if STEP else 0.0
