"""Nobody reads or changes a record that the rules keep from them; the whole is in bench/long."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from corrin import store
from corrin.app import routes, urls, whose
from corrin.app.api import views
from corrin.app.clinic import granting, panel
from corrin.app.models import Grant
from tests.app.accounts import a_server
from tests.app.matrix import MARK, Try, World, world

SHARE = 61  # one in so many of the tries at each address, another one at each


@pytest.fixture
def everybody(kept: None) -> Iterator[World]:
    with a_server():
        yield world()


def test_no_role_goes_further_than_its_rule(everybody: World) -> None:
    at: dict[str, list[Try]] = {}
    for one in everybody.tries():
        at.setdefault(one.route.name, []).append(one)
    tries = [
        one
        for n, each in enumerate(at.values())
        for one in each[7 * n % min(SHARE, len(each)) :: SHARE]
    ]
    passed = {"account_logout", "account_erase"}  # they end the role itself
    assert {one.route.name for one in tries} == {r.name for r in urls.ROUTES} - passed
    assert {one.allowed for one in tries} == {True, False}
    assert {one.role for one in tries} == set(everybody.roles)
    assert [wrong for one in tries if (wrong := everybody.leaks(one))] == []


def test_the_mark_of_one_patient_is_in_nobody_elses_pages(everybody: World) -> None:
    stranger = next(role.client for role in everybody.roles if role.name == "stranger")
    for place in ("/me/", "/me/diary/", "/me/sharing/", "/me/export/", "/", "/clinic/"):
        assert MARK not in stranger.get(place, follow=True).text
    assert MARK in everybody.owner.get("/me/diary/").text


def test_the_matrix_sees_a_grant_that_is_not_looked_at(
    everybody: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(granting, "grant_of", lambda clinic, pk: Grant.objects.get(pk=pk))
    assert any(everybody.leaks(one) for one in shut(everybody, "elsewhere", "diary", "get"))


def test_the_matrix_sees_a_rule_that_is_not_asked(
    everybody: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "_must_be_let", lambda route, request, found: None)
    before = len(store.history(everybody.patient))
    assert any(everybody.leaks(one) for one in shut(everybody, "doctor read", "give", "post"))
    assert len(store.history(everybody.patient)) > before


def test_the_matrix_sees_a_scope_that_is_too_wide(
    everybody: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = whose._shared
    wide = lambda part, who: replace(real(part, who), may=whose.May.SIGN)  # noqa: E731
    monkeypatch.setattr(whose, "_shared", wide)
    assert any(everybody.leaks(one) for one in shut(everybody, "nurse", "band", "post"))


def test_the_matrix_sees_a_token_that_opens_for_anybody(
    everybody: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "_patient", lambda request, holder: everybody.patient)
    assert any(everybody.leaks(one) for one in shut(everybody, "another", "api-record", "get"))


def test_the_matrix_sees_a_list_of_everybodys_patients(
    everybody: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel, "let_in", lambda member, on: Grant.objects.all())
    assert any(everybody.leaks(one) for one in shut(everybody, "elsewhere", "clinic", "get"))


def shut(everybody: World, role: str, route: str, method: str) -> list[Try]:
    """The tries of a role at one address that its rule refuses."""
    everybody.state = 0
    return [
        one
        for one in everybody.tries()
        if role in one.role.name
        and one.route.name == route
        and one.method == method
        and not one.allowed
    ]
