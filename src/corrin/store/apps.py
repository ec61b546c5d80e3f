"""The store as a part of Django."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Its tables begin with `store_`."""

    name = "corrin.store"
    label = "store"
