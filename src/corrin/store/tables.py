"""Bringing the tables to this edition: all steps or none, whatever interrupts them."""

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor


def upgrade() -> None:
    """Apply every migration that is missing, in one transaction; nothing to do costs little.

    A kill or a power cut at any moment leaves the tables as they were before, or as they are
    after. Two servers that start together wait for each other.
    """
    if not _missing():
        return
    with connection.constraint_checks_disabled(), transaction.atomic(durable=True):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(74, 12)")
        call_command("migrate", verbosity=0, interactive=False)


def _missing() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
