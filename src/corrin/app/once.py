"""What was just done, said once on the next page, with what is needed to undo it."""

from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse

from corrin.app import cookies

COOKIE = "done"
SECONDS = 600


@dataclass(frozen=True, slots=True)
class Done:
    """The word for it under `today` in `words`, and the act that can be undone."""

    key: str
    act: UUID | None = None


def say(answer: HttpResponse, done: Done) -> HttpResponse:
    """Let the next page say it."""
    told = signing.dumps([done.key, str(done.act or "")], salt=COOKIE)
    cookies.put(answer, COOKIE, told, age=SECONDS, same_site="Strict")
    return answer


def said(request: HttpRequest) -> Done | None:
    """What the page before did; nothing where the note is missing, old or not ours."""
    try:
        key, act = signing.loads(cookies.got(request, COOKIE), salt=COOKIE, max_age=SECONDS)
        return Done(key, UUID(act) if act else None)
    except (signing.BadSignature, ValueError, TypeError):
        return None
