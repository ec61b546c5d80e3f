from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('corrin_reminders', '0001_reminders'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mailing',
            fields=[
                ('patient_id', models.UUIDField(primary_key=True, serialize=False)),
                ('built_on', models.DateField()),
            ],
        ),
    ]
