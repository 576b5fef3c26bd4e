"""What this room keeps: news items, their pictures and questions, the audiences of each, who said that they know."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from preau.directory.models import LocalAuthority, Person, SchoolOwned
from preau.kernel.behalf import OnBehalf
from preau.kernel.ids import new_id
from preau.news.enums import Sort, State


class Circular(models.Model):
    """What a collectivity writes once for its schools: each of them has items of its own, made from a job.

    `whom`: names of `access.audiences`; `schools`: ids of schools, none for all that it has when it is published.
    `pictures`: what each of its pictures says, by the number of its file; `question`: what it asks (`Poll`), {} for
    nothing. What is published stays as it is, until it is withdrawn everywhere.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    local_authority = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    sort = models.CharField(max_length=6, choices=Sort, default=Sort.NEWS)
    title = models.CharField(max_length=120)
    text = models.TextField()
    is_flash = models.BooleanField(default=False)
    whom = models.JSONField(default=list)
    schools = models.JSONField(default=list)
    pictures = models.JSONField(default=dict, db_default={})
    question = models.JSONField(default=dict, db_default={})
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    written_by = models.CharField(max_length=200)
    written_by_id = models.UUIDField(null=True)
    published_by = models.CharField(max_length=200, blank=True)
    published_by_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["local_authority", "-changed_at"], name="circulars_of_authority")]

    def __str__(self) -> str:
        return self.title


class NewsItem(SchoolOwned):
    """One news item: written once, whoever it reaches.

    `is_flash`: a banner until it is read, and everyone is asked to say so. `edition` counts publications: what was told
    of one is told once, and another is told anew; `reminded_on`: the day of its last reminder. `remark`: why it was
    given back to who wrote it. `is_public`: on the school's public page too. Written by one
    person, published by one who may. `circular`: a collectivity wrote it, and the school changes nothing of it;
    `asks_agreement`: it goes to families once the school's head agrees.
    """

    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    sort = models.CharField(max_length=6, choices=Sort, default=Sort.NEWS)
    title = models.CharField(max_length=120)
    text = models.TextField()
    is_flash = models.BooleanField(default=False)
    is_public = models.BooleanField(default=False, db_default=False)
    is_pinned = models.BooleanField(default=False)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    edition = models.PositiveIntegerField(default=0)
    reminded_on = models.DateField(null=True)
    remark = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField()
    written_by = models.CharField(max_length=200)
    written_by_id = models.UUIDField(null=True)
    published_by = models.CharField(max_length=200, blank=True)
    published_by_id = models.UUIDField(null=True)
    circular = models.ForeignKey(
        Circular, null=True, on_delete=models.PROTECT, related_name="items", db_index=False
    )  # fmt: skip
    asks_agreement = models.BooleanField(default=False, db_default=False)

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["school"], condition=Q(is_pinned=True), name="news_one_pinned"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(starts_at__isnull=False), name="news_published_from"
            ),
        ]
        indexes = [
            models.Index(fields=["school", "-starts_at", "id"], condition=Q(state="published"), name="news_running"),
            models.Index(fields=["school", "state", "-changed_at"], name="news_on_desk"),
            models.Index(fields=["school", "circular"], condition=Q(circular__isnull=False), name="news_of_circular"),
        ]

    def __str__(self) -> str:
        return self.title


class NewsPicture(SchoolOwned):
    """What a picture of an item says to who does not see it, empty when it decorates. `file_id`: of `files`."""

    item = models.ForeignKey(NewsItem, on_delete=models.CASCADE, related_name="pictures", db_index=False)
    file_id = models.UUIDField()
    says = models.CharField(max_length=250, blank=True)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "item", "file_id"], name="news_picture_once")]

    def __str__(self) -> str:
        return self.says


class NewsAudience(SchoolOwned):
    """One audience of an item, as `preau.access.audiences` reads it."""

    MOST: ClassVar[int] = 60
    item = models.ForeignKey(NewsItem, on_delete=models.CASCADE, related_name="audiences", db_index=False)
    key = models.CharField(max_length=120)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "item", "key"], name="news_audience_once")]
        indexes = [models.Index(fields=["school", "key"], name="news_by_audience")]

    def __str__(self) -> str:
        return self.key


class Acknowledgement(OnBehalf, SchoolOwned):
    """Somebody said that they know of a flash: one row for each, made when they say it, or at the counter for them.

    What is contested is taken away: the flash waits again.
    """

    item = models.ForeignKey(NewsItem, on_delete=models.CASCADE, related_name="acknowledgements", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "item", "person"], name="acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.person_id}"


class Poll(SchoolOwned):
    """The question of an item: from two to eight answers, one of them or several. `ends_at`: nobody answers after it.

    Once it is over, `counts` (people by answer, in their order) and `people` stay, and the answers go.
    """

    MOST: ClassVar[int] = 8
    item = models.ForeignKey(NewsItem, on_delete=models.CASCADE, related_name="polls", db_index=False)
    question = models.CharField(max_length=200)
    answers = models.JSONField(default=list)
    takes_several = models.BooleanField(default=False)
    ends_at = models.DateTimeField()
    counts = models.JSONField(null=True)
    people = models.PositiveIntegerField(default=0)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "item"], name="one_poll_each")]

    def __str__(self) -> str:
        return self.question


class PollVote(SchoolOwned):
    """What somebody answered, whoever they are: `voter` is a seal that tells nobody's number.

    `chosen`: one bit for each answer. It tells no moment: its identifier is drawn, not counted from the hour.
    """

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="votes", db_index=False)
    voter = models.CharField(max_length=64)
    chosen = models.PositiveSmallIntegerField()

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "poll", "voter"], name="one_vote_each")]

    def __str__(self) -> str:
        return f"{self.poll_id} {self.chosen:b}"


class SchoolFront(SchoolOwned):
    """The public page of a school: shown or not, hours and telephone numbers as anybody may read them."""

    is_shown = models.BooleanField(default=False)
    opens_saturday = models.BooleanField(default=False)
    hours = models.CharField(max_length=300, blank=True)
    phones = models.CharField(max_length=400, blank=True)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school"], name="one_front_per_school")]

    def __str__(self) -> str:
        return str(self.school_id)


class NewsFeed(models.Model):
    """A secret address where a person's news is read without signing in: the digest of a drawn secret is kept.

    What it tells is asked anew each time, of whoever its person is that day.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} {self.made_at}"
