"""What a collectivity publishes in its schools: written once, spread by a job, agreed to by heads where it is asked."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.enums import GroupKind, Right
from preau.access.public import Audience, Hat, Thing, addressed, can, refusal_of_files
from preau.directory.errors import Overtaken, Refused, Unknown
from preau.directory.models import School
from preau.kernel import audit, clock, jobs, scope
from preau.kernel.actor import Actor
from preau.kernel.signatures import sign, signed
from preau.news.enums import Sort, State
from preau.news.models import Circular, NewsAudience, NewsItem
from preau.news.selectors.circulars import asks_agreement, audiences_of_circular
from preau.news.selectors.files import has_files
from preau.news.services.circular_locking import locked_circular, version_of_circular
from preau.news.services.circular_parts import bring_parts
from preau.news.services.flashes import settle_flashes
from preau.news.services.locking import locked
from preau.news.services.telling import forget_notices, link_to_review, tell_later
from preau.notifications.public import To, notify
from preau.notifications.public import withdraw as take_back

SPREAD_JOB, END_JOB = "news.spread", "news.end_circular"
AGREEMENT = "news.agreement"


@dataclass(frozen=True, slots=True)
class Circulated:
    """What is written of a circular. `schools`: ids as texts, none for all of the collectivity."""

    title: str
    text: str
    sort: str
    is_flash: bool
    whom: list[str]
    schools: list[str]
    ends_at: Any = None


@transaction.atomic
def save_circular(
    *, actor: Actor, hat: Hat, circular_id: uuid.UUID, written: Circulated, seen: Mapping[str, Any] | None = None
) -> Circular:
    """Write a draft, new when none has that number: a form sent twice writes it once.

    `seen`: what its form showed (`version`); raises Overtaken when somebody changed it since. Raises Refused, in words,
    for what makes no sense, and for schools that are not the collectivity's.
    """
    if hat.local_authority_id is None or not can(hat, Right.NEWS_TO_SCHOOLS):
        raise PermissionDenied
    if written.ends_at is not None and written.ends_at <= clock.now():
        raise Refused(_("La fin est passée : changez-la."))
    if written.sort == Sort.SAFETY and written.ends_at is None:
        raise Refused(_("Une information de sécurité reste en tête jusqu’à sa fin : donnez son dernier jour."))
    if not {uuid.UUID(one) for one in written.schools} <= set(hat.school_ids):
        raise PermissionDenied
    made = Circular(
        id=circular_id, local_authority_id=hat.local_authority_id, changed_at=clock.now(), **asdict(written),
        **signed("written_by", actor),
    )  # fmt: skip
    is_new = not Circular.objects.filter(pk=circular_id).exists()
    if is_new:
        Circular.objects.bulk_create([made], ignore_conflicts=True)
    found = locked_circular(hat, circular_id)
    if found.state != State.DRAFT:
        raise Refused(_("Cette actualité est publiée ou retirée : elle ne se modifie plus."))
    same = all(getattr(found, name) == value for name, value in asdict(written).items())
    if not is_new and same:
        return found
    if not is_new and (seen or {}).get("version") != version_of_circular(found):
        raise Overtaken(_("Quelqu’un d’autre a modifié cette actualité."))
    for name, value in asdict(written).items():
        setattr(found, name, value)
    found.changed_at = clock.now()
    found.save()
    audit.record(actor=actor, action="news.save_circular", subject="circular", subject_id=found.pk)
    return found


@transaction.atomic
def circulate(*, actor: Actor, hat: Hat, circular_id: uuid.UUID, version: str) -> Circular:
    """Publish it in its schools, from a job. Twice changes nothing; raises Overtaken for another writing."""
    found, now = locked_circular(hat, circular_id), clock.now()
    if found.state == State.PUBLISHED:
        return found
    if found.state != State.DRAFT:
        raise Refused(_("Cette actualité n’en est plus là : rechargez la page."))
    if version_of_circular(found) != version:
        raise Overtaken(_("Quelqu’un d’autre a modifié cette actualité : relisez-la."))
    if found.ends_at is not None and found.ends_at <= now:
        raise Refused(_("La fin de cette actualité est passée : changez-la d’abord."))
    if found.question and dt.datetime.fromisoformat(found.question["ends_at"]) <= now:
        raise Refused(_("La question est déjà finie : choisissez un jour à venir."))
    if (why := refusal_of_files(hat)) and has_files(found):
        raise Refused(why)
    found.state, found.starts_at, found.changed_at = State.PUBLISHED, now, now
    sign(found, "published_by", actor)
    found.save()
    jobs.enqueue(SPREAD_JOB, key=f"{SPREAD_JOB}/{found.pk}", payload={"circular": str(found.pk)})
    audit.record(
        actor=actor, action="news.circulate", subject="circular", subject_id=found.pk,
        data={"sort": found.sort, "whom": sorted(found.whom)},
    )  # fmt: skip
    return found


def spread(*, actor: Actor, circular_id: uuid.UUID) -> int:
    """Make the items of each school that has none yet; how many schools. Killed half-way, it goes on where it was."""
    circular = Circular.objects.get(pk=circular_id)
    rows = School.objects.filter(local_authority_id=circular.local_authority_id)
    if circular.schools:
        rows = rows.filter(pk__in=circular.schools)
    there = set(NewsItem.objects.filter(circular=circular).values_list("school_id", flat=True))
    return sum(_arrive(actor, circular_id, one) for one in rows.order_by("pk") if one.pk not in there)


@transaction.atomic
def _arrive(actor: Actor, circular_id: uuid.UUID, school: School) -> bool:
    circular = Circular.objects.select_for_update(of=("self",)).select_related("local_authority").get(pk=circular_id)
    if circular.state != State.PUBLISHED or NewsItem.objects.filter(circular=circular, school=school).exists():
        return False  # taken away meanwhile, or brought by another worker, whom the lock above made wait
    if not asks_agreement(circular):
        _item(actor, circular, school, audiences_of_circular(circular), asks=False)
    else:
        at_once = audiences_of_circular(circular, families=False)
        if at_once:
            _item(actor, circular, school, at_once, asks=False)
        waiting = _item(actor, circular, school, audiences_of_circular(circular, families=True), asks=True)
        _ask_heads(actor, waiting)
    audit.record(actor=actor, action="news.receive", tenant=school.pk, subject="circular", subject_id=circular.pk)
    return True


def _item(actor: Actor, circular: Circular, school: School, audiences: list[Audience], *, asks: bool) -> NewsItem:
    """The item of one school; the collectivity is named as who wrote it, and nobody of it."""
    name = circular.local_authority.name
    made: NewsItem = NewsItem.objects.create(
        school=school, circular=circular, asks_agreement=asks, state=State.REVIEW if asks else State.PUBLISHED,
        sort=circular.sort, title=circular.title, text=circular.text, is_flash=circular.is_flash,
        starts_at=None if asks else clock.now(), ends_at=circular.ends_at, edition=0 if asks else 1,
        changed_at=clock.now(), written_by=name, published_by="" if asks else name,
    )  # fmt: skip
    NewsAudience.objects.bulk_create(NewsAudience(school=school, item=made, key=one.key) for one in audiences)
    bring_parts(actor, circular, made)
    if not asks:
        tell_later(made)
        if made.is_flash:
            settle_flashes(school.pk)
    return made


def _asked_of(item: NewsItem) -> str:
    """The key under which heads are asked."""
    return f"news/agree/{item.pk}"


def _ask_heads(actor: Actor, item: NewsItem) -> None:
    heads = addressed(item.school_id, [Audience(GroupKind.HEADS.value)])
    notify(
        actor=actor, kind=AGREEMENT, key=_asked_of(item), to=[To(one.person_id, one.profile) for one in heads],
        school_id=item.school_id, data={"title": item.title, "who": item.written_by}, link=link_to_review(item),
        expires_at=item.ends_at,
    )  # fmt: skip


def _locked_to_agree(hat: Hat, item_id: uuid.UUID) -> NewsItem:
    """A school's part of a circular that goes to families, for who may agree to it; its circular is locked first."""
    found = NewsItem.objects.filter(pk=item_id, asks_agreement=True).first()
    if found is None or found.school_id not in hat.school_ids or not hat.is_staff:
        raise Unknown("no such item for them")
    if not can(hat, Right.AGREE_TO_NEWS, Thing(found.school_id)):
        raise PermissionDenied
    circular = Circular.objects.select_for_update(of=("self",)).get(pk=found.circular_id)
    if circular.state != State.PUBLISHED:
        raise Refused(_("La collectivité a retiré cette actualité."))
    return locked(item_id)


@transaction.atomic
def agree(*, actor: Actor, hat: Hat, item_id: uuid.UUID) -> NewsItem:
    """Have it go to the families of the school; also after a refusal. Twice changes nothing."""
    item = _locked_to_agree(hat, item_id)
    if item.state == State.PUBLISHED:
        return item
    if item.ends_at is not None and item.ends_at <= clock.now():
        raise Refused(_("La fin de cette actualité est passée."))
    item.state, item.edition, item.starts_at, item.changed_at = (
        State.PUBLISHED, item.edition + 1, clock.now(), clock.now(),
    )  # fmt: skip
    item.published_by = item.written_by
    item.save()
    take_back(actor=actor, key=_asked_of(item))
    tell_later(item)
    if item.is_flash:
        settle_flashes(item.school_id)
    audit.record(actor=actor, action="news.agree", tenant=item.school_id, subject="news", subject_id=item.pk)
    return item


@transaction.atomic
def decline(*, actor: Actor, hat: Hat, item_id: uuid.UUID) -> NewsItem:
    """Have it not go to the families of the school, or no more. Twice changes nothing."""
    item = _locked_to_agree(hat, item_id)
    if item.state == State.WITHDRAWN:
        return item
    was_published = item.state == State.PUBLISHED
    item.state, item.changed_at = State.WITHDRAWN, clock.now()
    item.save()
    take_back(actor=actor, key=_asked_of(item))
    if was_published:
        forget_notices(actor, item)
        settle_flashes(item.school_id)
    audit.record(actor=actor, action="news.decline", tenant=item.school_id, subject="news", subject_id=item.pk)
    return item


@transaction.atomic
def end_circular(*, actor: Actor, hat: Hat, circular_id: uuid.UUID) -> Circular:
    """Take it away everywhere at once; bells forget it from a job. Twice changes nothing."""
    found = locked_circular(hat, circular_id)
    if found.state == State.WITHDRAWN:
        return found
    found.state, found.changed_at = State.WITHDRAWN, clock.now()
    found.save()
    with scope.everything("what a collectivity takes away goes from schools that it had, too"):
        NewsItem.objects.filter(circular=found).update(
            state=State.WITHDRAWN, is_pinned=False, changed_at=found.changed_at
        )  # fmt: skip
    jobs.enqueue(END_JOB, key=f"{END_JOB}/{found.pk}", payload={"circular": str(found.pk)})
    audit.record(actor=actor, action="news.end_circular", subject="circular", subject_id=found.pk)
    return found


def forget_circular(*, actor: Actor, circular_id: uuid.UUID) -> None:
    """Bells of all its schools forget it."""
    for item in NewsItem.objects.filter(circular_id=circular_id).order_by("pk").iterator():
        with transaction.atomic():
            forget_notices(actor, item)
            if item.is_flash:
                settle_flashes(item.school_id)
            if item.asks_agreement:
                take_back(actor=actor, key=_asked_of(item))
