"""Who is reminded, and in which words. No due day and nothing of the record is kept here."""

from django.db import models


class Calendar(models.Model):
    """One secret link a patient. Only its fingerprint is kept, so that nobody can read it here."""

    patient_id = models.UUIDField(primary_key=True)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=60)
    made_at = models.DateTimeField()


class Mailing(models.Model):
    """That a patient is reminded by mail, and on which day it was last looked up when."""

    patient_id = models.UUIDField(primary_key=True)
    built_on = models.DateField()
