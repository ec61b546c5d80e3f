"""What the app itself keeps: which diary is whose, and how its owner wants it. No health data."""

from django.db import models


class Diary(models.Model):
    """One diary: the patient it is about, and whose it is.

    `owner` is empty for the one diary of a computer that only its own user can reach.
    """

    patient_id = models.UUIDField(primary_key=True)
    owner = models.CharField(max_length=64, unique=True, default="")
    country = models.CharField(max_length=2)
