"""Tokens: keys for machines, each for named patients and named deeds, until a day.

    keys.make(...) -> the token, told once       keys.listed()       keys.revoke(id, now)
    door.admitted(request, scope) -> Holder      the one place where a token is looked at

Kept beside the store, in tables of their own. Of the secret only a hash is kept.
"""
