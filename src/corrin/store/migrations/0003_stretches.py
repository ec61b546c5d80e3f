"""Indexes with which some days of a long diary are found without reading all of it."""

from django.db import migrations, models

# As in corrin.store.stretch when this was written; a test holds that they are the same.
LEFT = "replace(replace(replace('\n' || body, '\nfelt ', ''), '\nill', ''), '\nwithdraw ', '')"
LASTING = f"""(replace({LEFT}, '\n', '') <> {LEFT} OR ("on" IS NULL AND replaces IS NULL))"""


class Migration(migrations.Migration):
    dependencies = [("store", "0002_only_added")]

    operations = [
        migrations.AddIndex(
            "entry", models.Index(fields=["patient", "on"], name="store_entry_day")
        ),
        migrations.AddIndex("entry", models.Index(fields=["act"], name="store_entry_act")),
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["replaces"],
                name="store_entry_replacing",
                condition=models.Q(replaces__isnull=False),
            ),
        ),
        migrations.RunSQL(
            f"CREATE INDEX store_entry_lasting ON store_entry (patient_id, sequence) WHERE {LASTING}",
            "DROP INDEX store_entry_lasting",
        ),
    ]
