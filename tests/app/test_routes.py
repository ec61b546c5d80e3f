"""Every address stands in one table that says who may do what to whose record."""

import pytest
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
}


def place(route: Route) -> str:
    address = "/" + route.address
    for part, known in PARTS.items():
        address = address.replace(part, known)
    return address


def test_every_address_comes_from_the_table() -> None:
    assert [page.name for page in urls.urlpatterns] == [route.name for route in urls.ROUTES]
    assert len({route.name for route in urls.ROUTES}) == len(urls.ROUTES)


@pytest.mark.parametrize("route", urls.ROUTES, ids=lambda route: route.name)
def test_an_address_about_a_record_names_whose_and_belongs_to_its_owner(route: Route) -> None:
    about = route.of is not Of.NOBODY
    assert (route.of is Of.DEMO_OR_OWN) == ("<whose:whose>" in route.address)
    assert about == (route.does is not Does.NOTHING)
    assert (route.of is Of.DEMO_OR_OWN) == (route.who is Who.OWNER)
    assert route.of is not Of.TOKEN or route.who is Who.TOKEN


@pytest.mark.parametrize("route", urls.ROUTES, ids=lambda route: route.name)
def test_reading_an_address_never_writes(owner: Client, route: Route) -> None:
    own = patient(Whose.ME, Country.UK)
    answer = owner.get(place(route))
    assert answer.status_code in ((401, 404) if route.who is Who.TOKEN else (200, 302, 405))
    assert store.read(own.id).entries == ()
