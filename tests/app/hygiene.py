"""Many requests by everybody, and where the words of one patient's record turn up afterwards.

They may stand in the body of a page that somebody who was let in asked for, and nowhere else: not
in a log, an address, a header, a cookie that can be read, an error page, a feed or a mail.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from typing import Any
from unittest.mock import patch

import numpy as np
from django.core import mail
from django.db import OperationalError
from django.test import Client

from corrin import store
from corrin.app.models import Look
from corrin.app.routes import Of, Who
from tests.app.matrix import MARK, Try, World

PLACES = re.compile(r'(?:href|src|action|formaction|cite|data-[a-z-]+)="([^"]*)"')
LOGGERS = ("", "django", "waitress", "corrin.audit", "corrin")
TYPED = "Ouagadougou"  # stands in what is sent, and in no record
WORDS = (MARK, TYPED)
FAULTS = (RuntimeError, OperationalError, KeyError, ValueError)


@dataclass(slots=True)
class Found:
    """What came of it: how often each status was met, and every trace."""

    statuses: Counter[int] = field(default_factory=Counter)
    traces: list[str] = field(default_factory=list)
    looks: list[str] = field(default_factory=list)  # requests that left more or fewer than due
    touched: int = 0


@contextmanager
def listening() -> Iterator[StringIO]:
    """All that would have been written into a log."""
    heard, before = StringIO(), []
    for name in LOGGERS:
        for handler in logging.getLogger(name).handlers:
            if type(handler) is logging.StreamHandler:
                before.append((handler, handler.setStream(heard)))
    last = logging.StreamHandler(heard)
    with patch.object(logging, "lastResort", last):
        try:
            yield heard
        finally:
            for handler, stream in before:
                if stream is not None:
                    handler.setStream(stream)


def asked(everybody: World, number: int, seed: int) -> Found:
    """So many requests of the matrix, a third let in; every tenth meets a fault that quotes all."""
    chance, tries = np.random.default_rng(seed), list(everybody.tries())
    let_in = [one for one in tries if one.allowed]
    found = Found()
    mail.outbox = []
    with listening() as heard:
        for n in range(number):
            among = let_in if n % 3 == 0 else tries
            one = among[int(chance.integers(len(among)))]
            _asked(everybody, one, found, FAULTS[n // 10 % len(FAULTS)] if n % 10 == 9 else None)
        for word in WORDS:
            if word in heard.getvalue():
                found.traces.append(f"{word} in the log: {_around(heard.getvalue(), word)}")
    for message in mail.outbox:
        if any(word in f"{message.subject} {message.body}" for word in WORDS):
            found.traces.append("a mail")
    return found


def _around(text: str, word: str) -> str:
    at = text.index(word)
    return text[max(0, at - 60) : at + 60]


def _asked(everybody: World, one: Try, found: Found, fault: type[Exception] | None) -> None:
    looks = Look.objects.filter(patient_id=everybody.patient)
    before = looks.exclude(did="listed").count()
    if fault:
        quoting = fault(f"{MARK} {TYPED}")
        with patch.object(store, "read", side_effect=quoting):
            answer = _sent(everybody, one)
    else:
        answer = _sent(everybody, one)
    found.statuses[answer.status_code] += 1
    noted = looks.exclude(did="listed").count() - before
    found.touched += noted
    if noted != due(one, answer.status_code):
        found.looks.append(f"{said(one)} {answer.status_code}: {noted} rows")
    found.traces += [f"{said(one)}: {where}" for where in traces(one, answer)]


def said(one: Try) -> str:
    """A try in a line."""
    return f"{one.role.name} {one.method} {one.place}"


def due(one: Try, status: int) -> int:
    """How many rows a request must leave: one where somebody else opened the record."""
    if one.route.of is Of.TOKEN and one.route.who is Who.TOKEN and one.role.scope:
        opens = one.route.name.startswith("api-record") and one.allowed
        return int(opens and status != 405)
    return int(bool(one.base) and one.base == one.role.base and one.allowed)


def _sent(everybody: World, one: Try) -> Any:
    client: Client = one.role.client
    named = {"authorization": f"Bearer {one.role.token}", "corrin-patient": str(everybody.patient)}
    headers = named if one.role.token else None
    if one.method == "get":
        return client.get(one.place, headers=headers)
    body = {**everybody.body(), "note": TYPED, "q": TYPED, "why": TYPED, "batch": TYPED}
    return client.post(one.place, body, headers=headers)


def traces(one: Try, answer: Any) -> list[str]:
    """Where in an answer a word of the record stands that it may not stand."""
    body = b"".join(answer) if answer.streaming else answer.content
    text = body.decode(errors="replace")
    places = {
        "a header": str(answer.headers),
        "a cookie": str(answer.cookies),
        "an address": " ".join(PLACES.findall(text)),
    }
    kind = answer.headers.get("Content-Type", "")
    if answer.status_code >= 400 and answer.status_code != 400:  # 400 shows again what was typed
        places["an error page"] = text if one.method == "get" else ""
    if kind.startswith("text/calendar"):
        places["a feed"] = text
    return [where for where, told in places.items() if any(word in told for word in WORDS)]
