"""Which row replaces which, and on SQLite all that is not diary, told by their indexes alone."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# As in corrin.store.stretch when this was written; a test holds that they are the same.
LEFT = "replace(replace(replace('\n' || body, '\nfelt ', ''), '\nill', ''), '\nwithdraw ', '')"
LASTING = f"""(replace({LEFT}, '\n', '') <> {LEFT} OR ("on" IS NULL AND replaces IS NULL))"""
# PostgreSQL takes no text of any length into an index.
WHOLE = 'patient_id, sequence, body, id, "on", noted_at, replaces'


def lay(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP INDEX store_entry_lasting", params=None)
        schema_editor.execute(
            f"CREATE INDEX store_entry_lasting ON store_entry ({WHOLE}) WHERE {LASTING}",
            params=None,
        )


class Migration(migrations.Migration):
    dependencies = [("store", "0003_stretches")]

    operations = [
        migrations.RemoveIndex("entry", "store_entry_replacing"),
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["patient", "sequence", "id", "replaces"],
                name="store_entry_links",
                condition=models.Q(replaces__isnull=False),
            ),
        ),
        migrations.RunPython(lay, elidable=False),
    ]
