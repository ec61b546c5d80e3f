"""The tables. Entries are only ever added; everything else can be rebuilt from them."""

from django.db import models


class Patient(models.Model):
    """One person, by a UUID that says nothing about them.

    `head` and `seal` are those of the newest entry; `zone` is where the day begins for reminders.
    """

    id = models.UUIDField(primary_key=True)
    zone = models.CharField(max_length=64)
    head = models.PositiveIntegerField(default=0)
    seal = models.CharField(max_length=64, default="")
    due_on = models.DateField(null=True, db_index=True)


class Entry(models.Model):
    """One entry as it was written: the notation of what happened, without its day and id.

    `act` names what was done in one go (a form, an import), so that it can be undone in one go.
    `seal` is a hash over this entry and the seal of the one before.
    """

    id = models.UUIDField(primary_key=True)
    patient = models.ForeignKey(Patient, on_delete=models.DO_NOTHING, db_index=False)
    sequence = models.PositiveIntegerField()
    on = models.DateField(null=True)
    noted_at = models.DateTimeField()
    body = models.TextField()
    replaces = models.UUIDField(null=True)
    act = models.UUIDField()
    by = models.CharField(max_length=200)
    seal = models.CharField(max_length=64)

    class Meta:
        constraints = [  # noqa: RUF012 - Django's own way
            models.UniqueConstraint(fields=["patient", "sequence"], name="store_entry_order")
        ]
        # And `store_entry_lasting`, whose condition stands in `stretch`.
        indexes = [  # noqa: RUF012
            models.Index(fields=["patient", "on"], name="store_entry_day"),
            models.Index(fields=["act"], name="store_entry_act"),
            models.Index(
                fields=["patient", "sequence", "id", "replaces"],
                name="store_entry_links",
                condition=models.Q(replaces__isnull=False),
            ),
        ]


class Due(models.Model):
    """One due day of one patient; its reminder is claimed once and then sent."""

    patient = models.ForeignKey(Patient, on_delete=models.DO_NOTHING, db_index=False)
    on = models.DateField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [  # noqa: RUF012
            models.UniqueConstraint(fields=["patient", "on"], name="store_due_once")
        ]


class Erasing(models.Model):
    """Opens the door for one erasure; empty whenever nothing is being erased."""

    patient_id = models.UUIDField(primary_key=True)


class Erasure(models.Model):
    """That a patient was erased, and when: so that it is done again after a restore."""

    patient_id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
