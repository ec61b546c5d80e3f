"""What corrin is made of: the bill names all of it, and an audit that could not be made is red."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import distributions
from threading import Thread
from typing import Any

import pytest

from tools.supply import audit, bill
from tools.supply.parts import LOCKS, Part, installed, locked, plain

PURL = re.compile(r"pkg:pypi/[a-z0-9-]+@[^@ ]+\Z")


def test_the_bill_names_what_is_installed_and_nothing_else() -> None:
    made = bill.bill(installed())
    named = {(c["name"], c["version"]) for c in made["components"]}
    there = {(plain(d.metadata["Name"]), d.version) for d in distributions()}
    assert named == {one for one in there if one[0] != "corrin"}
    assert len(named) > 20
    assert all(PURL.match(c["purl"]) and c["bom-ref"] == c["purl"] for c in made["components"])
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    assert bill.bill(installed()) == made


def test_what_is_installed_is_what_the_locks_have() -> None:
    assert bill.astray(installed()) == []
    wrong = bill.astray((Part("django", "1.0"), Part("unheard-of", "1.0")))
    assert len(wrong) == 2 and "none" in wrong[1]


def test_what_runs_the_app_is_few_and_pinned_by_hash() -> None:
    runs = locked(LOCKS[0])
    assert len(runs) <= 30
    for lock in LOCKS:
        assert all(hashes for _, hashes in locked(lock).values()), lock


@contextmanager
def service(answer: Any) -> Iterator[str]:
    """A service on this computer that answers so; a function is given the queries."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            told = answer(asked) if callable(answer) else answer
            body = told if isinstance(told, bytes) else json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    here = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=here.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{here.server_port}/"
    finally:
        here.shutdown()
        here.server_close()


def clean(asked: list[Any]) -> Any:
    return {"results": [{} for _ in asked]}


def known(asked: list[Any]) -> Any:
    wrong = {"vulns": [{"id": "GHSA-invented"}]}
    return {"results": [wrong if q["package"]["name"] == "django" else {} for q in asked]}


def one_without(asked: list[Any]) -> Any:
    return {"results": [None, *[{} for _ in asked[1:]]]}


def one_with_more(asked: list[Any]) -> Any:
    return {"results": [{"next_page_token": "x"}, *[{} for _ in asked[1:]]]}


def too_few(asked: list[Any]) -> Any:
    return {"results": [{} for _ in asked[1:]]}


@pytest.mark.parametrize(
    ("answer", "ends", "said"),
    [
        (clean, 0, "nothing is known"),
        (known, 1, "GHSA-invented"),
        (one_without, 2, "could not be audited"),
        (one_with_more, 2, "could not be audited"),
        (too_few, 2, "could be audited"),
        ({"code": 3}, 2, "could be audited"),
        (b"<html>", 2, "could be audited"),
    ],
)
def test_an_audit_is_green_only_where_every_package_was_looked_up(
    answer: Any, ends: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with service(answer) as address:
        assert audit.main(["--service", address]) == ends
    told = capsys.readouterr()
    assert said in told.out + told.err
    assert bool(ends) == ("RED" in told.err)


def test_a_service_that_does_not_answer_is_red(capsys: pytest.CaptureFixture[str]) -> None:
    with service(clean) as address:
        gone = address
    assert audit.main(["--service", gone]) == audit.NOT_AUDITED
    assert "RED: none of" in capsys.readouterr().err
