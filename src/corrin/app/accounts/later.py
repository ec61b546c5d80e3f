"""Mail that leaves once the answer has gone out.

So an answer takes as long whether or not there is somebody to write to, and a mail server that is
slow or away is no fault of the page. Nor does the next page of the same reader wait for it.
"""

import logging
import time
from collections.abc import Callable
from threading import Thread, local

from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse

from corrin.app.accounts.even import STEP

PAUSE = 2 * STEP  # seconds: an answer waits less than a step, whatever a step is
LOG = logging.getLogger("django.corrin.mail")
_waiting = local()


def send(message: EmailMessage) -> None:
    """Send it after the answer that this thread is working on."""
    _messages().append(message)


def _messages() -> list[EmailMessage]:
    if not hasattr(_waiting, "messages"):
        _waiting.messages = []
    found: list[EmailMessage] = _waiting.messages
    return found


def leaving(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Django middleware, inside the one that waits: to start a thread takes time as well."""

    def with_mail(request: HttpRequest) -> HttpResponse:
        _messages().clear()
        response = answer(request)
        messages = list(_messages())
        _messages().clear()
        if messages:
            apart(messages)
        return response

    return with_mail


def apart(messages: list[EmailMessage]) -> None:
    """Send once the answer has gone out, beside what this thread does; tests send at once."""
    Thread(target=_soon, args=[messages]).start()


def _soon(messages: list[EmailMessage]) -> None:
    time.sleep(PAUSE)
    deliver(messages)


def deliver(messages: list[EmailMessage]) -> None:
    """Send them. What cannot be sent is told in the log, without its words."""
    for message in messages:
        try:
            message.send()
        except OSError:  # every fault of smtplib among them
            LOG.exception("mail")
