"""Every address stands in one table that says who may do what to whose record."""

from dataclasses import MISSING, fields

from django.test import Client

from corrin import store
from corrin.app import urls
from corrin.app.routes import Does, Of, Route, Who
from corrin.app.whose import Whose, patient
from corrin.terms import Country

PARTS = {
    "<whose:whose>": "me",
    "<day:on>": "2026-02-03",
    "<slug:secret>": "abc",
    "<slug:service>": "corrin-order-sign",
    "<slug:answer>": "als_help",
    "<slug:claim>": "A1",
    "<whom:uidb36>": "abc",
    "<slug:key>": "abc",
    "<int:pk>": "1",
    "<str:token>": "abc",
}


def place(route: Route) -> str:
    """An address with something in its places."""
    address = "/" + route.address
    for part, known in PARTS.items():
        address = address.replace(part, known)
    assert "<" not in address, f"say in PARTS what stands in {route.address}"
    return address


def test_every_address_comes_from_the_table() -> None:
    assert [page.name for page in urls.urlpatterns] == [route.name for route in urls.ROUTES]
    assert len({route.name for route in urls.ROUTES}) == len(urls.ROUTES)


def test_an_address_without_a_rule_cannot_be_written() -> None:
    (who,) = (field for field in fields(Route) if field.name == "who")
    assert who.default is MISSING


def test_an_address_about_a_record_names_whose_and_who_may() -> None:
    for route in urls.ROUTES:
        about = route.of is Of.NAMED
        assert about == ("<whose:whose>" in route.address), route
        assert about == (route.who in (Who.OWNER, Who.SHARED)), route
        assert route.of is not Of.NOBODY or route.does is Does.NOTHING, route
        assert not about or route.does is not Does.NOTHING, route
        assert (route.of is Of.CLINICS) == (route.who is Who.CLINICIAN), route
        assert route.of is not Of.TOKEN or route.who is Who.TOKEN, route


def test_reading_an_address_never_writes(owner: Client) -> None:
    own = patient(Whose.ME, Country.UK)
    elsewhere = {Who.ACCOUNT: (404,), Who.TOKEN: (401, 404)}
    for route in urls.ROUTES:
        answer = owner.get(place(route))
        usual = (403,) if route.does is Does.SIGNS else (200, 302, 405)
        assert answer.status_code in elsewhere.get(route.who, usual), route
    assert store.read(own.id).entries == ()
