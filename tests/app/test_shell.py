"""The Django shell: safe by default, and silent about patients."""

import logging
import os
import stat
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client, override_settings

from corrin.app import clock, demo, secret, urls
from corrin.app.quiet import Quiet

PLAIN_HTTP = ["security.W004", "security.W008", "security.W012", "security.W016"]
RECORD = next(page for page in urls.urlpatterns if page.name == "record")


@pytest.fixture
def reader() -> Client:
    return Client(headers={"host": "localhost"}, raise_request_exception=False)


def test_the_first_page_opens_without_signing_in(reader: Client) -> None:
    answer = reader.get("/record/")
    assert answer.status_code == 200
    assert "not an approved medical device" in answer.text


def test_every_answer_forbids_what_comes_from_elsewhere(reader: Client) -> None:
    for address in ("/record/", "/no-such-page", "/static/corrin/corrin.css"):
        with closing(reader.get(address)) as answer:
            policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self';")
        assert "unsafe" not in policy
        assert "http" not in policy


def test_pages_about_a_patient_are_not_kept_by_the_browser(reader: Client) -> None:
    assert reader.get("/record/").headers["Cache-Control"] == "no-store"


def test_another_name_for_this_computer_is_refused(reader: Client) -> None:
    assert reader.get("/record/", headers={"host": "evil.example"}).status_code == 400


def test_nothing_is_shown_of_a_fault_and_nothing_logged_of_its_message(
    reader: Client, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(request: object) -> None:
        raise ValueError("Karen, homocysteine 42")

    monkeypatch.setattr(RECORD, "callback", broken)
    answer = reader.get("/record/?name=Karen")
    assert answer.status_code == 500
    assert "Karen" not in answer.text
    assert "Karen" not in capfd.readouterr().err


def test_a_log_line_names_the_kind_and_the_place_alone() -> None:
    with pytest.raises(ValueError, match="Karen") as fault:
        int("Karen")
    record = logging.LogRecord("django", logging.ERROR, "", 1, "Karen", (), fault._excinfo)
    assert Quiet().format(record).startswith(f"ERROR django ValueError in {__name__}:")
    assert "Karen" not in Quiet().format(record)


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    secret.make(data)
    key = secret.read(data)
    secret.make(data)
    assert secret.read(data) == key
    assert len(key) >= 50
    if os.name == "posix":
        assert stat.S_IMODE((data / secret.NAME).stat().st_mode) == 0o600
        assert stat.S_IMODE(data.stat().st_mode) == 0o700


def test_without_a_data_folder_the_key_is_thrown_away(tmp_path: Path) -> None:
    assert secret.read(tmp_path) != secret.read(tmp_path)
    assert list(tmp_path.iterdir()) == []


@override_settings(SILENCED_SYSTEM_CHECKS=PLAIN_HTTP)
def test_djangos_own_deployment_check_is_content() -> None:
    """Save for what plain http on this computer cannot have."""
    call_command("check", deploy=True, fail_level="WARNING")


def test_the_demo_loads() -> None:
    demo.load()
    assert demo.record().entries


def test_today_depends_on_where_the_patient_is() -> None:
    east, west = clock.today("Pacific/Kiritimati"), clock.today("Pacific/Pago_Pago")
    assert (east - west).days in (1, 2)
    assert clock.now().utcoffset() is not None
