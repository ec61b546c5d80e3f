"""What the app itself keeps: accounts, whose diary is whose, who was let in, who looked.

No entry of a record is here. What a panel shows of a record (`Grant`, from `due_on` on) is derived
and can be rebuilt at any time.
"""

from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Diary(models.Model):
    """One diary: the patient it is about, and whose it is.

    `owner` is the id of an account, or empty for the one diary of a computer that only its own
    user can reach.
    """

    patient_id = models.UUIDField(primary_key=True)
    owner = models.CharField(max_length=64, unique=True, default="")
    country = models.CharField(max_length=2)


class Accounts(BaseUserManager["Account"]):
    """Makes accounts; allauth asks for these two."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> "Account":
        """An account that is kept."""
        account = self.model(email=self.normalize_email(email), **more)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Somebody who signs in, by a random id and an address. Nothing about their health."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Accounts] = Accounts()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []


class Consent(models.Model):
    """What somebody agreed to: for which purpose, to which text, when, and until when."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    purpose = models.CharField(max_length=20)
    version = models.CharField(max_length=20)
    text_sha256 = models.CharField(max_length=64)
    lang = models.CharField(max_length=2)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)


class Clinic(models.Model):
    """Where people are treated: its name, and the weekdays of its injections (`01234`)."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    days = models.CharField(max_length=7, default="01234")


class Member(models.Model):
    """Somebody of a clinic, with the name and the profession they sign with."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, null=True)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=10)  # doctor, nurse


class Grant(models.Model):
    """That a patient lets a clinic in: how far, until when, and under which name.

    From `due_on` on: what the panel shows, derived from the record and never more than that.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    patient_id = models.UUIDField(db_index=True)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE)
    scope = models.CharField(max_length=5)  # read, write, sign
    called = models.CharField(max_length=120)
    folded = models.CharField(max_length=120)  # `called`, for searching
    version = models.CharField(max_length=20)  # of the text that was agreed to
    given_at = models.DateTimeField()
    expires_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    due_on = models.DateField(null=True)
    injected_on = models.DateField(null=True)
    scored_on = models.DateField(null=True)
    worse = models.BooleanField(default=False)
    alarm = models.BooleanField(default=False)
    banded = models.BooleanField(default=False)
    built_on = models.DateField(null=True)
    rank = models.CharField(max_length=140, default="")  # alarms, then by due day, then by name

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["clinic", "due_on"], name="grant_due"),
            models.Index(fields=["clinic", "rank", "id"], name="grant_rank"),
            models.Index(  # all that the panel counts by, so that it need not look at the rows
                fields=[
                    "clinic",
                    "revoked_at",
                    "expires_on",
                    "alarm",
                    "due_on",
                    "worse",
                    "banded",
                    "scored_on",
                ],
                name="grant_counts",
            ),
        ]


class Invitation(models.Model):
    """A link that works once: a patient lets a clinic in, or a clinic a colleague."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    open_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    patient_id = models.UUIDField(null=True, db_index=True)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, null=True)
    scope = models.CharField(max_length=5, default="")
    called = models.CharField(max_length=120, default="")
    title = models.CharField(max_length=10, default="")
    version = models.CharField(max_length=20, default="")
    expires_on = models.DateField(null=True)


class Look(models.Model):
    """That somebody else opened a patient's record: who, when, and what was done there.

    It outlives the account, so it names nobody by a key of another table.
    """

    patient_id = models.UUIDField()
    account_id = models.UUIDField(null=True)
    who = models.CharField(max_length=260)
    at = models.DateTimeField()
    what = models.CharField(max_length=40)
    did = models.CharField(max_length=10)  # read, wrote, signed, listed, refused

    class Meta:
        indexes: ClassVar = [models.Index(fields=["patient_id", "at"], name="look_patient")]


class Limit(models.Model):
    """How often somebody tried lately; the table behind Django's cache."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)


class Guess(models.Model):
    """One try at a secret that was not right, or not yet: by whom or at whom, unreadable, and when.

    `what` is a mark of a link or token that opens nothing, so that it counts once.
    """

    who = models.CharField(max_length=64)
    what = models.CharField(max_length=16, default="")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["who", "at"], name="guess_who")]
