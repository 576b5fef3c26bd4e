"""Lists of rows to write. Each list's columns are named beside it."""

from dataclasses import dataclass, field

from preau.directory.bulk.tables import Row

PERSON_FIELDS = (
    "title", "family_name", "birth_name", "given_name", "birth_date", "email", "mobile", "home_phone", "work_phone",
    "address", "postal_code", "city", "country", "shares_address", "search_name",
)  # fmt: skip
PERSON_ADDED = ("id", *PERSON_FIELDS, "suspended_at")
RECORD_ADDED = ("authority_id", "kind", "join_key", "person_id", "digest")
AFFILIATION = ("id", "school_id", "person_id", "profile", "state", "source_key", "digest", "starts_on")
AFFILIATION_CHANGED = ("state", "source_key", "digest", "left_on")
ENROLLMENT_FIELDS = ("homeroom_id", "ine", "mef_code", "level_label", "boarding_status", "entered_on", "left_on")
ENROLLMENT = ("id", "school_id", "school_year_id", "student_id", *ENROLLMENT_FIELDS)
GUARDIANSHIP_FIELDS = (
    "source_reach", "reach", "relation_code", "contact_rank", "pays_fees", "receives_aid", "shares_address",
    "head_reach", "ended_at",
)  # fmt: skip
GUARDIANSHIP = ("id", "school_id", "student_id", "guardian_id", *GUARDIANSHIP_FIELDS)
FUNCTION = ("id", "school_id", "affiliation_id", "code", "label", "discipline_code", "discipline_label")
SECTION = ("id", "school_id", "school_year_id", "teacher_id", "subject_code", "homeroom_id", "group_id")
HOMEROOM = ("id", "school_id", "school_year_id", "code", "label")
GROUP = ("id", "school_id", "school_year_id", "code", "label", "source")
DRAW = ("id", "school_id", "group_id", "homeroom_id")
MEMBER = ("id", "school_id", "group_id", "student_id")
HEAD_TEACHER = ("id", "school_id", "homeroom_id", "person_id")


@dataclass(slots=True)
class PeopleChanges:
    """People and their directory records. `records_digests`: (record id, digest)."""

    added: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    records_added: list[Row] = field(default_factory=list)
    records_digests: list[Row] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.records_added or self.records_digests)


@dataclass(slots=True)
class SchoolChanges:
    """Everything to write in one school, in rows. Lists named `…_gone` hold identifiers."""

    people: PeopleChanges = field(default_factory=PeopleChanges)
    homerooms_added: list[Row] = field(default_factory=list)
    homerooms_changed: list[Row] = field(default_factory=list)
    homerooms_gone: list[str] = field(default_factory=list)
    groups_added: list[Row] = field(default_factory=list)
    groups_changed: list[Row] = field(default_factory=list)
    groups_gone: list[str] = field(default_factory=list)
    draws_added: list[Row] = field(default_factory=list)
    draws_gone: list[str] = field(default_factory=list)
    affiliations_added: list[Row] = field(default_factory=list)
    affiliations_changed: list[Row] = field(default_factory=list)
    functions_added: list[Row] = field(default_factory=list)
    functions_gone: list[str] = field(default_factory=list)
    enrollments_added: list[Row] = field(default_factory=list)
    enrollments_changed: list[Row] = field(default_factory=list)
    members_added: list[Row] = field(default_factory=list)
    members_gone: list[str] = field(default_factory=list)
    guardianships_added: list[Row] = field(default_factory=list)
    guardianships_changed: list[Row] = field(default_factory=list)
    sections_added: list[Row] = field(default_factory=list)
    sections_gone: list[str] = field(default_factory=list)
    head_teachers_added: list[Row] = field(default_factory=list)
    head_teachers_gone: list[str] = field(default_factory=list)
    woken: list[str] = field(default_factory=list)
    """People who had a record before and gain a place: their suspension ends."""
    left: list[str] = field(default_factory=list)
    """People who lose a place: suspended when it was their last."""

    def is_empty(self) -> bool:
        """True when there is nothing to write."""
        return not any(bool(getattr(self, name)) for name in self.__slots__)
