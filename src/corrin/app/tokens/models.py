"""The tables of the tokens. No health data, and no secret."""

from django.db import models
from django.db.models.signals import post_delete
from django.dispatch import receiver


class Token(models.Model):
    """One token: what its holder may do, until when, and the hash of its secret.

    `name` is what whoever made it calls it. `used_on` is the last day it opened a door.
    """

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    scopes = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)


class Grant(models.Model):
    """A patient a token is for. One without any opens nothing."""

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="grants")
    patient_id = models.UUIDField()

    class Meta:
        constraints = [  # noqa: RUF012 - Django's own way
            models.UniqueConstraint(fields=["token", "patient_id"], name="tokens_grant_once")
        ]


@receiver(post_delete, sender=Grant)
def _let_go(instance: Grant, **_: object) -> None:
    """A token that is for nobody any more goes too: its name may say whom it was for."""
    Token.objects.filter(pk=instance.token_id, grants=None).delete()
