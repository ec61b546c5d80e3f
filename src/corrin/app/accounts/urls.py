"""The addresses of accounts. What allauth does there needs its own sign-in where it says so."""

from corrin.app.accounts import aimed, consent, own
from corrin.app.accounts.pages import PAGES, dressed
from corrin.app.guesses import limited
from corrin.app.routes import Route, Who


def _place(name: str, address: str) -> str:
    """Not all below one folder: allauth would lead from there to a sign-in that may not exist."""
    return address if name == "account_email" else f"account/{address}"


ROUTES = (
    Route("consent/", consent.page, "consent", Who.ACCOUNT),
    Route("account/", own.account, "account", Who.ACCOUNT),
    Route(
        "account/erase/", limited("password", own.erase, aimed.own), "account_erase", Who.ACCOUNT
    ),
    *(
        Route(_place(name, address), dressed(view), name, Who.ACCOUNT)
        for name, (address, view) in PAGES.items()
    ),
)
