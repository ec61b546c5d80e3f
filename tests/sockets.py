"""No test goes out of this computer: a connection to anywhere else ends the test that makes it.

Python tells its own hooks of every connection and every name that is looked up, whoever asks. What
is not Python (a browser, a FHIR server) is started by the tests with addresses of this computer.
"""

import ipaddress
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

HERE = ("localhost", "", None, socket.gethostname())
ASKS = {"socket.connect": 1, "socket.sendto": 1, "socket.getaddrinfo": 0, "socket.gethostbyname": 0}
_state = {"kept": False, "watched": True}


class Outside(BaseException):
    """Something wanted to leave this computer; nothing may catch it as an ordinary fault."""


def kept_in() -> None:
    """From now on, in this process, for good; once is enough."""
    if not _state["kept"]:
        _state["kept"] = True
        sys.addaudithook(_heard)


@contextmanager
def let_out() -> Iterator[None]:
    """A control: without the guard."""
    _state["watched"] = False
    try:
        yield
    finally:
        _state["watched"] = True


def _heard(event: str, given: tuple[Any, ...]) -> None:
    if event in ASKS and _state["watched"]:
        asked = given[ASKS[event]]
        host = asked[0] if isinstance(asked, tuple) else asked
        if not is_here(host):
            raise Outside(f"{event}: this would have left the computer; tests stay on it")


def is_here(host: Any) -> bool:
    """Whether this is this computer: its names, its own addresses, or a socket in a folder."""
    if isinstance(host, bytes | bytearray):
        host = bytes(host).decode(errors="replace")
    if host in HERE or isinstance(host, int) or str(host)[:1] in "/\0":
        return True  # an int: a conversation with the system itself
    try:
        address = ipaddress.ip_address(str(host).partition("%")[0])
        return address.is_loopback or address.is_unspecified
    except ValueError:
        return False
