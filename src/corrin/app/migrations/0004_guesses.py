from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('corrin_app', '0003_rank'),
    ]

    operations = [
        migrations.CreateModel(
            name='Guess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('who', models.CharField(max_length=64)),
                ('what', models.CharField(default='', max_length=16)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            model_name='guess',
            index=models.Index(fields=['who', 'at'], name='guess_who'),
        ),
    ]
