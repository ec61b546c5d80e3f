"""Who is asking: whoever sits at this computer, somebody signed in, or nobody we know."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from corrin.app.models import Account, Member

PAGE = "page"  # who writes where nobody signs in


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever sent a request. `alone`: on one's own computer, where nobody signs in."""

    alone: bool
    account: Account | None = None

    @property
    def known(self) -> bool:
        """Whether they may have a diary of their own here."""
        return self.alone or self.account is not None

    @property
    def owner(self) -> str:
        """The name under which their diary is kept."""
        return str(self.account.pk) if self.account else ""

    @property
    def by(self) -> str:
        """What stands as the writer in each row they write."""
        return f"account {self.account.pk}" if self.account else PAGE

    def member(self) -> Member | None:
        """Their place in a clinic, where they have one."""
        if self.account is None:
            return None
        return Member.objects.select_related("clinic").filter(account=self.account).first()


def visitor(request: HttpRequest) -> Visitor:
    """The visitor of a request. On one's own computer no session is opened."""
    if settings.SITE.alone:
        return Visitor(alone=True)
    user = request.user
    return Visitor(False, user if isinstance(user, Account) and user.is_active else None)
