"""Bringing the tables to this edition: all steps or none, whatever interrupts them."""

from django.core.management import call_command
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from corrin.store.postgresql.rights import as_owner, settle


def upgrade(using: str = "default") -> None:
    """Apply every migration that is missing, in one transaction; nothing to do costs little.

    A kill or a power cut at any moment leaves the tables as they were before, or as they are
    after. Two servers that start together wait for each other.
    """
    base = connections[using]
    if not _missing(base):
        return
    with (
        as_owner(using),
        base.constraint_checks_disabled(),
        transaction.atomic(using, durable=True),
    ):
        if base.vendor == "postgresql":
            with base.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(74, 12)")
        call_command("migrate", verbosity=0, interactive=False, database=using)
        if base.vendor == "postgresql":
            settle()


def _missing(base: BaseDatabaseWrapper) -> bool:
    executor = MigrationExecutor(base)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
