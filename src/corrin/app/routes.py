"""Every address in one table: who may open it, and what it does to whose record.

The access matrix of the tests is made from this table, and an address that is not in it is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from corrin.app.choices import choices
from corrin.app.whose import Whose, patient

View = Callable[..., HttpResponse]


class Who(StrEnum):
    """Who may open an address."""

    ANYONE = "anyone"
    OWNER = "the owner of the diary"
    TOKEN = "whoever holds a token for it"


class Does(StrEnum):
    """What may become of a record there."""

    NOTHING = "keeps and shows nothing stored"
    READS = "shows the record"
    WRITES = "adds to the record"


class Of(StrEnum):
    """Whose record it is."""

    NOBODY = "nobody's"
    DEMO_OR_OWN = "the invented patient's, or one's own"
    TOKEN = "the patient's whom the token names"


@dataclass(frozen=True, slots=True)
class Route:
    """One address. A view of a record is called with `patient`, found here and nowhere else."""

    address: str
    view: View
    name: str
    who: Who = Who.ANYONE
    does: Does = Does.NOTHING
    of: Of = Of.NOBODY

    def path(self) -> URLPattern:
        """As Django wants it."""
        view = with_patient(self.view) if self.of is Of.DEMO_OR_OWN else self.view
        return path(self.address, view, name=self.name)


def with_patient(view: View) -> View:
    """The view, given the patient whom the address names."""

    @wraps(view)
    def guarded(request: HttpRequest, whose: Whose, **more: Any) -> HttpResponse:
        chosen = choices(request)
        return view(request, patient(whose, chosen.country), chosen, **more)

    return guarded
