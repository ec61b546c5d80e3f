"""What the app may do in PostgreSQL: add and read entries, of the patient it has named."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection, connections
from django.db.models import CharField, TextField
from django.db.utils import ProgrammingError

from corrin.store.errors import Unsafe

ROLE = "corrin_app"
OF_ONE_PATIENT = ("store_entry", "store_patient", "store_due")
OWN = "nullif(current_setting('corrin.patient', true), '')::uuid"
EVERY = "current_setting('corrin.every', true) = 'on'"

MAKE_ROLE = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
        CREATE ROLE {ROLE} NOLOGIN;
    END IF;
    IF NOT pg_has_role(current_user, '{ROLE}', 'USAGE') OR NOT pg_has_role('{ROLE}', 'MEMBER') THEN
        EXECUTE format('GRANT {ROLE} TO %I', current_user);
    END IF;
END $$
"""

# What is about one patient is seen only after that patient was named; `corrin.every` lets the
# reminders see due days and the keeper's commands see all. The owner is bound as well: FORCE.
WALLS = "".join(
    f"ALTER TABLE {table} {how} ROW LEVEL SECURITY;\n"
    for table in OF_ONE_PATIENT
    for how in ("ENABLE", "FORCE")
)
ROWS = f"""{WALLS}
DROP POLICY IF EXISTS own ON store_entry;
DROP POLICY IF EXISTS own ON store_patient;
DROP POLICY IF EXISTS own ON store_due;
DROP POLICY IF EXISTS due ON store_patient;
DROP POLICY IF EXISTS due ON store_due;
DROP POLICY IF EXISTS due_claimed ON store_due;
DROP POLICY IF EXISTS keeper ON store_entry;

CREATE POLICY own ON store_entry USING (patient_id = {OWN}) WITH CHECK (patient_id = {OWN});
CREATE POLICY own ON store_patient USING (id = {OWN}) WITH CHECK (id = {OWN});
CREATE POLICY own ON store_due USING (patient_id = {OWN}) WITH CHECK (patient_id = {OWN});
CREATE POLICY due ON store_patient FOR SELECT USING ({EVERY});
CREATE POLICY due ON store_due FOR SELECT USING ({EVERY});
CREATE POLICY due_claimed ON store_due FOR UPDATE USING ({EVERY});
CREATE POLICY keeper ON store_entry FOR SELECT TO CURRENT_USER USING ({EVERY})
"""

GRANTS = f"""
GRANT USAGE ON SCHEMA public TO {ROLE};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ROLE};
REVOKE ALL ON store_entry, store_patient, store_due, store_erasing, store_erasure FROM {ROLE};
REVOKE ALL ON django_migrations FROM {ROLE};
GRANT SELECT ON django_migrations TO {ROLE};
GRANT SELECT, INSERT ON store_entry, store_patient, store_due, store_erasure TO {ROLE};
GRANT UPDATE (head, seal, due_on, zone) ON store_patient TO {ROLE};
GRANT UPDATE (claimed_at, sent_at) ON store_due TO {ROLE}
"""

# Erasing needs more than the app may: it goes through one function of the owner.
ERASE = f"""
CREATE OR REPLACE FUNCTION store_erase(erased uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM set_config('corrin.patient', erased::text, true);
    DELETE FROM store_entry WHERE patient_id = erased;
    DELETE FROM store_due WHERE patient_id = erased;
    DELETE FROM store_patient WHERE id = erased;
END $$;
REVOKE ALL ON FUNCTION store_erase(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION store_erase(uuid) TO {ROLE}
"""


@contextmanager
def as_owner(using: str = "default") -> Iterator[None]:
    """In PostgreSQL: with the rights of the owner of the tables, until the end."""
    base = connections[using]
    if base.vendor != "postgresql":
        yield
        return
    with base.cursor() as cursor:
        cursor.execute("RESET ROLE")
    try:
        yield
    finally:
        base.close()  # the next one steps down again


@contextmanager
def unwalled() -> Iterator[None]:
    """As owner and inside a transaction: rows of every patient can be filled in."""
    with connection.cursor() as cursor:
        for table in OF_ONE_PATIENT:
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    yield


def settle() -> None:
    """Lay down the role, its rights and the rows' walls; called as owner, after migrations."""
    with connection.cursor() as cursor:
        try:
            cursor.execute(MAKE_ROLE)
        except ProgrammingError:
            raise Unsafe(
                f"this PostgreSQL user may not make the role {ROLE}: as administrator say "
                f"CREATE ROLE {ROLE} NOLOGIN, then GRANT {ROLE} TO the user in CORRIN_DATABASE"
            ) from None
        connection.check_constraints()  # what a migration filled in may still wait for it
        for statements in (ROWS, GRANTS, ERASE, *_unsampled()):
            cursor.execute(statements)


def _unsampled() -> Iterator[str]:
    """Keep texts out of what the planner remembers of rows: no erasure would reach it there."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if model._meta.managed and isinstance(field, CharField | TextField):
                column = f'"{model._meta.db_table}" ALTER COLUMN "{field.column}"'
                yield f"ALTER TABLE {column} SET STATISTICS 0"
