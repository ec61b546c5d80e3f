# ruff: noqa: E402 - Django wants its settings before anything of it is imported
"""How well one can tell from the time of an answer whether an address has an account.

    .venv/bin/python -m bench.long.enumeration --pairs 400 --seed 1 > bench/long/enumeration.txt

A real server in a process of its own, met through its socket as a proxy meets it, with a mail
server that takes all: pairs of tries at an account that is there and at one that is not, timed from
the sending of the form to the last byte of the answer. Which of a pair comes first is by lot.
AUC 0.5 tells nothing; asked for is 0.45 to 0.55. `--control`: answers as soon as they can.
"""

import argparse
import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode
from uuid import uuid4

DATA = Path(tempfile.mkdtemp())
os.environ["CORRIN_DATA"] = str(DATA)
os.environ["CORRIN_SITE"] = "https://b12.example.org"
os.environ["DJANGO_SETTINGS_MODULE"] = "corrin.app.settings"

import django

django.setup()

import numpy as np
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from corrin.app import site
from corrin.app.models import Account
from corrin.store.tables import upgrade
from tests.app.accounts import PASSWORD

ALLOWED = 0.05
FORMS = {  # address, and what is typed beside the address of an account
    "sign-in": ("/account/login/", "login", {"password": "wrong, all of it"}),
    "new account": ("/account/signup/", "email", {"password1": PASSWORD}),
    "reset": ("/account/reset/", "email", {}),
}
SERVE = "from corrin.cli import main; import sys; sys.exit(main())"
AT_ONCE = f"from corrin.app.accounts import even; even.STEP = 0.0; {SERVE}"
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')


def main() -> int:
    """Print the AUC of each form; 0 where none tells, in the control where one does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--control", action="store_true")
    told = parser.parse_args()
    control = " --control" if told.control else ""
    print(f"command: -m bench.long.enumeration --pairs {told.pairs} --seed {told.seed}{control}")
    upgrade()
    error = np.sqrt((2 * told.pairs + 1) / (12 * told.pairs**2))
    worst = 0.0
    with _server(AT_ONCE if told.control else SERVE) as port:
        for form in FORMS:
            one, other = _pairs(form, _accounts(form, told.pairs), port, told.seed)
            found = _auc(one, other)
            worst = max(worst, abs(found - 0.5))
            print(
                f"{form}: AUC {found:.3f} (standard error by chance {error:.3f}); "
                f"medians {np.median(one):.4f} s there, {np.median(other):.4f} s not",
                flush=True,
            )
    return 0 if (worst > ALLOWED) == told.control else 1


def _accounts(form: str, number: int) -> list[str]:
    """So many accounts, made aside."""
    password = make_password(PASSWORD)
    emails = [f"{form[:3]}{n:05}abc@example.org" for n in range(number)]
    for email in emails:
        account = Account.objects.create(email=email, password=password)
        EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    return emails


@contextmanager
def _server(code: str) -> Iterator[int]:
    """corrin as others reach it, and a mail server beside it; gives the port."""
    (DATA / site.IMPRINT).write_text("".join(f'{key} = "x"\n' for key in site.NEEDED))
    port, mail_port = _free(), _free()
    post = Controller(Sink(), hostname="127.0.0.1", port=mail_port)
    post.start()
    words = ["serve", "--port", str(port), "--data", str(DATA), "--no-browser"]
    mail = {"CORRIN_MAIL": f"smtp://127.0.0.1:{mail_port}"}
    with subprocess.Popen(
        [sys.executable, "-c", code, *words], stdout=subprocess.PIPE, env=os.environ | mail
    ) as server:
        try:
            assert server.stdout and server.stdout.readline().startswith(b"corrin: ")
            yield port
        finally:
            server.terminate()
            post.stop()


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _pairs(form: str, there: list[str], port: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Seconds of tries at accounts that are there, and beside each one that is not."""
    chance = np.random.default_rng(seed)
    times: tuple[list[float], list[float]] = ([], [])
    for n, known in enumerate(there):
        unknown = uuid4().hex[: len(known) - 12] + "@example.org"
        for which in chance.permutation(2):
            place = f"10.{n // 250}.{n % 250}.{which}"
            times[which].append(_tried(form, (known, unknown)[which], place, port))
    return np.array(times[0]), np.array(times[1])


def _tried(form: str, email: str, place: str, port: int) -> float:
    """Seconds from the sending of the form to the last byte of its answer."""
    address, field, more = FORMS[form]
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    said = {"Host": "b12.example.org", "X-Forwarded-For": place, "X-Forwarded-Proto": "https"}
    line.request("GET", address, headers=said)
    page = line.getresponse()
    cookies = [c.split(";")[0] for c in page.headers.get_all("Set-Cookie") or []]
    token = TOKEN.search(page.read())
    assert page.status == 200 and token, page.status
    said |= {"Cookie": "; ".join(cookies), "Content-Type": "application/x-www-form-urlencoded"}
    said |= {"Origin": "https://b12.example.org", "Referer": f"https://b12.example.org{address}"}
    body = urlencode({"csrfmiddlewaretoken": token[1].decode(), field: email, **more})
    begun = perf_counter()
    line.request("POST", address, body, said)
    answer = line.getresponse()
    answer.read()
    took = perf_counter() - begun
    line.close()
    assert answer.status in (200, 302), answer.status
    return took


def _auc(one: np.ndarray, other: np.ndarray) -> float:
    """How often a time of one is the longer of two, equal ones counted half; 0.5 tells nothing."""
    ranks = np.searchsorted(np.sort(other), one) + np.searchsorted(np.sort(other), one, "right")
    return float(ranks.mean() / 2 / len(other))


if __name__ == "__main__":
    sys.exit(main())
