"""Who calls: the JSON Web Token of a CDS Hooks client, checked as the specification says.

Clients are named in a TOML file (setting CORRIN_CDS_CLIENTS), each with its issuer and either a
file of keys (`jwks`) or the one address its keys may be fetched from (`jku`). Without that file
calls without a token are answered, for trying on one's own computer; a token is then refused,
because nobody has said whom to believe.
"""

import json
import threading
import tomllib
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from corrin.app import clock

ALGORITHMS = ("RS384", "ES384")
LONGEST_LIFE = 300  # seconds a token may live
SKEW = 30  # seconds two clocks may differ
LARGEST_TOKEN = 8_000
LARGEST_KEYS = 100_000
KEYS_FOR = 600  # seconds fetched keys are kept
MOST_SEEN = 100_000


class Refusal(Exception):
    """A token that is not believed; the message says why and quotes nothing of it."""


@dataclass(frozen=True, slots=True)
class Client:
    """A system that may call: its issuer, and where its keys are."""

    iss: str
    jwks: str = ""
    jku: str = ""


class Seen:
    """The tokens used so far, each until it expires: none is believed twice."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.until: dict[tuple[str, str], float] = {}

    def first_time(self, token: tuple[str, str], expires: float, now: float) -> bool:
        """Whether this token has not been used before; from now on it has."""
        with self.lock:
            if len(self.until) >= MOST_SEEN:
                self.until = {k: t for k, t in self.until.items() if t > now}
            if self.until.get(token, 0.0) > now or len(self.until) >= MOST_SEEN:
                return False
            self.until[token] = expires
            return True


SEEN = Seen()
_FETCHED: dict[str, tuple[float, Any]] = {}


def check(request: HttpRequest) -> None:
    """Raise Refusal unless the caller may be answered."""
    named = settings.CDS_CLIENTS
    header = request.headers.get("Authorization", "")
    if not header:
        if named:
            raise Refusal("a bearer token is needed")
        return
    if not named:
        raise Refusal("no client is known here")
    kind, _, token = header.partition(" ")
    if kind.lower() != "bearer" or not token or len(token) > LARGEST_TOKEN:
        raise Refusal("a bearer token is needed")
    audience = {request.build_absolute_uri(), *settings.CDS_AUDIENCE}
    believed(token.strip(), clients(Path(named)), audience=audience, now=clock.now())


def clients(path: Path) -> dict[str, Client]:
    """The clients a file names, by issuer."""
    listed = tomllib.loads(path.read_text(encoding="utf-8")).get("client", [])
    return {c["iss"]: Client(c["iss"], c.get("jwks", ""), c.get("jku", "")) for c in listed}


def believed(token: str, known: dict[str, Client], *, audience: set[str], now: datetime) -> None:
    """Raise Refusal unless the token is signed by a known client, for us, now, and is new."""
    import jwt

    try:
        header = jwt.get_unverified_header(token)
        told = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise Refusal("not a JSON Web Token") from None
    if header.get("alg") not in ALGORITHMS:
        raise Refusal("the signature must be RS384 or ES384")
    issuer = told.get("iss")
    client = known.get(issuer) if isinstance(issuer, str) else None
    if client is None:
        raise Refusal("the issuer is not known here")
    key = _key(client, header, now)
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[header["alg"]],
            options={
                "require": ["iss", "aud", "exp", "iat", "jti"],
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
                "verify_aud": False,
            },
        )
    except (jwt.PyJWTError, TypeError, ValueError):
        raise Refusal("the signature or a claim is not right") from None
    _claims(claims, audience, now.timestamp())


def _claims(claims: dict[str, Any], audience: set[str], now: float) -> None:
    aud = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if not any(isinstance(a, str) and a in audience for a in aud):
        raise Refusal("the token is for another service")
    times = [claims["exp"], claims["iat"], claims.get("nbf", claims["iat"])]
    if any(isinstance(t, bool) or not isinstance(t, int | float) for t in times):
        raise Refusal("a time is not a number")
    expires, issued, begins = map(float, times)
    if expires <= now - SKEW:
        raise Refusal("the token has expired")
    if max(issued, begins) > now + SKEW or expires > now + LONGEST_LIFE + SKEW:
        raise Refusal("the token is not valid yet, or for too long")
    if not isinstance(claims["jti"], str) or not claims["jti"]:
        raise Refusal("the token has no name of its own")
    if not SEEN.first_time((claims["iss"], claims["jti"]), expires + SKEW, now):
        raise Refusal("the token has been used before")


def _key(client: Client, header: dict[str, Any], now: datetime) -> Any:
    """The client's key that the header names. `jku` counts only where it is the agreed one."""
    import jwt

    named = header.get("jku")
    if named is not None and named != client.jku:
        raise Refusal("the keys are not where they were agreed to be")
    found = _keys(client, now)
    listed = found.get("keys", []) if isinstance(found, dict) else []
    for key in listed:
        if isinstance(key, dict) and key.get("kid") == header.get("kid") and "kid" in header:
            try:
                return jwt.PyJWK(key, algorithm=header["alg"]).key
            except (jwt.PyJWTError, ValueError):
                break
    raise Refusal("no such key")


def _keys(client: Client, now: datetime) -> Any:
    try:
        if client.jwks:
            return json.loads(Path(client.jwks).read_text(encoding="utf-8"))
        return _fetched(client.jku, now.timestamp())
    except (OSError, ValueError, RecursionError):
        raise Refusal("the keys cannot be read") from None


def _fetched(address: str, now: float) -> Any:
    """The keys at an https address, kept for some minutes."""
    if not address.startswith("https://"):
        raise ValueError(address)
    when, keys = _FETCHED.get(address, (0.0, None))
    if keys is None or now - when > KEYS_FOR:
        with urllib.request.urlopen(address, timeout=5) as answer:
            keys = json.loads(answer.read(LARGEST_KEYS))
        _FETCHED[address] = (now, keys)
    return keys
