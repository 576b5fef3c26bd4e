"""Secrets of minutes: six digits sent to a contact on file, a code shown facing the person, a link in a mail.

A guardian's slip opens nothing by itself; one of these, or a letter posted to the address on file, completes it.
"""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from preau.directory.models import Person
from preau.identity import codes, counts, telling, throttle
from preau.identity.enums import Road, SlipKind
from preau.identity.models import OneTimeCode, Slip
from preau.identity.reaching import Contact
from preau.kernel import audit, clock, mail, scope, sms
from preau.kernel.actor import system
from preau.kernel.ids import new_id

SENT_MINUTES = 10
DESK_MINUTES = 15
RESET_MINUTES = 30
PROVEN_MINUTES = 30
"""How long a proof given for a slip waits for the password to be chosen."""
TRIES = 5
ENOUGH_MINUTES = 10
"""A link that lives this long yet is sent again rather than replaced."""
MOST_WRONG = 50
"""Wrong digits after which a slip opens nothing any more."""
SENDINGS = throttle.Budget(5, 720.0)
"""Messages to one person asked for from one place: five at once, then one each twelve minutes."""
ALL_SENDINGS = throttle.Budget(40, 360.0)
"""The same from everywhere: so many that nobody's own is lost to a few who ask in their name."""


def take_sending(person_id: uuid.UUID, *, kind: str, asker: str, own: bool = False) -> None:
    """Count one message of this kind to this person; raises TooManyTries when there were too many.

    `asker`: where it is asked from (throttle.asker). `own`: from a browser that the account knows, which spends nothing
    of what others share.
    """
    throttle.take(f"sending {kind} of one", f"{asker} {person_id}", SENDINGS)
    if not own:
        throttle.take(f"sending {kind}", str(person_id), ALL_SENDINGS)


_SLIP_LIFE = 40 * counts.DAY  # longer than any slip lives


def make_code(person_id: uuid.UUID, road: Road, secret: str, minutes: int, **more: object) -> OneTimeCode:
    """A fresh secret; the unused ones of the same road open nothing any more."""
    now = clock.now()
    OneTimeCode.objects.filter(person_id=person_id, road=road, used_at=None, expires_at__gt=now).update(expires_at=now)
    made = OneTimeCode(
        person_id=person_id, road=road, made_at=now, expires_at=now + dt.timedelta(minutes=minutes), **more
    )
    made.digest = codes.digest(road, f"{made.pk} {secret}" if road in (Road.MAIL, Road.SMS) else secret)
    made.save(force_insert=True)
    return made


@transaction.atomic
def send_digits(*, slip: Slip, contact: Contact, asker: str = "") -> OneTimeCode:
    """Send six digits to a contact on file of the person of this slip. Raises TooManyTries when too many were sent."""
    take_sending(slip.person_id, kind="digits", asker=asker)
    words = _("Votre code : %(code)s. Il sert une fois, dans les %(minutes)d minutes. Ne le donnez à personne.")
    return fresh_digits(
        slip.person_id, contact, subject=_("Votre code pour ouvrir votre compte"), words=words, slip_id=slip.pk
    )  # fmt: skip


def fresh_digits(
    person_id: uuid.UUID, contact: Contact, *, subject: str, words: str, **more: object
) -> OneTimeCode:  # fmt: skip
    """Six fresh digits, sent to a contact on file by its own road: within a transaction, once it was counted.

    `words`: what is sent, with `%(code)s` and `%(minutes)d` in it; `subject`: of a mail. `more`: of their row.
    """
    digits = codes.new_digits()
    made = make_code(person_id, contact.road, digits, SENT_MINUTES, **more)
    text, key = words % {"code": digits, "minutes": SENT_MINUTES}, f"code/{made.pk}"
    if contact.road == Road.MAIL:
        mail.send(to=contact.value, subject=subject, text=text, key=key)
    else:
        sms.send(to=contact.value, text=text, key=key)
    return made


@transaction.atomic
def ask_letter(*, slip: Slip) -> None:
    """The person wants their proof by post: the school sees it in its list. Twice changes nothing."""
    with scope.everything("a letter asked for at the door"):
        Slip.objects.filter(pk=slip.pk, letter_asked_at=None).update(letter_asked_at=clock.now())


def prove(*, slip: Slip, typed: str) -> OneTimeCode | None:
    """What shows that whoever holds the slip is its person: digits received, a code shown at school, a posted letter.

    None when the code is none of these, or its time or its tries are over. The caller has counted the try. A code is
    taken by the first who types it.
    """
    plain = codes.as_typed(typed)
    if plain.isdigit() and len(plain) == 6:
        return _taken_digits(slip, plain)
    if codes.is_code(plain, codes.DESK_GROUPS):
        return _taken(Road.DESK, plain, person_id=slip.person_id, slip_id=slip.pk)
    if codes.is_code(plain):
        return _taken_letter(slip, plain)
    return None


@transaction.atomic
def _taken_digits(slip: Slip, plain: str) -> OneTimeCode | None:
    waiting = OneTimeCode.objects.select_for_update(of=("self",)).filter(
        slip_id=slip.pk, person_id=slip.person_id, road__in=[Road.MAIL, Road.SMS], used_at=None,
        expires_at__gt=clock.now(), tries__lt=TRIES,
    )  # fmt: skip
    for one in waiting.order_by("-made_at"):
        if one.digest in codes.digests(one.road, f"{one.pk} {plain}"):
            one.used_at = clock.now()
            one.save(update_fields=["used_at"])
            return one
    if OneTimeCode.objects.filter(pk__in=[one.pk for one in waiting]).update(tries=F("tries") + 1):
        _count_wrong(slip)
    return None


def _count_wrong(slip: Slip) -> None:
    """Wrong digits over the life of a slip; too many, and it opens nothing any more; everybody concerned hears."""
    wrong = counts.window(counts.key_of("wrong digits", str(slip.pk)), 10**9, _SLIP_LIFE)
    if wrong < MOST_WRONG:
        return
    with scope.everything("a slip whose proof is being guessed"):
        if not Slip.objects.filter(pk=slip.pk, voided_at=None, used_at=None).update(voided_at=clock.now()):
            return
        audit.record(
            actor=system(_("la page de connexion")), action="identity.void_guessed_slip", tenant=slip.school_id,
            subject="person", subject_id=slip.person_id, data={"count": MOST_WRONG},
        )  # fmt: skip
        telling.slip_guessed(person=slip.person, slip_id=slip.pk, count=MOST_WRONG)


@transaction.atomic
def _taken(road: Road, secret: str, **more: uuid.UUID) -> OneTimeCode | None:
    rows = OneTimeCode.objects.select_for_update(of=("self",)).filter(
        road=road, digest__in=codes.digests(road, secret), used_at=None, expires_at__gt=clock.now()
    )
    if "person_id" in more:
        rows = rows.filter(person_id=more["person_id"])
    found = rows.first()
    if found is None:
        return None
    found.used_at = clock.now()
    found.slip_id = more.get("slip_id")
    found.save(update_fields=["used_at", "slip_id"])
    return found


@transaction.atomic
def _taken_letter(slip: Slip, plain: str) -> OneTimeCode | None:
    with scope.everything("a posted letter's code typed at the door"):
        letter = (
            Slip.objects.select_for_update(of=("self",))
            .filter(
                kind=SlipKind.LETTER, person_id=slip.person_id, code_digest__in=codes.digests("slip", plain),
                used_at=None, voided_at=None, expires_at__gt=clock.now(),
            )
            .first()
        )  # fmt: skip
        if letter is None:
            return None
        letter.used_at = clock.now()
        letter.save(update_fields=["used_at"])
    made = make_code(slip.person_id, Road.LETTER, codes.new_link(), 0, slip_id=slip.pk)
    made.used_at = clock.now()
    made.save(update_fields=["used_at"])
    return made


def proof_of(slip: Slip, proof_id: uuid.UUID | None) -> OneTimeCode | None:
    """The proof given for this slip a moment ago; None when there is none or it waited too long."""
    if proof_id is None:
        return None
    since = clock.now() - dt.timedelta(minutes=PROVEN_MINUTES)
    return OneTimeCode.objects.filter(
        pk=proof_id, slip_id=slip.pk, person_id=slip.person_id, used_at__gte=since
    ).first()  # fmt: skip


# --- facing the person -----------------------------------------------------------------------------------------------


def take_desk_code(typed: str) -> OneTimeCode | None:
    """The code that a member of staff showed, without a slip; it is used from now on. The caller counted the try."""
    return _taken(Road.DESK, codes.as_typed(typed)) if codes.is_code(typed, codes.DESK_GROUPS) else None


# --- by mail ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def reset_link_of(person_id: uuid.UUID) -> tuple[str, int]:
    """The secret of a link that lets the person choose a password, and for how many minutes more.

    The one that lives, if it lives for a while yet: who asks again and again makes no mail of the owner's worthless.
    Else a new one, for half an hour; former ones open nothing.
    """
    now = clock.now()
    enough = now + dt.timedelta(minutes=ENOUGH_MINUTES)
    Person.objects.select_for_update(of=("self",)).get(pk=person_id)  # two askers take turns
    living = OneTimeCode.objects.filter(person_id=person_id, road=Road.RESET, used_at=None, expires_at__gt=enough)
    for one in living:
        for link in codes.links_of(one.pk):
            if one.digest in codes.digests(Road.RESET, link):
                return link, int((one.expires_at - now).total_seconds() // 60)
    row = new_id()
    link = codes.links_of(row)[0]
    make_code(person_id, Road.RESET, link, RESET_MINUTES, id=row)
    return link, RESET_MINUTES


def new_reset_link(person_id: uuid.UUID) -> str:
    """The secret of that link."""
    return reset_link_of(person_id)[0]


def reset_link_waits(link: str) -> OneTimeCode | None:
    """The link, while it may be used. Looking at it does not use it."""
    return (
        OneTimeCode.objects.select_related("person")
        .filter(
            road=Road.RESET, digest__in=codes.digests(Road.RESET, link), used_at=None, expires_at__gt=clock.now()
        )
        .first()
    )  # fmt: skip


def code_in_hand(code_id: uuid.UUID) -> OneTimeCode | None:
    """A code shown at school and typed a moment ago, whose password is still to be chosen."""
    since = clock.now() - dt.timedelta(minutes=PROVEN_MINUTES)
    rows = OneTimeCode.objects.select_related("person").filter(road=Road.DESK, slip_id=None, spent_at=None)
    return rows.filter(pk=code_id, used_at__gte=since).first()
