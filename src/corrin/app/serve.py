"""Prepares the data folder and serves the app from this computer until stopped."""

import gc
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corrin.app.site import Site

HOST = "127.0.0.1"  # reached as localhost; from another computer only where it is told so
FIRST, LAST = 8000, 8099
# A proxy on this computer says from where a request really comes; nobody else is believed.
PROXY = {"trusted_proxy": HOST, "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"}}
LARGEST = 48 * 1024 * 1024  # bytes in one request; the page says more kindly what is too much


class Unserved(Exception):
    """It cannot be served like this; the message says what to do."""


def serve(port: int | None, data: Path, open_browser: bool) -> None:
    """Say the address once it answers, then serve until Ctrl-C or a polite kill."""
    _heed_termination()
    try:
        found = _site(data.absolute())
        listener = listen(port, found.listen)
        prepare(data)
        with _used(data.absolute()):
            _answer(listener, open_browser, found)
    except KeyboardInterrupt:
        return


def _site(data: Path) -> "Site":
    """Where it will be found, once whoever answers for it is named."""
    from corrin.app.site import SiteError, ready, site

    try:
        found = site(os.environ)
        ready(found, data, os.environ.get("CORRIN_MAIL", ""))
    except SiteError as why:
        raise Unserved(str(why)) from None
    return found


def prepare(data: Path) -> None:
    """The data folder with its key, the tables as this edition wants them, the demo patient."""
    from corrin.app import secret

    os.umask(0o077)  # what is written from here on is its owner's alone
    try:
        secret.make(data.absolute())
    except OSError as why:
        raise Unserved(f"the folder {data} cannot be used: {_said(why)}") from None
    os.environ["CORRIN_DATA"] = str(data.absolute())
    os.environ["DJANGO_SETTINGS_MODULE"] = "corrin.app.settings"

    import django

    django.setup()

    from django.db import DatabaseError

    from corrin.app.whose import Whose, patient
    from corrin.store.erasing import erase_again
    from corrin.store.errors import StoreError
    from corrin.store.met import met
    from corrin.store.tables import upgrade
    from corrin.terms import Country

    try:
        upgrade()
        erase_again()  # whom a crash, or a restore by hand, has left or brought back
    except StoreError as why:
        raise Unserved(str(why)) from None
    except DatabaseError as why:
        if said := met(why):
            raise Unserved(said) from None
        raise  # a fault of ours
    patient(Whose.DEMO, Country.DK)


@contextmanager
def _used(data: Path) -> Iterator[None]:
    """Nobody restores into the folder meanwhile."""
    from corrin.store.disk import in_use
    from corrin.store.errors import InUse

    try:
        with in_use(data):
            yield
    except InUse as why:
        raise Unserved(str(why)) from None


def listen(port: int | None, host: str = HOST) -> socket.socket:
    """A socket on the port asked for, or on the first free one from 8000."""
    if port is not None:
        return _take(port, host)
    for number in range(FIRST, LAST + 1):
        try:
            return _take(number, host)
        except Unserved:
            continue
    raise Unserved(f"no port between {FIRST} and {LAST} is free; choose one with --port N")


def _take(port: int, host: str) -> socket.socket:
    try:
        return socket.create_server((host, port))
    except OSError as why:
        raise Unserved(
            f"port {port} cannot be used ({_said(why)}); choose another with --port N, "
            "or leave --port out"
        ) from None


def _said(why: OSError) -> str:
    """The system's own words for it, without the address and its brackets."""
    return os.strerror(why.errno) if why.errno else type(why).__name__


def _answer(listener: socket.socket, open_browser: bool, found: "Site") -> None:
    import waitress

    from corrin.app.wsgi import application

    server = waitress.create_server(
        application,
        sockets=[listener],
        max_request_body_size=LARGEST,
        inbuf_overflow=LARGEST,  # a record is held in memory, never laid down in a file
        ident=None,
        threads=16,  # some wait so that all answers take as long (accounts/even.py)
        clear_untrusted_proxy_headers=True,
        **(PROXY if found.https else {}),
    )
    gc.collect()
    gc.freeze()  # what is loaded stays: the collector need not walk through it at every page
    port = listener.getsockname()[1]
    address = f"{found.address}/" if found.reached_by_others else f"http://localhost:{port}/"
    print(f"corrin: {address}", flush=True)
    if open_browser and _has_screen():
        threading.Thread(target=webbrowser.open, args=[address], daemon=True).start()
    server.run()


def _has_screen() -> bool:
    """Without one, a text browser would take over the terminal."""
    unix = sys.platform not in ("win32", "darwin")
    return not unix or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _heed_termination() -> None:
    """A polite kill is answered as Ctrl-C is: what is under way is finished."""

    def stop(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
