"""Reminders by mail: to whoever agreed, once for each due day, with nothing of the record in it.

    follow(patient_id)    the due day after something was written, or agreed to, or withdrawn
    send(now)             every reminder that is due, claimed through the store one by one

The due day is the plan's or the course's (`advice.due`), never a proposal's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse

from corrin import store
from corrin.advice.due import due_days
from corrin.app import clock
from corrin.app.accounts import consent
from corrin.app.choices import ZONES
from corrin.app.models import Account, Consent, Diary
from corrin.app.reminders.models import Mailing
from corrin.app.worked import assessed
from corrin.terms import Country, Lang
from corrin.words import catalog

PURPOSE = "remind"
BROKEN = "the line broke while a mail was on its way"
NOT_NOW = range(400, 500)  # what a mail server says when it may be tried again (RFC 5321, 4.2.1)


class Unreached(Exception):
    """The mail server was not reached; nothing was claimed."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How many went out, how many were put off, how many were refused for good, and how many of
    all time were claimed by somebody who stopped before saying how it ended."""

    sent: int
    later: int
    refused: int
    unclear: int


def follow(patient_id: UUID) -> None:
    """Bring the due day up to the record; none for whoever did not agree to be reminded."""
    diary = Diary.objects.filter(pk=patient_id).first()
    account = _account(diary) if diary else None
    if diary and account and consent.given(account, PURPOSE):
        on = _today(diary)
        store.set_due(patient_id, _next(diary, on))
        Mailing.objects.update_or_create(patient_id=patient_id, defaults={"built_on": on})
    elif Mailing.objects.filter(pk=patient_id).delete()[0]:
        store.set_due(patient_id, None)


def follow_account(account: Account) -> None:
    """The same for the diary of an account, where there is one."""
    for patient_id in Diary.objects.filter(owner=str(account.pk)).values_list("pk", flat=True):
        follow(patient_id)


def send(now: datetime) -> Sent:
    """Send what is due at `now`, each once ever, however many do the same at this moment.

    A reminder the mail server puts off is given back and tried again next time. One whose sending
    broke off half-way is not: nobody knows whether it arrived. Raises Unreached.
    """
    for patient_id in _to_be_followed():
        follow(patient_id)
    later: list[store.Claim] = []
    ends: list[str] = []
    with _connected() as line:
        try:
            while BROKEN not in ends and (claims := store.claim_due(now, most=1)):
                ends.append(_one(claims[0], now, line))
                later += claims if ends[-1] == "later" else ()
        finally:
            for claim in later:  # not before the end: it would be claimed again at once
                store.give_back(claim)
    return Sent(ends.count("sent"), len(later), ends.count("refused"), len(store.unsent()))


def _to_be_followed() -> Iterator[UUID]:
    """Diaries with a due day that was not worked out today, and those just agreed for."""
    agreed = Consent.objects.filter(
        purpose=PURPOSE, version=consent.PURPOSES[PURPOSE], withdrawn_at=None
    )
    owners = {str(pk) for pk in agreed.values_list("account_id", flat=True)}
    built = dict(Mailing.objects.values_list("patient_id", "built_on"))
    for diary in Diary.objects.exclude(owner=""):
        if (diary.pk in built) != (diary.owner in owners) or (
            diary.pk in built and built[diary.pk] != _today(diary)
        ):
            yield diary.pk


def _today(diary: Diary) -> date:
    return clock.today(ZONES[Country(diary.country)])


def _next(diary: Diary, on: date, after: date = date.min) -> date | None:
    """The first day to be reminded of that lies after another."""
    record = store.read(diary.pk)
    days = due_days(record, assessed(record, on, Country(diary.country)))
    return min((day for day in days if day > after), default=None)


def _account(diary: Diary) -> Account | None:
    return Account.objects.filter(pk=diary.owner, is_active=True).first() if diary.owner else None


@contextmanager
def _connected() -> Iterator[BaseEmailBackend]:
    """A line to the mail server, opened before anything is claimed."""
    line: BaseEmailBackend = get_connection()
    try:
        line.open()
    except (OSError, SMTPException):
        raise Unreached from None
    try:
        yield line
    finally:
        line.close()


def _one(claim: store.Claim, now: datetime, line: BaseEmailBackend) -> str:
    """How one claim ended; the next day of a course is due from then on."""
    diary = Diary.objects.filter(pk=claim.patient_id).first()
    account = _account(diary) if diary else None
    row = _agreed(account) if account else None
    if not (diary and account and row):
        return "none"
    try:
        message(account.email, Lang(row.lang), line).send()
    except (SMTPResponseException, SMTPRecipientsRefused) as why:
        return "later" if _code(why) in NOT_NOW else "refused"
    except (OSError, SMTPException):
        return BROKEN
    store.reminder_sent(claim, now)
    store.set_due(diary.pk, _next(diary, _today(diary), claim.on))
    return "sent"


def _code(why: SMTPResponseException | SMTPRecipientsRefused) -> int:
    """What the mail server answered."""
    if isinstance(why, SMTPRecipientsRefused):
        return int(next(iter(why.recipients.values()))[0])
    return why.smtp_code


def _agreed(account: Account) -> Consent | None:
    return Consent.objects.filter(
        account=account,
        purpose=PURPOSE,
        version=consent.PURPOSES[PURPOSE],
        withdrawn_at=None,
    ).first()


def message(to: str, lang: Lang, line: BaseEmailBackend | None = None) -> EmailMessage:
    """The mail: the same for everybody, save the language. It names no drug, symptom or person."""
    words = catalog(lang)
    diary = f"{settings.SITE.address}{reverse('home')}"
    stop = f"{settings.SITE.address}{reverse('reminders', args=['me'])}"
    return EmailMessage(
        words.text("reminder_mail", "subject"),
        words.text("reminder_mail", "body", diary=diary, stop=stop),
        to=[to],
        connection=line,
        headers={"Auto-Submitted": "auto-generated"},
    )
