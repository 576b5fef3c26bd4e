"""What this room keeps: folders and documents in one tree, their versions, with whom they are shared, public links."""

from django.db import models
from django.db.models import Q

from preau.directory.models import Person, SchoolOwned
from preau.documents.enums import Given

NAME_LENGTH = 120


class Node(SchoolOwned):
    """A folder or a document. Both are in one table: a folder has no two things of one name, whatever they are.

    A root has no parent: the folder of a person (`owner`), or a shared space (`space`, as `rules.Space.key`). `folded`:
    the name as names are compared. `edition`: counts versions of a document, and says which one a page showed;
    `file_id`: the file of the current one. `made_by`: who put it there, who alone sees it in a casier besides its
    owner. What is binned (`deleted_at`) takes along what is in it, which is not marked itself.
    """

    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="children", db_index=False)
    root = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    is_folder = models.BooleanField(default=False)
    name = models.CharField(max_length=NAME_LENGTH)
    folded = models.CharField(max_length=NAME_LENGTH * 2)
    owner = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    space = models.CharField(max_length=60, blank=True)
    file_id = models.UUIDField(null=True)
    size = models.PositiveBigIntegerField(default=0)
    edition = models.PositiveIntegerField(default=0)
    made_by = models.CharField(max_length=200, blank=True)
    made_by_id = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200, blank=True)
    changed_by_id = models.UUIDField(null=True)
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.CharField(max_length=200, blank=True)
    deleted_by_id = models.UUIDField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["school", "parent", "folded"], condition=Q(deleted_at=None), name="document_one_of_a_name"
            ),
            models.CheckConstraint(condition=Q(parent=None, root=None) | Q(parent__isnull=False, root__isnull=False),
                                   name="document_under_a_root"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["school", "parent"], name="documents_of_folder"),
            models.Index(fields=["school", "root", "-changed_at"], name="documents_recent"),
            models.Index(fields=["owner"], condition=Q(owner__isnull=False), name="documents_of_person"),
            models.Index(
                fields=["school", "deleted_at"], condition=Q(deleted_at__isnull=False), name="documents_binned"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def top_id(self) -> object:
        """The number of its root: itself, when it is one."""
        return self.root_id or self.pk


class Version(SchoolOwned):
    """One content of a document; its number is that of the thing its file is attached to."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="versions", db_index=False)
    edition = models.PositiveIntegerField()
    file_id = models.UUIDField()
    size = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    by_id = models.UUIDField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "node", "edition"], name="one_version_each")]

    def __str__(self) -> str:
        return f"{self.node_id} {self.edition}"


class Share(SchoolOwned):
    """What a group (`key`, as `preau.access.audiences` reads it) or a person may do with a folder or document.

    `ends_on`: the last day of it.
    """

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="shares", db_index=False)
    key = models.CharField(max_length=120, blank=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    gives = models.CharField(max_length=5, choices=Given)
    ends_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    made_by_id = models.UUIDField(null=True)

    class Meta(SchoolOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["school", "node", "key"], condition=Q(person=None), name="one_share_a_group"
            ),
            models.UniqueConstraint(
                fields=["school", "node", "person"], condition=Q(person__isnull=False), name="one_share_a_person"
            ),
            models.CheckConstraint(condition=~Q(key="", person=None), name="share_with_somebody"),
        ]
        indexes = [models.Index(fields=["school", "key"], name="shares_by_group")]

    def __str__(self) -> str:
        return f"{self.node_id} {self.gives}"


class PublicLink(SchoolOwned):
    """A secret address at which anybody takes one document until a day; the digest of a drawn secret is kept."""

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="links", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    ends_on = models.DateField()
    made_at = models.DateTimeField()

    class Meta(SchoolOwned.Meta):
        indexes = [models.Index(fields=["school", "node"], name="links_of_document")]

    def __str__(self) -> str:
        return f"{self.node_id} {self.ends_on}"
