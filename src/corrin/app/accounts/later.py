"""Mail that leaves once the answer has gone out.

So an answer takes as long whether or not there is somebody to write to, and a mail server that is
slow or away is no fault of the page. Nor does the next page of the same reader wait for it.
"""

import logging
from threading import Thread, local
from typing import Any

from django.core.mail import EmailMessage
from django.core.signals import request_finished, request_started
from django.dispatch import receiver

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


@receiver(request_started)
def _begun(**_: Any) -> None:
    _messages().clear()


@receiver(request_finished)
def _finished(**_: Any) -> None:
    """The answer has gone out."""
    messages = list(_messages())
    _messages().clear()
    if messages:
        apart(messages)


def apart(messages: list[EmailMessage]) -> None:
    """Send beside what this thread does next; tests send at once."""
    Thread(target=deliver, args=[messages]).start()


def deliver(messages: list[EmailMessage]) -> None:
    """Send them. What cannot be sent is told in the log, without its words."""
    for message in messages:
        try:
            message.send()
        except OSError:  # every fault of smtplib among them
            LOG.exception("mail")
