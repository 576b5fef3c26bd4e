"""Telling people of an item: from a job, once for an edition; and again those who have not said that they know."""

import uuid
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from preau.access.public import Addressed, Hat
from preau.directory.enums import Profile
from preau.directory.errors import Refused
from preau.kernel import audit, clock, jobs
from preau.kernel.actor import Actor
from preau.news.enums import Sort, State
from preau.news.models import NewsItem
from preau.news.selectors.desk import people_of, unread_of
from preau.news.services.locking import locked, locked_for
from preau.notifications.public import To, notify
from preau.notifications.public import withdraw as take_back

JOB, REMIND_JOB = "news.tell", "news.remind"
PUBLISHED, SAFETY, REMINDED = "news.published", "news.safety", "news.reminded"


def matter_of(item: NewsItem) -> str:
    """The key under which the present edition of an item is told."""
    return f"news/{item.pk}/{item.edition}"


def reminder_of(item: NewsItem) -> str:
    """The key under which its last reminder is told; empty without one."""
    return f"{matter_of(item)}/{item.reminded_on.isoformat()}" if item.reminded_on else ""


def job_of(item: NewsItem) -> str:
    """The key of the job that tells of its present edition."""
    return f"{JOB}/{matter_of(item)}"


def link_of(item: NewsItem) -> str:
    """The page of an item."""
    return f"/actualites/{item.pk}/"


def link_to_review(item: NewsItem) -> str:
    """Where those who work on it look at it."""
    return f"/actualites/{item.pk}/relire/"


def forget_notices(actor: Actor, item: NewsItem) -> None:
    """Bells forget an item that is withdrawn."""
    for key in filter(None, (matter_of(item), reminder_of(item))):
        take_back(actor=actor, key=key)


def tell_later(item: NewsItem) -> None:
    """Have the people of an item told when it begins."""
    assert item.starts_at is not None
    jobs.enqueue(
        JOB, key=job_of(item), run_at=item.starts_at, tenant=item.school_id,
        payload={"item": str(item.pk), "edition": item.edition},
    )  # fmt: skip


@transaction.atomic
def tell(*, actor: Actor, item_id: uuid.UUID, edition: int) -> int:
    """Tell everyone whom an item reaches today; how many. Nothing once it is withdrawn, and never twice."""
    item = locked(item_id)
    if item.state != State.PUBLISHED or item.edition != edition:
        return 0
    kind = SAFETY if item.sort == Sort.SAFETY else PUBLISHED
    return _told(actor, item, kind, matter_of(item), people_of(item))


def _told(actor: Actor, item: NewsItem, kind: str, key: str, people: Iterable[Addressed]) -> int:
    sending = notify(
        actor=actor, kind=kind, key=key, to=_each_once(people), school_id=item.school_id,
        data={"title": item.title, "flash": item.is_flash}, link=link_of(item), expires_at=item.ends_at,
    )  # fmt: skip
    return sending.told


def _each_once(people: Iterable[Addressed]) -> list[To]:
    """Each person once: a guardian of one child concerned hears of that child, of several for all of them."""
    by_person: dict[uuid.UUID, list[Addressed]] = defaultdict(list)
    for one in people:
        by_person[one.person_id].append(one)
    found = []
    for person, rows in by_person.items():
        of_staff = [one for one in rows if one.profile != Profile.GUARDIAN]
        children = {one.about_id for one in rows if one.about_id}
        first = (of_staff or rows)[0]
        found.append(To(person, first.profile, None if of_staff or len(children) != 1 else children.pop()))
    return found


@transaction.atomic
def remind(*, actor: Actor, hat: Hat, item_id: uuid.UUID) -> int:
    """Have those who have not said that they know of a flash reminded, and nobody else; how many. Once a day.

    A new reminder takes the place of the one before: nobody is asked twice at the same moment.
    """
    item = locked_for(hat, item_id, whoever_wrote=True)
    if item.state != State.PUBLISHED or not item.is_flash or not item.starts_at or item.starts_at > clock.now():
        raise Refused(_("Rien n’est à rappeler de cette actualité."))
    if item.reminded_on == clock.today():
        raise Refused(_("Un rappel est déjà parti aujourd’hui : le suivant pourra partir demain."))
    count = len({one.person_id for one in unread_of(item)})
    if not count:
        return 0
    if former := reminder_of(item):
        take_back(actor=actor, key=former)
    item.reminded_on = clock.today()
    item.save(update_fields=["reminded_on"])
    jobs.enqueue(
        REMIND_JOB, key=f"{REMIND_JOB}/{reminder_of(item)}", tenant=item.school_id,
        payload={"item": str(item.pk), "matter": reminder_of(item)},
    )  # fmt: skip
    audit.record(
        actor=actor, action="news.remind", tenant=item.school_id, subject="news", subject_id=item.pk,
        data={"count": count},
    )  # fmt: skip
    return count


@transaction.atomic
def tell_again(*, actor: Actor, item_id: uuid.UUID, matter: str) -> int:
    """Remind those who wait still; how many. Nothing once the item is withdrawn, and never twice for a matter."""
    item = locked(item_id)
    if item.state != State.PUBLISHED or reminder_of(item) != matter:
        return 0
    return _told(actor, item, REMINDED, matter, unread_of(item))
