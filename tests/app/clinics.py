"""A patient's link, and a clinic that uses it."""

import re

from django.test import Client


def link_from(
    someone: Client, scope: str = "sign", until: str = "year", called: str = "Ann"
) -> str:
    """The path of a link that a patient made."""
    sent = {"called": called, "scope": scope, "until": until, "do": "link"}
    found = re.search(r"http://localhost(/invited/[^\"]+)", someone.post("/me/sharing/", sent).text)
    assert found
    return found[1]


def accepted(clinician: Client, link: str, title: str = "doctor") -> str:
    """The first part of the patient's addresses, once a clinician has used the link."""
    sent = {"clinic": "North Street", "name": "Dr Berg", "title": title}
    place = clinician.post(link, sent).headers["Location"]
    assert place.endswith("/doctor/")
    return place.removesuffix("doctor/")
