"""Tokens: what opens a kept record for a machine, and what never does."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from corrin import store
from corrin.app import guesses
from corrin.app.tokens import door, keys
from corrin.app.tokens.limits import MOST_CALLERS, Limit
from corrin.app.tokens.models import Token
from corrin.app.tokens.scope import Scope
from corrin.record import read_notation
from tests.fhir.bundles import bundle, dose

PATIENT, OTHER = UUID(int=7), UUID(int=8)
EVERYTHING = tuple(Scope)
DIARY = "2026-01-05 gave hydroxocobalamin 1000 ug im\n2026-02-20 felt fatigue 7\n"
DEEDS = {
    "GET /api/record": Scope.READ,
    "POST /api/record": Scope.WRITE,
    "GET /api/record/advice?country=dk": Scope.ADVICE,
    "GET /api/record/profile?country=dk": Scope.PROFILE,
}


@pytest.fixture
def kept_records(kept: None) -> Iterator[None]:
    """Two patients with a diary each; nobody has failed yet."""
    door.CALLS.forget()
    for patient in (PATIENT, OTHER):
        store.new_patient(patient, zone="Europe/Copenhagen")
        entries = store.with_ids(patient, read_notation(DIARY))
        store.append(patient, entries, by="test", noted_at=datetime(2026, 2, 20, tzinfo=UTC))
    yield
    door.CALLS.forget()


pytestmark = pytest.mark.usefixtures("kept_records")


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251


def made(*scopes: Scope, patients: tuple[UUID, ...] = (PATIENT,), days: float = 1) -> str:
    begun = now() - timedelta(days=2)
    until = now() + timedelta(days=days)
    return keys.make("clinic", patients, scopes or EVERYTHING, now=begun, until=until)


def asked(deed: str, token: str = "", body: Any = DIARY, **headers: str) -> HttpResponse:
    method, address = deed.split(" ")
    if token:
        headers["Authorization"] = f"Bearer {token}"
    kind = "text/plain" if isinstance(body, str) else "application/json"
    text = body if isinstance(body, str) else json.dumps(body)
    data = "" if method == "GET" else text
    answer = Client().generic(method, address, data, kind, headers=headers)
    assert isinstance(answer, HttpResponse)
    return answer


def test_a_token_opens_what_it_is_for_and_nothing_else() -> None:
    for scope in Scope:
        token = made(scope)
        for deed, needed in DEEDS.items():
            assert asked(deed, token).status_code == (200 if needed is scope else 403), deed


def test_without_a_token_nothing_that_is_kept_is_shown() -> None:
    for deed in (*DEEDS, "GET /api/token"):
        answer = asked(deed)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
        assert b"hydroxocobalamin" not in answer.content


def wrong_tokens() -> dict[str, str]:
    good = made()
    head, _, secret = good.rpartition(".")
    return {
        "another secret": f"{head}.{secret[:-1]}{'A' if secret[-1] != 'A' else 'B'}",
        "no secret": f"{head}.",
        "another id": f"corrin.{uuid4().hex}.{secret}",
        "no id": f"corrin..{secret}",
        "not ours": "a.b.c",
        "endless": good + "x" * 10_000,
        "another alphabet": f"{head}.æøå",
        "expired": made(days=-1),
        "another kind": "",
    }


def test_a_wrong_token_is_refused_in_the_same_words_whatever_is_wrong() -> None:
    answers = {n: asked("GET /api/record", t or "x") for n, t in wrong_tokens().items()}
    assert {a.status_code for a in answers.values()} == {401}
    assert len({a.content for a in answers.values()}) == 1
    basic = Client().get("/api/record", headers={"Authorization": f"Basic {made()}"})
    assert basic.status_code == 401


def test_a_revoked_token_opens_nothing() -> None:
    token = made()
    (known,) = keys.listed()
    assert asked("GET /api/record", token).status_code == 200
    assert keys.revoke(known.id, now()) and not keys.revoke(uuid4(), now())
    assert asked("GET /api/record", token).status_code == 401
    assert keys.listed()[0].revoked_at is not None


def test_only_the_hash_of_a_secret_is_kept() -> None:
    token = made()
    secret = token.rpartition(".")[2]
    (row,) = Token.objects.values()
    assert len(secret) >= 43 and secret not in str(row)
    assert row["digest"] == keys.digest(secret)


def test_a_token_for_one_patient_never_shows_another() -> None:
    token = made()
    answer = asked("GET /api/record", token, **{"Corrin-Patient": str(OTHER)})
    assert answer.status_code == 400 and b"hydroxocobalamin" not in answer.content
    both = made(patients=(PATIENT, OTHER))
    assert asked("GET /api/record", both).status_code == 400
    for patient in (PATIENT, OTHER):
        found = asked("GET /api/record", both, **{"Corrin-Patient": str(patient)})
        assert found.status_code == 200


def test_a_token_says_what_it_is_for() -> None:
    found = json.loads(asked("GET /api/token", made(Scope.READ)).content)
    assert found["scopes"] == ["record:read"] and found["patients"] == [str(PATIENT)]


def test_a_record_is_added_to_and_the_same_again_adds_nothing() -> None:
    token = made()
    first = asked("POST /api/record", token, bundle(dose(id="d1", effectiveDateTime="2026-03-30")))
    again = asked("POST /api/record", token, bundle(dose(id="d1", effectiveDateTime="2026-03-30")))
    assert (first.status_code, again.status_code) == (201, 200)
    assert len(json.loads(first.content)["added"]) == 1
    assert json.loads(again.content)["added"] == []
    assert len(store.read(PATIENT).entries) == 3 and len(store.read(OTHER).entries) == 2
    (row,) = [r for r in store.history(PATIENT) if r.by.startswith("token ")]
    assert UUID(row.by.removeprefix("token ")) == keys.listed()[0].id


def test_a_bad_record_adds_nothing() -> None:
    answer = asked("POST /api/record", made(), DIARY + "2026-13-01 felt fatigue 7\n")
    assert answer.status_code == 400
    assert len(store.read(PATIENT).entries) == 2


@pytest.mark.parametrize(
    ("form", "told"),
    [("json", b'"treatments"'), ("fhir", b'"Bundle"'), ("notation", b"gave hydroxocobalamin")],
)
def test_a_record_comes_in_the_form_asked_for_and_goes_back_as_it_is(
    form: str, told: bytes
) -> None:
    token = made()
    answer = asked(f"GET /api/record?format={form}", token)
    assert answer.status_code == 200 and told in answer.content
    text = answer.content.decode()
    back = asked("POST /api/record", token, text if form == "notation" else json.loads(text))
    assert (back.status_code, json.loads(back.content)["added"]) == (200, [])


@pytest.mark.parametrize("form", ["svg", "html", "pdf"])
def test_a_profile_comes_as_a_picture_a_page_or_a_paper(form: str) -> None:
    answer = asked(f"GET /api/record/profile?country=dk&format={form}&lang=da", made())
    assert answer.status_code == 200 and len(answer.content) > 2_000


def test_a_profile_comes_as_values_to_whoever_may_see_it() -> None:
    address = "GET /api/record/profile?country=dk&format=json&on=2026-03-01"
    found = json.loads(asked(address, made(Scope.PROFILE)).content)
    assert [c["start"] for c in found["cycles"]] == ["2026-01-05"]
    assert asked(address, made(Scope.ADVICE)).status_code == 403


def test_an_erased_patient_is_gone_and_leaves_the_tokens() -> None:
    token = made(patients=(PATIENT, OTHER))
    store.erase(PATIENT, now())
    header = {"Corrin-Patient": str(PATIENT)}
    assert asked("GET /api/record", token, **header).status_code == 400  # it is for one other alone
    assert keys.listed()[0].patients == (OTHER,)


def test_whoever_guesses_is_stopped_and_the_same_again_is_no_other_guess() -> None:
    good, again = made(), f"corrin.{uuid4().hex}.again"
    assert {asked("GET /api/record", again).status_code for _ in range(30)} == {401}
    statuses = [
        asked("GET /api/record", f"corrin.{uuid4().hex}.guess").status_code
        for _ in range(guesses.MOST)
    ]
    assert statuses == [401] * (guesses.MOST - 1) + [429]
    answer = asked("GET /api/record", good)
    assert answer.status_code == 429 and 1 <= int(answer["Retry-After"]) <= 3601


def test_a_token_has_so_many_answers_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "CALLS", Limit(3))
    token = made()
    statuses = [asked("GET /api/token", token).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert asked("GET /api/token", made()).status_code == 200


def test_a_limit_begins_anew_each_minute_and_holds_no_more_callers_than_it_may() -> None:
    limit = Limit(1)
    limit.count("a", 1_000.0)
    assert limit.reached("a", 1_059.0) and not limit.reached("b", 1_059.0)
    assert not limit.reached("a", 1_060.0)
    for n in range(MOST_CALLERS):
        limit.count(str(n), 2_000.0)
    assert limit.reached("a newcomer", 2_001.0)


def test_the_log_says_which_token_did_what_and_nothing_of_a_patient(
    caplog: pytest.LogCaptureFixture,
) -> None:
    token = made(Scope.READ)
    own = keys.listed()[0].id
    asked("GET /api/record", token, **{"Corrin-Patient": str(PATIENT)})
    asked("POST /api/record", token)
    asked("GET /api/record", f"corrin.{PATIENT.hex}.x")
    told = [r.getMessage() for r in caplog.records if r.name == "corrin.audit"]
    assert told == [
        f"token {own} record:read open",
        f"token {own} record:write scope",
        "token - record:read refused",
    ]
    secret = token.rpartition(".")[2]
    for word in (str(PATIENT), PATIENT.hex, "fatigue", secret):
        assert word not in caplog.text


def test_a_token_is_not_made_for_nobody_nothing_or_no_time() -> None:
    with pytest.raises(store.UnknownPatient):
        made(patients=(uuid4(),))
    for wrong in ({"patients": ()}, {"days": -3}):
        with pytest.raises(ValueError, match="needs"):
            made(**wrong)
    assert keys.listed() == ()
