"""Whether this is one's own computer or a server that others reach, and who answers for it.

Without an address corrin is for whoever sits at the computer: no account, localhost alone. With
one (`CORRIN_SITE=https://b12.example.org`) everybody signs in, and an imprint must be there.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from corrin.store.errors import StoreError

LOCAL = ("localhost", "127.0.0.1")
IMPRINT = "imprint.toml"
NEEDED = ("name", "address", "email")
KNOWN = (*NEEDED, "number", "privacy_email")


class SiteError(StoreError):
    """The server cannot be run like this; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where people find this server; `address` is empty on one's own computer."""

    address: str = ""
    listen: str = LOCAL[1]

    @property
    def alone(self) -> bool:
        """Whether only whoever sits at this computer uses it, without an account."""
        return not self.address

    @property
    def host(self) -> str:
        """The name in the address."""
        return urlsplit(self.address).hostname or ""

    @property
    def https(self) -> bool:
        """Whether the address begins with https."""
        return self.address.startswith("https:")

    @property
    def reached_by_others(self) -> bool:
        """Whether another computer can get here."""
        return bool(self.address) and self.host not in LOCAL


def site(environ: Mapping[str, str]) -> Site:
    """The site as the environment names it. Raises SiteError with what was met and what to do."""
    address, listen = environ.get("CORRIN_SITE", "").strip(), environ.get("CORRIN_LISTEN", "")
    if not address:
        if listen and listen not in LOCAL:
            raise SiteError(
                f"CORRIN_LISTEN={listen} lets other computers in, but CORRIN_SITE is empty, and "
                "without it nobody signs in: set CORRIN_SITE to the https address people will use"
            )
        return Site()
    found = _read(address, listen or LOCAL[1])
    if found is None:
        raise SiteError(
            f"CORRIN_SITE={address} is not an address: write it like https://b12.example.org"
        )
    if found.reached_by_others and not found.https:
        raise SiteError(
            f"CORRIN_SITE={address} is not encrypted: others may only be let in with https"
        )
    return found


def _read(address: str, listen: str) -> Site | None:
    """A site from an address that is whole; else None."""
    try:
        parts = urlsplit(address)
        found = Site(f"{parts.scheme}://{parts.netloc}", listen)
        whole = found.host and parts.path in ("", "/") and not parts.query
    except ValueError:
        return None
    return found if whole and parts.scheme in ("https", "http") else None


def imprint(data: Path) -> dict[str, str]:
    """Who answers for the server, from `imprint.toml` in the data folder; {} where there is none.

    Raises SiteError where the file cannot be read.
    """
    path = data / IMPRINT
    if not path.exists():
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise SiteError(f'{path} cannot be read as TOML: write lines like name = "…"') from None
    if odd := [key for key in found if key not in KNOWN or not isinstance(found[key], str)]:
        raise SiteError(f"{path} holds {', '.join(odd)}; expected text under {', '.join(KNOWN)}")
    return {key: value.strip() for key, value in found.items()}


def ready(found: Site, data: Path, mail: str) -> None:
    """Raises SiteError where others would reach a server nobody answers for."""
    if not found.reached_by_others:
        return
    missing = [key for key in NEEDED if not imprint(data).get(key)]
    if missing:
        raise SiteError(
            f"others can reach {found.address}, but its imprint lacks {', '.join(missing)}: "
            f'write them into {data / IMPRINT}, one line each, like email = "…"'
        )
    if not mail:
        raise SiteError(
            f"others can reach {found.address}, but it cannot send mail, so a forgotten password "
            "would be lost for good: set CORRIN_MAIL=smtp://user:password@host:587"
        )
