"""The ways out of one matter, taken once calm hours are over: mail at once, digest, push, short message.

A batch of people at a time, each in a transaction with the mark that it was done: an attempt that is cut goes on where
the last one was, and hands nothing over twice. Mails, pushes and short messages are then jobs of their own.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from preau.directory.models import Person
from preau.identity.enums import Road
from preau.identity.public import Account, contacts_of
from preau.kernel import clock, jobs, mail, sms
from preau.notifications import texts
from preau.notifications.enums import Channel, Pace
from preau.notifications.kinds import Kind, UnknownKind, kind_of
from preau.notifications.models import Habits, Matter, Notice, PushDevice
from preau.notifications.selectors.choices import Key, choices_for, pace_of
from preau.notifications.services.addresses import dead_among
from preau.notifications.services.telling import ring

log = structlog.get_logger("preau.notifications")

PUSH = "notifications.push"
BATCH = 200
PUSH_KEPT = dt.timedelta(days=1)
"""How long a service of push keeps a message for a device that is off."""


def deliver(matter_id: uuid.UUID, at: dt.datetime, *, rings: bool) -> int:
    """Take the ways out for those whom this matter rings at that moment; how many notices were seen to.

    `rings`: their open pages hear of it now. What was read or ended meanwhile disturbs nobody.
    """
    matter = Matter.objects.select_related("school").filter(pk=matter_id, ended_at=None).first()
    if matter is None:
        return 0
    try:
        kind = kind_of(matter.kind)
    except UnknownKind:
        log.warning("notice of a kind that no room declares", kind=matter.kind)
        return 0
    waiting = Notice.objects.filter(matter=matter, rings_at=at, delivered_at=None)
    if rings:
        with transaction.atomic():
            ring(waiting.filter(read_at=None, ended_at=None).values_list("person_id", flat=True))
    done = 0
    while True:
        with transaction.atomic():
            batch = list(waiting.select_for_update(of=("self",)).order_by("pk")[:BATCH])
            if not batch:
                return done
            _Batch(matter, kind, [one for one in batch if one.read_at is None and one.ended_at is None]).leave()
            Notice.objects.filter(pk__in=[one.pk for one in batch]).update(delivered_at=clock.now())
        done += len(batch)


class _Batch:
    """Some notices of one matter, with what is known of their people: one read of each sort."""

    def __init__(self, matter: Matter, kind: Kind, notices: Sequence[Notice]) -> None:
        self.matter, self.kind, self.notices = matter, kind, notices
        ids = {one.person_id for one in notices} | {one.about_id for one in notices}
        self.people: dict[uuid.UUID, Person] = Person.objects.in_bulk(ids)
        told = [self.people[one.person_id] for one in notices]
        self.chosen: Mapping[Key, Pace] = choices_for(kind.name, [one.pk for one in told])
        self.dead = dead_among(told)
        self.habits = Habits.objects.in_bulk([one.pk for one in told])
        self.languages = languages_of([one.pk for one in told])
        self.devices = list(PushDevice.objects.filter(person__in=told)) if settings.PUSH_KEY else []
        self.mailed: dict[str, list[uuid.UUID]] = {Notice.Mail.WAITS: [], Notice.Mail.SENT: []}

    def leave(self) -> None:
        """Take each notice's ways, and note by which mail."""
        for notice in self.notices:
            person = self.people[notice.person_id]
            if person.suspended_at is not None or person.erased_at is not None:
                continue
            if not mail.may_be_told(recipient_id=person.pk, about_id=notice.about_id):
                continue
            with override(self.languages.get(person.pk, settings.LANGUAGE_CODE)):
                self._by_mail(notice, person)
                self._by_push(notice, person)
                self._by_sms(notice, person)
        for state, some in self.mailed.items():
            Notice.objects.filter(pk__in=some).update(by_mail=state)

    def _pace(self, notice: Notice, channel: Channel) -> Pace | None:
        return pace_of(self.kind, notice.profile, channel, notice.person_id, notice.about_id, self.chosen)

    def _item(self, notice: Notice) -> texts.Item:
        return item_of(self.kind, self.matter, notice, self.people[notice.about_id])

    def _by_mail(self, notice: Notice, person: Person) -> None:
        pace = self._pace(notice, Channel.MAIL)
        habits = self.habits.get(person.pk, Habits())
        if pace == Pace.DIGEST and self.matter.urgent_because:
            pace = Pace.AT_ONCE  # it passed calm hours: it does not wait for the evening's mail
        if pace == Pace.DIGEST and habits.digest_off:
            pace = Pace.OFF if self.kind.refusable else Pace.AT_ONCE
        if pace in (None, Pace.OFF) or person.pk in self.dead or "@" not in person.email or not mail.is_configured():
            return
        if pace == Pace.DIGEST:
            self.mailed[Notice.Mail.WAITS].append(notice.pk)
            return
        subject, text = texts.one_notice(
            person_id=person.pk, notice_id=notice.pk, item=self._item(notice), with_content=habits.with_content
        )
        link = texts.unsubscribe_link(person.pk, self.kind.name) if self.kind.refusable else ""
        if mail.send(
            to=person.email, subject=subject, text=text, key=f"notice/{notice.pk}", recipient=person.pk,
            about=notice.about_id, unsubscribe=link,
        ):  # fmt: skip
            self.mailed[Notice.Mail.SENT].append(notice.pk)

    def _by_push(self, notice: Notice, person: Person) -> None:
        if self._pace(notice, Channel.PUSH) != Pace.AT_ONCE:
            return
        for device in self.devices:
            if device.person_id == person.pk:
                # Once for a matter, also for whoever has two children in it: it says no more than "read".
                jobs.enqueue(
                    PUSH, key=f"{PUSH}/{self.matter.pk}/{device.pk}",
                    payload={"notice": str(notice.pk), "device": str(device.pk), "text": texts.short(self.kind)},
                )  # fmt: skip

    def _by_sms(self, notice: Notice, person: Person) -> None:
        if self._pace(notice, Channel.SMS) != Pace.AT_ONCE:
            return
        for contact in contacts_of(person):
            if contact.road == Road.SMS:
                text = f"{texts.short(self.kind)} {texts.address('notifications:centre')}"
                sms.send(to=contact.value, text=text, key=f"notice/{self.matter.pk}/{person.pk}")


def item_of(kind: Kind, matter: Matter, notice: Notice, about: Person) -> texts.Item:
    """A notice as a mail tells it, in the language now spoken."""
    child = about.given_name if notice.about_id != notice.person_id else ""
    school = matter.school.name if matter.school else ""
    return texts.Item(kind, str(kind.text(matter.data)), child, school, bool(matter.urgent_because))


def languages_of(person_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The language that these people chose, for those who chose one."""
    known = {code for code, _name in settings.LANGUAGES}
    chosen = Account.objects.filter(person_id__in=person_ids).values_list("person_id", "preferences")
    return {person: kept["language"] for person, kept in chosen if kept.get("language") in known}
