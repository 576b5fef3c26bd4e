"""What this room keeps: what a piece of work asks for, copies, their versions with what each holds, extra time.

`work`, `unit` are numbers without a key to their table, as in the diary. Rows of correcting (marks, annotations,
comments) hang on a `Copy` or on a `CopyVersion`; a review of a peer hangs on a `Copy` and names who reviews.
"""

from django.db import models
from django.db.models import Q

from preau.directory.models import Person, SchoolOwned
from preau.submissions.enums import Joining, Mastery, PartKind, Scale, Takes


class Assignment(SchoolOwned):
    """What a piece of work asks to be handed in, the same for all its classes.

    `takes`: letters of Takes. `due_minute`: minutes after midnight of the day it is due for; none: when the lesson of
    that day begins, else at eight. `late_days`: how many days after it is still taken. `replaces`: a copy may be
    replaced until then. `closed_at`: since when nothing is taken. `return_at`: when copies are to be given back.
    `scale`, `out_of` (points), `is_anonymous`, `marked_twice`, `peer_reviews` (copies that each pupil reads): how it is
    corrected. `guardian_hours`: how long after the pupil guardians read it. `reminded_on`: the last day on which those
    who had not handed in were reminded. `subject`: as the diary called it. `version`: raised at each writing.
    """

    work = models.UUIDField()
    subject = models.CharField(max_length=120)
    takes = models.CharField(max_length=8, default=Takes.FILES.value)
    in_groups = models.BooleanField(default=False)
    due_minute = models.PositiveSmallIntegerField(null=True)
    late_days = models.PositiveSmallIntegerField(default=0)
    replaces = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True)
    return_at = models.DateTimeField(null=True)
    scale = models.CharField(max_length=7, choices=Scale, default=Scale.NONE)
    out_of = models.PositiveSmallIntegerField(null=True)
    is_anonymous = models.BooleanField(default=False)
    marked_twice = models.BooleanField(default=False)
    peer_reviews = models.PositiveSmallIntegerField(default=0)
    guardian_hours = models.PositiveSmallIntegerField(default=24, db_default=24)
    reminded_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    asked_by_id = models.UUIDField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "work"], name="asked_once_per_work")]
        indexes = [models.Index(fields=["school", "asked_by_id"], name="asked_by_teacher")]

    def __str__(self) -> str:
        return f"{self.subject} {self.work}"


class Team(SchoolOwned):
    """A group of pupils who hand in one copy. `number`: from 1, as its teacher counts them."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="teams", db_index=False)
    number = models.PositiveSmallIntegerField()

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "assignment", "number"], name="team_once")]

    def __str__(self) -> str:
        return f"{self.number}"


class TeamMember(SchoolOwned):
    """A pupil of a team; of one team only for one assignment."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="+", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members", db_index=False)
    pupil = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "pupil", "assignment"], name="team_member_once")]
        indexes = [models.Index(fields=["school", "assignment"], name="members_of_teams")]

    def __str__(self) -> str:
        return f"{self.team_id}"


class Copy(SchoolOwned):
    """The copy of one pupil, or of one team, for an assignment; a pupil who changes class keeps theirs.

    `unit`: the class or group through which they had the work. `current`: the number of the last version, 0 while there
    is none (on paper). `handed_at`, `late_minutes` (0 in time): that version's. `paper_at`: when it was noted that it
    came on paper. `open_until`: its teacher asked for it again, until then. `returned_at`: when it was given back.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="copies", db_index=False)
    pupil = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    unit = models.UUIDField(null=True)
    current = models.PositiveSmallIntegerField(default=0)
    handed_at = models.DateTimeField(null=True)
    late_minutes = models.PositiveIntegerField(default=0)
    paper_at = models.DateTimeField(null=True)
    paper_by = models.CharField(max_length=200, blank=True)
    paper_by_id = models.UUIDField(null=True)
    open_until = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["school", "pupil", "assignment"], condition=Q(pupil__isnull=False), name="copy_once_per_pupil"
            ),
            models.UniqueConstraint(
                fields=["school", "team", "assignment"], condition=Q(team__isnull=False), name="copy_once_per_team"
            ),
            models.CheckConstraint(
                condition=Q(pupil__isnull=False, team__isnull=True) | Q(pupil__isnull=True, team__isnull=False),
                name="copy_of_one",
            ),
        ]
        indexes = [models.Index(fields=["school", "assignment", "handed_at"], name="copies_of_assignment")]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.current}"


class CopyVersion(SchoolOwned):
    """What was handed in at once: it is never changed, and its receipt stays good.

    `attempt`: the number that the page gave the sending; the same again finds this version. `digest`: the SHA-256 of
    the whole (receipts.py). `handed_at`: the server's hour, the only one that decides; `said_at`: the hour that the
    phone said, unverified. `joining`, `joined`: the one PDF of its photographs, and the number of its file.
    """

    copy = models.ForeignKey(Copy, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField()
    attempt = models.UUIDField()
    digest = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    link = models.CharField(max_length=500, blank=True)
    late_minutes = models.PositiveIntegerField(default=0)
    handed_at = models.DateTimeField()
    said_at = models.DateTimeField(null=True)
    joining = models.CharField(max_length=7, choices=Joining, default=Joining.NONE)
    joined = models.UUIDField(null=True)
    handed_by = models.CharField(max_length=200)
    handed_by_id = models.UUIDField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["school", "copy", "number"], name="copy_version_once"),
            models.UniqueConstraint(fields=["school", "attempt"], name="handed_in_once"),
        ]

    def __str__(self) -> str:
        return f"{self.copy_id} {self.number}"


class CopyPart(SchoolOwned):
    """A file of a version, in its place. `file`: its number in `files`; `words`: what it shows, said in a line."""

    version = models.ForeignKey(CopyVersion, on_delete=models.CASCADE, related_name="parts", db_index=False)
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=5, choices=PartKind)
    file = models.UUIDField()
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    name = models.CharField(max_length=150)
    words = models.CharField(max_length=200, blank=True)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "version", "place"], name="copy_part_once")]

    def __str__(self) -> str:
        return f"{self.place} {self.name}"


class Correction(SchoolOwned):
    """What is written of a copy. `points`: out of the assignment's; `mastery`: from 1 to 4. `is_unmarked`: read, and
    given back without a mark. `of_version`: the number of the version of the copy that was read. `is_done`: whether
    it may be given back. `version`: raised at each writing.
    """

    copy = models.ForeignKey(Copy, on_delete=models.CASCADE, related_name="corrections", db_index=False)
    points = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    mastery = models.PositiveSmallIntegerField(choices=Mastery, null=True)
    is_unmarked = models.BooleanField(default=False)
    comment = models.TextField(blank=True)
    of_version = models.PositiveSmallIntegerField(default=0)
    is_done = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    corrected_at = models.DateTimeField()
    corrected_by = models.CharField(max_length=200)
    corrected_by_id = models.UUIDField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "copy"], name="correction_once_per_copy")]

    def __str__(self) -> str:
        return f"{self.copy_id}"


class CommentPhrase(SchoolOwned):
    """A sentence that a teacher writes often, and the few letters that stand for it."""

    teacher = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    code = models.CharField(max_length=12)
    text = models.CharField(max_length=500)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "teacher", "code"], name="phrase_once_per_code")]

    def __str__(self) -> str:
        return self.code


class ExtraTime(SchoolOwned):
    """Hours more that a pupil has for whatever is handed in, without a reason. `version`: raised at each writing."""

    pupil = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    hours = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=200)
    set_by_id = models.UUIDField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "pupil"], name="extra_time_once")]

    def __str__(self) -> str:
        return f"{self.hours}"
