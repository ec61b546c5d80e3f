"""Reminders, as Django knows them: an app of their own, so that their tables are too."""

from django.apps import AppConfig


class Reminders(AppConfig):
    """Who is reminded, how, and in which words."""

    name = "corrin.app.reminders"
    label = "corrin_reminders"
    default_auto_field = "django.db.models.BigAutoField"
