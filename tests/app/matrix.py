"""The access matrix: every address, every role, every way to name one patient's record.

Made from the table of addresses, so a new one is tried without a line here. What a rule allows is
worked out here a second time, from the words of the rule alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from django.apps import apps
from django.test import Client

from corrin import store
from corrin.app import clock, urls
from corrin.app.clinic import granting
from corrin.app.clinic.granting import folded
from corrin.app.models import Clinic, Diary, Grant, Invitation, Member
from corrin.app.reminders import links
from corrin.app.routes import Does, Of, Route, Who
from corrin.app.tokens import keys
from corrin.app.tokens.scope import Scope
from corrin.record import read_notation
from tests.app.accounts import signed_in, visitor
from tests.app.test_routes import PARTS

MARK = "Zanzibar"  # stands in one patient's record and nowhere else
SCOPE = {"read": 1, "write": 2, "sign": 3}
NEEDED = {Does.READS: 1, Does.WRITES: 2, Does.SIGNS: 3}
ABOUT = [route for route in urls.ROUTES if route.of is Of.NAMED]
BESIDE = [route for route in urls.ROUTES if route.of is not Of.NAMED]
OPENS = {"api-record": "record:read", "api-record-advice": "advice:read",
         "api-record-profile": "profile:read"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody: their browser, how far their own grant goes, and the part it gives addresses."""

    name: str
    client: Client
    may: int = 0
    base: str = ""
    token: str = ""  # of a machine, and what it is for
    scope: str = ""


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
        address = self.route.address.replace("<whose:whose>/", "")
        for part, known in PARTS.items():
            address = address.replace(part, known)
        return f"{self.base or '/'}{address}"

    @property
    def allowed(self) -> bool:
        """What the rule says of this patient's record, read once more."""
        if self.route.of is Of.CLINICS:
            return self.role.may > 0
        if self.route.of is Of.TOKEN:
            wanted = "record:write" if self.method == "post" else OPENS.get(self.route.name)
            return bool(self.role.scope) and wanted == self.role.scope
        if not self.base or self.base != self.role.base or self.route.who is not Who.SHARED:
            return False
        if self.route.does is Does.SIGNS:
            return self.role.may >= 3
        return self.role.may >= (1 if self.method == "get" else NEEDED[self.route.does])

    @property
    def theirs(self) -> bool:
        """Whether it is about something of the role's own, or of nobody: any answer but a fault."""
        return self.base in ("", "/me/", "/demo/")


@dataclass(slots=True)
class World:
    """One patient with a marked record, and everybody who might want to see it."""

    patient: UUID
    owner: Client
    roles: tuple[Role, ...]
    act: UUID
    rows: dict[str, str]
    state: int = field(default=0)

    def tries(self) -> Iterator[Try]:
        """Each role at each address, by each part that anybody's addresses begin with."""
        bases = [role.base for role in self.roles if role.base]
        for role in self.roles:
            for route in ABOUT:
                for base in ("/me/", "/demo/", *([] if role.token else bases)):
                    for method in ("get", "post"):
                        yield Try(role, route, base, method)
            for route in BESIDE:
                if not route.name.startswith(("account_logout", "account_erase")):
                    for method in ("get", "post"):
                        yield Try(role, route, "", method)

    def leaks(self, one: Try) -> str:
        """What is wrong with the answer to one try; nothing where it is as the rule says."""
        before = self.state or self.now()
        send = one.role.client.post if one.method == "post" else one.role.client.get
        named = {"authorization": f"Bearer {one.role.token}", "corrin-patient": str(self.patient)}
        answer = send(
            one.place,
            self.body(one.method) if one.method == "post" else None,
            headers=named if one.role.token else None,
        )
        text = b"".join(answer) if answer.streaming else answer.content
        self.state = self.now()
        shown = MARK.encode() in text or MARK in str(answer.headers)
        said = f"{one.role.name} {one.method} {one.place}: {answer.status_code}"
        if one.allowed:
            return said if answer.status_code in (401, 403, 404, 500) else ""
        to = answer.headers.get("Location", "")
        refused = answer.status_code in (403, 405) or "/account/login/" in to
        if shown or self.state != before or not (refused or one.theirs):
            return f"{said}, shown {shown}, changed {self.state != before}"
        return said if answer.status_code >= 500 else ""

    def now(self) -> int:
        """Everything that is kept about the patient, but who looked, as a number."""
        found: list[object] = [[(r.id, r.in_force) for r in store.history(self.patient)]]
        for model in apps.get_models():
            names = [f.attname for f in model._meta.concrete_fields]
            aside = model._meta.app_label == "store" or model.__name__ in ("Look", "Mailing")
            if "patient_id" in names and not aside:
                rows = model._base_manager.filter(patient_id=self.patient)
                found.append(list(rows.order_by("pk").values_list(*names)))
        return hash(str(found))

    def body(self, method: str = "post") -> dict[str, str]:
        """What would write something at nearly every address, and names rows of this patient."""
        dose = {"drug": "hydroxocobalamin", "dose": "1000", "route": "im", "site": "left_deltoid"}
        band = {"low": "28", "high": "84", "every": "56", "alpha": "0.1", "why": "so"}
        day = {"code": "fatigue", "item_0": "7", "on": "2026-02-03", "which": "dose"}
        lab = {"test": "mma", "value": "0.4", "unit": "umol/L", "called": "x"}
        undo = {"form": str(uuid4()), "act": str(self.act), "asked": "yes"}
        ways = ({"do": "link", "row": str(self.act)}, {"do": "end", "row": self.rows["grant"]},
                {"do": "cancel", "row": self.rows["invitation"]}, {"do": "revoke"})  # fmt: skip
        chosen = ways[uuid4().int % len(ways)]
        return {**dose, **band, **day, **lab, **undo, "until": "year", "scope": "sign", **chosen}


def world() -> World:
    """A marked patient and everybody else; call it inside a database of its own."""
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
    granting.invite(patient_id=patient, scope="sign", called=MARK)
    links.make(patient, MARK)
    stranger = signed_in("stranger@example.org")
    stranger.get("/me/")
    roles = [Role("nobody", visitor()), Role("stranger", stranger)]
    roles += [_clinician(patient, scope, "doctor") for scope in SCOPE]
    roles.append(_clinician(patient, "sign", "nurse"))
    for ended in ("revoked", "expired"):
        roles.append(_clinician(patient, "sign", "doctor", ended))
    roles.append(_clinician(None, "sign", "doctor"))
    other = Diary.objects.exclude(pk=patient).get().patient_id
    roles += _machines(patient, other)
    rows = {
        "grant": str(Grant.objects.filter(revoked_at=None).values_list("pk", flat=True)[0]),
        "invitation": str(Invitation.objects.get(patient_id=patient).pk),
    }
    return World(patient, owner, tuple(roles), act, rows)


def _machines(patient: UUID, other: UUID) -> Iterator[Role]:
    """Programs: with a token for one thing, for another patient, that has ended, or with none."""
    now = clock.now()
    soon = now + timedelta(days=1)
    for scope in Scope:
        made = keys.make("m", [patient], [scope], now=now, until=soon)
        yield Role(f"token {scope}", visitor(), token=made, scope=str(scope))
    made = keys.make("m", [other], tuple(Scope), now=now, until=soon)
    yield Role("token of another patient", visitor(), token=made)
    begun = now - timedelta(days=2)
    made = keys.make("m", [patient], tuple(Scope), now=begun, until=begun + timedelta(days=1))
    yield Role("token expired", visitor(), token=made)
    made = keys.make("m", [patient], tuple(Scope), now=now, until=soon)
    keys.revoke(UUID(hex=made.split(".")[1]), now)
    yield Role("token revoked", visitor(), token=made)


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
