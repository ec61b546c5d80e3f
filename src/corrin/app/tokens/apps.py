"""The tokens, as Django knows them."""

from django.apps import AppConfig


class Tokens(AppConfig):
    """Keys for machines."""

    name = "corrin.app.tokens"
    label = "corrin_tokens"
