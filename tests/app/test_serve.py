"""`corrin serve`, as a person starts and stops it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from corrin.app.serve import Unserved, listen

posix = pytest.mark.skipif(os.name != "posix", reason="signals are sent the POSIX way")


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as held:
        yield held.getsockname()[1]


def test_a_port_asked_for_and_taken_is_said(taken: int) -> None:
    with pytest.raises(Unserved, match=f"port {taken} cannot be used"):
        listen(taken)


def test_without_a_port_the_next_free_one_is_used() -> None:
    with listen(None) as first, listen(None) as second:
        assert first.getsockname()[1] < second.getsockname()[1]


@posix
@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_says_its_address_serves_and_stops_cleanly(tmp_path: Path, stop: int) -> None:
    with _serving(tmp_path / "data") as server:
        assert server.stdout
        line = server.stdout.readline()
        assert line.startswith("corrin: http://localhost:")
        with urlopen(line.removeprefix("corrin: ").strip(), timeout=10) as page:
            assert page.status == 200
        server.send_signal(stop)
        out, err = server.communicate(timeout=10)
    assert (server.returncode, out, err) == (0, "", "")
    kept = {path.name for path in (tmp_path / "data").iterdir()}
    assert {"corrin.sqlite3", "secret-key"} <= kept


def test_a_taken_port_ends_with_words_and_1(tmp_path: Path, taken: int) -> None:
    with _serving(tmp_path, port=taken) as server:
        out, err = server.communicate(timeout=20)
    assert (server.returncode, out) == (1, "")
    assert err.startswith(f"corrin: port {taken} cannot be used")


def test_a_data_folder_that_is_a_file_ends_with_words_and_1(tmp_path: Path) -> None:
    page = tmp_path / "page"
    page.touch()
    with _serving(page) as server:
        out, err = server.communicate(timeout=20)
    assert (server.returncode, out) == (1, "")
    assert "cannot be used" in err
    assert "Traceback" not in err


def test_a_port_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    with _serving(tmp_path, port=70000) as server:
        _, err = server.communicate(timeout=20)
    assert server.returncode == 2
    assert "not a port" in err


@contextmanager
def _serving(data: Path, port: int = 0) -> Iterator[subprocess.Popen[str]]:
    """A server of one's own; whatever the test finds, it does not outlive the test."""
    words = ["serve", "--no-browser", "--port", str(port), "--data", str(data)]
    with subprocess.Popen(
        [sys.executable, "-m", "corrin", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_heed_ctrl_c if os.name == "posix" else None,
    ) as server:
        try:
            yield server
        finally:
            server.kill()


def _heed_ctrl_c() -> None:
    """Tests started in the background inherit a deaf ear, and so would the server."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
