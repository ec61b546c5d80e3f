"""The addresses of accounts. What allauth does there needs its own sign-in where it says so."""

from corrin.app.accounts import consent, own
from corrin.app.accounts.pages import PAGES, dressed
from corrin.app.routes import Route, Who

ROUTES = (
    Route("consent/", consent.page, "consent", Who.ACCOUNT),
    Route("account/", own.account, "account", Who.ACCOUNT),
    Route("account/erase/", own.erase, "account_erase", Who.ACCOUNT),
    *(
        Route(f"account/{address}", dressed(view), name, Who.ACCOUNT)
        for name, (address, view) in PAGES.items()
    ),
)
