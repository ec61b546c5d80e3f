"""How mail leaves: by the one setting, or into a folder on one's own computer."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from corrin.app.site import Site, SiteError

SMTP = "django.core.mail.backends.smtp.EmailBackend"
FOLDER = "django.core.mail.backends.filebased.EmailBackend"
WAIT = 20  # seconds for the other server


def mail_settings(
    environ: Mapping[str, str], data: Path, site: Site
) -> tuple[str, dict[str, Any], str]:
    """Django's backend, its settings without `EMAIL_`, and the sender.

    `CORRIN_MAIL` is smtp://user:password@host:587 (encrypted once connected) or smtps://…:465.
    Without it mail is laid into the folder `mail`. Raises SiteError.
    """
    sender = environ.get("CORRIN_MAIL_FROM", "") or f"corrin@{site.host or 'localhost'}"
    address = environ.get("CORRIN_MAIL", "")
    if not address:
        return FOLDER, {}, sender
    parts = urlsplit(address)
    try:
        port = parts.port
    except ValueError:
        port = None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or not port:
        raise SiteError(
            "CORRIN_MAIL does not name a mail server: write smtp://user:password@host:587"
        )
    local = parts.hostname in ("localhost", "127.0.0.1")
    return (
        SMTP,
        {
            "HOST": parts.hostname,
            "PORT": port,
            "HOST_USER": unquote(parts.username or ""),
            "HOST_PASSWORD": unquote(parts.password or ""),
            "USE_TLS": parts.scheme == "smtp" and not local,
            "USE_SSL": parts.scheme == "smtps",
            "TIMEOUT": WAIT,
        },
        sender,
    )
