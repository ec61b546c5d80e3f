"""corrin on the home screen: what devices ask for, and that nothing of a patient is in it."""

import json
import re
import struct
from contextlib import closing

import pytest
from django.test import Client

from corrin import __version__
from corrin.terms import Lang
from corrin.words import catalog


@pytest.mark.parametrize("lang", list(Lang))
def test_the_manifest_has_what_a_device_asks_for(owner: Client, lang: Lang) -> None:
    answer = owner.get(f"/manifest.webmanifest?lang={lang}")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    found = json.loads(answer.text)
    assert found["lang"] == lang
    assert found["display"] == "standalone"
    assert found["start_url"].startswith(found["scope"])
    assert {(icon["sizes"], icon["purpose"]) for icon in found["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for icon in found["icons"]:
        with closing(owner.get(icon["src"])) as picture:
            body = b"".join(picture.streaming_content)  # type: ignore[attr-defined]
        assert body.startswith(b"\x89PNG")
        wide, high = struct.unpack(">II", body[16:24])
        assert f"{wide}x{high}" == icon["sizes"]


def test_the_worker_answers_from_the_root(owner: Client) -> None:
    answer = owner.get("/worker.js?v=1")
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "/me" not in answer.text
    assert "/demo" not in answer.text


@pytest.mark.parametrize("lang", list(Lang))
def test_the_page_without_a_connection_is_said_in_the_readers_language(
    owner: Client, lang: Lang
) -> None:
    words = catalog(lang)
    page = owner.get(f"/offline/?lang={lang}").text
    assert words.text("page", "offline_text") in page


def test_every_language_has_the_same_worker(owner: Client) -> None:
    """Else each page in another language would put a new one in place while it is opened."""
    pages = [owner.get(f"/demo/?lang={lang}").text for lang in Lang]
    found = {worker for page in pages for worker in re.findall(r'data-worker="([^"]+)"', page)}
    assert found == {f"/worker.js?v={__version__}"}
