from typing import Any

from django.db import migrations, models
from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Cast, Coalesce, Concat


def rank(apps: Any, schema_editor: Any) -> None:
    """What `standing.follow` writes from here on."""
    grants = apps.get_model('corrin_app', 'Grant').objects.using(schema_editor.connection.alias)
    grants.update(rank=Concat(
        Case(When(alarm=True, then=Value('0')), default=Value('1')),
        Coalesce(Cast('due_on', CharField(max_length=10)), Value('9999-99-99')),
        Value(' '),
        F('folded'),
    ))


class Migration(migrations.Migration):

    dependencies = [
        ('corrin_app', '0002_accounts'),
    ]

    operations = [
        migrations.AddField(
            model_name='grant',
            name='rank',
            field=models.CharField(default='', max_length=140),
        ),
        migrations.RunPython(rank, migrations.RunPython.noop),
        migrations.RemoveIndex(
            model_name='grant',
            name='grant_name',
        ),
        migrations.AddIndex(
            model_name='grant',
            index=models.Index(fields=['clinic', 'rank', 'id'], name='grant_rank'),
        ),
        migrations.AddIndex(
            model_name='grant',
            index=models.Index(fields=['clinic', 'revoked_at', 'expires_on', 'alarm', 'due_on', 'worse', 'banded', 'scored_on'], name='grant_counts'),
        ),
    ]
