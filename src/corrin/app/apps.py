"""The app, as Django knows it."""

from django.apps import AppConfig


class CorrinApp(AppConfig):
    """Pages, forms, and which diary is whose."""

    name = "corrin.app"
    label = "corrin_app"
