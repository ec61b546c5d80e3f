"""The access matrix: every address about a record, every role, every way to name the record.

Made from the table of addresses, so a new one is tried without a line here. What a rule allows is
worked out here a second time, from the words of the rule alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.test import Client

from corrin import store
from corrin.app import clock, urls
from corrin.app.clinic.granting import folded
from corrin.app.models import Clinic, Diary, Grant, Member
from corrin.app.routes import Does, Of, Route, Who
from corrin.record import read_notation
from tests.app.accounts import signed_in, visitor

MARK = "Zanzibar"  # stands in one patient's record and nowhere else
SCOPE = {"read": 1, "write": 2, "sign": 3}
NEEDED = {Does.READS: 1, Does.WRITES: 2, Does.SIGNS: 3}
ABOUT = [route for route in urls.ROUTES if route.of is Of.NAMED]


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody: their browser, how far their own grant goes, and the part it gives addresses."""

    name: str
    client: Client
    may: int = 0
    base: str = ""


@dataclass(frozen=True, slots=True)
class Try:
    """One request of one role."""

    role: Role
    route: Route
    base: str
    method: str

    @property
    def place(self) -> str:
        """The address that is asked for."""
        rest = self.route.address.removeprefix("<whose:whose>/")
        return self.base + rest.replace("<day:on>", "2026-02-03")

    @property
    def allowed(self) -> bool:
        """What the rule says, read once more."""
        if self.base != self.role.base or self.route.who is not Who.SHARED:
            return False
        if self.route.does is Does.SIGNS:
            return self.role.may >= 3
        return self.role.may >= (1 if self.method == "get" else NEEDED[self.route.does])


@dataclass(frozen=True, slots=True)
class World:
    """One patient with a marked record, and everybody who might want to see it."""

    patient: UUID
    owner: Client
    roles: tuple[Role, ...]
    act: UUID

    def tries(self) -> Iterator[Try]:
        """Each role at each address, by each part that anybody's addresses begin with."""
        bases = [role.base for role in self.roles if role.base]
        for role in self.roles:
            for route in ABOUT:
                for base in bases:
                    for method in ("get", "post"):
                        yield Try(role, route, base, method)

    def leaks(self, one: Try) -> str:
        """What is wrong with the answer to one try; nothing where it is as the rule says."""
        before = len(store.history(self.patient))
        send = one.role.client.post if one.method == "post" else one.role.client.get
        answer = send(one.place, self.body() if one.method == "post" else None)
        text = b"".join(answer) if answer.streaming else answer.content
        wrote = len(store.history(self.patient)) - before
        said = f"{one.role.name} {one.method} {one.place}: {answer.status_code}"
        if one.allowed:
            return said if answer.status_code in (403, 404, 500) else ""
        refused = answer.status_code == 403 or "/account/login/" in answer.headers.get(
            "Location", ""
        )
        if wrote or MARK.encode() in text or not (refused or answer.status_code == 405):
            return f"{said}, {wrote} written"
        return ""

    def body(self) -> dict[str, str]:
        """What would write something at nearly every address."""
        dose = {"drug": "hydroxocobalamin", "dose": "1000", "route": "im", "site": "left_deltoid"}
        band = {"low": "28", "high": "84", "every": "56", "alpha": "0.1", "why": "so"}
        day = {"code": "fatigue", "item_0": "7", "on": "2026-02-03", "which": "dose"}
        lab = {"test": "mma", "value": "0.4", "unit": "umol/L", "called": "x", "do": "link"}
        undo = {"form": str(uuid4()), "act": str(self.act), "row": str(self.act), "asked": "yes"}
        return {**dose, **band, **day, **lab, **undo, "until": "year", "scope": "sign"}


def world() -> World:
    """A marked patient and nine others; call it inside a database of its own."""
    owner = signed_in("owner@example.org")
    owner.get("/me/")
    patient = Diary.objects.get().patient_id
    text = (
        f"2026-01-01 plan every 56 days\n2026-02-01 gave hydroxocobalamin 1000 ug im site {MARK}\n"
        f"2026-02-03 felt {MARK} 6\n"
    )
    act = uuid4()
    entries = store.with_ids(patient, read_notation(text))
    store.append(patient, entries, by="page", noted_at=clock.now(), act=act)
    stranger = signed_in("stranger@example.org")
    stranger.get("/me/")
    roles = [Role("nobody", visitor()), Role("stranger", stranger)]
    roles += [_clinician(patient, scope, "doctor") for scope in SCOPE]
    roles.append(_clinician(patient, "sign", "nurse"))
    for ended in ("revoked", "expired"):
        roles.append(_clinician(patient, "sign", "doctor", ended))
    roles.append(_clinician(None, "sign", "doctor"))
    return World(patient, owner, tuple(roles), act)


def _clinician(patient: UUID | None, scope: str, title: str, ended: str = "") -> Role:
    """Somebody of a clinic of their own, with a grant of this patient, or of nobody's."""
    name = " ".join(filter(None, (title, scope, ended, "" if patient else "elsewhere")))
    someone = signed_in(f"{name.replace(' ', '-')}@example.org")
    clinic = Clinic.objects.create(name=name, country="dk")
    account = someone.session["_auth_user_id"]
    Member.objects.create(account_id=account, clinic=clinic, name=name, title=title)
    if patient is None:
        return Role(name, someone)
    grant = Grant.objects.create(
        patient_id=patient,
        clinic=clinic,
        scope=scope,
        called=MARK,
        folded=folded(MARK),
        version="v",
        given_at=clock.now(),
        expires_on=clock.now().date() - timedelta(days=1) if ended == "expired" else None,
        revoked_at=clock.now() if ended == "revoked" else None,
    )
    may = 0 if ended else min(SCOPE[scope], 3 if title == "doctor" else 2)
    return Role(name, someone, may, f"/patient/{grant.pk}/")
