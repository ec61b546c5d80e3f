"""A server that others reach is not started before somebody answers for it."""

import ssl
from pathlib import Path

import pytest
from django.core.mail.backends.smtp import EmailBackend

from corrin.app.accounts.mail import mail_settings
from corrin.app.site import Site, SiteError, imprint, ready, site

ADDRESS = "https://b12.example.org"
WHOLE = 'name = "B12 Association"\naddress = """Lane 1\n8000 Town"""\nemail = "a@example.org"\n'


def test_without_an_address_it_is_ones_own_computer() -> None:
    found = site({})
    assert found.alone
    assert not found.reached_by_others
    assert found.listen == "127.0.0.1"


def test_an_address_makes_it_a_server_with_accounts() -> None:
    found = site({"CORRIN_SITE": f"{ADDRESS}/"})
    assert (found.address, found.host, found.https) == (ADDRESS, "b12.example.org", True)
    assert found.reached_by_others
    assert not site({"CORRIN_SITE": "http://localhost:8000"}).reached_by_others


@pytest.mark.parametrize(
    "address", ["b12.example.org", "https://", "ftp://b12.example.org", "https://b12.example.org/x"]
)
def test_what_is_no_address_is_said(address: str) -> None:
    with pytest.raises(SiteError, match="is not an address"):
        site({"CORRIN_SITE": address})


def test_others_are_let_in_with_encryption_alone() -> None:
    with pytest.raises(SiteError, match="not encrypted"):
        site({"CORRIN_SITE": "http://b12.example.org"})


def test_other_computers_are_not_let_in_where_nobody_signs_in() -> None:
    with pytest.raises(SiteError, match="nobody signs in"):
        site({"CORRIN_LISTEN": "0.0.0.0"})


@pytest.mark.parametrize("lacking", ["name", "address", "email"])
def test_it_does_not_start_with_an_empty_imprint(tmp_path: Path, lacking: str) -> None:
    found = site({"CORRIN_SITE": ADDRESS})
    with pytest.raises(SiteError, match="lacks name, address, email"):
        ready(found, tmp_path, "smtp://mail:25")
    text = WHOLE.replace(f"{lacking} =", "number =")
    (tmp_path / "imprint.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SiteError, match=f"lacks {lacking}"):
        ready(found, tmp_path, "smtp://mail:25")
    (tmp_path / "imprint.toml").write_text(WHOLE, encoding="utf-8")
    ready(found, tmp_path, "smtp://mail:25")
    assert imprint(tmp_path)["address"] == "Lane 1\n8000 Town"


def test_it_does_not_start_without_mail_for_forgotten_passwords(tmp_path: Path) -> None:
    (tmp_path / "imprint.toml").write_text(WHOLE, encoding="utf-8")
    with pytest.raises(SiteError, match="forgotten password"):
        ready(site({"CORRIN_SITE": ADDRESS}), tmp_path, "")
    ready(site({"CORRIN_SITE": "http://localhost:8000"}), tmp_path, "")
    ready(site({}), tmp_path, "")


@pytest.mark.parametrize("text", ["name = ", "colour = 'red'", "name = 3"])
def test_an_imprint_that_cannot_be_meant_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "imprint.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SiteError, match=r"imprint\.toml"):
        imprint(tmp_path)


def test_a_mail_server_is_believed_by_its_certificate_alone(tmp_path: Path) -> None:
    for address in ("smtp://me:pass@mail.example.org:587", "smtps://me:pass@mail.example.org:465"):
        _, found, _ = mail_settings({"CORRIN_MAIL": address}, tmp_path, Site(ADDRESS))
        encrypted = {f"use_{kind}": found[f"USE_{kind.upper()}"] for kind in ("tls", "ssl")}
        assert sum(encrypted.values()) == 1
        line = EmailBackend(host=found["HOST"], port=found["PORT"], **encrypted).ssl_context
        assert line.check_hostname and line.verify_mode is ssl.CERT_REQUIRED


def test_mail_leaves_encrypted_or_stays_in_a_folder(tmp_path: Path) -> None:
    there = {"CORRIN_MAIL": "smtp://me%40x:p%3Ass@mail.example.org:587"}
    backend, found, sender = mail_settings(there, tmp_path, Site(ADDRESS))
    assert backend.endswith("smtp.EmailBackend")
    assert (found["HOST_USER"], found["HOST_PASSWORD"]) == ("me@x", "p:ss")
    assert (found["PORT"], found["USE_TLS"]) == (587, True)
    assert sender == "corrin@b12.example.org"
    assert mail_settings({}, tmp_path, Site())[0].endswith("filebased.EmailBackend")
    for wrong in ("mail.example.org", "smtp://mail.example.org", "smtp://mail:port"):
        with pytest.raises(SiteError, match="CORRIN_MAIL"):
            mail_settings({"CORRIN_MAIL": wrong}, tmp_path, Site())
