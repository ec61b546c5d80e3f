"""Entries are only added: the database itself refuses to change or remove them."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TRIGGERS = """
CREATE TRIGGER store_entry_unchanged BEFORE UPDATE ON store_entry
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;

CREATE TRIGGER store_entry_kept BEFORE DELETE ON store_entry
WHEN NOT EXISTS (SELECT 1 FROM store_erasing WHERE patient_id = OLD.patient_id)
BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END;

CREATE TRIGGER store_patient_kept BEFORE DELETE ON store_patient
WHEN NOT EXISTS (SELECT 1 FROM store_erasing WHERE patient_id = OLD.id)
BEGIN SELECT RAISE(ABORT, 'patients are never removed'); END;

CREATE TRIGGER store_erasure_unchanged BEFORE UPDATE ON store_erasure
BEGIN SELECT RAISE(ABORT, 'erasures are never changed'); END;

CREATE TRIGGER store_erasure_kept BEFORE DELETE ON store_erasure
BEGIN SELECT RAISE(ABORT, 'erasures are never forgotten'); END;
"""


def guard(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for trigger in TRIGGERS.strip().split("\n\n"):
            schema_editor.execute(trigger, params=None)


class Migration(migrations.Migration):
    dependencies = [("store", "0001_entries")]
    operations = [migrations.RunPython(guard, elidable=False)]
