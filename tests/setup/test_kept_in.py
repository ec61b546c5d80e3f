"""A test run makes no connection to anywhere but this computer."""

import socket
import subprocess
import sys

import pytest

from tests import sockets

FAR, NAME = ("192.0.2.1", 9), "corrin.example"


def test_no_test_connects_to_elsewhere_or_asks_for_a_name() -> None:
    with socket.socket() as door, pytest.raises(sockets.Outside):
        door.connect(FAR)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door, pytest.raises(sockets.Outside):
        door.sendto(b"x", FAR)
    with pytest.raises(sockets.Outside):
        socket.getaddrinfo(NAME, 443)


def test_this_computer_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as here:
        socket.create_connection(here.getsockname()).close()
    assert socket.getaddrinfo("localhost", 80)
    for host in ("::1", "127.9.9.9", "0.0.0.0", "/run/x", "\0x", None, "", b"/run/x"):
        assert sockets.is_here(host)
    for host in ("10.0.0.1", "0.0.0.1", "fe80::1%eth0", "example.org", b"8.8.8.8"):
        assert not sockets.is_here(host)


def test_a_python_that_a_test_starts_is_kept_in_as_well() -> None:
    ask = f"import socket; socket.getaddrinfo({NAME!r}, 443)"
    ran = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=False)
    assert ran.returncode == 1 and "Outside" in ran.stderr


def test_control_without_the_guard_nothing_would_be_said() -> None:
    with pytest.raises(sockets.Outside):
        sys.audit("socket.connect", None, FAR)
    with sockets.let_out():
        sys.audit("socket.connect", None, FAR)
