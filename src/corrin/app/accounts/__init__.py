"""Accounts: signing in, consent, and the words for it. Only on a server with an address."""
