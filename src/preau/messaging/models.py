"""A message (one text, whatever the number of its readers), whom it is addressed to, and each reader's copy.

None is a row of one school: a message belongs to the people between whom it went, in several schools at times, and is
reached by one's own copy alone.
"""

from django.db import models
from django.db.models import Q

from preau.directory.models import Person, School
from preau.kernel.fields import SearchedField
from preau.kernel.ids import new_id
from preau.messaging.enums import Folder, Kind, State


class Message(models.Model):
    """What somebody wrote, from its first draft on: sent, kept and purged as one.

    `thread` is the id of the first message of the exchange. `box` is the mailbox of its sender, `profile` as whom they
    write. `version` counts writes: two devices never overwrite each other unseen. `about`: the child whom a family
    writes about. `is_automatic`: an absence wrote it. `attached`: how many files it has (`preau.files`), so that no
    page asks in vain. `html`: its text with a shape (`kernel.rich`), where its writer gave it one; `text` is then
    what it says. `urgent_because`: why it does not wait for the end of calm hours, "" for nearly all.
    Sent, it waits until `delivers_at`; `readers` is then how many persons it reached, `problem` why it
    reached nobody.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    thread = models.UUIDField()
    school = models.ForeignKey(School, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    sender = models.CharField(max_length=200)
    sender_id = models.UUIDField(null=True)
    box = models.CharField(max_length=32)
    profile = models.CharField(max_length=24)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    answers = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    to_all = models.BooleanField(default=False)
    forwards = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    about = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    subject = models.CharField(max_length=150, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True, default="", db_default="")
    expects_answer = models.BooleanField(default=False)
    is_automatic = models.BooleanField(default=False, db_default=False)
    attached = models.PositiveSmallIntegerField(default=0, db_default=0)
    urgent_because = models.CharField(max_length=200, blank=True, default="", db_default="")
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivers_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)
    readers = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["sender_id", "box", "-id"], name="message_drafts", condition=Q(state="draft")),
            models.Index(
                fields=["sender_id", "box"], name="message_unsent", condition=Q(state__in=("held", "waiting", "failed"))
            ),
            models.Index(fields=["sender_id"], name="message_signed"),
            models.Index(fields=["delivers_at"], name="message_waiting", condition=Q(state="waiting")),
            models.Index(fields=["written_at"], name="message_written"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"


class Words(models.Model):
    """What a message that was sent is found by, in folded words: what all its readers see, what staff see beside (names
    of addressees), what its sender alone sees (hidden copies). It goes with the message, and when it was taken back.

    On SQLite the table messaging_words_found, kept by triggers (migration 0003), is what FTS5 searches.
    """

    id = models.BigAutoField(primary_key=True)
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="words")
    everyone = SearchedField()
    staff = SearchedField()
    own = SearchedField()

    def __str__(self) -> str:
        return f"words of {self.message_id}"


class Recipient(models.Model):
    """Whom a message is addressed to: a person, or a whole group, by its key (`selectors.recipients`) and
    under the name that its readers see (`title`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="recipients", db_index=False)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    group = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["message"], name="recipient_of_message")]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "person"], name="recipient_person", condition=Q(person__isnull=False)
            ),
            models.UniqueConstraint(fields=["message", "group"], name="recipient_group", condition=~Q(group="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title or self.person_id}"


class OwnFolder(models.Model):
    """A folder that somebody made in one of their mailboxes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    box = models.CharField(max_length=32)
    name = models.CharField(max_length=50)

    class Meta:
        indexes = [models.Index(fields=["person", "box"], name="own_folder_of_box")]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One person's copy of a message, in one mailbox: its sender's, or that of somebody whom it reached.

    `own`: the folder of their own in which it is kept (`folder` says so).
    `box`: "pupil", "guardian", or, of staff, their school. `read_at` is kept only where the sender may see it: of what
    staff wrote. `binned_at`: since when it waits in the bin. `appears_at`: when it came, or comes, into the inbox of
    whoever has calm hours of their own that had not ended; None for all others.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    box = models.CharField(max_length=32)
    folder = models.CharField(max_length=7, choices=Folder.choices)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    thread = models.UUIDField()
    kind = models.CharField(max_length=4, choices=Kind.choices)
    profile = models.CharField(max_length=24)
    is_read = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True)
    is_starred = models.BooleanField(default=False)
    binned_at = models.DateTimeField(null=True)
    appears_at = models.DateTimeField(null=True)
    own = models.ForeignKey(OwnFolder, null=True, on_delete=models.RESTRICT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "person", "box"], name="delivery_once")]
        indexes = [
            models.Index(fields=["person", "box", "folder", "-id"], name="delivery_of_box"),
            models.Index(fields=["person", "thread"], name="delivery_of_thread"),
            models.Index(fields=["person", "box"], name="delivery_unread", condition=Q(is_read=False, folder="inbox")),
            models.Index(fields=["binned_at"], name="delivery_binned", condition=Q(binned_at__isnull=False)),
            models.Index(fields=["own", "-id"], name="delivery_of_own", condition=Q(own__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} → {self.person_id}"


IN_SIGHT = ~Q(folder=Folder.LATER)
"""The condition that a copy is one that its reader may meet."""


class Mailbox(models.Model):
    """What somebody set for one of their mailboxes: how their messages end, what answers for them between two days."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    box = models.CharField(max_length=32)
    signature = models.CharField(max_length=500, blank=True)
    absent_from = models.DateField(null=True)
    absent_until = models.DateField(null=True)
    absence_text = models.CharField(max_length=1000, blank=True, default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "box"], name="mailbox_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.box}"


class Concern(models.Model):
    """A child whom a copy is about: what tells a guardian of three children which one is meant."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="concerns", db_index=False)
    child = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delivery", "child"], name="concern_once")]

    def __str__(self) -> str:
        return f"{self.delivery_id} · {self.child_id}"
