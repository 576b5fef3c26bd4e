"""What this room keeps: words, the pupils each is about, answers with what they were before, and replies."""

from django.db import models
from django.db.models import Q

from preau.directory.models import Person, SchoolOwned
from preau.kernel.behalf import OnBehalf
from preau.liaison.enums import Buttons, By, Choice, State


class Word(SchoolOwned):
    """One word: written once, whoever it is for.

    `usual`: the key of a usual word (`liaison.usual`), each reader's text of which is made anew with `blanks`; `text`
    is then what the staff reads.
    `places`: classes and groups it was written for, as `preau.access.audiences` names them; `is_chosen`: only some of
    their pupils were kept. `due_on`: the last day to answer. `reminded_on`: the day of its last reminder.
    """

    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    buttons = models.CharField(max_length=10, choices=Buttons)
    quorum = models.CharField(max_length=4, choices=By)
    title = models.CharField(max_length=120)
    text = models.TextField()
    usual = models.CharField(max_length=30, blank=True)
    blanks = models.JSONField(default=dict)
    places = models.JSONField(default=list)
    is_chosen = models.BooleanField(default=False)
    due_on = models.DateField(null=True)
    sent_at = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True)
    changed_at = models.DateTimeField()
    written_by = models.CharField(max_length=200)
    written_by_id = models.UUIDField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(state="draft") | Q(sent_at__isnull=False), name="word_sent_at"),
        ]
        indexes = [models.Index(fields=["school", "state", "-changed_at"], name="word_on_desk")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_to_sign(self) -> bool:
        """Whether it asks for more than to be read."""
        return self.buttons != Buttons.SEEN


class WordPupil(SchoolOwned):
    """A pupil whom a word is about. Fixed when it is sent; who answers for them is not."""

    word = models.ForeignKey(Word, on_delete=models.CASCADE, related_name="pupils", db_index=False)
    pupil = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "word", "pupil"], name="word_pupil_once")]
        indexes = [models.Index(fields=["school", "pupil", "word"], name="words_of_pupil")]

    def __str__(self) -> str:
        return f"{self.word_id} {self.pupil_id}"


class Answer(OnBehalf, SchoolOwned):
    """What one person answers for one pupil: one row, whatever is sent twice. What they contested does not count."""

    word = models.ForeignKey(Word, on_delete=models.CASCADE, related_name="answers", db_index=False)
    pupil = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    signer = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    choice = models.CharField(max_length=8, choices=Choice)
    at = models.DateTimeField()

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "word", "pupil", "signer"], name="answered_once")]

    def __str__(self) -> str:
        return f"{self.word_id} {self.pupil_id} {self.choice}"


class FormerAnswer(OnBehalf, SchoolOwned):
    """What an answer was before it was changed."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="former", db_index=False)
    choice = models.CharField(max_length=8, choices=Choice)
    at = models.DateTimeField()

    class Meta(SchoolOwned.Meta):
        indexes = [models.Index(fields=["school", "answer", "at"], name="former_answers")]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.choice}"


class Reply(OnBehalf, SchoolOwned):
    """A few words between one person of a family and the staff, about one word and one pupil.

    `family`: the person of the family, whoever wrote it; nobody else of a family reads it.
    """

    word = models.ForeignKey(Word, on_delete=models.CASCADE, related_name="replies", db_index=False)
    pupil = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    family = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    is_staff = models.BooleanField(default=False)
    text = models.TextField()
    at = models.DateTimeField()
    written_by = models.CharField(max_length=200)
    written_by_id = models.UUIDField(null=True)

    class Meta(SchoolOwned.Meta):
        indexes = [models.Index(fields=["school", "word", "pupil", "family", "at"], name="replies_of_word")]

    def __str__(self) -> str:
        return f"{self.word_id} {self.pupil_id}"

    @property
    def may_be_contested_now(self) -> bool:
        """Whether the person of the family may still say that they did not have it written."""
        return self.may_be_contested(self.at)


class ReadingLanguage(models.Model):
    """In which language somebody reads words beside the French; no row: in French alone."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="+")
    language = models.CharField(max_length=5)

    def __str__(self) -> str:
        return f"{self.person_id} {self.language}"


class PaperFamily(SchoolOwned):
    """Somebody of a family who reads nothing in Préau: their words are printed."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=200)
    set_by_id = models.UUIDField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "person"], name="paper_family_once")]

    def __str__(self) -> str:
        return str(self.person_id)


class PaperSheet(SchoolOwned):
    """A word about one pupil that was printed for somebody, and handed over."""

    word = models.ForeignKey(Word, on_delete=models.CASCADE, related_name="sheets", db_index=False)
    pupil = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    printed_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)
    printed_by = models.CharField(max_length=200)
    printed_by_id = models.UUIDField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "word", "pupil", "person"], name="printed_once")]

    def __str__(self) -> str:
        return f"{self.word_id} {self.pupil_id} {self.person_id}"


class Entry(OnBehalf, SchoolOwned):
    """What staff did for somebody of a family at the counter, by an act that a room declares (access.family_acts).

    `says`: what was done, in words, for the receipt. `thing_id` and `before` are the room's, to put it back.
    """

    pupil = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    act = models.CharField(max_length=40)
    says = models.CharField(max_length=400, blank=True)
    undone = models.CharField(max_length=200, blank=True)
    thing_id = models.UUIDField(null=True)
    before = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta(SchoolOwned.Meta):
        indexes = [models.Index(fields=["school", "person", "-at"], name="entries_of_family")]

    def __str__(self) -> str:
        return f"{self.act} {self.person_id}"

    @property
    def may_be_contested_now(self) -> bool:
        """Whether its person may still say that they did not ask for it."""
        return self.may_be_contested(self.at)
